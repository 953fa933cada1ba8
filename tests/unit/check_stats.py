#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_stats.py DRIVER: holds the figures of stats_driver against Python's
integers, fractions and 60-digit decimals."""

import decimal
import fractions
import random
import subprocess
import sys

LIMIT = 65536
SMALLEST, LARGEST = -2**63, 2**63 - 1
PERCENTILES = (1, 1000, 25000, 50000, 75000, 90000, 99000, 99900, 99999,
               100000)
decimal.getcontext().prec = 60


def run(driver, values, parts=1, limit=LIMIT, budget=1 << 20):
    text = "".join("%d\n" % v for v in values)
    done = subprocess.run([driver, str(parts), str(limit), str(budget)],
                          input=text, stdout=subprocess.PIPE,
                          universal_newlines=True)
    assert done.returncode == 0, "status %d" % done.returncode
    return done.stdout


def mean_of(values):
    return float(fractions.Fraction(sum(values), len(values)))


def stddev_of(values):
    n = len(values)
    squares = sum(v * v for v in values)
    if n < 2 or squares >= 2**128:
        return None
    above = n * squares - sum(values)**2
    if above == 0:
        return 0.0
    with decimal.localcontext() as context:
        context.prec = 140
        ratio = decimal.Decimal(above) / decimal.Decimal(n * (n - 1))
    return float(ratio.sqrt())


class Reference:
    def __init__(self, values, limit=LIMIT):
        self.sorted = sorted(values)
        self.exact = len(set(values)) <= limit

    def rank(self, r):
        return self.sorted[r - 1]

    def percentile(self, p):
        return self.rank(max(1, -(-p * len(self.sorted) // 100000)))

    def twice_median(self):
        n = len(self.sorted)
        return self.rank((n + 1) // 2) + self.rank(n // 2 + 1)


def check_quantile(fields, twice, reference, lowest, highest):
    value, error = float(fields[0]), float(fields[1])
    whole, half = int(fields[2]), int(fields[3])
    got = 2 * whole + half
    assert value == float(fractions.Fraction(got, 2)), fields
    assert 2 * lowest <= got <= 2 * highest, "outside min..max"
    if reference.exact:
        assert error == 0 and got == twice, (got, twice)
    else:
        assert abs(got - twice) <= 2 * error, (got, twice, error)
        assert error <= max(abs(twice), abs(got)) / 2 / 2048 + 1, error
        if abs(twice) < 2 * 2048 and not half:
            assert error == 0 and got == twice


def check_walk(buckets, reference):
    place = 0
    for low, high, count in buckets:
        part = reference.sorted[place:place + count]
        assert low <= part[0] and part[-1] <= high
        place += count
        if reference.exact:
            assert low == high
        elif low != high:
            assert min(abs(low), abs(high)) >= 1024 * (high - low + 1) or \
                low == SMALLEST
    assert place == len(reference.sorted)
    assert all(a[1] < b[0] for a, b in zip(buckets, buckets[1:]))


def check(name, driver, values, limit=LIMIT, parts=(2, 7, 50)):
    out = run(driver, values, limit=limit)
    figures, buckets = {}, []
    for line in out.splitlines():
        word, *rest = line.split()
        if word == "bucket":
            buckets.append(tuple(map(int, rest)))
        else:
            figures[word] = rest
    n = len(values)
    reference = Reference(values, limit)
    lowest, highest = reference.sorted[0], reference.sorted[-1]
    assert figures["count"] == [str(n)]
    for word, value in (("min", lowest), ("max", highest)):
        last = n - 1 - values[::-1].index(value)
        assert figures[word] == [str(value), str(-last)], (word, figures[word])
    assert float(figures["mean"][0]) == mean_of(values), "mean"
    stddev = stddev_of(values)
    if stddev is None:
        assert "nan" in figures["stddev"][0]
    else:
        assert float(figures["stddev"][0]) == stddev, \
            (figures["stddev"], stddev)
    assert figures["exact"] == [str(int(reference.exact))], "exact"
    check_quantile(figures["median"], reference.twice_median(), reference,
                   lowest, highest)
    for p in PERCENTILES:
        check_quantile(figures[str(p)], 2 * reference.percentile(p), reference,
                       lowest, highest)
    check_walk(buckets, reference)

    def without_time(text):
        return [line.split()[:2] if line[:3] in ("min", "max")
                else line for line in text.splitlines()]

    shuffled = values[:]
    random.Random(4).shuffle(shuffled)
    for other in (sorted(values), sorted(values, reverse=True), shuffled):
        assert without_time(run(driver, other, limit=limit)) == \
            without_time(out), "depends on the order"
    for p in parts:
        assert run(driver, values, parts=p, limit=limit) == out, \
            "depends on the split"
    print("ok %s: %d values" % (name, n))


def streams():
    r = random.Random(1)
    ms = 1000000
    yield "one value", [7]
    yield "one large value", [LARGEST]
    yield "two values", [1, 2]
    yield "even, midpoint of negatives", [-2, -1]
    yield "zeros", [0] * 5
    yield "constants", [123456789] * 1001
    yield "constants beyond 2^53", [2**61 + 1] * 3
    peaks = [1000] * 4900 + [50 * ms] * 5100
    yield "peaks 49/51", peaks
    yield "peaks 51/49", [1000] * 5100 + [50 * ms] * 4900
    yield "peaks 50/50", [1000] * 50 + [50 * ms] * 50
    yield "hours beside nanoseconds", \
        [r.choice((1, 2, 3, 3600 * 10**9 + r.randrange(3)))
         for _ in range(5001)]
    yield "an hour among many ns", [1] * 99999 + [3600 * 10**9]
    yield "negative", [r.randrange(-10**9, -10**6) for _ in range(3000)]
    yield "both signs", [r.randrange(-5000, 5000) for _ in range(20000)]
    yield "log-normal", [int(r.lognormvariate(10, 1)) for _ in range(30000)]
    yield "far offset", [10**18 + r.randrange(100) for _ in range(999)]
    yield "multiples of 2^16", [i << 16 for i in range(20000)]
    yield "multiples of 2^48", [i << 48 for i in range(-32768, 32768)]
    yield "65535 distinct", list(range(65535))
    yield "65536 distinct", [i * 3 for i in range(65536)] * 2
    yield "65537 distinct", [i * 1001 for i in range(65537)]
    yield "any 64 bits", [r.getrandbits(64) - 2**63 for _ in range(70000)]
    yield "extremes", [SMALLEST, LARGEST, 0]
    yield "squares just fit", [SMALLEST] * 3 + [2**62] * 3 + [2**61] * 3
    yield "squares just do not", [SMALLEST] * 4
    yield "squares at the edge", [SMALLEST, SMALLEST, SMALLEST, LARGEST]
    yield "squares overflow in the middle", [LARGEST] * 5 + [-5] * 3
    for n in range(2, 40):
        yield "random %d" % n, [r.randrange(-1 << n, 1 << n)
                                for _ in range(n * 3)]


def main():
    driver = sys.argv[1]
    for name, values in streams():
        check(name, driver, values)
    r = random.Random(2)
    distinct = [i * 7919 % 1000003 * 977 + r.randrange(977)
                for i in range(1000000)]
    check("a million distinct", driver, distinct, parts=(7,))
    check("a small limit", driver, [r.randrange(5000) for _ in range(9999)],
          limit=4096)
    check("far below the limit", driver,
          [r.randrange(4096) << 20 for _ in range(9999)], limit=4096)
    out = run(driver, range(100, 3000), budget=1000)
    assert "exact 0\n" in out, "a budget that is used up ends exactness"
    print("ok budget")


if __name__ == "__main__":
    main()
