#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Without time going backwards no delta of latest or fifo is negative, on any
# trace.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

grep -v '^#' "$corpus/traces.tsv" |
awk -F '\t' '$2 !~ /-a (original|sequential)|-m 1/' |
while IFS='	' read -r name arguments; do
	# The order is the second word; what follows does not matter here.
	order=$(printf '%s\n' "$arguments" | awk '{ print $2 }')
	for algorithm in latest fifo; do
		"$dp" -q -e "$order" -a $algorithm --deltas-only \
			"$corpus/good-$name.txt.gz" >"$tmp/rows"
		if grep -n '[,]-' "$tmp/rows"; then
			echo "$name $order $algorithm: negative deltas"
			exit 1
		fi
		wc -l <"$tmp/rows" >>"$tmp/lengths"
	done
done
awk '{ n += $1 } END { exit !(n > 10000) }' "$tmp/lengths"
