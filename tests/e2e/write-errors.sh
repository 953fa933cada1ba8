#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Rows or a report that cannot be written are an error, status 2.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

test -e /dev/full || { echo "no /dev/full"; exit 77; }
text=$corpus/good-kvm-native.txt.gz
order='kvm_exit|kvm_entry'
fails()
{
	test $got -eq 2 && grep -q '^delta_processor: ' "$tmp/err" ||
		{ echo "$1: status $got"; cat "$tmp/err"; exit 1; }
}
got=0; "$dp" -q -e "$order" "$text" >/dev/full 2>"$tmp/err" || got=$?
fails 'stdout full'
got=0; "$dp" -q -e "$order" "$corpus/good-perf-crlf.txt" >/dev/full \
	2>"$tmp/err" || got=$?
fails 'stdout full, few rows'
got=0; "$dp" -e "$order" --report /dev/full "$text" >/dev/null \
	2>"$tmp/err" || got=$?
fails 'report full'
got=0; "$dp" -e "$order" --report "$tmp/no/such/dir" "$text" >/dev/null \
	2>"$tmp/err" || got=$?
fails 'report nowhere'
got=0; "$dp" -q -e "$order" --save-events /dev/full "$text" >/dev/null \
	2>"$tmp/err" || got=$?
fails 'saved events full'
got=0; "$dp" -q -e "$order" "$text" >&- 2>"$tmp/err" || got=$?
fails 'stdout closed'
