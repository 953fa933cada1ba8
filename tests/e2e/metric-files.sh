#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# -m 1 on standard output and in the files of -o DIR are the same rows; DIR's
# loops are those of mode 0; thousands of files need few descriptors.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# (by thread some orders have no loops: status 1)
run()
{
	"$dp" -q "$@" || test $? -eq 1
}
# same FILE OPTION...
same()
{
	file=$1
	shift
	rm -rf "$tmp/dir" "$tmp/split"
	mkdir "$tmp/split"
	run "$@" "$file" >"$tmp/loops"
	run "$@" -m 1 "$file" >"$tmp/all"
	run "$@" -m 1 -o "$tmp/dir" "$file"
	awk -v dir="$tmp/split" '{
		comma = index($0, ",")
		if (NR == 1) {
			header = substr($0, comma + 1)
			next
		}
		path = dir "/" substr($0, 1, comma - 1) ".csv"
		if (!(path in begun))
			print header >path
		begun[path] = 1
		print substr($0, comma + 1) >path
	}' "$tmp/all"
	cp "$tmp/loops" "$tmp/split/loop_diff.csv"
	diff -r "$tmp/split" "$tmp/dir" || { echo "$file $*"; exit 1; }
	test "$(wc -l <"$tmp/all")" -gt 100
	find "$tmp/dir" -name '*.csv' | wc -l >>"$tmp/files"
}

grep -v '^#' "$corpus/traces.tsv" | sort -u -t '	' -k1,1 |
while IFS='	' read -r name arguments; do
	order=$(printf '%s\n' "$arguments" | awk '{ print $2 }')
	same "$corpus/good-$name.txt.gz" -e "$order" --skim '*'
	same "$corpus/good-$name.txt.gz" -e "$order" --by tid -u us
done
# (each with a file for its loops)
awk '{ n += $1 - 1 } END { print n, "files"; exit !(NR >= 24 && n > 100) }' "$tmp/files"

# Any number but 1, of any size, is mode 0.
printf 'tstamp,entry\n1,a\n3,b\n' >"$tmp/ab"
printf 'loop,a,b,delta:b__a\n0,1.000000,3.000000,2.000000\n' >"$tmp/want"
for mode in 0 -1 4294967297 99999999999999999999999; do
	"$dp" -q -e 'a|b' -m $mode "$tmp/ab" | diff "$tmp/want" -
done

# 5000 metrics, four events of each, in turn.
awk 'BEGIN {
	print "tstamp,entry"
	for (i = 0; i < 20000; i++)
		printf "%d,metric%d\n", i, i % 5000
}' >"$tmp/many.csv"
(
	# shellcheck disable=SC3045  # dash, bash, busybox and ksh have it
	ulimit -n 64
	"$dp" -q -e 'metric0|metric1' -m 1 -o "$tmp/many" "$tmp/many.csv"
)
test "$(find "$tmp/many" -type f | wc -l)" -eq 5001
for i in 0 1 2500 4999; do
	awk -v i=$i 'BEGIN {
		print "entry,tstamp,delta"
		for (t = i; t < 20000; t += 5000)
			printf "metric%d,%d.000000,%s\n", i, t,
			    t < 5000 ? "" : "5000.000000"
	}' | cmp - "$tmp/many/metric$i.csv"
done
test "$(find "$tmp/many" -name 'metric*.csv' -exec cat {} + | wc -l)" -eq 25000

# Of 65540 threads four are forgotten for others, then thread 0 for the fifth.
{
	echo tstamp,entry,tid
	seq 0 65539 | sed 's/.*/&,a,&/'
	printf '70000,a,65539\n70001,a,0\n'
} >"$tmp/threads.csv"
"$dp" -e a -m 1 --by tid -s json --report "$tmp/report" "$tmp/threads.csv" |
	tail -n 2 >"$tmp/last"
grep -q '"forgotten_pairs":5[,}]' "$tmp/report"
test "$(tail -n 1 "$tmp/last")" = a,0,a,70001.000000,
test "$(head -n 1 "$tmp/last")" = a,65539,a,70000.000000,4461.000000

# From -1.5 s back from the last second there is: outside int64.
printf 'tstamp,entry\n9223372036,x\n-1.5,x\n1,x\n' >"$tmp/far.csv"
printf 'metric,entry,tstamp,delta\n%s\n%s\n%s\n' x,x,9223372036.000000, \
	x,x,-1.500000, x,x,1.000000,2.500000 >"$tmp/want"
"$dp" -e x -m 1 --report "$tmp/report" -s json "$tmp/far.csv" |
	cmp "$tmp/want" -
grep -q '"overflow":1,' "$tmp/report"
"$dp" -e x -m 1 --report "$tmp/report" "$tmp/far.csv" >/dev/null
grep -q '1 deltas were beyond 64 bits' "$tmp/report"
