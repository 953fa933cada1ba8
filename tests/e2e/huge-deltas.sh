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
