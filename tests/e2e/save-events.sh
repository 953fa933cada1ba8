#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Events saved and read back give the same rows, packed or not.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

round()
{
	name=$1
	shift
	"$dp" -q "$@" --save-events "$tmp/events" \
		"$corpus/good-$name.txt.gz" >"$tmp/want"
	"$dp" -q "$@" --save-events "$tmp/events.gz" \
		"$corpus/good-$name.txt.gz" >/dev/null
	gzip -dc "$tmp/events.gz" | cmp "$tmp/events" -
	test "$(wc -l <"$tmp/want")" -gt 20
	again "$@"
}
again()
{
	"$dp" -q "$@" "$tmp/events" | cmp "$tmp/want" - &&
	"$dp" -q "$@" "$tmp/events.gz" | cmp "$tmp/want" - ||
		{ echo "$name $*"; exit 1; }
}
native='kvm_exit|sys_exit_ppoll|sys_enter_io_submit|sys_exit_io_submit'
round kvm-native -e "$native"
head -n 1 "$tmp/events" | grep -qx 'tstamp,entry,comm,tid,cpu'
round kvm-native-ns -e "$native"
round kvm-native-lost -e "$native"
grep -q ',PERF_RECORD_LOST' "$tmp/events"
round kvm-native-2cpu -e "$native" -a original
round kvm-threads-F-pid-tid -e 'sys_enter_pread64|sys_exit_pread64' --by pid
round oddnames -e 'sys_enter_futex|sys_exit_futex' --by comm
round ftrace -e 'sys_enter_ppoll|sys_exit_ppoll' --by tid
round kvm-native-lost -e 'sys_enter_ppoll|sys_exit_ppoll' --by cpu

# The keys and groups of a run are there as the columns key and group, whatever
# they were made of; a marker of one cpu cuts that cpu's loops only.  Rows name
# those columns otherwise.
keys()
{
	name=$1
	by=$2
	group=$3
	order=$4
	shift 4
	"$dp" -q -e "$order" --by "$by" ${group:+-g "$group"} "$@" \
		--save-events "$tmp/events.gz" "$corpus/good-$name.txt.gz" |
		sed 1d >"$tmp/want"
	"$dp" -q -e "$order" --by key ${group:+-g group} "$@" \
		"$tmp/events.gz" | sed 1d >"$tmp/got"
	test "$(wc -l <"$tmp/want")" -gt 20
	cmp "$tmp/want" "$tmp/got" || { echo "$name $by $*"; exit 1; }
}
switches='sched_switch|sched_switch'
keys fio-libaio '/^([0-9]+,[0-9]+) .* ([0-9]+) [+]/' '' \
	'block_rq_issue|block_rq_complete' --deltas-only
for by in tid cpu comm '/_comm=(a*)/' field:prev_pid; do
	for algorithm in latest fifo sequential; do
		keys kvm-native-lost "$by" sched_switch:next_comm \
			"$switches|sched_switch" -a $algorithm --skim kvm_pio
		keys oddnames "$by" sched_switch:prev_state "$switches" \
			-a $algorithm
	done
done

# Where the layout changes, what later events have is kept as well.
cat >"$tmp/mixed" <<'END'
             ren 14951  1504.455291:         13      a:      7f
             ren 14951  1504.455292:         13      b:      7f
             ren 14951 [002]  1504.455293: a: x
             ren 14950/14951 [002]  1504.455294: b: x
END
cat >"$tmp/want" <<'END'
tstamp,entry,comm,tid
1504.455291,a,ren,14951
1504.455292,b,ren,14951
tstamp,entry,comm,tid,cpu
1504.455293,a,ren,14951,2
tstamp,entry,comm,pid,tid,cpu
1504.455294,b,ren,14950,14951,2
END
"$dp" -q -e 'a|b' --save-events "$tmp/events" "$tmp/mixed" >"$tmp/rows"
cmp "$tmp/want" "$tmp/events"
"$dp" -q -e 'a|b' "$tmp/events" | cmp "$tmp/rows" -

# Columns of a CSV are kept, whatever stands in them; so are names.
printf 'tstamp,cpu,tid,x,entry\n1,,,,a\n2,,,,b\n3,,5,,a\0\n4,,5,,b\n' \
	>"$tmp/csv"
"$dp" -q -e 'a|b' --save-events "$tmp/events" "$tmp/csv" >"$tmp/rows"
printf '%s\n' tstamp,entry,tid,cpu 1.000000,a,, 2.000000,b,, \
	'3.000000,a\0,5,' 4.000000,b,5, | cmp - "$tmp/events"
"$dp" -q -e 'a|b' "$tmp/events" | cmp "$tmp/rows" -

# A conf's comm selects where there is such a column.  So behind a file that has
# none, or a header further down, there is none either.
printf '[S]\norder = a|b\ncomm = qemu\n' >"$tmp/conf"
printf '%s\n' tstamp,entry,comm,tid 1,a,qemu,5 2,a,x,5 3,b,qemu,5 >"$tmp/csv"
printf '%s\n' tstamp,entry,tid 4,a,6 5,b,6 tstamp,entry,comm 6,a,x 7,a,qemu \
	8,b,qemu tstamp,entry 9,a 10,b >"$tmp/csv2"
"$dp" -q -c "$tmp/conf" -t S --save-events "$tmp/events" "$tmp/csv" \
	"$tmp/csv2" >"$tmp/rows"
test "$(wc -l <"$tmp/rows")" -eq 5
printf '%s\n' tstamp,entry,comm,tid 1.000000,a,qemu,5 3.000000,b,qemu,5 \
	tstamp,entry,tid 4.000000,a,6 5.000000,b,6 \
	tstamp,entry,comm,tid 7.000000,a,qemu, 8.000000,b,qemu, \
	tstamp,entry,tid 9.000000,a, 10.000000,b, | cmp - "$tmp/events"
"$dp" -q -c "$tmp/conf" -t S "$tmp/events" | cmp "$tmp/rows" -

# A marker keeps its nanoseconds where no event has any: here a loop is too old
# by just these.
printf '%s\n' tstamp,entry 1,a 2.000000999,PERF_RECORD_LOST 3,a 4,b >"$tmp/csv"
"$dp" -e 'a|b' --timeout 1 -s json --save-events "$tmp/events" "$tmp/csv" \
	2>"$tmp/first" >/dev/null
printf '%s\n' tstamp,entry 1.000000,a 2.000000999,PERF_RECORD_LOST \
	3.000000,a 4.000000,b | cmp - "$tmp/events"
"$dp" -e 'a|b' --timeout 1 -s json "$tmp/events" 2>"$tmp/again" >/dev/null
for report in first again; do
	grep -q '"complete":1,"abandoned":1,"cut":0,' "$tmp/$report" ||
		{ echo "$report"; cat "$tmp/$report"; exit 1; }
done
