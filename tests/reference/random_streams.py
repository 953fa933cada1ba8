# SPDX-License-Identifier: GPL-3.0-or-later
"""Random event streams with random options, for compare.py."""
import os
import random
import shutil
import tempfile

NAMES = ['kvm:kvm_exit', 'kvm:kvm_entry', 'syscalls:sys_exit_ppoll',
         'syscalls:sys_enter_pread64', 'block:block_rq_issue',
         'cpu-clock', 'sched:sched_switch', 'probe:my_exit']
COMMS = ['a', 'CPU 0/KVM', 'kvm-pit/12', '1.000000: a: b', ' x', 'x 7 [000]',
         '[001] 2.000000:', 'swapper']
JUNK = ['', '\tffffffff81000000 kvm_exit+0x1 ([kvm])', '# kvm:kvm_exit: x',
        'Processed 3 events and lost 1 chunks!', ' => kvm_exit',
        '             plain    14 [001]  1.000000: PERF_RECORD_COMM: kvm:1/1',
        'cpus=2', '    \t', 'no event here', 'a: b: 1.5: c']


def plain(name):
    return name.split(':')[-1]


class Stream:
    def __init__(self, rng, folder):
        self.rng, self.folder = rng, folder
        self.form = rng.choice(['perf', 'perf', 'perf', 'ftrace', 'csv'])
        self.nano = rng.random() < 0.3
        self.names = rng.sample(NAMES, rng.randint(2, 6))
        self.order = self.make_order()
        self.key = rng.choice([None, None, 'tid', 'cpu', 'comm', 'pid',
                               'field', 'regex'])
        self.keys = rng.randint(1, 6)
        self.backward = rng.random() < 0.2
        self.losses = rng.random() < 0.4
        self.ns = rng.choice([0, 5 * 10**9, 2427107 * 10**9])
        self.cycle = 0

    def make_order(self):
        rng = self.rng
        if rng.random() < 0.35:         # repeated names
            return [rng.choice(self.names)
                    for _ in range(rng.randint(1, 7))]
        return rng.sample(self.names, rng.randint(1, len(self.names)))

    def next_time(self):
        rng = self.rng
        step = rng.choice([0, 1, 7, 120, 3500]) * (1 if self.nano else 1000)
        if self.backward and rng.random() < 0.05:
            step = -step
        self.ns = max(0, self.ns + step)
        return self.ns

    def next_name(self):
        """Mostly the loop, with events missing, repeated and misplaced."""
        rng = self.rng
        if rng.random() < 0.75:
            name = self.order[self.cycle % len(self.order)]
            self.cycle += rng.choice([1, 1, 1, 1, 1, 1, 1, 0, 2])
            return name
        return rng.choice(self.names)

    def stamp(self, ns):
        s, frac = divmod(ns, 10**9)
        return '%d.%09d' % (s, frac) if self.nano else \
            '%d.%06d' % (s, frac // 1000)

    def line(self):
        rng = self.rng
        number = rng.randrange(self.keys)
        comm = COMMS[number % len(COMMS)]
        pid, tid, cpu = 900 + number % 3, 1000 + number, number % 4
        t = self.stamp(self.next_time())
        if self.losses and rng.random() < 0.02:
            if self.form == 'csv':
                return '%s,PERF_RECORD_LOST,,,,%d,%s,' % (
                    t, cpu, rng.choice(['', 'k%d' % number]))
            if self.form == 'ftrace':
                return 'CPU:%d [LOST %d EVENTS]' % (cpu, rng.randint(1, 99))
            return '%16s %5d [%03d] %s: PERF_RECORD_LOST lost %d' % (
                comm, tid, cpu, t, rng.randint(1, 999))
        name = self.next_name()
        if self.form == 'csv':
            if rng.random() < 0.02:
                return rng.choice(['x,' + name, t, '', '1e5,' + name])
            quote = '"' if rng.random() < 0.05 else ''
            return '%s,%s,"%s",%d,%d,%d,k%d,%s' % (
                t, quote + rng.choice([name, plain(name)]) + quote,
                comm, pid, tid, cpu, number,
                rng.choice(['', 'g 1', 'g2', 'g,3']))
        if rng.random() < 0.1:
            return rng.choice(JUNK)
        if rng.random() < 0.02:
            t = rng.choice(['9223372036.854776', '18446744073.709551'])
        text = rng.choice(['', 'reason HLT rip 0x1 info 0 0',
                           'prev_comm=%s: ==> kvm_exit: x' % comm]) \
            if rng.random() < 0.1 else \
            'dev %d,%d sec=%d, kvm_exit (id: %d)' % (8, number, number, number)
        if self.form == 'ftrace':
            return '%16s-%-7d [%03d] d..2. %s: %s: %s' % (
                comm, tid, cpu, t, plain(name), text)
        ids = '%5d/%-5d' % (pid, tid) if self.key == 'pid' else '%5d' % tid
        return '%16s %s [%03d] %11s: %s%30s: %s' % (
            comm, ids, cpu, t,
            '%10d ' % 1 if rng.random() < 0.2 else '', name, text)

    def arguments(self):
        rng, csv = self.rng, self.form == 'csv'
        distinct = len(set(self.order)) == len(self.order)
        # a name matches in full or by what follows its colon; ftrace has
        # only the latter
        names = [plain(n) if self.form == 'ftrace' or csv or
                 plain(n) != n and rng.random() < 0.7 else n
                 for n in self.names]
        shown = dict(zip(self.names, names))
        args = ['-e', '|'.join(shown[n] for n in self.order)]
        algorithm = rng.choice(['latest'] * 4 + ['fifo'] * 3 +
                               (['original', 'sequential'] if distinct
                                else []))
        args += ['-a', algorithm]
        if self.key in ('tid', 'cpu', 'comm', 'pid'):
            if not (self.key == 'pid' and self.form == 'ftrace'):
                args += ['--by', self.key]
        elif self.key and not csv:
            args += ['--by', {'field': rng.choice(['field:dev', 'field:sec',
                                                   'field:id']),
                              'regex': r'/dev ([0-9]+),.*id: ([0-9]+)/'}
                     [self.key]]
        elif self.key:
            args += ['--by', 'key']
        if algorithm == 'sequential' and rng.random() < 0.5:
            args.append('--zero-fill')
        if csv and rng.random() < 0.25:
            args += ['--group', 'group']
        elif not csv and rng.random() < 0.25:
            args += ['-g', '%s:%s' % (shown[rng.choice(self.order)],
                                      rng.choice(['dev', 'sec', 'id',
                                                  'reason']))]
        # ftrace's loss markers have no time of their own: which clock they
        # read is not laid down.
        if algorithm in ('latest', 'fifo') and not self.backward and \
           not (self.losses and self.form == 'ftrace') and \
           rng.random() < 0.3:
            args += ['--timeout', rng.choice(['0.000004', '0.005', '1.5'])]
        if algorithm == 'fifo' and rng.random() < 0.3:
            args += ['--max-in-flight', str(rng.randint(1, 4))]
        # With both limits reached, which is applied first is not laid down.
        if '--by' in args and '--max-in-flight' not in args and \
           rng.random() < 0.3:
            args += ['--max-keys', str(rng.randint(1, 3))]
        if rng.random() < 0.2:
            args += ['--skim', rng.choice(['*', shown[self.names[0]],
                                           '|'.join(names)])]
        if rng.random() < 0.2:
            args += ['--comm', rng.choice(['a|CPU.*', '.* .*', 'swapper'])]
        if rng.random() < 0.1:
            args += ['--tid', '1000-1002,1005']
        if rng.random() < 0.1:
            args += ['--cpu', rng.choice(['0', '1-3', '0,2'])]
        if rng.random() < 0.1:
            args += ['--time', rng.choice([',', '%s,', ',%s']).replace(
                '%s', self.stamp(self.ns + 10**6))]
        if not csv and rng.random() < 0.15:
            args += ['--where', shown[self.order[0]] + ': sec=[0-2]']
        args += ['-u', rng.choice(['s', 's', 'ms', 'us', 'ns'])]
        for flag in ('--deltas-only', '--no-header', '--separate'):
            if rng.random() < 0.1:
                args.append(flag)
        if rng.random() < 0.1:
            args += ['-m', '1']
        return args

    def make(self):
        arguments = self.arguments()
        for i in range(self.rng.choice([1, 1, 1, 2])):
            path = os.path.join(self.folder, 'stream%d' % i)
            lines = [self.line() for _ in range(self.rng.randint(20, 400))]
            if self.form == 'csv':
                lines.insert(0, 'tstamp,entry,comm,pid,tid,cpu,key,group')
            elif self.form == 'ftrace':
                lines.insert(0, '# tracer: nop')
            end = self.rng.choice(['\n', '\n', '\r\n'])
            text = end.join(lines) + self.rng.choice([end, end, ''])
            with open(path, 'wb') as f:
                f.write(text.encode('latin-1'))
            arguments.append(path)
        return arguments


def run(compare, count, seed):
    bad = 0
    for i in range(count):
        folder = tempfile.mkdtemp()
        stream = Stream(random.Random(seed * 1000003 + i), folder)
        arguments = stream.make()
        why = compare(arguments)
        if why:
            bad += 1
            print('stream %d (seed %d): %s\n  %s' % (
                i, seed, ' '.join("'%s'" % a for a in arguments), why))
            if os.environ.get('KEEP'):
                shutil.copytree(folder, os.environ['KEEP'],
                                dirs_exist_ok=True)
                return i + 1, bad
        shutil.rmtree(folder)
    return count, bad
