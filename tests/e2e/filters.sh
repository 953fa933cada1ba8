#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What each filter takes and takes away is counted: as awk counts the lines,
# and in all figures and rows as the reference has it.

set -eu
srcdir=${srcdir:-.}
export DELTA_PROCESSOR="${DELTA_PROCESSOR:-./delta_processor}"
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
order='sys_enter_ppoll|sys_exit_ppoll|sched_switch'

# An awk program's part that takes the lines of the order to pieces.  The comm
# stands in the first 16 columns, but what follows a newline in it begins a
# line, wherever the rest stands.
# shellcheck disable=SC2016
pieces='
	BEGIN {
		head = "[0-9/]+ +\\[[0-9]+\\] +[0-9.]+: +[a-z]+:[a-z_0-9]+: "
	}
	{
		at = 17
		if (!match(substr($0, at), "^ +" head)) {
			if (!match($0, head))
				next
			at = RSTART
		}
		comm = substr($0, 1, at - 1)
		gsub(/^ +| +$/, "", comm)
		rest = substr($0, at)
		match(rest, head)
		rest = " " substr(rest, RSTART)
		RLENGTH++
	}
	{
		text = substr(rest, 1 + RLENGTH)
		split(substr(rest, 1, RLENGTH), part, /[] :[]+/)
		n = split(part[2], id, "/")
		pid = id[1]
		tid = id[n]
		cpu = part[3]
		time = part[4]
		event = part[6]
	}
	event !~ /^(sys_enter_ppoll|sys_exit_ppoll|sched_switch)$/ {
		next
	}'
# trace, condition: how many lines of the order, and for how many it holds
count()
{
	gzip -dc "$1" | LC_ALL=C awk "$pieces
		{ all++ }
		$2 { left++ }
		END { print all, left + 0 }"
}
# trace, condition, options
takes()
{
	name=$1
	condition=$2
	shift 2
	trace=$corpus/good-$name.txt.gz
	count "$trace" "$condition" >"$tmp/count"
	read -r all left <"$tmp/count"
	if test "$left" -eq 0 || test "$left" -eq "$all"; then
		echo "$name $*: $left of $all lines, nothing is tested"
		exit 1
	fi
	"$DELTA_PROCESSOR" -s json --report "$tmp/report" -e "$order" "$@" \
		"$trace" >/dev/null || test $? -eq 1
	grep -q "\"event\":$left,.*\"filtered\":$((all - left))," \
		"$tmp/report" || {
		echo "$name $*: wanted $left of $all"
		cat "$tmp/report"
		exit 1
	}
	"$python" "$srcdir/tests/reference/compare.py" one -e "$order" "$@" \
		"$trace" >"$tmp/said" || { echo "$*"; cat "$tmp/said"; exit 1; }
}
takes kvm-native 'tid == 5567' --tid 5567
takes kvm-native 'tid >= 5567 && tid <= 5571' --tid 1-4,5567-5571
takes kvm-threads-F-pid-tid 'pid == 29884' --pid 29884
takes kvm-threads-F-pid-tid 'pid == 29884 && tid != 29884' \
	--pid 29884 --tid 29885-29999
takes kvm-native-2cpu 'cpu == 1' --cpu 1
takes kvm-native-2cpu 'cpu == 0' --cpu 0,2-7
takes kvm-native 'time >= 3259.07 && time <= 3259.0715' \
	--time 3259.07,3259.0715
takes kvm-native 'time >= 3259.070001' --time 3259.070001,
takes kvm-native 'time <= 3259.07' --time ,3259.07
takes oddnames 'comm ~ /^[^ ]+$/' --comm '[^ ]+'
takes oddnames 'comm == "a" || comm == "a  b"' --comm 'a(  b)?'
takes kvm-native-2cpu-iothread 'comm ~ /^IO /' --comm 'IO .*'
takes kvm-native 'event !~ /exit_ppoll/ || text ~ /^0x1/' \
	--where 'sys_exit_ppoll: ^0x1'
takes kvm-native 'event !~ /sched_switch/ || text ~ /prev_state=S.*swapper/' \
	--where 'sched_switch: prev_state=S' \
	--where 'sched:sched_switch: next_comm=swapper'
takes kvm-native-2cpu 'cpu == 1 && comm ~ /qemu/ && time <= 3271.61' \
	--cpu 1 --comm 'qemu.*' --time ,3271.61
