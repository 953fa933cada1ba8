# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that delta_processor is held against, and what they must
agree on with it.

A peer's check(ours, theirs) takes our Answer to the same question, with the
report as JSON on standard error, and the peer's.  It returns what differs, or
None.
"""
import collections
import json
import math
import os
import shutil

import bench_runs

# tools: programs that it needs; checked: argv for the check, where the
# measured one writes its answer to /dev/null
Peer = collections.namedtuple('Peer', 'name argv check tools checked')
# Sums of doubles; ours are exact.
NANOSECOND = 1e-9


def peer(name, argv, check, tools, checked=None):
    return Peer(name, argv, check, tools, checked or argv)


def missing(one):
    """The first tool that is not there, or None."""
    for tool in one.tools:
        if not shutil.which(tool):
            return tool
    return None


def report(ours):
    return json.loads(ours.err.decode().splitlines()[-1])


def differ(what, ours, theirs):
    if ours == theirs:
        return None
    return '%s: %s here, %s there' % (what, ours, theirs)


def same_rows(ours, theirs):
    return differ('sha256 of the rows', ours.digest, theirs.digest)


def same_lines(ours, theirs):
    return differ('lines', report(ours)['lines']['total'],
                  int(theirs.out.split()[0]))


def same_figures(ours, figures):
    """figures: (mean, stddev, max) of each delta, in seconds."""
    deltas = [delta for delta in report(ours)['deltas']
              if delta['name'].startswith('delta:')]
    if len(deltas) != len(figures):
        return differ('deltas', len(deltas), len(figures))
    for delta, theirs in zip(deltas, figures):
        exact = [delta[key] * 1e-9 for key in ('mean', 'stddev', 'max')]
        if not all(math.isclose(a, b, rel_tol=0, abs_tol=NANOSECOND)
                   for a, b in zip(exact, theirs)):
            return differ(delta['name'], exact, theirs)
    return None


def wc(path):
    return peer('wc -l', ['wc', '-l', path], same_lines, ['wc'])


def cat_wc(path):
    return peer('cat | wc -l', bench_runs.pipeline(
        ['cat', path], ['wc', '-l']), same_lines, ['cat', 'wc'])


def grep(path, system, name):
    def same_count(ours, theirs):
        return differ(name, report(ours)['events'][name], int(theirs.out))

    # cat: where its output is /dev/null, grep stops at the first match
    return peer('grep -c', bench_runs.pipeline(
        ['grep', '-c', '%s:%s:' % (system, name), path], ['cat']),
                same_count, ['grep', 'cat'])


def awk_argv(awk, srcdir, order, csv, *more):
    columns = ((1, 2, 0) if csv else (4, 5, 1))
    return [awk] + (['-F,'] if csv else []) + [
        '-v', 'order=' + '|'.join(order), '-v', 'when=%d' % columns[0],
        '-v', 'what=%d' % columns[1], '-v', 'tail=%d' % columns[2]
    ] + list(more) + ['-f', os.path.join(srcdir, 'tests/bench/loops.awk')]


def awk(name, path, srcdir, order, csv):
    """A program of one pass in awk; it prints rows and figures."""
    def check(ours, theirs):
        return same_rows(ours, theirs) or same_figures(ours, [
            [float(cell) for cell in line.split(b',')]
            for line in theirs.err.splitlines()])

    return peer(name + (' -F,' if csv else ''),
                awk_argv(name, srcdir, order, csv) + [path], check, [name])


def grep_awk_datamash(path, srcdir, order, systems):
    """Rows are not printed, only counted into the figures."""
    names = ['%s:%s:' % (systems[name], name) for name in order]
    first, last = len(order) + 2, 2 * len(order)
    columns = '%d-%d' % (first, last)

    def check(ours, theirs):
        cells = [float(cell) for cell in theirs.out.split(b',')]
        n = len(order) - 1
        return differ('loops', report(ours)['loops']['complete'],
                      cells.pop(0)) or same_figures(
                          ours, list(zip(cells[:n], cells[n:2 * n],
                                         cells[2 * n:])))

    argv = bench_runs.pipeline(
        ['grep', '-F'] + [word for name in names
                          for word in ('-e', name)] + [path],
        awk_argv('mawk', srcdir, order, False, '-v', 'stats=0'),
        ['datamash', '-t,', '--header-in', 'count', '1', 'mean', columns,
         'sstdev', columns, 'max', columns])
    return peer('grep | mawk | datamash', argv, check,
                ['grep', 'mawk', 'datamash'])


def miller(path, srcdir, order, scratch):
    """Miller tees the rows, and its stats1 makes the figures."""
    deltas = ['delta:%s__%s' % pair for pair in zip(order[1:], order)]
    rows = scratch + '.rows'

    def argv(tee):
        return (['mlr', '--icsv', '--ocsv', 'put', '-q', '-s',
                 'order=' + '|'.join(order), '-f',
                 os.path.join(srcdir, 'tests/bench/loops.mlr'),
                 'then', 'tee', tee, 'then', 'stats1', '-a',
                 'mean,stddev,max', '-f', ','.join(deltas), path])

    def check(ours, theirs):
        digest = bench_runs.answer(['cat', rows]).digest
        os.remove(rows)
        cells = [float(cell) for cell in theirs.out.split()[-1].split(b',')]
        return (differ('sha256 of the rows', ours.digest, digest) or
                same_figures(ours, [cells[i:i + 3]
                                    for i in range(0, len(cells), 3)]))

    return peer('Miller', argv(os.devnull), check, ['mlr'], argv(rows))


def inflate(library, program, path, text_bytes):
    """A bare loop that inflates and does nothing with the text."""
    def check(ours, theirs):
        return differ('bytes of text', text_bytes, int(theirs.out))

    return peer('inflate, ' + library, [program, path], check, [program])


def zcat(path, plain):
    def check(ours, theirs):
        return differ('text', bench_runs.answer(['cat', plain]).digest,
                      theirs.digest)

    return peer('zcat', ['zcat', path], check, ['zcat'])


def zcat_ours(path, argv):
    return peer('zcat | delta_processor', bench_runs.pipeline(
        ['zcat', path], argv), same_rows, ['zcat'])


def ours(name, argv):
    """Ourselves in another way."""
    return peer(name, argv, same_rows, [])
