#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# An error names the line of its file, whatever stands before and behind it.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

says()
{
	want=$1
	shift
	"$dp" -q -e kvm_exit "$@" >/dev/null 2>"$tmp/err" || :
	sed 's|^delta_processor: [^:]*/||' "$tmp/err" | cut -d: -f1,2 |
		tr '\n' ' ' >"$tmp/got"
	test "$(cat "$tmp/got")" = "$want" ||
		{ echo "$*: wanted $want"; cat "$tmp/err"; exit 1; }
}

# junk before a CSV's header: a malformed line in it and one behind it
printf '%s\n' 'junk kvm_exit: bar' x tstamp,entry 1,kvm_exit bad,kvm_exit \
	2,kvm_exit >"$tmp/csv"
says 'csv:1 csv:5 ' "$tmp/csv"
says 'csv:1 ' --strict "$tmp/csv"
sed 1d "$tmp/csv" >"$tmp/csv2"
says 'csv2:4 ' --strict "$tmp/csv2"

# the first event is the one without a pid
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	echo '            qemu  5571 [000]  1.000000: kvm:kvm_pio: x'
done >"$tmp/other"
{
	cat "$tmp/other"
	echo 'CPU:1 [LOST 442 EVENTS]'
	echo '            qemu  5571 [000]  2.000000: kvm:kvm_exit: x'
	echo '            qemu  5571 [000]  3.000000: kvm:kvm_exit: x'
	cat "$tmp/other"
} >"$tmp/text"
says 'text:14 ' --by pid "$tmp/text"
cp "$tmp/text" "$tmp/again"
says 'text:14 again:14 ' --pid 5 "$tmp/text" "$tmp/other" "$tmp/again"
