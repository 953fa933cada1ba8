#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whether one thread reads or two, and whichever library inflates: the same
# rows, report and status, and the same manners towards pipes and signals.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Rows, status and what stderr says but for the time it took.
run()
{
	status=0
	DELTA_PROCESSOR_THREADS=$1 DELTA_PROCESSOR_INFLATE=$2 "$dp" \
		--stats=json "$3" >"$tmp/rows" 2>"$tmp/report" || status=$?
	echo "status $status" >>"$tmp/rows"
	sed -e 's/"seconds":[0-9.e+-]*//' -e "$forget" "$tmp/report" \
		>>"$tmp/rows"
}

n=0
for file in "$srcdir"/tests/corpus/*; do
	forget=
	case $file in
	*.md)
		continue ;;
	*bad-gzip-truncated.gz)
		# a library may lack the very last bytes of what is cut short
		forget='s/"bytes":[0-9]*//' ;;
	esac
	run 0 zlib "$file"
	mv "$tmp/rows" "$tmp/want"
	for way in '0 isal' '1 zlib' '1 isal'; do
		# shellcheck disable=SC2086 # two words
		run $way "$file"
		if ! cmp -s "$tmp/want" "$tmp/rows"; then
			echo "$file: threads and library $way:"
			diff "$tmp/want" "$tmp/rows" | head
			exit 1
		fi
	done
	n=$((n + 1))
done
test "$n" -gt 20 || { echo "only $n files of the corpus"; exit 1; }

DELTA_PROCESSOR_THREADS=1
export DELTA_PROCESSOR_THREADS
for test in live-row signals sigpipe closed-stdin constant-memory; do
	status=0
	sh "$srcdir/tests/e2e/$test.sh" || status=$?
	case $status in
	0)
		;;
	77)
		echo "$test.sh does not run here" ;;
	*)
		echo "$test.sh failed with two threads"
		exit 1 ;;
	esac
done
