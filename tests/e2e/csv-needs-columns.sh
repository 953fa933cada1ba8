#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A filter or key from the command line that needs a column which the CSV lacks
# is an error at its header.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf 'tstamp,entry\n1,a\n2,b\n' >"$tmp/csv"
for option in '--comm x' '--tid 1' '--cpu 0' '--pid 1' '--by tid' '--by cpu' \
	'--by comm' '--by pid' '--by key' '--by field:x' '--by /x/' \
	'--where a:.' '--group a:x' '--group group'; do
	got=0
	# shellcheck disable=SC2086 # two words each
	"$dp" -q -e 'a|b' $option "$tmp/csv" >"$tmp/out" 2>"$tmp/err" || got=$?
	test $got -eq 2 && test -s "$tmp/err" ||
		{ echo "$option: status $got"; cat "$tmp/err"; exit 1; }
done
"$dp" -q -e 'a|b' --time 0,5 "$tmp/csv" >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 2

# The line is the header's, whatever stands before it and whether the format
# was said.
for option in '' '-f csv'; do
	# shellcheck disable=SC2086 # two words or none
	printf '# c\n\ntstamp,entry\n1,a\n' |
		"$dp" $option -q -e 'a|b' --by tid >"$tmp/out" 2>"$tmp/err" ||
		test $? -eq 2
	echo 'delta_processor: stdin:3: --by needs a column tid, which this CSV'\
		'lacks' | cmp - "$tmp/err"
done

# The same of a header further down; what stands before it is delivered.
printf 'tstamp,entry,tid\n1,a,5\n2,b,5\n\ntstamp,entry\n3,a\n4,b\n' \
	>"$tmp/again.csv"
for option in '--by tid' '--tid 5'; do
	got=0
	# shellcheck disable=SC2086 # two words
	"$dp" -q -e 'a|b' --deltas-only $option "$tmp/again.csv" >"$tmp/out" \
		2>"$tmp/err" || got=$?
	echo "delta_processor: $tmp/again.csv:5: ${option% *} needs a column\
 tid, which this CSV lacks" >"$tmp/want"
	test $got -eq 2 && cmp "$tmp/want" "$tmp/err" &&
		test "$(wc -l <"$tmp/out")" -eq 2 ||
		{ echo "$option: status $got"; cat "$tmp/err"; exit 1; }
done
# It may have more.
printf 'tstamp,entry,cpu,tid\n3,a,0,5\n4,b,0,5\n' |
	cat "$tmp/again.csv" - | sed '/^tstamp,entry$/,/^4/d' >"$tmp/more.csv"
"$dp" -q -e 'a|b' --tid 5 "$tmp/more.csv" >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 3

# comm of the conf applies where there is such a column: behind the header that
# has it, also one of several lines, not to what stands before.
printf '[S]\norder = a|b\ncomm = qemu\n' >"$tmp/conf"
for header in tstamp,entry,comm 'tstamp,entry,comm,"a
column"'; do
	printf '%s\n' tstamp,entry 1,a 2,b "$header" 3,a,x 4,b,x 5,a,qemu \
		6,b,qemu >"$tmp/conf.csv"
	"$dp" -q -c "$tmp/conf" -t S --no-header --deltas-only \
		"$tmp/conf.csv" >"$tmp/out"
	printf '%s\n' 0,1.000000 1,1.000000 | cmp - "$tmp/out"
done
