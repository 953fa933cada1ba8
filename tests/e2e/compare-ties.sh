#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The p values of Mann and Whitney and of Kruskal and Wallis are those of the
# formulas in exact fractions, also of samples up to 2^63 in which nearly all
# values are equal.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf 'tstamp,entry\n1,a\n2,b\n' |
	"$dp" -q -e 'a|b' --save-stats "$tmp/one" >/dev/null
"$ds" --compare "$tmp/one" "$tmp/one" >"$tmp/out" 2>&1 ||
	{ cat "$tmp/out"; grep -q GNU "$tmp/out" && exit 77; exit 1; }

cat >"$tmp/check.py" <<'END'
import decimal, json, math, random, re, subprocess, sys
from fractions import Fraction

DS, TMP = sys.argv[1:]
decimal.getcontext().prec = 60

def save(sample, name):
    """Statistics of one loop, its series of these values and counts."""
    n = sum(sample.values())
    squares = sum(v * v * c for v, c in sample.items())
    text = open(TMP + '/one').read()
    text = re.sub(r'(?m)^(\w+,\d+,0,.*|end,.*)\n', '', text)
    text = re.sub(r'(started|complete),\d+', r'\g<1>,%d' % n, text)
    for s in range(2):
        for figure in (('count', n),
                       ('sum', sum(v * c for v, c in sample.items())),
                       ('sum_squares', squares), ('min', min(sample)),
                       ('max', max(sample)), ('max_time', 0)):
            text += '%s,%d,0,,%d\n' % (figure[0], s, figure[1])
        for v in sorted(sample):
            text += 'value,%d,0,%d,%d\n' % (s, v, sample[v])
    path = '%s/%s' % (TMP, name)
    open(path, 'w').write(text + 'end,,,,\n')
    return path

def root(x):
    return (decimal.Decimal(x.numerator) / x.denominator).sqrt()

def ranks(samples):
    """{value: mean rank}, number of values, sum of t^3 - t."""
    rank, n, ties = {}, 0, 0
    for v in sorted({v for s in samples for v in s}):
        t = sum(s.get(v, 0) for s in samples)
        rank[v] = Fraction(2 * n + t + 1, 2)
        n, ties = n + t, ties + t**3 - t
    return rank, n, ties

def mann_whitney(a, b):
    rank, n, ties = ranks([a, b])
    na, nb = sum(a.values()), sum(b.values())
    u = sum(rank[v] * c for v, c in b.items()) - Fraction(nb * (nb + 1), 2)
    variance = Fraction(na * nb, 12) * (n + 1 - Fraction(ties, n * (n - 1)))
    if variance == 0:
        return 1
    above = max(abs(u - Fraction(na * nb, 2)) - Fraction(1, 2), 0)
    return math.erfc(root(above**2 / variance / 2))

def kruskal_wallis(samples):
    rank, n, ties = ranks(samples)
    if ties == n**3 - n:
        return 1
    h = sum(Fraction(sum(rank[v] * c for v, c in s.items()))**2 /
            sum(s.values()) for s in samples)
    h = (Fraction(12, n * (n + 1)) * h - 3 * (n + 1)) / \
        (1 - Fraction(ties, n**3 - n))
    # chi-squared with 1 and 2 degrees of freedom
    return math.erfc(root(h / 2)) if len(samples) == 2 else math.exp(-h / 2)

def near(what, got, want, samples):
    assert abs(got - want) <= 1e-9 * want + 1e-300, (what, got, want, samples)

def check(*samples):
    paths = [save(s, 'run%d' % i) for i, s in enumerate(samples)]
    p = subprocess.run([DS, '--compare', '-s', 'json', *paths],
                       stdout=subprocess.PIPE)
    assert p.returncode < 2, samples
    row = json.loads(p.stdout)['rows'][0]
    near('Kruskal-Wallis', row['kruskal_wallis']['p'],
         kruskal_wallis(samples), samples)
    for run, s in zip(row['runs'][1:], samples[1:]):
        near('Mann-Whitney', run['mann_whitney_p'],
             mann_whitney(samples[0], s), samples)

decimals = '%.7f' % mann_whitney({5: 10**14, 6: 1}, {5: 10**14 // 2, 4: 2})
assert decimals == '0.0412268', decimals
for n in 10**3, 10**9, 10**14, 10**16, 10**18:
    check({5: n, 6: 1}, {5: n // 2, 4: 2})
    check({5: n, 6: 1}, {5: n // 2, 4: 2}, {5: n // 3, 7: 1, 1: 1})
    check({5: n}, {5: 1, 6: 1})
    check({5: n}, {5: n}, {5: n})
check({5: 2**62, 6: 1}, {5: 2**62 - 4, 4: 2})
r = random.Random(3)
for _ in range(60):
    most = 10**r.choice([1, 3, 9, 15])
    check(*({v: r.randint(1, most)
             for v in r.sample(range(9), r.randint(2, 5))}
            for _ in range(r.randint(2, 3))))
END
"$python" "$tmp/check.py" "$ds" "$tmp"
