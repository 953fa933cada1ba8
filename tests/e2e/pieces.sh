#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Rows and counters do not depend on how the bytes arrive: pieces of 1, 7 and
# 4096 bytes through a pipe.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for name in kvm-native oddnames kvm-native-callchains; do
	gzip -dc "$corpus/good-$name.txt.gz" | head -c 150000 >"$tmp/text"
	order='sys_enter_ppoll|sys_exit_ppoll'
	test $name != oddnames || order='sys_enter_pread64|sys_exit_pread64'
	"$dp" -s json --report "$tmp/want.json" -e "$order" --by tid \
		"$tmp/text" >"$tmp/want"
	test "$(wc -l <"$tmp/want")" -gt 50
	# Times and speeds are of this run, all else is of the input.
	sed 's/"seconds":[^,}]*//' "$tmp/want.json" >"$tmp/want.counters"
	for size in 1 7 4096; do
		"$python" "$srcdir/tests/reference/feed.py" $size "$tmp/text" |
			"$dp" -s json --report "$tmp/got.json" \
			-e "$order" --by tid >"$tmp/got"
		cmp "$tmp/want" "$tmp/got" || { echo "$name $size"; exit 1; }
		sed 's/"seconds":[^,}]*//' "$tmp/got.json" |
			cmp "$tmp/want.counters" - ||
			{ echo "$name $size: counters"; exit 1; }
	done
done
