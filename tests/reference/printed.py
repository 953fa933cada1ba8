# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that delta_processor prints, in every form of its report,
against exact integers, fractions and long decimals.

Loops a|b with given deltas, adversarial ones among them, go through the whole
program; each of the streams also sorted, reversed and shuffled.
"""
import csv
import decimal
import fractions
import json
import math
import os
import random
import subprocess
import sys
import tempfile

PROGRAM = os.environ['DELTA_PROCESSOR']
NS = 10**9
UNITS = {'s': 10**9, 'ms': 10**6, 'us': 1000, 'ns': 1}
PERCENTILES = ['0.001', '1', '25', '50', '90', '99', '99.9', '99.999', '100']
decimal.getcontext().prec = 120


class Wanted:
    """Of a stream, as fractions or decimals of ns."""

    def __init__(self, values):
        self.sorted = sorted(values)
        n = self.count = len(values)
        total = sum(values)
        squares = sum(v * v for v in values)
        self.mean = fractions.Fraction(total, n)
        self.stddev = None
        if n > 1 and squares < 2**128:
            above = decimal.Decimal(n * squares - total * total)
            self.stddev = (above / (n * (n - 1))).sqrt()
        self.exact = len(set(values)) <= 65536
        self.middle = self.sorted[(n - 1) // 2], self.sorted[n // 2]
        self.median = fractions.Fraction(sum(self.middle), 2)
        self.percentile = {
            p: self.sorted[max(1, math.ceil(
                fractions.Fraction(p) * n / 100)) - 1] for p in PERCENTILES}


def near_quantile(got, values, w, error):
    """The mean of these values."""
    want = fractions.Fraction(sum(values), len(values))
    size = fractions.Fraction(sum(map(abs, values)), len(values))
    if w.exact:
        assert fractions.Fraction(got) == want, (got, want)
        return
    got = fractions.Fraction(got)
    assert abs(got - want) <= fractions.Fraction(error), (got, want, error)
    assert abs(got - want) <= size * fractions.Fraction(5, 10000) + 1
    assert w.sorted[0] <= got <= w.sorted[-1], got


def check_numbers(got, w):
    """A line of csv or json, whose figures are of ns and not rounded."""
    assert got['count'] == w.count
    assert (got['min'], got['max']) == (w.sorted[0], w.sorted[-1]), got
    for figure, want in ('mean', w.mean), ('stddev', w.stddev):
        assert (got[figure] and float(got[figure])) == \
            (want and float(want)), (got[figure], want)
    assert bool(got['exact']) == w.exact
    assert w.exact == (got['error'] == 0)
    near_quantile(got['median'], w.middle, w, got['error'])
    for p, want in w.percentile.items():
        near_quantile(got['percentiles'][p], [want], w, got['error'])


def check_rounded(text, want, ns, slack=0, error=0):
    """The last digit printed is right; `-` for what there is not."""
    if want is None:
        assert text == '-', text
        return
    unit = decimal.Decimal(1).scaleb(decimal.Decimal(text).as_tuple().exponent)
    if isinstance(want, fractions.Fraction):
        want = decimal.Decimal(want.numerator) / want.denominator
    want = decimal.Decimal(want) / ns
    # half a digit, and what a double of this size cannot tell
    most = unit / 2 + abs(want) * decimal.Decimal(2)**-52 + \
        abs(want) * decimal.Decimal(slack) + error
    assert abs(decimal.Decimal(text) - want) <= most, (text, want)
    # no fewer digits than four, down to the ns
    digits = len(text.lstrip('-0.').replace('.', ''))
    assert digits >= 4 or unit * ns <= 1 or want == 0 or slack or error, text


def bounds(mark, w):
    """How far off the quantiles of the line are: (of themselves, in its
    unit)."""
    assert (mark == 'exact') == w.exact, mark
    if mark in ('exact', '±0.05%'):
        return 0 if w.exact else 0.0005, 0
    # else one of them would be wrong by more than that
    assert w.sorted[0] < 0 < w.sorted[-1] and mark[0] == '±', mark
    return 0, decimal.Decimal(mark[1:])


def check_table(text, w):
    lines = [line.split() for line in text.split('\n')
             if line.startswith('  loop ')]
    count, unit, mean, stddev, low, median, *more = lines[0][1:]
    ns = UNITS[unit]
    slack, error = bounds(more[-1], w)
    assert int(count) == w.count
    check_rounded(mean, w.mean, ns)
    check_rounded(stddev, w.stddev, ns)
    check_rounded(low, w.sorted[0], ns)
    check_rounded(median, w.median, ns, slack, error)
    for p, cell in zip(PERCENTILES, more):
        check_rounded(cell, w.percentile[p], ns, slack, error)
    check_rounded(more[len(PERCENTILES)], w.sorted[-1], ns)
    assert ('warning: no standard deviation for loop' in text) == \
        (w.count > 1 and w.stddev is None)


def seconds(ns):
    sign, ns = ('-', -ns) if ns < 0 else ('', ns)
    return '%s%d.%09d' % (sign, ns // NS, ns % NS)


def events(values):
    at = 0
    yield 'tstamp,entry\n'
    for v in values:
        if abs(v) > 1 << 60:
            at = -1 if v > 0 else 0
        elif at + abs(v) > 1 << 62 or at < abs(v):
            at = abs(v)
        yield '%s,a\n%s,b\n' % (seconds(at), seconds(at + v))
        at += v


def run(path, form):
    p = subprocess.run([PROGRAM, '-s', form, '-p', ','.join(PERCENTILES),
                        '-e', 'a|b', path], stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, check=True)
    return p.stderr.decode()


def known(deltas):
    """Without what depends on when the values came."""
    return [{k: v for k, v in d.items() if k not in ('max_loop', 'max_time')}
            for d in deltas]


def number(text):
    return None if text == '' else \
        decimal.Decimal(text) if set('.e') & set(text) else int(text)


def check(name, values, folder):
    path = os.path.join(folder, 'events.csv')
    shuffled = values[:]
    random.Random(4).shuffle(shuffled)
    w, first = Wanted(values), None
    for order in (values, sorted(values), sorted(values, reverse=True),
                  shuffled):
        with open(path, 'w') as f:
            f.writelines(events(order))
        deltas = json.loads(
            run(path, 'json'), parse_float=decimal.Decimal)['deltas']
        assert [d['name'] for d in deltas] == ['delta:b__a', 'loop']
        if first is None:
            first = known(deltas)
            for d in deltas:
                check_numbers(d, w)
            for row in csv.DictReader(run(path, 'csv').splitlines()):
                got = {k: number(v) for k, v in row.items()
                       if k not in ('name', 'group')}
                got['percentiles'] = {p: got['p' + p] for p in PERCENTILES}
                check_numbers(got, w)
            check_table(run(path, 'table'), w)
        assert known(deltas) == first, 'depends on the order'
    print('ok %s: %d values' % (name, len(values)))


def streams():
    r = random.Random(1)
    peaks = [1000] * 490 + [50000000] * 510
    yield 'one value', [7]
    yield 'two values', [1, 2]
    yield 'even number of negatives', [-2, -1]
    yield 'constants', [123456789] * 1001
    yield 'peaks 49/51', peaks
    yield 'peaks 51/49', peaks[20:] + [1000] * 20
    yield 'peaks 50/50', [1000] * 50 + [50000000] * 50
    yield 'hours beside nanoseconds', \
        [r.choice((1, 2, 3, 3600 * NS + r.randrange(3))) for _ in range(501)]
    yield 'an hour among many ns', [1] * 9999 + [3600 * NS]
    yield 'negative', [-r.randrange(10**6, 10**9) for _ in range(1000)]
    yield 'both signs', [r.randrange(-5000, 5000) for _ in range(3000)]
    yield 'log-normal', [int(r.lognormvariate(10, 1)) for _ in range(5000)]
    yield 'a year and some ns', [31536000 * NS + r.randrange(100)
                                 for _ in range(999)]
    yield '65536 distinct', [i * 1001 for i in range(65536)]
    yield '65537 distinct', [i * 1001 for i in range(65537)]
    yield 'many distinct, both signs', \
        [r.randrange(-1 << 40, 1 << 40) for _ in range(70000)]
    # in buckets of 2^22 ns; the true median is 500 ns
    yield 'the middle two of opposite sign', \
        [-(5 * NS + 1001 * i) for i in range(40000)] + \
        [5 * NS + 1000 + 997 * i for i in range(40000)]
    yield 'squares just fit', [2**63 - 1] * 4
    yield 'squares just do not', [2**63 - 1] * 4 + [2**33]
    for n in range(2, 34):
        yield 'random %d' % n, [r.randrange(-1 << n, 1 << n)
                                for _ in range(n * 3)]


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, values in streams():
            check(name, values, folder)


if __name__ == '__main__':
    main()
