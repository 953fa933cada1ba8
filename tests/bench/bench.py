# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures delta_processor against the floor and against its peers.

Every comparison runs the two programs in turn and looks at the ratio of each
pair: other load on the machine falls on both.  See README.md for the rows.
"""
import argparse
import collections
import os
import platform
import re
import statistics
import sys

import bench_data
import bench_peers as peers
from bench_runs import Runner, answer, median_wall, peak, pipeline

MIB = 1 << 20
PEAK_LIMIT = 16 * MIB
SCALES = (1, 2, 4, 8, 16)
SIX = bench_data.DENSE + ('sys_enter_io_getevents', 'sys_exit_io_getevents')
SYSTEMS = {name: name.split('_')[0] if name.startswith('kvm') else 'syscalls'
           for name in SIX}

# what: the question; argv: ours; size: bytes of text; limit: of the median
# ratio; enough: MB/s that will do in its place
Row = collections.namedtuple(
    'Row', 'what argv peer size one_core limit enough',
    defaults=(False, None, None))


class Questions:
    """The rows of both tables."""

    def __init__(self, args, files):
        self.program = args.program
        self.srcdir = args.srcdir
        self.inflate = args.inflate
        self.scratch = os.path.join(args.dir, 'scratch')
        self.files = files
        self.text = os.path.getsize(files.trace)
        self.cells = os.path.getsize(files.csv)
        with open(args.program, 'rb') as program:
            self.library = ('ISA-L' if b'isal_inflate' in program.read()
                            else 'zlib')

    def argv(self, order, *more):
        return [self.program, '-s', 'json', '-e', '|'.join(order)] + list(more)

    def floor(self):
        """Rows whose ratio is our time over theirs."""
        f, dense, sparse = self.files, bench_data.DENSE, bench_data.SPARSE
        trace, wc = self.argv(dense, f.trace), peers.wc(f.trace)
        few = self.argv(sparse, f.trace)
        yield Row('dense', trace, wc, self.text, limit=1.8)
        yield Row('dense, one core', trace, wc, self.text, True, 2.8)
        yield Row('dense, six events', self.argv(SIX, f.trace), wc, self.text)
        yield Row('dense, as the conf has it', [
            self.program, '-s', 'json', '-c',
            os.path.join(self.srcdir, 'conf/delta_processor.conf'), f.trace],
            wc, self.text)
        yield Row('sparse', few, wc, self.text, limit=1.3)
        yield Row('sparse, one core', few, wc, self.text, True)
        yield Row('csv', self.argv(dense, f.csv), peers.wc(f.csv), self.cells,
                  limit=6, enough=1000)
        yield Row('dense, cat |', pipeline(['cat', f.trace],
                                           self.argv(dense)),
                  peers.cat_wc(f.trace), self.text, limit=1.25)
        for what, packed, size in (('dense, gzip', f.trace_gz, self.text),
                                   ('csv, gzip', f.csv_gz, self.cells)):
            for library, program in self.inflate:
                yield Row(what, self.argv(dense, packed),
                          peers.inflate(library, program, packed, size), size,
                          limit=1.1 if library == self.library else None)
        yield Row('dense, statistics', trace, peers.ours(
            'without: -s none', self.argv(dense, '-s', 'none', f.trace)),
            self.text, limit=1.15)

    def rivals(self):
        """Rows whose ratio is their time over ours."""
        f, dense = self.files, bench_data.DENSE
        trace, packed = self.argv(dense, f.trace), self.argv(dense, f.trace_gz)
        csv = self.argv(dense, f.csv)
        yield Row('dense', trace, peers.grep(f.trace, 'kvm', 'kvm_exit'),
                  self.text)
        yield Row('dense', trace, peers.grep_awk_datamash(
            f.trace, self.srcdir, dense, SYSTEMS), self.text)
        for awk, limit in (('mawk', 20), ('gawk', None)):
            yield Row('dense', trace, peers.awk(
                awk, f.trace, self.srcdir, dense, False), self.text,
                limit=limit)
        for awk, limit in (('mawk', 15), ('gawk', None)):
            yield Row('csv', csv, peers.awk(
                awk, f.csv, self.srcdir, dense, True), self.cells, limit=limit)
        yield Row('csv', csv, peers.miller(f.csv, self.srcdir, dense,
                                           self.scratch), self.cells)
        yield Row('dense, gzip', packed, peers.zcat(f.trace_gz, f.trace),
                  self.text)
        yield Row('dense, gzip', packed, peers.zcat_ours(
            f.trace_gz, self.argv(dense)), self.text,
            limit=2.5 if self.library == 'ISA-L' else None)


class Bench:
    def __init__(self, runner, pairs):
        self.runner = runner
        self.pairs = pairs
        self.answers = {}
        self.checked = set()
        self.peak = 0

    def check(self, row):
        """Ends the run if we and the peer disagree.  These runs warm up
        caches as well."""
        key = (tuple(row.argv), tuple(row.peer.checked))
        if key in self.checked:
            return
        self.checked.add(key)
        if key[0] not in self.answers:
            self.answers[key[0]] = answer(row.argv)
        wrong = row.peer.check(self.answers[key[0]], answer(row.peer.checked))
        if wrong:
            raise SystemExit('bench: %s: %s disagrees: %s' % (
                row.what, row.peer.name, wrong))

    def table(self, title, rows, over, limit_sign):
        """over(ours, theirs): the ratio of a pair."""
        print('\n%s\n\n%-26s %-23s %6s %6s %7s %6s %6s  %-8s %5s' % (
            title, 'what', 'against', 'MB/s', 'theirs', 'ratio', 'min', 'max',
            'limit', 'MiB'), flush=True)
        for row in rows:
            lacks = peers.missing(row.peer)
            if lacks:
                print('%-26s %-23s left out: no %s here' % (
                    row.what, row.peer.name, os.path.basename(lacks)))
                continue
            self.check(row)
            mine, theirs = self.runner.in_turn(
                [row.argv, row.peer.argv], self.pairs, row.one_core)
            ratios = [over(a.wall, b.wall) for a, b in zip(mine, theirs)]
            self.print_row(row, mine, theirs, ratios, limit_sign)

    def print_row(self, row, mine, theirs, ratios, sign):
        speed, other = (row.size / median_wall(usages) / 1e6
                        for usages in (mine, theirs))
        ratio = statistics.median(ratios)
        verdict = ''
        if row.limit is not None:
            kept = (ratio <= row.limit if sign == '<=' else
                    ratio >= row.limit)
            if row.enough and speed >= row.enough:
                kept = True
            verdict = '%s %g%s' % (sign, row.limit, '' if kept else ' MISSED')
        # a pipeline's peak may be that of another program in it
        memory = ''
        if row.argv[0] != 'sh':
            self.peak = max(self.peak, peak(mine))
            memory = '%.1f' % (peak(mine) / MIB)
        print('%-26s %-23s %6.0f %6.0f %7.2f %6.2f %6.2f  %-8s %5s' % (
            row.what, row.peer.name, speed, other, ratio, min(ratios),
            max(ratios), verdict, memory), flush=True)

    def scaling(self, argv, path, size):
        print('\nThe dense trace 1 to %d times over: time for a byte, and peak '
              'memory\n\n%8s %9s %9s %6s %6s %6s' % (
                  SCALES[-1], 'MB', 'seconds', 'ns/byte', 'min', 'max',
                  'MiB'))
        taken = self.runner.in_turn(
            [argv + [path] * times for times in SCALES], self.pairs)
        for times, usages in zip(SCALES, taken):
            walls = [usage.wall * 1e9 / (times * size) for usage in usages]
            self.peak = max(self.peak, peak(usages))
            print('%8.0f %9.3f %9.3f %6.3f %6.3f %6.1f' % (
                times * size / 1e6, median_wall(usages),
                statistics.median(walls), min(walls), max(walls),
                peak(usages) / MIB), flush=True)


def processor():
    try:
        with open('/proc/cpuinfo') as info:
            return re.search('model name\\s*: (.*)', info.read())[1]
    except (OSError, TypeError):
        return platform.machine()


def introduce(args, files, library):
    print('%s, %d cores, %s %s; load %.2f' % (
        processor(), len(os.sched_getaffinity(0)), platform.system(),
        platform.release(), os.getloadavg()[0]))
    print('%d MB of trace, %d MB of CSV; medians of %d pairs; gzip by %s' % (
        os.path.getsize(files.trace) // 10**6,
        os.path.getsize(files.csv) // 10**6, args.pairs, library))
    print('wanted lines: dense %.1f %%, sparse %.2f %%' % (
        100 * files.share[bench_data.DENSE],
        100 * files.share[bench_data.SPARSE]), flush=True)
    if os.getloadavg()[0] > 0.5:
        print('The machine is busy: the figures are rough.')


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('--program', required=True)
    parser.add_argument('--measure', required=True)
    parser.add_argument('--inflate', action='append', default=[],
                        type=lambda text: text.split('=', 1),
                        metavar='LIBRARY=PROGRAM')
    parser.add_argument('--srcdir', required=True)
    parser.add_argument('--dir', required=True)
    parser.add_argument('--mb', type=int, default=1000)
    parser.add_argument('--pairs', type=int, default=5)
    return parser.parse_args()


def main():
    args = arguments()
    if args.mb < 1 or args.pairs < 1:
        sys.exit('bench: a size and a number of pairs below 1')
    os.environ['LC_ALL'] = 'C'
    files = bench_data.make(args.srcdir, args.dir, args.mb)
    questions = Questions(args, files)
    introduce(args, files, questions.library)
    bench = Bench(Runner(args.measure, questions.scratch), args.pairs)
    bench.table('Against the floor: our time over theirs', questions.floor(),
                lambda a, b: a / b, '<=')
    bench.table('Against programs for the same job: their time over ours',
                questions.rivals(), lambda a, b: b / a, '>=')
    bench.scaling(questions.argv(bench_data.DENSE), files.trace,
                  questions.text)
    print('\nPeak memory %.1f MiB%s' % (
        bench.peak / MIB, '' if bench.peak < PEAK_LIMIT else
        ': MISSED the limit of %d' % (PEAK_LIMIT // MIB)))


if __name__ == '__main__':
    main()
