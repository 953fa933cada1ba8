#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Exits by reason, as each kernel words them: in rows and report, in saved
# statistics and their sum, with one name in the order or several.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
expected=$corpus/good-kvm-exit-reasons.expected
reasons=$corpus/good-kvm-exit-reasons.txt

"$dp" -s json --report "$tmp/report" -e kvm_exit -g kvm_exit:reason \
	--save-stats "$tmp/saved" "$reasons" >"$tmp/rows"
sed -e 1d -e 's/^[0-9]*,//' -e 's/,[0-9.]*$//' "$tmp/rows" |
	cmp "$expected" -

# LOOPS REASON, the most frequent first, as the report's object "groups"
object()
{
	sort -k1,1nr -k2 | awk '{
		loops = $1
		sub(/^[0-9]+ /, "")
		list = list (NR > 1 ? "," : "") "\"" $0 "\":" loops
	}
	END { printf "\"groups\":{%s}}\n", list }'
}
count()
{
	LC_ALL=C sort | uniq -c | sed 's/^ *//'
}
grep . "$expected" | count >"$tmp/counts"
grep -q '^5 PF excp$' "$tmp/counts"
object <"$tmp/counts" >"$tmp/want"
sed 's/.*"seconds":[0-9.e-]*,//' "$tmp/report" | cmp "$tmp/want" -

# two machines with the same exits
"$ds" -s json "$tmp/saved" "$tmp/saved" >"$tmp/sum"
sed 's/.*"seconds":null,//' "$tmp/sum" >"$tmp/got"
awk '{ n = 2 * $1; sub(/^[0-9]+/, n); print }' "$tmp/counts" | object |
	cmp - "$tmp/got"

# the table: reasons, and what has none
"$dp" -e kvm_exit -g kvm_exit:reason "$reasons" 2>"$tmp/table" >/dev/null
sed -n '/^Loops by group$/,/^$/p' "$tmp/table" |
	sed -e 1d -e '/^$/d' -e 's/^ *//' -e 's/  / /' >"$tmp/got"
{
	sort -k1,1nr -k2 "$tmp/counts"
	echo "$(grep -c '^$' "$expected") without a group"
} | cmp - "$tmp/got"

# A loop's group is that of its first exit; each group has its own deltas.
kvm=$corpus/good-kvm-native.txt.gz
"$dp" -s json --report "$tmp/report" -e 'kvm_exit|kvm_entry|kvm_exit' \
	-g kvm_exit:reason --save-stats "$tmp/saved" "$kvm" >/dev/null
loops=$(($(gzip -dc "$kvm" | grep -c 'kvm_exit: .* reason IO_INSTR.* rip ') - 1))
test "$loops" -gt 100
grep -q "\"group\":\"IO_INSTRUCTION\",\"count\":$loops," "$tmp/report"
grep -q "\"groups\":{\"IO_INSTRUCTION\":$loops}" "$tmp/report"
grep -qx "group,,1,IO_INSTRUCTION,$loops" "$tmp/saved"
"$dp" -q -e kvm_exit -g kvm_entry:vcpu "$kvm" >/dev/null 2>"$tmp/error" &&
	exit 1
grep -q "'kvm_entry' is not in the order" "$tmp/error"

# over 256 groups
awk 'BEGIN {
	for (i = 0; i < 300; i++)
		printf "%16s %5d [000] 1.%06d: kvm:kvm_exit: reason R%d rip 1\n",
			"qemu", 7, i, i
}' >"$tmp/many"
"$dp" -s json --report "$tmp/report" -e kvm_exit -g kvm_exit:reason \
	"$tmp/many" >"$tmp/rows"
grep -q '"(other)":44,' "$tmp/report"
test "$(grep -c ',(other),' "$tmp/rows")" -eq 44
test "$(grep -o '"R[0-9]*":1[,}]' "$tmp/report" | wc -l)" -eq 256
"$dp" -e kvm_exit -g kvm_exit:reason "$tmp/many" 2>&1 >/dev/null |
	grep -q '^warning: 44 events are in group (other)'
