#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The -F pid,tid and --ns forms of a recording give the rows of the plain one:
# the same, or the same but for the digits behind the sixth.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

order='kvm_exit|sys_exit_ppoll|sys_enter_pread64|sys_exit_pread64'
"$dp" -q -e "$order" "$corpus/good-kvm-threads.txt.gz" >"$tmp/plain"
"$dp" -q -e "$order" "$corpus/good-kvm-threads-F-pid-tid.txt.gz" >"$tmp/ids"
test "$(wc -l <"$tmp/plain")" -eq 156
cmp "$tmp/plain" "$tmp/ids"

order='kvm_exit|sys_exit_ppoll|sys_enter_io_submit|sys_exit_io_submit'
"$dp" -q -e "$order" "$corpus/good-kvm-native.txt.gz" |
	cut -d, -f1-5 >"$tmp/plain"
"$dp" -q -e "$order" "$corpus/good-kvm-native-ns.txt.gz" |
	cut -d, -f1-5 >"$tmp/ns"
test "$(wc -l <"$tmp/plain")" -eq 166
test "$(grep -cE '^[0-9]+(,[0-9]+\.[0-9]{9}){4}$' "$tmp/ns")" -eq 165
sed -E 's/(\.[0-9]{6})[0-9]{3}/\1/g' "$tmp/ns" | cmp "$tmp/plain" -
