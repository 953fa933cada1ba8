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
