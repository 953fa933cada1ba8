#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Text that cannot be used is named on stderr, with what to do instead.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

says()
{
	file=$1
	word=$2
	shift 2
	got=0
	"$dp" -q -e 'kvm_exit|kvm_entry' "$@" "$corpus/$file" >"$tmp/out" \
		2>"$tmp/err" || got=$?
	test $got -ne 0 && test $got -le 2 && grep -q -e "$word" "$tmp/err" || {
		echo "$file: status $got, and said:"
		cat "$tmp/err"
		exit 1
	}
}
says bad-perf.data 'perf script'
says bad-perf.data 'perf script' -f perf
says bad-perf.data 'perf script' -f csv
says bad-perf-trace.txt 'perf script'
says bad-sched-timehist.txt 'perf script'
says bad-latency-format.txt 'latency'
says bad-integer-clock.txt 'clock'
