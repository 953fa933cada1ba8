# SPDX-License-Identifier: GPL-3.0-or-later
"""fifo on random streams of loops that overlap, up to 64 in flight.

    overlaps.py COUNT SEED

Whole streams serve each position in the order of arrival, as fifo supposes:
what was simulated are the rows that must come out.  In damaged ones events are
missing, doubled, served out of turn or reported as lost: there the rows and
counters are those of reference.py.
"""
import random
import sys
import tempfile

import compare

DEPTHS = (1, 2, 3, 8, 32, 64)


class Stream:
    def __init__(self, rng):
        self.rng = rng
        self.n = rng.randint(2, 6)
        self.depth = rng.choice(DEPTHS)
        self.keys = rng.choice([1, 1, 2, 3])
        self.damaged = rng.random() < 0.5
        self.ns = rng.choice([0, 7 * 10**12])
        self.lines, self.rows = ['tstamp,entry,tid'], []
        # of each key, at each position: the times of each loop waiting there
        self.waiting = [[[] for _ in range(self.n - 1)]
                        for _ in range(self.keys)]
        self.most = self.started = 0

    def in_flight(self):
        return sum(len(q) for key in self.waiting for q in key)

    def stamp(self, ns):
        return '%d.%09d' % divmod(ns, 10**9)

    def put(self, name, key):
        self.lines.append('%s,%s,%d' % (self.stamp(self.ns), name, key))

    def step(self):
        rng = self.rng
        self.ns += rng.choice([0, 1, 500, 1000, 250000])
        key = rng.randrange(self.keys)
        queues = self.waiting[key]
        busy = [k for k, q in enumerate(queues) if q]
        # up to its depth and down again, so that loops pile up
        if self.in_flight() < self.depth and \
           (not busy or rng.random() < 0.6):
            self.started += 1
            queues[0].append([self.ns])
            self.put('e0', key)
        elif busy:
            k = rng.choice(busy)
            turn = rng.randrange(len(queues[k])) \
                if self.damaged and rng.random() < 0.2 else 0
            loop = queues[k].pop(turn) + [self.ns]
            self.put('e%d' % (k + 1), key)
            if k + 2 < self.n:
                queues[k + 1].append(loop)
            else:
                self.rows.append((key, loop))
        self.most = max(self.most, self.in_flight())
        if self.damaged:
            self.damage(key)

    def damage(self, key):
        chance = self.rng.random()
        if chance < 0.01:
            self.lines.pop()
        elif chance < 0.02:
            self.lines.append(self.lines[-1])
        elif chance < 0.025:
            self.put('PERF_RECORD_LOST', key)

    def arguments(self):
        rng = self.rng
        arguments = ['-a', 'fifo', '-e', '|'.join('e%d' % k
                                                  for k in range(self.n))]
        if self.keys > 1:
            arguments += ['--by', 'tid']
        if self.damaged and rng.random() < 0.5:
            arguments += ['--timeout', rng.choice(['0.001', '0.02', '0.5'])]
        if self.damaged and rng.random() < 0.5:
            arguments += ['--max-in-flight', str(rng.randint(1, 64))]
        return arguments

    def row(self, number, key, loop):
        return ','.join(
            [str(number)] + [str(key)] * (self.keys > 1) +
            [self.stamp(t) for t in loop] +
            [self.stamp(b - a) for a, b in zip(loop, loop[1:])])

    def as_simulated(self, arguments):
        """None, or what differs."""
        status, out, report, errors = compare.run_program(arguments)
        if status != (0 if self.rows else 1):
            return 'status %d: %s' % (status, errors)
        got = out.decode().split('\n')[1:-1]
        wanted = [self.row(i, *r) for i, r in enumerate(self.rows)]
        if got != wanted:
            return compare.first_difference(
                '\n'.join(got).encode(), '\n'.join(wanted).encode())
        counts = {'started': self.started, 'complete': len(self.rows),
                  'unfinished': self.in_flight(), 'abandoned': 0, 'cut': 0,
                  'evicted': 0, 'incomplete': 0}
        if report['loops'] != counts or report['orphans']:
            return '%s and %d orphans, wanted %s' % (
                report['loops'], report['orphans'], counts)
        return None


def main():
    count, seed = map(int, sys.argv[1:])
    bad = most = rows = 0
    for i in range(count):
        stream = Stream(random.Random(seed * 1000003 + i))
        for _ in range(stream.rng.randint(100, 1500)):
            stream.step()
        with tempfile.NamedTemporaryFile('w', suffix='.csv') as f:
            f.write('\n'.join(stream.lines) + '\n')
            f.flush()
            arguments = stream.arguments() + [f.name]
            why = compare.compare(arguments)
            if why is None and not stream.damaged:
                why = stream.as_simulated(arguments)
        most = max(most, stream.most)
        rows += len(stream.rows)
        if why:
            bad += 1
            print('stream %d (seed %d): %s\n  %s' % (
                i, seed, ' '.join(arguments), why))
    print('%d streams, up to %d in flight, %d loops: %d differ' % (
        count, most, rows, bad))
    return bad != 0 or most < max(DEPTHS) or rows == 0


if __name__ == '__main__':
    sys.exit(main())
