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

# Saved, the cuts are there when it is read back: also of a loop that one file
# begins and the next would end, and at a file without events.
printf 'tstamp,entry\n1,a\n' >"$tmp/1.csv"
printf 'tstamp,entry\n2,b\n3,a\n4,b\n5,a\n' >"$tmp/2.csv"
printf 'tstamp,entry\n' >"$tmp/3.csv"
printf 'loop,a,b,delta:b__a\n0,3.000000,4.000000,1.000000\n' >"$tmp/want"
printf 'tstamp,entry\n1.000000,a\n1.000000,PERF_RECORD_LOST\n%s%s%s' \
	'2.000000,b
3.000000,a
4.000000,b
5.000000,a
5.000000,PERF_RECORD_LOST
' '6.000000,b
6.000000,PERF_RECORD_LOST
' >"$tmp/want.saved"
printf 'tstamp,entry\n6,b\n' >"$tmp/4.csv"
# (The matching of 2015 knows no loss.)
for algorithm in latest fifo sequential; do
	"$dp" -q -e 'a|b' -a $algorithm --separate \
		--save-events "$tmp/saved" "$tmp"/[1-4].csv >"$tmp/out"
	"$dp" -q -e 'a|b' -a $algorithm "$tmp/saved" | cmp "$tmp/out" -
	cmp "$tmp/want.saved" "$tmp/saved"
	case $algorithm in
	latest | fifo) cmp "$tmp/want" "$tmp/out" ;;
	esac
done
