#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Keys, groups, spans and lost events are the same from perf's text, from the
# events that were saved, and from a CSV that awk makes of it: rows, files of
# the spans, loops by class and every figure, packed or not.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/conf" <<'END'
[Threads]
order = kvm_exit|sys_exit_ppoll|sys_enter_pread64|sys_exit_pread64
submission = kvm_exit|sys_enter_pread64
completion = kvm_entry__kvm_inj_virq__after|sys_exit_ppoll__sys_exit_pread64__before
END

# The events in -v names=A|B, and the markers; the group is what stands in the
# text of the event `of` between `from` and `to`.  Comms fill 16 columns.
# shellcheck disable=SC2016
to_csv='
	BEGIN {
		n = split(names, list, /[|]/)
		for (i = 1; i <= n; i++)
			wanted[list[i]] = 1
		wanted["PERF_RECORD_LOST"] = 1
		print "group,cpu,entry,tid,comm,nothing,tstamp,pid"
	}
	{
		comm = substr($0, 1, 16)
		sub(/^ +/, "", comm)
		split(substr($0, 17), part, " ")
		event = part[4]
		sub(/^[a-z]+:/, "", event)
		sub(/:$/, "", event)
	}
	event in wanted {
		group = ""
		if (event == of && (at = index($0, from))) {
			group = substr($0, at + length(from))
			sub(to ".*", "", group)
		}
		ids = split(part[1], id, "/")
		sub(/:$/, "", part[3])
		printf "\"%s\",%d,%s,%s,\"%s\",,%s,%s\n", group,
			substr(part[2], 2), event, id[ids], comm, part[3],
			ids == 2 ? id[1] : ""
	}'

# DIR, arguments: makes DIR/loop_diff.csv without the group's name in its
# header, the spans' files, and DIR/report without what a CSV cannot tell: lines
# that are of no use, and how many events a marker stands for.
run()
{
	out=$tmp/$1
	shift
	rm -rf "$out"
	"$dp" -s json --report "$tmp/report" -o "$out" "$@"
	sed "1s/,$field,/,group,/" "$out/loop_diff.csv" >"$tmp/rows"
	mv "$tmp/rows" "$out/loop_diff.csv"
	sed -e 's/"total":[0-9]*,//' -e 's/"not_event":[0-9]*,//' \
		-e 's/"other":[0-9]*,//' -e 's/"lost_events":[0-9]*,//' \
		-e 's/"bytes":[0-9]*,"seconds":[0-9.e-]*//' "$tmp/report" \
		>"$out/report"
}
same()
{
	diff -r "$tmp/want" "$tmp/got" || { echo "$*"; exit 1; }
}
# fewest loops; EVENT FIELD, what stands before and behind it; names;
# arguments.  The trace is in $tmp/text.
check()
{
	fewest=$1
	event=$2
	field=$3
	before=$4
	behind=$5
	names=$6
	shift 6
	gzip -c "$tmp/text" >"$tmp/text.gz"
	awk -v names="$names" -v of="$event" -v from="$before" \
		-v to="$behind" "$to_csv" "$tmp/text" >"$tmp/awk.csv"
	gzip -c "$tmp/awk.csv" >"$tmp/awk.csv.gz"
	run want "$@" -g "$event:$field" --save-events "$tmp/saved.csv" \
		"$tmp/text"
	test "$(wc -l <"$tmp/want/loop_diff.csv")" -gt "$fewest"
	grep -q '"groups":{"[^}]*,"' "$tmp/want/report"
	run got "$@" -g "$event:$field" --save-events "$tmp/saved.csv.gz" \
		"$tmp/text.gz"
	same "text.gz: $*"
	for file in saved.csv saved.csv.gz awk.csv awk.csv.gz; do
		run got "$@" -g group "$tmp/$file"
		same "$file: $*"
	done
}

# by reason, with spans; interrupts are put in, and another reason
gzip -dc "$corpus/good-kvm-threads.txt.gz" |
	awk -v call=sys_exit_pread64 -f "$srcdir/tests/reference/add_virq.awk" |
	awk '/ kvm:kvm_exit: / && ++n % 3 == 0 {
		sub(/IO_INSTRUCTION/, "PF excp")
	}
	{ print }' >"$tmp/text"
names=$(sed -n 's/^order = //p' "$tmp/conf")
for algorithm in latest fifo; do
	check 100 kvm_exit reason 'reason ' ' rip ' \
		"$names|kvm_inj_virq|kvm_entry" \
		-c "$tmp/conf" -t Threads -a $algorithm
	for span in submission completion; do
		test "$(wc -l <"$tmp/want/$span.csv")" -gt 100
	done
	grep -q '"name":"submission","group":"PF excp"' "$tmp/want/report"
	grep -q ',PF excp,' "$tmp/want/loop_diff.csv"
done

gzip -dc "$corpus/good-kvm-threads-F-pid-tid.txt.gz" >"$tmp/text"
for by in pid tid; do
	for algorithm in latest fifo; do
		check 100 sys_enter_pread64 count 'count: ' '[, ]' \
			'sys_enter_pread64|sys_exit_pread64' \
			-e 'sys_enter_pread64|sys_exit_pread64' --by $by \
			-a $algorithm
	done
done

gzip -dc "$corpus/good-kvm-native-lost.txt.gz" >"$tmp/text"
for by in none cpu comm; do
	check 100 sched_switch next_comm 'next_comm=' ' ' sched_switch \
		-e 'sched_switch|sched_switch|sched_switch' --by $by
	grep -q '"cut":[1-9]' "$tmp/want/report"
done
