#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Deltas of nearly 2^63 ns: the sum of five squares has more than 128 bits, so
# there is no standard deviation, in the report, in what is saved and in what
# is merged; all else is exact.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

want='delta:b__a,,5,9200000000000000000,,9200000000000000000,'
{
	echo tstamp,entry
	for _ in 1 2 3 4 5; do
		printf '%s\n' -4600000000,a 4600000000,b
	done
} >"$tmp/csv"
"$dp" -e 'a|b' -s csv --save-stats "$tmp/saved" "$tmp/csv" 2>"$tmp/err" \
	>/dev/null
grep -q "^$want" "$tmp/err"
grep -qx 'sum_squares,0,0,,' "$tmp/saved"
"$ds" -s csv "$tmp/saved" | grep -q "^$want"
"$ds" -s csv "$tmp/saved" "$tmp/saved" |
	grep -q '^delta:b__a,,10,9200000000000000000,,'

# Without a deviation nothing can be said of a difference in means.
sed 's/^-46/-45/' "$tmp/csv" >"$tmp/other.csv"
"$dp" -q -e 'a|b' --save-stats "$tmp/other" "$tmp/other.csv" >/dev/null
"$ds" --compare -s csv "$tmp/saved" "$tmp/other" >"$tmp/compared"
test "$(grep -c ',9100000000000000000,.*,unknown$' "$tmp/compared")" -eq 2
"$ds" --compare "$tmp/saved" "$tmp/other" | tail -n 1 |
	grep -qx 'Nothing is known to be slower than the base.'

# Files of 2^63 - 1 deltas of nothing, written by hand: they add up, but ranks
# of more than 2^63 values are not counted.
printf 'tstamp,entry\n1,a\n1,b\n' |
	"$dp" -q -e 'a|b' --save-stats "$tmp/one" >/dev/null
sed -E 's/^(count,.|value,.,0),(.*),1$/\1,\2,9223372036854775807/
	s/(complete|started),1$/\1,9223372036854775807/' "$tmp/one" >"$tmp/most"
"$ds" -s csv "$tmp/most" "$tmp/most" |
	grep -q '^delta:b__a,,18446744073709551614,0,0,0,'
"$ds" --compare -s none "$tmp/most" "$tmp/one" 2>"$tmp/err" && exit 1
grep -qx "delta_stats: $tmp/one: over 2^63 values with those before it" \
	"$tmp/err"

# Beyond 64 bits: a whole loop whose deltas fit, and two spans.  Each is
# counted, and the cell of a span is empty.
cat >"$tmp/conf" <<'EOF'
[Native]
order = a|b|c
submission = c|d d|a__b__before
EOF
printf '%s\n' tstamp,entry -9000000000,a 0,b 9000000000,c -9000000000,c \
	9000000000,d 9000000000,a -9000000000,b >"$tmp/csv"
"$dp" -c "$tmp/conf" -o "$tmp/out" -s json "$tmp/csv" 2>"$tmp/report"
grep -q '"overflow":3,' "$tmp/report"
grep -qx '0,-9000000000.000000,9000000000.000000,' "$tmp/out/submission.csv"
grep -qx '0,9000000000.000000,9000000000.000000,-9000000000.000000,' \
	"$tmp/out/submission.2.csv"
