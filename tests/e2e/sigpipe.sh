#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A reader that goes away (| head) ends the run quietly, by SIGPIPE.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

gzip -dc "$corpus/good-kvm-native.txt.gz" >"$tmp/once"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	cat "$tmp/once"
done >"$tmp/text"
{
	got=0
	"$dp" -e 'sys_enter_ppoll|sys_exit_ppoll' "$tmp/text" \
		2>"$tmp/err" || got=$?
	echo $got >"$tmp/status"
} | head -n 3 >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 3
test "$(cat "$tmp/status")" -eq 141 ||
	{ echo "status $(cat "$tmp/status")"; exit 1; }
test ! -s "$tmp/err" || { echo "said:"; cat "$tmp/err"; exit 1; }
