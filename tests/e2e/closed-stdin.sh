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

# No file takes the place of a closed stdin, stdout or stderr, so that rows or
# a report would go there.  Valgrind needs a stderr of its own.
head -c 2 "$dp" | grep -q '#!' && exit 0
"$dp" -q -e 'kvm_exit|kvm_entry' -o "$tmp/quiet" "$text" <&- >&- 2>&-
cmp "$tmp/out" "$tmp/quiet/loop_diff.csv"
got=0
"$dp" -e 'kvm_exit|kvm_entry' -o "$tmp/loud" --save-events "$tmp/events" \
	"$text" <&- >&- 2>&- || got=$?
test $got -eq 2 || { echo "a report that cannot be written: $got"; exit 1; }
cmp "$tmp/out" "$tmp/loud/loop_diff.csv"
test "$(grep -c '^[0-9.]*,kvm_e' "$tmp/events")" -eq 6
test "$(wc -l <"$tmp/events")" -eq 7
