#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# In every report the line classes add up to the number of lines of the input.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

counted=0
for file in "$corpus"/good-*; do
	case $file in
	*.gz | *no-suffix) gzip -dc "$file" >"$tmp/text" ;;
	*) cat "$file" >"$tmp/text" ;;
	esac
	# awk counts a last line without a newline too
	lines=$(LC_ALL=C awk 'END { print NR }' "$tmp/text")
	"$dp" -e 'kvm_exit|kvm_entry' -s json --report "$tmp/json" "$file" \
		>/dev/null || test $? -eq 1
	"$python" - "$tmp/json" "$lines" "$file" <<-'EOF'
	import json, sys
	lines = json.load(open(sys.argv[1]))['lines']
	total = lines.pop('total')
	if total != int(sys.argv[2]) or sum(lines.values()) != total:
	    sys.exit('%s: %s, total %d, lines %s' % (sys.argv[3], lines, total,
	                                             sys.argv[2]))
	EOF
	counted=$((counted + 1))
done
test $counted -gt 40

# Of each algorithm, the loops of saved statistics end as often as they start:
# the reader asks for that.  Keys that are evicted, lost events, timeouts, and
# loops that are open at the end are among them.
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
awk 'BEGIN {
	seed = 5
	print "tstamp,entry,key"
	for (i = 0; i < 20000; i++) {
		seed = (seed * 16807) % 2147483647
		printf "%d.%06d,%s,%d\n", i, seed % 1000000,
			seed % 997 == 0 ? "PERF_RECORD_LOST" : \
			substr("abcaabx", 1 + seed % 7, 1), seed % 13
	}
}' >"$tmp/csv"
saved=0
for by in none key; do
	for algorithm in latest fifo sequential original; do
		case $algorithm in
		latest | fifo) caps='--timeout 20 --max-keys 4' ;;
		*) caps= ;;
		esac
		test $algorithm != fifo || caps="$caps --max-in-flight 5"
		for order in a 'a|b' 'a|b|c' 'a|b|a'; do
			# original has no order with a name twice
			test "$algorithm $order" != 'original a|b|a' || continue
			# shellcheck disable=SC2086
			"$dp" -q -e "$order" -a $algorithm --by $by $caps \
				--save-stats "$tmp/stats" "$tmp/csv" >/dev/null
			"$ds" -s none --save-stats "$tmp/sum" "$tmp/stats" \
				"$tmp/stats"
			"$ds" -s none "$tmp/sum"
			cat "$tmp/stats" >>"$tmp/all"
			saved=$((saved + 1))
		done
	done
done
test $saved -eq 30
for way in started complete abandoned cut evicted unfinished; do
	grep -q "^loops,,,$way,[1-9]" "$tmp/all"
done
