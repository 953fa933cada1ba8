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
# submission and completion, by their names
for span in submission completion; do
	printf '[Native]\norder = a|b\n%s = a|b\n' $span |
		sed 's/^completion = .*/completion = b|a/' >"$tmp/conf"
	"$dp" -q -c "$tmp/conf" --save-stats "$tmp/$span" "$tmp/csv" >/dev/null
done
mv "$tmp/submission" "$tmp/spans"
mv "$tmp/completion" "$tmp/other"
# 2^63 loops of a second, and lines that add up to 4 modulo 2^64
printf 'tstamp,entry\n1,a\n2,b\n' >"$tmp/one.csv"
"$dp" -q -e 'a|b' --save-stats "$tmp/one" "$tmp/one.csv" >/dev/null
n=9223372036854775808
sed -e "s/^\(count,.*,\)1\$/\1$n/" \
	-e "s/^\(sum,.*,\)1000000000\$/\1${n}000000000/" \
	-e "s/^\(sum_squares,.*,\)1000000000000000000\$/\1${n}000000000000000000/" \
	-e "s/^\(value,.*,\)1\$/\1$n/" \
	-e "s/^\(loops,,,[sc][to][am].*,\)1\$/\1$n/" "$tmp/one" >"$tmp/many"
"$ds" -s csv "$tmp/many" | grep -q "^delta:b__a,,$n,1000000000,0,"
sed -e 's/^\(lines,,,total,\).*/\14/' -e 's/^\(lines,,,other,\).*/\14/' \
	-e 's/^\(lines,,,event,\).*/\118446744073709551615/' "$tmp/one" \
	>"$tmp/lines"
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
refused "$tmp/spans: of another order or other spans" \
	"$tmp/ab" "$tmp/spans"
refused "$tmp/other: of another order or other spans" \
	"$tmp/spans" "$tmp/other"
refused "$tmp/spans: of another order or other spans than $tmp/ab" \
	--compare "$tmp/ab" "$tmp/spans"
refused "$tmp/other: of another order or other spans than $tmp/spans" \
	--compare "$tmp/spans" "$tmp/other"
refused 'stdin: of another order or other spans' "$tmp/ab" - <"$tmp/ba"
refused "$tmp/many: counts beyond 64 bits" "$tmp/many" "$tmp/many"
refused "$tmp/lines:14: the lines do not add up" "$tmp/lines"
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

# A file that the report or the errors go to would be lost.
got=0
"$ds" --save-stats "$tmp/all" "$tmp/ab" >"$tmp/all" 2>"$tmp/err" || got=$?
test $got -eq 2
test ! -s "$tmp/all"
echo "delta_stats: stdout and --save-stats: both would be written to\
 '$tmp/all'" | cmp - "$tmp/err"
got=0
"$ds" --save-stats "$tmp/all" "$tmp/ab" >"$tmp/out" 2>"$tmp/all" || got=$?
test $got -eq 2
test ! -s "$tmp/out"
echo "delta_stats: stderr and --save-stats: both would be written to\
 '$tmp/all'" | cmp - "$tmp/all"
if test -e /dev/stdout; then
	echo before >"$tmp/all"
	"$ds" -s none --save-stats /dev/stdout "$tmp/ab" >>"$tmp/all"
	{ echo before; cat "$tmp/ab"; } | cmp - "$tmp/all"
fi

# A full disk, for the report and for the sum.
if test -c /dev/full; then
	status=0
	"$ds" "$tmp/ab" >/dev/full 2>"$tmp/err" || status=$?
	test "$status" -eq 2
	grep -q '^delta_stats: stdout: No space left on device$' "$tmp/err"
	refused '/dev/full: No space left on device' -s none \
		--save-stats /dev/full "$tmp/ab"
fi

# What nobody writes to may be closed.
"$ds" -s none "$tmp/ab" >&-

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

for option in --help --version; do
	status=0
	"$ds" $option >/dev/full 2>"$tmp/out" || status=$?
	test "$status" -eq 2
	test "$(cat "$tmp/out")" = 'delta_stats: stdout: No space left on device'
done
