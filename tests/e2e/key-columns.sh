#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Keys and filters do the same to perf's text, packed or not, and to a CSV with
# the columns comm, pid, tid and cpu, in whatever order they stand.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
packed=$srcdir/tests/corpus/good-kvm-threads-F-pid-tid.txt.gz
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

gzip -dc "$packed" >"$tmp/text"
# comm in 16 columns, pid/tid, [cpu], time:, event:
awk -v quote='"' '
	BEGIN { print "cpu,nothing,entry,tid,comm,tstamp,pid" }
	{
		comm = substr($0, 1, 16)
		gsub(/^ +/, "", comm)
		split(substr($0, 17), part, " ")
		split(part[1], id, "/")
		sub(/:$/, "", part[3])
		sub(/:$/, "", part[4])
		sub(/^[a-z_]*:/, "", part[4])
		print substr(part[2], 2, 3) + 0 ",x," part[4] "," id[2] "," \
			quote comm quote "," part[3] "," id[1]
	}' "$tmp/text" >"$tmp/events.csv"
gzip -c "$tmp/events.csv" >"$tmp/events.csv.gz"

same()
{
	"$dp" -q "$@" "$tmp/text" >"$tmp/want"
	test "$(wc -l <"$tmp/want")" -gt 10 || { echo "$*: few rows"; exit 1; }
	for file in "$packed" "$tmp/events.csv" "$tmp/events.csv.gz"; do
		"$dp" -q "$@" "$file" | cmp "$tmp/want" - ||
			{ echo "$file $*"; exit 1; }
	done
}
read='sys_enter_pread64|sys_exit_pread64'
ppoll='sys_enter_ppoll|sys_exit_ppoll'
for key in none comm pid tid cpu; do
	for algorithm in latest fifo; do
		same -e "$read" --by $key -a $algorithm
		same -e "$ppoll" --by $key -a $algorithm
		same -e 'sched_switch|sched_switch' --by $key -a $algorithm
	done
	same -e 'kvm_exit|kvm_entry' --skim kvm_exit --by $key -m 1
done
pid=$(awk -F, '$3 == "kvm_exit" { print $7; exit }' "$tmp/events.csv")
worker=$(awk -F, -v "pid=$pid" '$3 == "sys_enter_pread64" && $7 == pid {
	print $4
	exit
}' "$tmp/events.csv")
same -e "$ppoll" --pid "$pid"
same -e "$ppoll" --pid "1-$pid"
same -e "$read" --tid "$worker,1-5" --by tid
same -e "sched_switch|sched_switch" --cpu 1 --by tid
same -e "$ppoll" --comm 'qemu-.*'
same -e 'sched_switch|sched_switch' --comm 'qemu.*' --by comm --cpu 0
