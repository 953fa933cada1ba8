#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same rows from a file, from stdin, packed and not, as operand and by -i.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

packed=$corpus/good-kvm-native.txt.gz
order='kvm_exit|sys_exit_ppoll|sys_enter_io_submit|sys_exit_io_submit'
gzip -dc "$packed" >"$tmp/plain"
cp "$packed" "$tmp/no-suffix"
cp "$tmp/plain" "$tmp/plain.gz"

"$dp" -q -e "$order" "$tmp/plain" >"$tmp/want"
test "$(wc -l <"$tmp/want")" -eq 166

same()
{
	cmp "$tmp/want" "$tmp/got" || { echo "differs: $*"; exit 1; }
}
"$dp" -q -e "$order" "$packed" >"$tmp/got"; same packed file
"$dp" -q -e "$order" "$tmp/no-suffix" >"$tmp/got"; same packed, no suffix
"$dp" -q -e "$order" "$tmp/plain.gz" >"$tmp/got"; same plain, wrong suffix
"$dp" -q -e "$order" -i "$packed" >"$tmp/got"; same -i
"$dp" -q -e "$order" --input="$tmp/plain" >"$tmp/got"; same --input
"$dp" -q -e "$order" <"$tmp/plain" >"$tmp/got"; same stdin
"$dp" -q -e "$order" - <"$packed" >"$tmp/got"; same packed stdin
cat "$tmp/plain" | "$dp" -q -e "$order" >"$tmp/got"; same pipe
cat "$packed" | "$dp" -q -e "$order" - >"$tmp/got"; same packed pipe
"$dp" -q -f perf -e "$order" "$tmp/plain" >"$tmp/got"; same -f perf

# Cut in two, at a line: the second part by stdin between operands.
head -n 1000 "$tmp/plain" >"$tmp/1"
tail -n +1001 "$tmp/plain" | gzip >"$tmp/2"
"$dp" -q -e "$order" "$tmp/1" "$tmp/2" >"$tmp/got"; same two files
"$dp" -q -e "$order" "$tmp/1" - <"$tmp/2" >"$tmp/got"; same file and stdin
"$dp" -q -e "$order" -i "$tmp/1" "$tmp/2" >"$tmp/got"; same -i and operand
