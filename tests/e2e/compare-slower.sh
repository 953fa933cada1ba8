#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One step that became 10 % slower is found, and it alone; the same workload
# again is not slower.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf 'tstamp,entry\n1,a\n2,b\n' |
	"$dp" -q -e 'a|b' --save-stats "$tmp/one" >/dev/null
"$ds" --compare "$tmp/one" "$tmp/one" >"$tmp/out" 2>&1 ||
	{ cat "$tmp/out"; grep -q GNU "$tmp/out" && exit 77; exit 1; }

# seed, and what the second step takes, in percent
run()
{
	awk -v seed="$1" -v percent="$2" '
	function random()
	{
		seed = (seed * 16807) % 2147483647
		return seed / 2147483647
	}
	# a right-skewed time of about 100 us
	function step() { return int(50000 * (0.5 + random() + random()^2)) }
	function event(name)
	{
		printf "%d.%09d,%s\n", ns / 1000000000, ns % 1000000000, name
	}
	BEGIN {
		print "tstamp,entry"
		ns = 1000000000
		for (i = 0; i < 2000; i++) {
			ns += step(); event("a")
			ns += step(); event("b")
			ns += int(step() * percent / 100); event("c")
			ns += step(); event("d")
		}
	}' >"$tmp/run.csv"
	"$dp" -q -e 'a|b|c|d' --save-stats "$3" "$tmp/run.csv" >/dev/null
}

run 1 100 "$tmp/base"
run 2 100 "$tmp/same"
run 3 110 "$tmp/slow"
run 4 90 "$tmp/fast"

verdicts()
{
	"$ds" --compare -s csv "$@" | awk -F, '$NF != "" { print $1, $NF }'
}

"$ds" --compare "$tmp/base" "$tmp/same" >"$tmp/table"
grep -q ' ~$' "$tmp/table"
tail -n 1 "$tmp/table" | grep -qx 'Nothing is slower than the base.'

status=0
"$ds" --compare -s json "$tmp/base" "$tmp/slow" >"$tmp/json" || status=$?
test "$status" -eq 1
grep -q '"slower":true' "$tmp/json"

verdicts "$tmp/base" "$tmp/slow" >"$tmp/verdicts"
grep -q '^delta:c__b slower$' "$tmp/verdicts"
test "$(grep -c slower "$tmp/verdicts")" -eq 1

# what a reader wants to know stands last
"$ds" --compare "$tmp/base" "$tmp/same" "$tmp/slow" >"$tmp/table" || :
tail -n 2 "$tmp/table" | head -n 1 | grep -qx 'Slower than the base:'
tail -n 1 "$tmp/table" |
	grep -qx ' *+\(9\|1[01]\)\.[0-9][0-9]%  run 2  delta:c__b'

verdicts "$tmp/base" "$tmp/fast" | grep -q '^delta:c__b faster$'

# Several at once, a higher threshold, a stricter alpha.
status=0
"$ds" --compare "$tmp/base" "$tmp/same" "$tmp/slow" >/dev/null || status=$?
test "$status" -eq 1
"$ds" --compare --threshold 15 "$tmp/base" "$tmp/slow" >/dev/null
"$ds" --compare --threshold 1e+09 "$tmp/base" "$tmp/slow" >/dev/null
"$ds" --compare --alpha 0 "$tmp/base" "$tmp/slow" >/dev/null
"$ds" --compare -s none "$tmp/base" "$tmp/fast" >"$tmp/out"
test ! -s "$tmp/out"
