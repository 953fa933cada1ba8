#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No row spans a place where events were lost; without the markers the same
# traces give rows that do.  In the words of perf, ftrace and trace-cmd.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

across()
{
	"$python" "$srcdir/tests/reference/across.py" "$tmp/marked.gz" \
		"$tmp/rows" "$marker" $cpu
}
fail()
{
	echo "$marker $*"
	exit 1
}
# options; marker, lines and events are what the report must have of them
check()
{
	"$dp" -s json --report "$tmp/report" "$@" "$tmp/marked.gz" \
		>"$tmp/rows"
	grep -q "\"lost\":$lines}" "$tmp/report" || fail "lines: $*"
	grep -q "\"lost_events\":$events," "$tmp/report" || fail "events: $*"
	grep -q '"cut":0' "$tmp/report" && fail "nothing was cut: $*"
	test "$(wc -l <"$tmp/rows")" -gt 20 || fail "few rows: $*"
	test "$(across)" -eq 0 || fail "rows span a marker: $*"

	gzip -dc "$tmp/marked.gz" | grep -vF "$marker" >"$tmp/unmarked"
	"$dp" -q "$@" "$tmp/unmarked" >"$tmp/rows"
	test "$(across)" -gt 0 || fail "nothing to see without markers: $*"
	"$dp" "$@" "$tmp/marked.gz" 2>&1 >/dev/null |
		grep -q "^warning: $lines times the recorder lost events" ||
		fail "the table does not warn: $*"
}
ppoll='sys_enter_ppoll|sys_exit_ppoll'
io='sys_enter_io_submit|sys_exit_io_submit'
getevents='sys_enter_io_getevents|sys_exit_io_getevents'
thrice='sched_switch|sched_switch|sched_switch'
cpu=

marker=PERF_RECORD_LOST lines=2 events=819
cp "$corpus/good-kvm-native-lost.txt.gz" "$tmp/marked.gz"
check -e "$ppoll"
check -e "$ppoll" -a fifo
check -e "$ppoll" --by tid
check -e "kvm_exit|sys_exit_ppoll|$io|$getevents"
check -e "kvm_exit|sys_exit_ppoll|$io|$getevents" -a fifo
check -e "$thrice"
check -e "$thrice" --by comm
cpu=cpu
check -e "$thrice" --by cpu
# the other cpu's loops go on
cpu=
"$dp" -q -e "$thrice" --by cpu "$tmp/marked.gz" >"$tmp/rows"
test "$(across)" -gt 0 || fail "--by cpu cuts other cpus too"

# $1: a trace, $2: how its recorder words it, with a cpu and a number
mark()
{
	gzip -dc "$corpus/good-$1.txt.gz" | awk -v format="$2\n" '
		{ print }
		NR > 20 && NR % 100 == 0 { printf format, ++n % 2, NR }
	' | gzip >"$tmp/marked.gz"
	lines=$(gzip -dc "$tmp/marked.gz" | grep -cF "$marker")
	events=$(gzip -dc "$tmp/marked.gz" | grep -F "$marker" |
		awk -F '[][ ]+' '{ n += $2 == "LOST" ? $3 : $2 }
			END { print n }')
	test "$lines" -gt 20 || fail "$1"
	test "$events" -gt 1000 || fail "$1"
}
twice='sched_switch|sched_switch'
marker=' EVENTS]'
mark ftrace 'CPU:%d [LOST %d EVENTS]'
for key in none tid cpu; do
	cpu=
	test $key != cpu || cpu=cpu
	check -e "$twice" --by $key
done
marker=' EVENTS DROPPED]'
mark trace-cmd 'CPU:%d [%d EVENTS DROPPED]'
for key in none tid cpu; do
	cpu=
	test $key != cpu || cpu=cpu
	check -e "$twice" --by $key
done

# More than can be counted: the most that can be.
{
	echo ' a 1 [000] 1.000000: a: '
	printf 'CPU:0 [LOST %s EVENTS]\n' 18446744073709551615 2
	echo ' a 1 [000] 2.000000: b: '
} | "$dp" -e 'a|b' -s json --report "$tmp/report" >/dev/null || test $? -eq 1
grep -q '"lost_events":18446744073709551615,' "$tmp/report"

# So it is when files are added up.
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
for lost in 18446744073709551615 2; do
	printf ' a 1 [000] 1.000000: a: \nCPU:0 [LOST %s EVENTS]\n' $lost |
		"$dp" -q -e 'a|b' --save-stats "$tmp/$lost.stats" >/dev/null ||
		test $? -eq 1
done
for second in 18446744073709551615 2; do
	"$ds" -s json --save-stats "$tmp/sum" "$tmp/$second.stats" \
		"$tmp/18446744073709551615.stats" "$tmp/2.stats" \
		>"$tmp/report" || test $? -eq 1
	grep -q '"lost_events":18446744073709551615,' "$tmp/report"
	grep -qx 'trace,,,lost_events,18446744073709551615' "$tmp/sum"
	grep -qx 'trace,,,lost_markers,3' "$tmp/sum"
done
