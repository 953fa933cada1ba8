#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The time of every system call of every thread, whatever the threads are
# called, is the one that a few lines of awk find.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# thread, both times, microseconds.  A name takes the first 16 columns, and
# behind it comes what tells the thread; where a name has a newline in it, the
# line begins with the rest of the name.
in_awk()
{
	gzip -dc "$1" | LC_ALL=C awk -v call="$2" '
	function us(time, part) {
		split(time, part, /[.]/)
		return part[1] * 1000000 + part[2]
	}
	BEGIN {
		head = "([0-9]+/)?[0-9]+ +\\[[0-9]+\\] +[0-9]+\\.[0-9]+: +" \
			"syscalls:sys_(enter|exit)_" call ": "
	}
	match(substr($0, 17), "^ +" head) || match($0, head) {
		at = RSTART
		if (substr($0, 17) ~ "^ +" head)
			at += 16
		split(substr($0, at, RLENGTH), part, /[] :[]+/)
		i = part[1] == "" ? 2 : 1
		sub(/.*\//, "", part[i])
		thread = part[i]
		time = part[i + 2]
		if (part[i + 4] ~ /^sys_enter/) {
			entered[thread] = time
		} else if (thread in entered) {
			took = us(time)
			took -= us(entered[thread])
			printf "%s,%s,%s,%d\n", thread, entered[thread], time,
				took
			delete entered[thread]
		}
	}'
}

check()
{
	in_awk "$srcdir/tests/corpus/good-$1.txt.gz" "$2" >"$tmp/want"
	"$dp" -q -u us -e "sys_enter_$2|sys_exit_$2" --by tid \
		"$srcdir/tests/corpus/good-$1.txt.gz" >"$tmp/rows"
	sed -e 1d -e 's/^[0-9]*,//' "$tmp/rows" >"$tmp/got"
	test "$(wc -l <"$tmp/got")" -ge "$3" ||
		{ echo "$1 $2: $(wc -l <"$tmp/got") rows"; exit 1; }
	cmp "$tmp/want" "$tmp/got" || { echo "$1 $2"; exit 1; }
}
check kvm-threads pread64 100
check kvm-threads-F-pid-tid pread64 100
check kvm-threads ppoll 100
check oddnames pread64 100
check oddnames futex 100
check kvm-native-2cpu-iothread read 50
