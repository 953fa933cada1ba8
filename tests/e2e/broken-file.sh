#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One FILE of several that cannot be read, or not to its end: the others are,
# and what it held counts, but no loop goes on behind it: events are missing.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

line()
{
	printf '            qemu  5571 [000]  %s: %s: x\n' "$1" "$2"
}
{ line 1.000000 a; line 1.500000 b; line 1.600000 c; } >"$tmp/first"
line 3.000000 b >"$tmp/last"
for i in 1 2 3 4 5 6 7 8 9; do line 2.000000 c; done >"$tmp/open"
line 2.500000 a >>"$tmp/open"
gzip -c "$tmp/open" >"$tmp/open.gz"
size=$(wc -c <"$tmp/open.gz")
head -c $((size - 4)) "$tmp/open.gz" >"$tmp/cut.gz"

run()
{
	got=0
	"$dp" -q -e 'a|b' --deltas-only --no-header "$@" >"$tmp/rows" \
		2>"$tmp/err" || got=$?
	test $got -eq 2 || { echo "$*: status $got"; exit 1; }
	test "$(wc -l <"$tmp/err")" -eq 1 || { cat "$tmp/err"; exit 1; }
	grep -q "^delta_processor: $tmp/$broken: " "$tmp/err" ||
		{ cat "$tmp/err"; exit 1; }
}
rows()
{
	printf "$1" >"$tmp/want"
	cmp "$tmp/want" "$tmp/rows" || { cat "$tmp/rows"; exit 1; }
}

broken=none
run "$tmp/first" "$tmp/none" "$tmp/open" "$tmp/last"
rows '0,0.500000\n1,0.500000\n'
run --save-events "$tmp/events" "$tmp/open" "$tmp/none" "$tmp/last"
rows ''
got=0
"$dp" -q -e 'a|b' "$tmp/events" >"$tmp/out" || got=$?
test $got -eq 1 && test "$(grep -c PERF_RECORD_LOST "$tmp/events")" -eq 1 ||
	{ echo "read back: status $got"; cat "$tmp/events"; exit 1; }
broken=dir
mkdir "$tmp/dir"
run "$tmp/dir" "$tmp/first"
rows '0,0.500000\n'
broken=cut.gz
run "$tmp/first" "$tmp/cut.gz" "$tmp/last"
rows '0,0.500000\n'
run --separate "$tmp/first" "$tmp/cut.gz" "$tmp/last"
rows '0,0.500000\n'
