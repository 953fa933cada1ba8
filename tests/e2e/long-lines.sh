#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Of a line of over 256 KiB the end is not kept: nothing is read out of what
# was cut.  What stands in front of that is read.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
max=262144

# fill TEXT LENGTH: q's, so that they and TEXT have this length.
fill()
{
	head -c $(($2 - ${#1})) /dev/zero | tr '\0' q
}

# check WANT OPTION...: rows, and malformed lines in the report.
check()
{
	want=$1
	shift
	"$dp" -s json --report "$tmp/report" "$@" "$tmp/in" >"$tmp/rows" \
		2>"$tmp/err" || test $? -eq 1
	got="$(sed 1d "$tmp/rows" | tr '\n' ' ')$(
		sed 's/.*"malformed":\([0-9]*\).*/\1/' "$tmp/report")"
	test "$got" = "$want" || { echo "$*: $got and not $want"; exit 1; }
}

# A time that would be cut: the row is 3 bytes too long.
{
	printf 'foo,entry,tstamp\n,a,1\n,b,2\n'
	fill ',a,12' $max
	printf ',a,1234.5\n,b,3\n,a,4\n,b,5\n'
} >"$tmp/in"
check '0,1.000000 1,1.000000 1' -e 'a|b' --deltas-only
# a name that would be cut
{
	printf 'tstamp,foo,entry\n5,'
	fill '5,,a' $max
	printf ',abc\n6,,b\n7,,a\n8,,b\n'
} >"$tmp/in"
check '0,1.000000 1' -e 'a|b' --deltas-only
# just short enough
{
	printf 'tstamp,foo,entry\n5,'
	fill '5,,a' $((max - 1))
	printf ',a\n6,,b\n'
} >"$tmp/in"
check '0,1.000000 0' -e 'a|b' --deltas-only

# perf's text: the time and the name are not at the end, what stands in the text
# may be.
head='        qemu-kvm 14413 [001]     1.000001: a: '
{
	printf '%s' "$head"
	fill "$head id=71" $max
	printf ' id=712\n        qemu-kvm 14413 [001]     1.000003: b: id=71\n'
	printf '        qemu-kvm 14413 [001]     1.000004: a: id=71\n'
	printf '        qemu-kvm 14413 [001]     1.000005: b: id=71\n'
} >"$tmp/in"
check '0,0.000002 1,0.000001 0' -e 'a|b' --deltas-only
check '0,0.000002 1,0.000001 0' -e 'a|b' --deltas-only --comm qemu-kvm
check '0,71,0.000001 1' -e 'a|b' --deltas-only --by field:id
check '0,71,0.000001 1' -e 'a|b' --deltas-only --by '/id=([0-9]+)$/'
check '0,0.000001 1' -e 'a|b' --deltas-only --where 'a: 71$'
check '0,71,0.000001 1' -e 'a|b' --deltas-only --group a:id

# Over 8 KiB are too long for a regex alone.
for long in 8192 8193; do
	{
		printf '%sid=71 ' "$head"
		fill 'id=71  id=712' "$long"
		printf ' id=712\n%s\n' \
			'        qemu-kvm 14413 [001]     1.000003: b: id=71'
	} >"$tmp/in"
	over=$((long - 8192))
	loop=0,0.000002
	check "$loop 0" -e 'a|b' --deltas-only --where 'a: 712'
	check "0,71,0.000002 0" -e 'a|b' --deltas-only --by field:id
	test $over -eq 0 || loop=
	check "${loop:+$loop }$over" -e 'a|b' --deltas-only --where 'a: 712$'
	check "${loop:+0,71,0.000002 }$over" -e 'a|b' --deltas-only \
		--by '/id=([0-9][0-9])/'
done
