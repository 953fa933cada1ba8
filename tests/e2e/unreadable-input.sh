#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Input that cannot be read: one line that names it, status 2, and what can be
# read is delivered all the same.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

text=$srcdir/tests/corpus/good-perf-crlf.txt
run()
{
	timeout 60 "$dp" -q -e 'kvm_exit|kvm_entry' "$@" >"$tmp/out" \
		2>"$tmp/err" || got=$?
}

# says LINE ROWS: status 2, this line alone, and so many rows and a header.
says()
{
	if test "$got" -ne 2 || test "$(cat "$tmp/err")" != "$1" ||
	   test "$(wc -l <"$tmp/out")" -ne $(($2 + 1)); then
		echo "status $got, wanted '$1' and $2 rows"
		cat "$tmp/err" "$tmp/out"
		exit 1
	fi
	got=0
}

got=0
dir="Is a directory"
run "$tmp"
says "delta_processor: $tmp: $dir" 0
run "$text" "$tmp"
says "delta_processor: $tmp: $dir" 3
run <"$tmp"
says "delta_processor: stdin: $dir" 0
run "$text" - <"$tmp"
says "delta_processor: stdin: $dir" 3
run <&-
says "delta_processor: stdin: Bad file descriptor" 0
run "$text/x"
says "delta_processor: $text/x: Not a directory" 0

# The error line alone is what people need; programs get their report.
for stats in table log json csv; do
	"$dp" -s $stats -e 'kvm_exit|kvm_entry' "$tmp/none" >/dev/null \
		2>"$tmp/err" && exit 1
	head -n 1 "$tmp/err" >"$tmp/first"
	echo "delta_processor: $tmp/none: No such file or directory" |
		cmp - "$tmp/first"
	lines=$(wc -l <"$tmp/err")
	case $stats in
	json) test "$lines" -eq 2 ;;
	csv) test "$lines" -eq 4 ;;
	*) test "$lines" -eq 1 ;;
	esac || { echo "$stats:"; cat "$tmp/err"; exit 1; }
done

# A FIFO whose writer goes away is a file that ends, within a line too.
mkfifo "$tmp/fifo"
head -c 500 "$text" >"$tmp/fifo" &
run "$tmp/fifo"
wait
test $got -le 1
test ! -s "$tmp/err"

# delta_stats reads in the same way.
for input in "$tmp" -; do
	got=0
	"$ds" "$input" <&- >"$tmp/out" 2>"$tmp/err" || got=$?
	test $got -eq 2
	test ! -s "$tmp/out"
	test "$(grep -c '^delta_stats: ' "$tmp/err")" -eq 1
done
