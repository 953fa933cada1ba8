#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Submission and completion, several of them in one line of a conf as in 2015:
# their files and their figures are those of a reference.

set -eu
srcdir=${srcdir:-.}
export DELTA_PROCESSOR="${DELTA_PROCESSOR:-./delta_processor}"
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
reference=$srcdir/tests/reference
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/conf" <<'END'
[Native]
skim_native = kvm_exit|sys_exit_ppoll|sys_enter_io_submit|kvm_inj_virq|kvm_entry
order = kvm_exit|sys_exit_ppoll|sys_enter_io_submit|sys_exit_io_submit
submission = kvm_exit|sys_enter_io_submit kvm_exit|sys_exit_ppoll__sys_exit_io_submit__before
completion = kvm_entry__kvm_inj_virq__after|sys_exit_ppoll__sys_enter_io_getevents__before  kvm_entry|kvm_inj_virq|sys_exit_ppoll
[Threads]
order = kvm_exit|sys_exit_ppoll|sys_enter_pread64|sys_exit_pread64
submission = kvm_exit|sys_enter_pread64
completion = kvm_entry__kvm_inj_virq__after|sys_exit_ppoll__sys_exit_pread64__before kvm_inj_virq|sys_exit_pread64
END
"$DELTA_PROCESSOR" --check-conf -c "$tmp/conf" >/dev/null 2>"$tmp/error" &&
	exit 1
grep -q "$tmp/conf:5: completion: 'kvm_entry|kvm_inj_virq|sys_exit_ppoll' is" \
	"$tmp/error" || { cat "$tmp/error"; exit 1; }
sed 's/  kvm_entry|kvm_inj_virq|sys_exit_ppoll/  kvm_entry|kvm_inj_virq/' \
	"$tmp/conf" >"$tmp/good"

span()
{
	{
		echo "loop,$2,$1"
		"$python" "$reference/spans.py" "$2" <"$tmp/trace"
	} >"$tmp/want"
	test "$(wc -l <"$tmp/want")" -ge "$3" ||
		{ echo "$section $1: $(wc -l <"$tmp/want") lines"; exit 1; }
	cmp "$tmp/want" "$tmp/out/$1.csv" || { echo "$section $1"; exit 1; }
}
run()
{
	section=$1
	gzip -dc "$srcdir/tests/corpus/good-$2.txt.gz" |
		awk -v "call=$3" -f "$reference/add_virq.awk" >"$tmp/trace"
	test "$(grep -c kvm:kvm_inj_virq: "$tmp/trace")" -gt 50
	rm -rf "$tmp/out"
	"$DELTA_PROCESSOR" -q -c "$tmp/good" -t "$section" -o "$tmp/out" \
		"$tmp/trace"
	"$python" "$reference/compare.py" one -c "$tmp/good" -t "$section" \
		"$tmp/trace"
}
run Native kvm-native sys_exit_io_getevents
span submission kvm_exit,sys_enter_io_submit 100
span submission.2 kvm_exit,sys_exit_ppoll,sys_exit_io_submit 100
span completion \
	sys_exit_ppoll,sys_enter_io_getevents,kvm_inj_virq,kvm_entry 100
span completion.2 kvm_inj_virq,kvm_entry 100
run 1 kvm-threads sys_exit_pread64
span submission kvm_exit,sys_enter_pread64 100
span completion sys_exit_ppoll,sys_exit_pread64,kvm_inj_virq,kvm_entry 50
span completion.2 sys_exit_pread64,kvm_inj_virq 50

# By reason: a span has the group of its own first exit, if it has one.
awk '/ kvm:kvm_exit: / && ++n % 3 == 0 { sub(/IO_INSTRUCTION/, "PF excp") }
	{ print }' "$tmp/trace" >"$tmp/mixed"
"$python" "$reference/compare.py" one -c "$tmp/good" -t 1 \
	-g kvm_exit:reason "$tmp/mixed"
"$DELTA_PROCESSOR" -s csv -c "$tmp/good" -t 1 -g kvm_exit:reason \
	"$tmp/mixed" 2>&1 >/dev/null | grep -q '^submission,PF excp,[1-9]'

# A key that a span's full table loses is told of, too.
printf '%s\n' tstamp,entry,key 1,a,k1 2,b,k1 3,c,k1 4,c,k2 5,d,k1 6,d,k2 \
	>"$tmp/keys.csv"
printf '[Native]\norder = a|b\nsubmission = c|d\n' >"$tmp/conf"
"$DELTA_PROCESSOR" -c "$tmp/conf" --by key --max-keys 1 "$tmp/keys.csv" \
	2>"$tmp/report" >/dev/null
grep -q '^warning: 1 times a key was evicted' "$tmp/report" ||
	{ cat "$tmp/report"; exit 1; }
