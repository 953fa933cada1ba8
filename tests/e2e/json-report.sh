#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# -s json: one object on one line, last on stderr, with the keys that the
# manual names; null where a count is too small.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$dp" -s json -e 'kvm_exit|sys_exit_ppoll|kvm_entry' \
	"$corpus/good-kvm-native.txt.gz" >/dev/null 2>"$tmp/err" || true
test "$(wc -l <"$tmp/err")" -eq 1
printf 'tstamp,entry\n1,a\n3.5,b\n' |
	"$dp" -s json -e 'a|b' >/dev/null 2>"$tmp/one"
printf 'tstamp,entry\n1,a\n' |
	"$dp" -s json -e 'a|b' >/dev/null 2>"$tmp/none" || test $? -eq 1
"$python" - "$tmp/err" "$tmp/one" "$tmp/none" <<'EOF'
import json, sys
full, one, none = (json.load(open(p)) for p in sys.argv[1:])
KEYS = {'deltas', 'loops', 'orphans', 'overflow', 'lines', 'events',
        'lost_events', 'backward', 'metrics', 'first_time', 'last_time',
        'bytes', 'seconds'}
for report in full, one, none:
    assert KEYS <= set(report), KEYS - set(report)
    assert set(report['loops']) == {
        'started', 'complete', 'abandoned', 'cut', 'evicted', 'unfinished',
        'incomplete'}
    lines = dict(report['lines'])
    total = lines.pop('total')
    assert set(lines) == {'event', 'other', 'not_event', 'filtered',
                          'no_key', 'malformed', 'lost'}
    assert sum(lines.values()) == total
names = [d['name'] for d in full['deltas']]
assert names == ['delta:sys_exit_ppoll__kvm_exit',
                 'delta:kvm_entry__sys_exit_ppoll', 'loop'], names
d = one['deltas'][0]
assert d['name'] == 'delta:b__a' and d['group'] is None
assert (d['count'], d['min'], d['max'], d['mean'], d['median']) == \
    (1, 2.5e9, 2.5e9, 2.5e9, 2.5e9), d
assert d['stddev'] is None and d['exact'] is True and d['max_loop'] == 0
assert d['max_time'] in (1, 3.5), d      # a time of that loop
assert d['percentiles'] == {'90': 2.5e9, '99': 2.5e9, '99.9': 2.5e9}
assert one['first_time'] == 1 and one['last_time'] == 3.5
assert one['events'] == {'a': 1, 'b': 1} and one['metrics'] == ['a', 'b']
d = none['deltas'][0]
assert d['count'] == 0 and d['mean'] is None and d['min'] is None
assert none['loops']['unfinished'] == 1 and none['loops']['started'] == 1
EOF
