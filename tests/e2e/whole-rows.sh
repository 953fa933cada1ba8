#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Rows and messages in one file: what is said stands between two rows, and
# without it the rows are as they are alone.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

awk 'BEGIN {
	print "tstamp,entry,key"
	for (i = 1; i <= 400000; i++) {
		if (i % 70001 == 0)
			print "x,y,z"
		printf "%d,%s,key %d\n", i, int(i / 3) % 2 ? "b" : "a",
			i % 3 * 1234567
	}
}' >"$tmp/csv"
"$dp" -q -e 'a|b' --by key "$tmp/csv" >"$tmp/rows" 2>/dev/null
test "$(wc -l <"$tmp/rows")" -gt 100000

# bad lines, and a file that is not there
got=0
"$dp" -q -e 'a|b' --by key "$tmp/csv" "$tmp/none" >"$tmp/mixed" 2>&1 || got=$?
test $got -eq 2
grep -v '^delta_processor: ' "$tmp/mixed" | cmp - "$tmp/rows"
test "$(grep -c '^delta_processor: ' "$tmp/mixed")" -eq 6
# the last one comes behind all rows
tail -n 1 "$tmp/mixed" | grep -q "^delta_processor: $tmp/none: "

# a report at any time, and the last one, behind all rows
mkfifo "$tmp/fifo"
"$dp" -s json -e 'a|b' --by key "$tmp/fifo" >"$tmp/mixed" 2>&1 &
pid=$!
{
	for part in 1 2 3; do
		kill -USR1 $pid
		cat "$tmp/csv"
	done
} >"$tmp/fifo"
wait $pid
test "$(grep -c '^{' "$tmp/mixed")" -ge 2
test "$(grep -c '{' "$tmp/mixed")" -eq "$(grep -c '^{' "$tmp/mixed")"
tail -n 1 "$tmp/mixed" | grep -q '^{'
grep -v '^{\|^delta_processor: ' "$tmp/mixed" |
	grep -Evx '[0-9]+,key [0-9]+,[0-9]+\.0{6},[0-9]+\.0{6},-?[0-9]+\.0{6}' \
		>"$tmp/others" || true
echo 'loop,key,a,b,delta:b__a' | cmp - "$tmp/others"
