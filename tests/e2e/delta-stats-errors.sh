#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What delta_stats cannot do it says in one line, with status 2.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf 'tstamp,entry\n1,a\n2,b\n3,a\n5,b\n' >"$tmp/csv"
"$dp" -q -e 'a|b' --save-stats "$tmp/ab" "$tmp/csv" >/dev/null
"$dp" -q -e 'b|a' --save-stats "$tmp/ba" "$tmp/csv" >/dev/null
"$dp" -q -e 'a|b' -a original --save-stats "$tmp/original" "$tmp/csv" \
	>/dev/null
grep -v '^sum,' "$tmp/ab" >"$tmp/broken"
head -n 12 "$tmp/ab" >"$tmp/cut"

# the line, then the command
refused()
{
	want=$1
	shift
	status=0
	"$ds" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	if test "$status" -ne 2 || test -s "$tmp/out" ||
		test "$(cat "$tmp/err")" != "delta_stats: $want"; then
		echo "$*: status $status"
		cat "$tmp/out" "$tmp/err"
		exit 1
	fi
}

refused "$tmp/none: No such file or directory" "$tmp/none"
refused "$tmp: Is a directory" "$tmp"
refused "$tmp/csv:1: too few fields" "$tmp/csv"
line=$(($(grep -n '^count,' "$tmp/ab" | head -n 1 | cut -d: -f1) + 1))
refused "$tmp/broken:$line: no record sum,0,0" "$tmp/ab" "$tmp/broken"
refused "$tmp/cut:13: the file ends too early" "$tmp/cut"
refused "$tmp/ba: of another order or other spans" "$tmp/ab" "$tmp/ba"
refused "$tmp/original: of an algorithm that counts loops in another way" \
	"$tmp/ab" "$tmp/original"
refused "$tmp/ba: of another order or other spans than $tmp/ab" \
	--compare "$tmp/ab" "$tmp/ba"
refused '--compare needs at least two files: BASE NEW...' --compare "$tmp/ab"
refused '--compare has no sum for --save-stats' \
	--compare --save-stats "$tmp/x" "$tmp/ab" "$tmp/ab"
refused "--alpha: '0x1' is not a number from 0 to 1" --alpha 0x1 "$tmp/ab"
refused "--threshold: '-1' is not a number from 0 to 1e+09" \
	--threshold -1 "$tmp/ab"
refused "$tmp/no/sum: No such file or directory" \
	--save-stats "$tmp/no/sum" "$tmp/ab"
test ! -e "$tmp/x"

# An input error leaves a file of that name alone.
echo old >"$tmp/sum"
refused "$tmp/none: No such file or directory" \
	--save-stats "$tmp/sum" "$tmp/ab" "$tmp/none"
test "$(cat "$tmp/sum")" = old

# A full disk, for the report and for the sum.
if test -c /dev/full; then
	status=0
	"$ds" "$tmp/ab" >/dev/full 2>"$tmp/err" || status=$?
	test "$status" -eq 2
	grep -q '^delta_stats: stdout: No space left on device$' "$tmp/err"
	refused '/dev/full: No space left on device' -s none \
		--save-stats /dev/full "$tmp/ab"
fi

# Standard input is a file like others.
"$ds" -s json <"$tmp/ab" >"$tmp/one"
"$ds" -s json "$tmp/ab" | cmp "$tmp/one" -
"$ds" -s csv - "$tmp/ab" <"$tmp/ab" | grep -q '^delta:b__a,,4,1500000000,'

# No loop at all: the report is there, and the status says so.
printf 'tstamp,entry\n1,a\n' >"$tmp/csv"
"$dp" -q -e 'a|b' --save-stats "$tmp/empty" "$tmp/csv" >/dev/null && exit 1
status=0
"$ds" "$tmp/empty" >"$tmp/out" || status=$?
test "$status" -eq 1
grep -q 'b of the order never occurred' "$tmp/out"
"$ds" -s none "$tmp/empty" "$tmp/ab"
