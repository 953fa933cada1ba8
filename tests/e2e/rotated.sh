#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Open loops go on from file to file; --separate cuts them there.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

one=$corpus/good-rotated-1.txt
two=$corpus/good-rotated-2.txt
"$dp" -e 'kvm_exit|kvm_entry' -s json --report "$tmp/json" --no-header \
	"$one" "$two" >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 3
sed -n 2p "$tmp/out" | grep -qx '1,1.000002,1.000005,0.000003'
"$dp" -e 'kvm_exit|kvm_entry' -s json --report "$tmp/json" --no-header \
	--separate "$one" "$two" >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 2
grep -q '"cut":1,' "$tmp/json"
# One file of each format.
printf '5,kvm_entry\n' >"$tmp/csv"
"$dp" -q -e 'kvm_exit|kvm_entry' --no-header "$one" "$tmp/csv" >"$tmp/out"
sed -n 2p "$tmp/out" | grep -qx '1,1.000002,5.000000,3.999998'

# spans are cut like loops
cat >"$tmp/conf" <<'EOF'
[Native]
order = kvm_exit|kvm_entry
submission = kvm_exit|kvm_entry
EOF
for option in --no-header --separate; do
	"$dp" -q -c "$tmp/conf" -o "$tmp/dir" $option "$one" "$two"
	for file in loop_diff submission; do
		grep -c '^[0-9]' "$tmp/dir/$file.csv"
	done
done >"$tmp/counts"
test "$(tr '\n' ' ' <"$tmp/counts")" = '3 3 2 2 '
