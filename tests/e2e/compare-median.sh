#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The interval of a median holds the two values of the sample that it is made
# of, and the median, also where a run is known by its buckets; the table says
# which runs are, and how far off their medians can be.

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
import csv, json, math, random, statistics, subprocess, sys

DP, DS, TMP = sys.argv[1:]
Z = statistics.NormalDist().inv_cdf(0.975)

def save(values, name):
    text = ['tstamp,entry\n']
    for v in values:
        sign, v = ('-' if v < 0 else ''), abs(v)
        text.append('0,a\n%s%d.%09d,b\n' % (sign, v // 10**9, v % 10**9))
    path = TMP + '/' + name
    subprocess.run([DP, '-q', '-e', 'a|b', '--save-stats', path],
                   input=''.join(text).encode(), check=True,
                   stdout=subprocess.DEVNULL)
    return path

def compare(form, *paths):
    p = subprocess.run([DS, '--compare', '-s', form, *paths],
                       stdout=subprocess.PIPE)
    assert p.returncode < 2
    return p.stdout.decode()

def check(values, low, median, high):
    s, n = sorted(values), len(values)
    # Conover's ranks, those of a sample of over 1000
    rank = math.floor((n + 1 - Z * math.sqrt(n)) / 2)
    first, last = s[rank - 1], s[n - rank]
    middle = (s[(n - 1) // 2] + s[n // 2]) / 2
    assert low <= first < last <= high, (low, first, last, high)
    assert low <= min(middle, median) and max(middle, median) <= high
    # and not by more than a bucket beyond, nor beyond the sample
    assert first - abs(first) / 1024 - 1 <= low and low >= s[0]
    assert last + abs(last) / 1024 + 1 >= high and high <= s[-1]
    if len(set(values)) <= 65536:
        assert (low, median, high) == (first, middle, last)

r = random.Random(1)
runs = {
    # all of the interval falls on one bucket of 65536 ns, or on two
    'within': [int(r.gauss(99955000, 1e6)) for _ in range(200000)],
    'across': [int(r.gauss(99942400, 1e6)) for _ in range(200000)],
    'below 0': [int(r.gauss(-99955000, 1e6)) for _ in range(200000)],
    'narrow': [99955000 + i % 65537 for i in range(70000)],
    'exact': [int(r.gauss(99955000, 1e4)) for _ in range(9999)],
}
paths = [save(values, name) for name, values in runs.items()]
for row in csv.DictReader(compare('csv', *paths).splitlines()):
    values = runs[row['run'].rsplit('/')[-1]]
    check(values, *(float(row[column]) for column in
                    ('median_low', 'median', 'median_high')))
    assert (float(row['error']) == 0) == (row['run'] == paths[-1])
for row in json.loads(compare('json', *paths))['rows']:
    for run in row['runs']:
        check(runs[run['run'].rsplit('/')[-1]], run['median_low'],
              run['median'], run['median_high'])

# The middle two are -5 s and 5 s, in buckets of 2^22 ns each; their midpoint
# is off by half of that.
sides = [i * 1001 + 5 * 10**9 for i in range(40000)]
paths.append(save([-v for v in sides] + [v + 1000 for v in sides], 'sides'))
marks = ['±0.05%'] * 4 + [None, '±2.097']
lines = compare('table', *paths).splitlines()
assert 'delta:b__a, ms' in lines
for i, mark in enumerate(marks):
    line, = (x for x in lines[:lines.index('loop, ms')]
             if x.startswith('  %3d ' % i))
    assert ('±' in line) == bool(mark), line
    assert line.endswith('  ' + mark if mark else ''), line
END
"$python" "$tmp/check.py" "$dp" "$ds" "$tmp"
