#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A damaged gzip file: the rows before the damage, an error that names the
# file, status 2.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

gzip -dc "$corpus/bad-gzip-checksum.gz" 2>/dev/null >"$tmp/text" || true
"$dp" -q -e 'kvm_exit|kvm_entry' "$tmp/text" >"$tmp/all"
for file in bad-gzip-truncated.gz bad-gzip-checksum.gz \
	bad-gzip-header-only.gz; do
	got=0
	"$dp" -q -e 'kvm_exit|kvm_entry' "$corpus/$file" >"$tmp/out" \
		2>"$tmp/err" || got=$?
	test $got -eq 2 && grep -q "$file" "$tmp/err" ||
		{ echo "$file: status $got"; cat "$tmp/err"; exit 1; }
	rows=$(wc -l <"$tmp/out")
	case $file in
	*truncated*) test "$rows" -gt 500 && test "$rows" -lt 2000 ;;
	*checksum*) test "$rows" -gt 1900 ;;
	esac
	head -n "$rows" "$tmp/all" | cmp - "$tmp/out"
done

# broken FILE ROWS WHY: the rows before the damage and this line alone, read
# and inflated in either way.
broken()
{
	for threads in 0 1; do
		got=0
		DELTA_PROCESSOR_THREADS=$threads "$dp" -q --no-header \
			-e 'kvm_exit|kvm_entry' "$corpus/$1" >"$tmp/out" \
			2>"$tmp/err" || got=$?
		echo "delta_processor: $corpus/$1: $3" >"$tmp/want"
		test $got -eq 2 && test "$(wc -l <"$tmp/out")" -eq "$2" &&
			cmp "$tmp/want" "$tmp/err" ||
			{ echo "$1: status $got"; cat "$tmp/err"; exit 1; }
	done
}
broken bad-gzip-header.gz 0 'corrupt gzip data'
broken bad-gzip-body.gz 20 'corrupt gzip data'
broken bad-gzip-length.gz 50 'corrupt gzip data'
broken bad-gzip-garbage.gz 50 'garbage behind the gzip data'

# A line that is cut off is none: half of its time is another time.  It counts
# as malformed.
awk 'BEGIN {
	srand(1)
	print "entry,tstamp"
	for (i = 1; i <= 9000; i++)
		printf "%s,%d.%06d\n", i % 2 ? "a" : "b", i, rand() * 1000000
}' >"$tmp/csv"
gzip -c "$tmp/csv" >"$tmp/csv.gz"
"$dp" -q -e 'a|b' "$tmp/csv" >"$tmp/all"
torn=0
for size in 5000 5001 5002 5003 20000 20001 20002 20003; do
	head -c $size "$tmp/csv.gz" >"$tmp/cut.gz"
	gzip -dc "$tmp/cut.gz" 2>/dev/null >"$tmp/there" || true
	lines=$(wc -l <"$tmp/there")
	got=0
	"$dp" -s json --report "$tmp/report" -e 'a|b' "$tmp/cut.gz" \
		>"$tmp/out" 2>"$tmp/err" || got=$?
	rows=$(wc -l <"$tmp/out")
	head -n "$rows" "$tmp/all" | cmp - "$tmp/out"
	# one for each two lines behind the headers, and the last may be torn
	test $got -eq 2 && test "$rows" -ge $(((lines - 1) / 2)) ||
		{ echo "$size bytes: status $got, $rows rows"; exit 1; }
	! grep -q '"malformed":1,' "$tmp/report" || torn=$((torn + 1))
done
test $torn -gt 0 || { echo "no line was cut off"; exit 1; }

# Behind a whole member its last line is whole, too.
{ printf 'tstamp,entry\n1,a\n2,b' | gzip -c; printf xx; } >"$tmp/garbage.gz"
got=0
"$dp" -q --no-header -e 'a|b' "$tmp/garbage.gz" >"$tmp/out" 2>"$tmp/err" ||
	got=$?
test $got -eq 2
echo 0,1.000000,2.000000,1.000000 | cmp - "$tmp/out"
