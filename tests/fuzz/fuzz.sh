#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# fuzz.sh SECONDS [TARGET]...: runs fuzz targets (those in the working
# directory's tests/fuzz) with libFuzzer, each until it has used so many seconds
# of CPU time, however busy the machine is.  What breaks one lands in
# fuzz-out/finds-TARGET, and what reached new code in fuzz-out/TARGET, where
# the next run goes on.  Ends with a line for each: CPU seconds, executions,
# edges covered.

set -eu
srcdir=${srcdir:-.}
corpus=$srcdir/tests/corpus
seconds=$1
shift
test $# -gt 0 ||
	set -- perf_text csv_text source conf options saved_stats pipeline

# The seeds of a target: of the corpus, unpacked, what is not too long.
seed()
{
	for file in "$srcdir/tests/fuzz/seeds/$1"/* \
		"$srcdir/tests/fuzz/finds/$1"/*
	do
		test ! -f "$file" || cp "$file" "$2/kept-${file##*/}"
	done
	case $1 in
	perf_text | csv_text | pipeline | source) ;;
	*) return ;;
	esac
	for file in "$corpus"/good-* "$corpus"/bad-*; do
		name=${file##*/}
		{ gzip -dcf <"$file" 2>/dev/null || cat "$file"; } |
			head -c 20000 >"$2/$name"
		test "$1" != source || head -c 20000 "$file" >"$2/raw-$name"
	done
}

# used: CPU seconds of all that we waited for.  (A subshell would not see them.)
count_used()
{
	times >fuzz-out/times
	used=$(awk -F '[ms ]+' 'NR == 2 {
		printf "%d", $1 * 60 + $2 + $3 * 60 + $4
	}' fuzz-out/times)
}

# One process of a target takes no more CPU seconds than those of the clock
# that it is given.  A regular expression or a table may take some megabytes; no
# input may take seconds.
fuzz()
{
	"./tests/fuzz/fuzz_$1" -max_total_time="$2" -timeout=10 \
		-rss_limit_mb=1024 -max_len=20000 -print_final_stats=1 \
		-close_fd_mask=1 -dict="$srcdir/tests/fuzz/words.dict" \
		-artifact_prefix="fuzz-out/finds-$1/" \
		"fuzz-out/$1" >>"fuzz-out/$1.log" 2>&1
}

status=0
mkdir -p fuzz-out
: >fuzz-out/summary
for target in "$@"; do
	out=fuzz-out/$target
	test -d "$out" || { mkdir "$out" && seed "$target" "$out"; }
	mkdir -p "fuzz-out/finds-$target"
	: >"fuzz-out/$target.log"
	count_used
	end=$((used + seconds))
	while test "$used" -lt "$end"; do
		fuzz "$target" $((end - used)) || { status=1; break; }
		count_used
	done
	count_used
	runs=$(awk '/^stat::number_of_executed_units:/ { n += $2 }
		END { print n + 0 }' "fuzz-out/$target.log")
	edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' \
		"fuzz-out/$target.log" | tail -n 1)
	found=$(find "fuzz-out/finds-$target" -type f | wc -l)
	echo "$target: $((used - end + seconds)) CPU seconds, $runs executions," \
		"${edges:-?} edges, $found finds" | tee -a fuzz-out/summary
	test "$found" -eq 0 || status=1
done
exit $status
