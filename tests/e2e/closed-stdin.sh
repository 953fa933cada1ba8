#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A closed stdin is an error when it is to be read, and no matter otherwise.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

text=$corpus/good-perf-crlf.txt
got=0
"$dp" -q -e 'kvm_exit|kvm_entry' <&- >"$tmp/out" 2>"$tmp/err" || got=$?
test $got -eq 2 && grep -q '^delta_processor: ' "$tmp/err" ||
	{ echo "status $got"; cat "$tmp/err"; exit 1; }
"$dp" -q -e 'kvm_exit|kvm_entry' "$text" <&- >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 4
