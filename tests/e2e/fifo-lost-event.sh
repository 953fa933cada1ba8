#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One lost event, and fifo pairs each later event with a wrong one: the report
# warns.  With --timeout the pairs are right again as soon as a loop is too old,
# whichever event was lost after the next pause.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# 200 requests, one each millisecond; each takes 3.5 ms, its middle 1.25 ms.
# Then the workload stops, and seconds later something else happens.
# requests LOST [BEGIN]: without the events that LOST matches; from second BEGIN
requests()
{
	awk -v begin="${2:-0}" 'BEGIN {
		print "tstamp,entry"
		for (i = 0; i < 200; i++) {
			time = begin + i / 1000
			printf "%d %.6f,submit\n", i, time
			printf "%d %.6f,device\n", i, time + 0.00125
			printf "%d %.6f,done\n", i, time + 0.0035
		}
		printf "200 %.6f,other\n", begin + 5
	}' | awk -v lost="$1" 'NR == 1 || $0 !~ lost { print $NF }' |
		sort -s -t, -k1,1n
}
# truth LOST [BEGIN]: what happened to each request but number LOST
truth()
{
	awk -v lost="$1" -v begin="${2:-0}" 'BEGIN {
		for (i = 0; i < 200; i++) {
			time = begin + i / 1000
			if (i != lost)
				printf "%.6f,%.6f,%.6f,0.001250,0.002250\n",
				    time, time + 0.00125, time + 0.0035
		}
	}'
}
fifo()
{
	"$dp" -e 'submit|device|done' -a fifo "$@" "$tmp/in" \
		>"$tmp/out" 2>"$tmp/report"
	sed 1d "$tmp/out" | cut -d, -f2- >"$tmp/rows"
}
wrong()
{
	echo "$*"
	cat "$tmp/report"
	exit 1
}
warns()
{
	grep -q '^warning: loops were in flight at the end .*--timeout' \
		"$tmp/report"
}
counted()
{
	grep -q "^  $1 *$2\$" "$tmp/report" || wrong "$1 is not $2"
}

requests '^none$' >"$tmp/in"
test "$(wc -l <"$tmp/in")" -eq 602
truth none >"$tmp/truth"
fifo
cmp "$tmp/truth" "$tmp/rows" || wrong "whole: not what happened"
warns && wrong "whole: a warning"

# The loops that are too old tell where an end is missing.
requests '^100 .*,done$' >"$tmp/in"
test "$(wc -l <"$tmp/in")" -eq 601
truth 100 >"$tmp/truth"

fifo
# right up to the loss, and never again after it
head -n 100 "$tmp/truth" >"$tmp/before"
head -n 100 "$tmp/rows" | cmp "$tmp/before" - || wrong "before the loss"
sed -n '101,$p' "$tmp/rows" | grep -Fxf "$tmp/truth" &&
	wrong "nothing has shifted: what is tested here?"
warns || wrong "no warning"
counted complete 199
counted unfinished 1

fifo --timeout 0.0037
cmp "$tmp/truth" "$tmp/rows" || wrong "wrong pairs"
warns && wrong "a warning in spite of --timeout"
counted complete 199
counted abandoned 1
counted unfinished 0
counted started 200

# Where another event is missing no loop need be too old, but after a pause all
# are that should have ended.
for event in submit device; do
	{
		requests "^100 .*,$event\$"
		requests '^none$' 9 | sed 1d
	} >"$tmp/in"
	truth none 9 >"$tmp/after"
	fifo --timeout 0.0037
	tail -n 200 "$tmp/rows" | cmp "$tmp/after" - ||
		wrong "$event: wrong pairs after a pause"
	warns && wrong "$event: a warning in spite of --timeout"
done

requests '^100 .*,device$' >"$tmp/in"
fifo
warns || wrong "no warning"
counted complete 199
