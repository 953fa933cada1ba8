#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The statistics of a stream of loops that was cut between loops, added up in
# any order, are the bytes of those of the whole.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Loops of 4 lines: perf's text, with a group, an event of no loop, and values
# of which the largest occurs more than once, or, with a spread of some
# thousands, hardly any does.  Lines "PART TEXT".
make()
{
	awk -v parts="$1" -v loops="$2" -v spread="$3" '
	function random(n)
	{
		seed = (seed * 16807) % 2147483647
		return seed % n
	}
	function event(name, text)
	{
		printf "%d qemu 100 [000] %d.%09d: k:%s: %s\n",
			int(i * parts / loops), ns / 1000000000,
			ns % 1000000000, name, text
	}
	BEGIN {
		seed = 7
		ns = 1000000000
		split("IO MMIO HLT (other)", reason, " ")
		for (i = 0; i < loops; i++) {
			ns += 1000 + random(5000)
			event("first", "reason " reason[1 + random(4)] " x")
			ns += random(100) == 0 ? 900000 : \
				random(90000 * spread)
			event("second", "y")
			event("between", "z")
			ns += random(3000)
			event("last", "z")
		}
	}'
}

save()
{
	"$dp" -q -e 'first|second|last' --skim between -g first:reason \
		--save-stats "$2" "$1" >/dev/null
}

# parts, loops, spread
check()
{
	rm -f "$tmp"/part.*
	parts=$1
	make "$@" | (cd "$tmp" &&
		awk '{ part = $1; sub(/^[^ ]* /, "")
		       print >("part." part) }')
	# shellcheck disable=SC2012
	(cd "$tmp" && ls part.* | sort -t. -k2n) >"$tmp/names"
	test "$(wc -l <"$tmp/names")" -eq "$parts"
	while read -r name; do
		cat "$tmp/$name"
	done <"$tmp/names" >"$tmp/whole"
	save "$tmp/whole" "$tmp/whole.stats"
	while read -r name; do
		save "$tmp/$name" "$tmp/$name.stats"
		echo "$tmp/$name.stats"
	done <"$tmp/names" >"$tmp/forward"
	sort -r "$tmp/forward" >"$tmp/backward"
	awk 'NR % 3 == 1; NR % 3 != 1 { rest[++n] = $0 }
	     END { while (n > 0) print rest[n--] }' "$tmp/forward" >"$tmp/mixed"
	for order in forward backward mixed; do
		# shellcheck disable=SC2046
		"$ds" -s none --save-stats "$tmp/sum" $(cat "$tmp/$order")
		cmp "$tmp/whole.stats" "$tmp/sum" ||
			{ echo "$parts parts, $order"; exit 1; }
	done
	# sums of sums too
	# shellcheck disable=SC2046
	"$ds" -s none --save-stats "$tmp/head" $(head -n 1 "$tmp/mixed")
	# shellcheck disable=SC2046
	"$ds" -s none --save-stats "$tmp/tail" $(tail -n +2 "$tmp/mixed")
	"$ds" -s none --save-stats "$tmp/sum" "$tmp/tail" "$tmp/head"
	cmp "$tmp/whole.stats" "$tmp/sum"
}

for parts in 2 7 50; do
	check "$parts" 700 1
done
cp "$tmp/whole" "$tmp/few"
cp "$tmp/sum" "$tmp/few.sum"

# Each part knows all its values.  Together they are too many to be kept: of
# each group, which keeps 4096, and then of all loops, which keep 65536.
for loops in 20000 70000; do
	check 7 "$loops" 10000
	"$ds" -s csv "$tmp/part.3.stats" | grep -q '^loop,,.*,1,0$'
	"$ds" -s csv "$tmp/sum" | grep -q '^loop,IO,.*,0,[1-9][0-9.]*$'
done
"$ds" -s csv "$tmp/sum" | grep -q '^loop,,70000,.*,0,[1-9][0-9.]*$'

# The report of the sum is that of the run, but for what is not saved.
"$dp" -s json -e 'first|second|last' --skim between -g first:reason \
	"$tmp/few" 2>"$tmp/run.json" >/dev/null
"$ds" -s json "$tmp/few.sum" >"$tmp/sum.json"
forget='s/"max_loop":[0-9]*/"max_loop":null/g
	s/"bytes":[0-9]*,"seconds":[0-9.e-]*/"bytes":null,"seconds":null/'
groups='s/,{"name":"[^"]*","group":"[^}]*}[^}]*}//g'
sed "$forget; $groups" "$tmp/run.json" >"$tmp/run.known"
sed "$groups" "$tmp/sum.json" | cmp "$tmp/run.known" -
test "$(grep -o '"count":700,' "$tmp/run.known" | wc -l)" -eq 3
test "$(grep -o '"group":"' "$tmp/sum.json" | wc -l)" -eq 12
