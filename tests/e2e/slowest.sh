#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# --slowest names the loops that sort(1) finds slowest among the rows: their
# numbers, values, keys and times; of equal ones the first.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# rows NAMES KEYS MANY: of the rows, "value loop key times", the slowest first.
# JSON has no zeros at the end of a number.
rows()
{
	tail -n +2 "$tmp/rows" | awk -F, -v n="$1" -v keys="$2" '{
		first = 2 + keys
		last = first + n - 1
		value = sprintf("%.0f", ($last - $first) * 1e9)
		printf "%s %s %s", value, $1, keys ? $2 : "-"
		for (i = first; i <= last; i++) {
			sub(/\.?0+$/, "", $i)
			printf " %s", $i
		}
		print ""
	}' | sort -k1,1nr -k2,2n | head -n "$3"
}

# The same of the report's loops.
listed()
{
	tr -d '"' <"$tmp/report" | sed 's/.*slowest:\[//; s/{loop/\
loop/g' | sed -n 's/loop:\([0-9]*\),value:\([0-9]*\),key:\([^,]*\),times:\[\([^]]*\)\].*/\2 \1 \3 \4/p' |
		sed 's/ null / - /; s/,/ /g'
}

# check KEYS HOW-MANY TRACE ORDER-LENGTH OPTION...
check()
{
	keys=$1 many=$2 trace=$3 n=$4
	shift 4
	"$dp" -s json --slowest "$many" --report "$tmp/report" "$@" \
		"$srcdir/tests/corpus/$trace" >"$tmp/rows"
	rows "$n" "$keys" "$many" >"$tmp/want"
	listed >"$tmp/got"
	test -s "$tmp/want" || { echo "$trace: no loops"; exit 1; }
	if ! diff "$tmp/want" "$tmp/got"; then
		echo "$trace: not the slowest"
		exit 1
	fi
}

check 0 7 good-kvm-native.txt.gz 6
check 0 1 good-kvm-native.txt.gz 6
# more than there are
check 0 1000 good-kvm-native.txt.gz 6
# nearly all are equal: the first come first
check 0 20 good-kvm-native.txt.gz 2 -e 'kvm_exit|kvm_entry'
check 1 20 good-kvm-threads.txt.gz 2 -e 'sys_enter_pread64|sys_exit_pread64' \
	--by tid
check 1 50 good-oddnames.txt.gz 2 -e 'sys_enter_futex|sys_exit_futex' --by tid

# Of an event that is not there nothing is measured: as in the row.
printf 'tstamp,entry\n1,b\n5,d\n7,e\n' |
	"$dp" -e 'b|a|d|e' -a sequential --zero-fill --slowest 1 \
		2>"$tmp/report" >"$tmp/rows"
tail -n 1 "$tmp/rows" |
	grep -qx '0,1.000000,0.000000,5.000000,7.000000,0.000000,0.000000,2.000000'
sed -n '/^  loop 0: /,/^$/s/^    [0-9.]*  //p' "$tmp/report" | cmp - <<'EOF'
b
a  +0 ns
d  +0 ns
e  +2.000 s
EOF
