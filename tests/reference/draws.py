# SPDX-License-Identifier: GPL-3.0-or-later
"""How often `delta_stats --compare` calls the same workload slower, and how
surely it finds a step that is.

    draws.py DRAWS LOOPS        seeds 1 to DRAWS

Each draw is two runs of one workload, whose five steps take times of five
shapes; and a third run, in which one of the steps takes 10 % longer.  All goes
through delta_processor and its saved statistics.
"""
import csv
import math
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.environ['DELTA_PROCESSOR']
STATS = os.environ['DELTA_STATS']
NAMES = 'abcdef'
DELTAS = ['delta:%s__%s' % (b, a) for a, b in zip(NAMES, NAMES[1:])]
NS = 10**9

# Means of about 100 us.  Only random() is the same in every Python.
SHAPES = [
    lambda r: 50000 + 100000 * r(),                             # even
    lambda r: 60000 - 40000 * math.log(1 - r()),                # a tail
    lambda r: 70000 + 10000 * (r() + r() + r() + r() + r() + r()),
    lambda r: 80000 if r() < 0.8 else 180000,                   # two peaks
    lambda r: 50000 * math.exp(
        0.4 * math.sqrt(-2 * math.log(1 - r())) *
        math.cos(2 * math.pi * r())) + 46000,                   # log-normal
]


def events(random_number, loops, factor):
    ns = NS
    yield 'tstamp,entry\n'
    for _ in range(loops):
        for k, name in enumerate(NAMES):
            if k > 0:
                ns += int(SHAPES[k - 1](random_number) * factor[k - 1])
            yield '%d.%09d,%s\n' % (ns // NS, ns % NS, name)
        ns += 1000


def run(path, seed, loops, slow=None):
    factor = [1.1 if k == slow else 1 for k in range(len(SHAPES))]
    text = ''.join(events(random.Random(seed).random, loops, factor))
    subprocess.run([PROGRAM, '-q', '-e', '|'.join(NAMES), '--save-stats',
                    path], input=text.encode(), stdout=subprocess.DEVNULL,
                   check=True)


def compare(base, new, *options):
    """Status, and of each delta of the new run its line."""
    p = subprocess.run([STATS, '--compare', '-s', 'csv', *options, base, new],
                       stdout=subprocess.PIPE, universal_newlines=True)
    lines = [line for line in csv.DictReader(p.stdout.splitlines())
             if line['verdict']]
    assert [line['name'] for line in lines] == DELTAS + ['loop'], p.stdout
    slower = {line['name'] for line in lines if line['verdict'] == 'slower'}
    assert p.returncode == (1 if slower else 0), p.returncode
    return lines, slower


def main():
    draws, loops = int(sys.argv[1]), int(sys.argv[2])
    false = strict = single = found = 0
    with tempfile.TemporaryDirectory() as folder:
        base, same, slow = (os.path.join(folder, name)
                            for name in ('base', 'same', 'slow'))
        for draw in range(1, draws + 1):
            run(base, 3 * draw, loops)
            run(same, 3 * draw + 1, loops)
            step = draw % len(SHAPES)
            run(slow, 3 * draw + 2, loops, step)
            false += bool(compare(base, same)[1])
            # however little it rose: only the test of means decides
            lines, slower = compare(base, same, '--threshold', '0')
            strict += bool(slower)
            single += any(float(line['welch_p']) < 0.05 and
                          float(line['difference']) > 0 for line in lines)
            found += compare(base, slow)[1] - {'loop'} == {DELTAS[step]}
    print('%d draws of %d loops: same workload slower in %d (threshold 0: %d,'
          ' uncorrected %d), the slower step found in %d' % (
              draws, loops, false, strict, single, found))
    # Chance alone gives 2.5 % with threshold 0, and some 12 % uncorrected: a
    # test that never finds anything would not be one.
    return not (20 * max(false, strict) <= draws and strict < single and
                20 * found >= 19 * draws)


if __name__ == '__main__':
    sys.exit(main())
