#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The table of the report where there is much to say: of many metrics the
# first 100, of characters of several bytes whole ones, and how many loops are
# open while it goes on.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

{
	echo tstamp,entry
	seq 130 | awk '{ printf "%d,name%03d\n", $1, $1 }'
} >"$tmp/csv"
"$dp" -e 'name001|name002' --skim '*' "$tmp/csv" >/dev/null 2>"$tmp/err"
grep -qx 'Unique metrics (130)' "$tmp/err"
grep -qx '  and 30 more' "$tmp/err"
sed '1,/^Unique metrics/d; /^  and/,$d' "$tmp/err" | tr -s ' ' '\n' |
	grep . >"$tmp/shown"
seq 100 | awk '{ printf "name%03d\n", $1 }' | diff - "$tmp/shown"

# Of groups too: a hundred of two loops each, the last with three, and one loop
# of none; then one group more.
for n in 100 101; do
	awk -v n=$n 'BEGIN {
		print "tstamp,entry,group"
		for (i = 0; i <= 2 * n; i++)
			printf "%d,a,%s\n%d,b,%s\n", i, "g" i % n, i, "g" i % n
		printf "%d,a,\n%d,b,\n", i, i
	}' | "$dp" -e 'a|b' -g group >/dev/null 2>"$tmp/err"
	sed '1,/^Loops by group/d; /^$/,$d' "$tmp/err" | awk '{
		$1 = $1
		print
	}' >"$tmp/shown"
	{
		echo 3 g0
		seq $((n - 1)) | sed 's/^/g/' | LC_ALL=C sort | head -n 99 |
			sed 's/^/2 /'
		test $n -eq 101 && echo 3 others || echo 1 without a group
	} | diff - "$tmp/shown"
done

# 127 bytes, then one character in three: 128 is in its midst
name=$(printf '%0127d\342\202\254x' 0)
printf 'tstamp,entry\n1,a\n2,%s\n' "$name" >"$tmp/csv"
"$dp" -e "a|$name" "$tmp/csv" >/dev/null 2>"$tmp/err"
grep -q "delta:${name}__a" "$tmp/err"

# SIGUSR1 where two loops are begun and one of them is over
mkfifo "$tmp/fifo"
{
	printf 'tstamp,entry,key\n1,a,x\n2,a,y\n3,b,y\n'
	tries=0
	until test -e "$tmp/seen" || test $tries -eq 200; do
		tries=$((tries + 1))
		sleep 0.1
	done
} >"$tmp/fifo" &
"$dp" -e 'a|b' -b key "$tmp/fifo" >"$tmp/rows" 2>"$tmp/err" &
program=$!
tries=0
until grep -q "^0,y," "$tmp/rows" 2>/dev/null || test $tries -eq 100; do
	tries=$((tries + 1))
	sleep 0.1
done
kill -USR1 $program
until grep -q 'open  *1$' "$tmp/err" || test $tries -eq 200; do
	tries=$((tries + 1))
	sleep 0.1
done
: >"$tmp/seen"
wait
grep -q '^Report so far$' "$tmp/err"
grep -q '^  open  *1$' "$tmp/err"
sed '1,/^Report$/d' "$tmp/err" >"$tmp/last"
if grep '^  open' "$tmp/last"; then
	echo 'open at the end'
	exit 1
fi
grep -q '^  unfinished  *1$' "$tmp/last"
