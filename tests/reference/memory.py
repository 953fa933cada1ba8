# SPDX-License-Identifier: GPL-3.0-or-later
"""memory.py TRACE.gz: feeds a lot through a pipe and asks for the peak of
resident memory."""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

LIMIT = 16 * 1024 * 1024
MB = 1 << 20


def high_water(pid):
    """Of the program itself.  (What wait4() says of a child includes the
    memory of this process, whose copy it was before exec.)"""
    try:
        with open('/proc/%d/status' % pid) as f:
            for line in f:
                if line.startswith('VmHWM:'):
                    return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return None


def run(options, pieces):
    """Peak of resident memory in bytes, status, report."""
    with tempfile.NamedTemporaryFile() as report:
        p = subprocess.Popen(
            [os.environ['DELTA_PROCESSOR'], '-s', 'json', '--report',
             report.name] + options,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        for piece in pieces:
            p.stdin.write(piece)
        p.stdin.flush()
        peak = high_water(p.pid)
        p.stdin.close()
        while p.poll() is None:
            peak = high_water(p.pid) or peak
            time.sleep(0.001)
        return peak, p.returncode, json.load(report)


def repeated(text, size):
    block = text * max(1, MB // len(text))
    sent = 0
    while sent < size:
        yield block
        sent += len(block)


def csv(lines, names=2, last=None):
    yield b'tstamp,entry,comm,tid\n'
    for at in range(0, lines, 10000):
        yield b''.join(b'%d,a%d,c%d,%d\n' % (i, i % names, i, i)
                       for i in range(at, at + 10000))
    if last:
        yield b'%d,%s,c,%d\n' % (lines, last, lines - names)


def keyed(keys, names):
    """Each key has all of a loop but its end; the last gets that too."""
    yield b'tstamp,entry,key\n'
    for i in range(keys):
        yield b''.join(b'%d,e%d,a key of some length %d\n' % (i, k, i)
                       for k in range(names - 1 + (i == keys - 1)))


def groups(n, values):
    yield b'tstamp,entry,group\n'
    for g in range(n):
        yield b''.join(b'%d,a,g%d\n%d.%09d,b,\n' % (
            g * values + v, g, g * values + v, 1 + v * 100003 + g)
                       for v in range(values))


def full(names, loops):
    """As many names as there is room for, and as many values of each delta."""
    yield b'tstamp,entry\n'
    for i in range(70000):
        yield b'%d,%031d\n' % (i, i)
    for i in range(loops):
        yield b''.join(b'%d.%09d,e%d\n' % (70000 + i, k * (1999 * i + k), k)
                       for k in range(names))


def never_complete(names, starts, ends):
    """First events only, and in the end each of the others, so that so many
    of the loops that are still waiting complete."""
    yield b'tstamp,entry\n'
    for at in range(0, starts, 10000):
        yield b''.join(b'%d,e0\n' % i for i in range(at, at + 10000))
    for k in range(1, names):
        yield b'%d,e%d\n' % (starts, k) * ends


def fifo(names, starts, in_flight, ends):
    """`starts` loops of `names` names of which `ends` complete"""
    order = '|'.join('e%d' % k for k in range(names))
    return ('fifo, %d starts, %d names, %d in flight' % (
                starts, names, in_flight),
            ['-a', 'fifo', '-e', order, '--max-in-flight', str(in_flight)],
            never_complete(names, starts, ends), ends)


def cases(text):
    line = b'        qemu-kvm   100 [000] 1.%06d: kvm:%s: x\n'
    pair = line % (1, b'kvm_exit') + line % (9, b'kvm_entry')
    order = ['-e', 'kvm_exit|kvm_entry']
    a_mb = b'y' * MB
    yield '200 MB of a trace', order, repeated(text, 200 * MB), None
    yield 'one line of 1 GB', order, \
        [pair, pair[:-1]] + [a_mb] * 1000 + [b'\n', pair], 3
    yield 'one line of 50 MB, no newline', order, \
        [pair] + [a_mb] * 50, 1
    yield '50 MB of blanks', order, [pair] + [b' ' * MB] * 50, 1
    yield '50 MB of NUL', order, [pair] + [bytes(MB)] * 50, 1
    yield '50 MB of newlines', order, [pair] + [b'\n' * MB] * 50, 1
    yield 'a CSV quote that is never closed', ['-e', 'a|b'], \
        [b'tstamp,entry\n1,a\n2,b\n3,"'] + [a_mb] * 50, 1
    yield 'a CSV quote with lines in it', ['-e', 'a|b'], \
        [b'tstamp,entry\n1,a\n2,b\n3,"'] + [b'4,a\n5,b\n' * 131072] * 50, \
        None
    yield 'a CSV row of 50 MB of commas', ['-e', 'a|b'], \
        [b'tstamp,entry\n1,a\n2,b\n3'] + [b',' * MB] * 50, 1
    yield 'CSV, half a million loops', ['-e', 'a0|a1'], csv(1000000), 500000
    yield '300,000 names', ['-e', 'e1|e2'], \
        [b'tstamp,entry\n'] + [b'%d,e%d\n' % (i, i) for i in range(300000)], 1
    yield '300,000 names of 40 bytes', ['-e', 'e1|e2'], \
        [b'tstamp,entry\n1,e1\n2,e2\n'] + [b'%d,%040d\n' % (i, i)
                                           for i in range(300000)], 1
    # as the manual has it: so much for each key, value, pair, loop
    keys = 100000
    yield '%d long keys, order of 8' % keys, \
        ['--by', 'key', '--max-keys', str(keys), '-e',
         '|'.join('e%d' % k for k in range(8))], keyed(keys, 8), 1, \
        keys * (384 + 60 + 48)
    yield '%d keys, order of 2' % keys, \
        ['--by', 'tid', '--max-keys', str(keys), '-e', 'a0|b'], \
        csv(keys, 1, b'b'), 1, keys * (64 + 60)
    yield 'many names, all statistics full', \
        ['-e', '|'.join('e%d' % k for k in range(8))], full(8, 70000), 70000, \
        4 * MB
    yield '50 groups of 4000 values', ['-e', 'a|b', '-g', 'group'], \
        groups(50, 4000), 200000, 50 * 4000 * 2 * 48
    yield '-m 1, 100000 pairs', ['-e', 'a0|a1', '--by', 'tid', '-m', '1'], \
        csv(100000, 2, b'a1'), 1, 12 * MB + 65536 * (64 + 60)
    yield '--slowest 20000', ['-e', 'a0|a1', '--slowest', '20000'], \
        csv(100000), 50000, 20000 * 700
    yield fifo(8, 2000000, 65536, 3)
    yield fifo(32, 1000000, 200000, 3) + (200000 * (24 + 8 * 32),)


def main():
    with gzip.open(sys.argv[1]) as f:
        text = f.read()
    bad = 0
    for what, options, pieces, loops, *more in cases(text):
        start = time.monotonic()
        peak, status, report = run(options, pieces)
        lines = dict(report['lines'])
        total = lines.pop('total')
        ok = peak < LIMIT + sum(more) and status == 0 and \
            sum(lines.values()) == total and \
            loops in (None, report['loops']['complete'])
        bad += not ok
        print('%s: peak %.1f MB, status %d, %d lines, %.1f s%s' % (
            what, peak / MB, status, total, time.monotonic() - start,
            '' if ok else '   FAILED %s %s' % (report['lines'], report['loops'])))
        sys.stdout.flush()
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
