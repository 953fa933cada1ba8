#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fields that perf script and trace-cmd report print with options hardly
# anybody gives, or where something is wrong, beside the usual ones.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# -F +tod says "disabled" without a clock and "failed" where that is odd; with
# -F +misc too; trace-cmd report --ts-diff; guests' samples; a comm that only
# looks like one.
cat >"$tmp/text" <<'EOF'
        qemu-kvm  3713 [001] disabled  1.000001: kvm:kvm_exit: reason X
        qemu-kvm  3713 [001] failed  1.000002: kvm:kvm_entry: vcpu 0
a rather long name of a thread  3713 [001] disabled  1.500001: kvm:kvm_exit: X
a rather long name of a thread  3713 [001] U failed  1.500003: kvm:kvm_entry: 0
        qemu-kvm-3713  [001]  2.000001: (+252)  kvm_exit: reason X
        qemu-kvm-3713  [001]  2.000004: (+3)  kvm_entry: vcpu 0
VM: 4321 VCPU:003        CPU 0/KVM 14416 [001]  3.000001: kvm:kvm_exit: X
VM: 4321        CPU 0/KVM 14416 [001]  3.000005: kvm:kvm_entry: vcpu 3
VM: 4321 VCPU:003 CPU 0/KVM 14416 [001]  3.500001: kvm:kvm_exit: X
VM: 4321 CPU 0/KVM 14416 [001]  3.500005: kvm:kvm_entry: vcpu 3
VM:x 14416 [001]  4.000001: kvm:kvm_exit: X
VM:5 VCPU:x 14416 [001]  4.000006: kvm:kvm_entry: vcpu 3
EOF
"$dp" -e 'kvm_exit|kvm_entry' --no-header -u us --deltas-only -s json \
	--report "$tmp/json" --save-events "$tmp/events" "$tmp/text" >"$tmp/rows"
printf '%s\n' 0,1 1,2 2,3 3,4 4,4 5,5 | diff - "$tmp/rows"
grep -q '"lines":{"total":12,"event":12,' "$tmp/json"
test "$(grep -c ',CPU 0/KVM,14416,1$' "$tmp/events")" -eq 4
test "$(grep -c ',VM:' "$tmp/events")" -eq 2

# what is in front of the name is no period
cat >"$tmp/text" <<'EOF'
        qemu-kvm-3713  [001]  5.000001: kvm_exit: reason X
        qemu-kvm-3713  [001]  5.000002: (+252  kvm_exit: reason X
        qemu-kvm-3713  [001]  5.000003: (252)  kvm_exit: reason X
        qemu-kvm-3713  [001]  5.000009: kvm_entry: vcpu 0
EOF
"$dp" -q -e 'kvm_exit|kvm_entry' --no-header "$tmp/text" >"$tmp/rows" \
	2>"$tmp/err"
test "$(grep -c "no event's name behind the time" "$tmp/err")" -eq 2
echo '0,5.000001,5.000009,0.000008' | diff - "$tmp/rows"

# a comm that begins like trace-cmd's loss marker gives no cpu
cat >"$tmp/text" <<'EOF'
CPU:12 abcdefghi  3713  6.000001: kvm:kvm_exit: X
CPU:12 abcdefghi  3713  6.000009: kvm:kvm_entry: X
EOF
"$dp" -e 'kvm_exit|kvm_entry' --no-header -b cpu -s json --report "$tmp/json" \
	"$tmp/text" >"$tmp/rows" || test $? -eq 1
test ! -s "$tmp/rows"
grep -q '"no_key":2,' "$tmp/json"

# what is no VCPU is a comm's beginning, all of it
cat >"$tmp/text" <<'EOF'
VM: 4321 VCPU:x CPU 0/KVM 14416 [001]  7.000001: kvm:kvm_exit: X
VM: 4321 VCPU:x CPU 0/KVM 14416 [001]  7.000009: kvm:kvm_entry: X
EOF
"$dp" -q -e 'kvm_exit|kvm_entry' --save-events "$tmp/events" "$tmp/text" \
	>"$tmp/rows"
grep -q '^0,7.000001,7.000009,' "$tmp/rows"
test "$(grep -c 'VCPU:x CPU 0/KVM,14416,1$' "$tmp/events")" -eq 2

# thread ids of nine and of ten digits, the largest too
awk 'BEGIN {
	for (i = 0; i < 40; i++) {
		tid = i % 2 ? 2147483647 : 123456789
		name = i % 4 < 2 ? "exit" : "entry"
		printf "%16s %5d [001] %5d.%06d: kvm:kvm_%s: X\n", "qemu-kvm",
			tid, 8 + i, i, name
	}
}' >"$tmp/text"
"$dp" -q -e 'kvm_exit|kvm_entry' --no-header -b tid "$tmp/text" >"$tmp/rows"
test "$(grep -c '^[0-9]*,123456789,.*,2.000002$' "$tmp/rows")" -eq 10
test "$(grep -c '^[0-9]*,2147483647,.*,2.000002$' "$tmp/rows")" -eq 10
test "$(wc -l <"$tmp/rows")" -eq 20

# -F +tod where perf has no time of day: a word in its place
cat >"$tmp/text" <<'EOF'
             ren 19165 [001] disabled  1942.613561: a:b: x
             ren 19165 failed  1942.613562: a:b: x
EOF
"$dp" -q -e 'a:b|a:b' --by comm --no-header "$tmp/text" >"$tmp/rows"
test "$(cat "$tmp/rows")" = 0,ren,1942.613561,1942.613562,0.000001

# the first event without a pid is named by its own file's line
printf '%s\n' 'x 1/2 [000] 1.000001: a: x' >"$tmp/pids"
printf '%s\n' '' '# x' 'x 2 [000] 1.000002: a: x' >"$tmp/text"
got=0
"$dp" -q -e a --pid 1 "$tmp/pids" "$tmp/text" >"$tmp/rows" 2>"$tmp/err" ||
	got=$?
test $got -eq 2
grep -q "^delta_processor: $tmp/text:3: --pid: no pids in this text; " \
	"$tmp/err"
