#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the fixtures here with SciPy (Debian: python3-scipy; made with 1.10.1):

    cd tests/corpus/compare && /usr/bin/python3 make_fixtures.py

A fixture is a text of lines: `about TEXT`; `sample V V ...` for each sample,
the first one being the base; then what SciPy says of them."""

import math
import random

from scipy import stats


def samples():
    r = random.Random(20)

    def normal(n, mean, deviation):
        return [round(r.gauss(mean, deviation)) for _ in range(n)]

    def lognormal(n, mu, sigma, scale=1000):
        return [int(scale * r.lognormvariate(mu, sigma)) for _ in range(n)]

    yield "same distribution", normal(50, 10000, 500), normal(50, 10000, 500)
    yield "ten percent slower", normal(60, 10000, 900), normal(60, 11000, 900)
    yield "faster", normal(40, 10000, 900), normal(45, 9000, 700)
    yield "small samples", [3, 5, 8, 13], [4, 9, 12, 20, 33]
    yield "two values each", [10, 12], [11, 15]
    yield "many ties", [r.randrange(5) for _ in range(80)], \
        [r.randrange(6) for _ in range(70)]
    yield "two values only", [r.randrange(2) for _ in range(60)], \
        [r.randrange(2) for _ in range(60)]
    yield "other variance", normal(30, 5000, 10), normal(200, 5010, 2000)
    yield "very unequal sizes", normal(5, 700, 90), normal(400, 650, 90)
    yield "log-normal", lognormal(150, 1, 1), lognormal(150, 1.2, 1)
    yield "heavy tail", lognormal(200, 2, 2), lognormal(180, 2, 2.2)
    yield "two peaks", normal(49, 1000, 20) + normal(51, 50000, 300), \
        normal(51, 1000, 20) + normal(49, 50000, 300)
    yield "negative", normal(40, -3000, 200), normal(40, -2900, 200)
    yield "both signs", normal(70, 0, 100), normal(70, 30, 100)
    yield "far offset", normal(40, 10**12, 50), normal(40, 10**12 + 20, 60)
    yield "hours and ns", [r.choice((1, 2, 3600 * 10**9)) for _ in range(30)], \
        [r.choice((1, 2, 3, 3600 * 10**9)) for _ in range(30)]
    yield "one constant sample", [500] * 20, normal(20, 505, 8)
    yield "far apart", normal(100, 1000, 10), normal(100, 2000, 10)
    yield "three alike", normal(40, 8000, 400), normal(50, 8000, 400), \
        normal(45, 8000, 400)
    yield "three, one slower", lognormal(60, 2, .5), lognormal(70, 2, .5), \
        lognormal(80, 2.4, .5)
    yield "three with ties", [r.randrange(8) for _ in range(40)], \
        [r.randrange(8) for _ in range(30)], \
        [r.randrange(9) for _ in range(50)]
    yield "four", normal(25, 600, 30), normal(35, 610, 60), \
        normal(15, 590, 5), normal(95, 620, 90)
    yield "five small", *[[r.randrange(100) for _ in range(4 + i)]
                          for i in range(5)]
    yield "interval at the edges", list(range(6)), list(range(5))
    yield "a sample of a thousand", normal(1000, 10**6, 10**5), \
        normal(999, 10**6 + 9000, 10**5)


def cliff(a, b):
    above = sum((x < y) - (x > y) for x in a for y in b)
    return above / (len(a) * len(b))


def median_rank(n):
    """The largest rank with P(B < rank) <= 0.025; 0 if there is none."""
    rank = 0
    while stats.binom.cdf(rank, n, 0.5) <= 0.025:
        rank += 1
    return rank


def figures(all_samples):
    # The tests do not mind where zero is; SciPy's rounding does.
    origin = all_samples[0][0]
    all_samples = [[v - origin for v in sample] for sample in all_samples]
    base = all_samples[0]
    for i, sample in enumerate(all_samples):
        n = len(sample)
        low, high = stats.t.interval(0.95, n - 1, stats.tmean(sample),
                                     stats.sem(sample)) \
            if len(set(sample)) > 1 else (sample[0], sample[0])
        yield "mean_interval", i, low + origin, high + origin
        rank = median_rank(n)
        if rank > 0:
            in_order = sorted(sample)
            yield "median_interval", i, in_order[rank - 1] + origin, \
                in_order[n - rank] + origin
        else:
            yield "no_median_interval", i
    for i, sample in enumerate(all_samples[1:], 1):
        t, p = stats.ttest_ind(sample, base, equal_var=False)
        yield "welch", i, t, p
        u, p = stats.mannwhitneyu(sample, base, use_continuity=True,
                                  alternative="two-sided",
                                  method="asymptotic")
        yield "mann_whitney", i, u, p
        yield "cliff", i, cliff(base, sample)
    yield ("anova", *stats.f_oneway(*all_samples))
    yield ("kruskal_wallis", *stats.kruskal(*all_samples))


def text_of(value):
    return repr(float(value)) if isinstance(value, float) else str(value)


def main():
    for number, (about, *all_samples) in enumerate(samples(), 1):
        with open("%02d.txt" % number, "w") as out:
            print("about", about, file=out)
            for sample in all_samples:
                print("sample", *sample, file=out)
            for name, *values in figures(all_samples):
                assert not any(math.isnan(v) for v in values), (about, name)
                print(name, *map(text_of, values), file=out)


if __name__ == "__main__":
    main()
