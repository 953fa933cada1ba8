#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A reader that goes away (| head) ends the run quietly, by SIGPIPE.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

gzip -dc "$corpus/good-kvm-native.txt.gz" >"$tmp/once"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	cat "$tmp/once"
done >"$tmp/text"
{
	got=0
	"$dp" -e 'sys_enter_ppoll|sys_exit_ppoll' "$tmp/text" \
		2>"$tmp/err" || got=$?
	echo $got >"$tmp/status"
} | head -n 3 >"$tmp/out"
test "$(wc -l <"$tmp/out")" -eq 3
test "$(cat "$tmp/status")" -eq 141 ||
	{ echo "status $(cat "$tmp/status")"; exit 1; }
test ! -s "$tmp/err" || { echo "said:"; cat "$tmp/err"; exit 1; }

# Standard output under another name is standard output.
test -e /dev/stdout || exit 0
printf '%s\n' tstamp,entry 1,a 2,b >"$tmp/csv"
for output in '--log /dev/stdout' '--report /dev/stdout' \
	'--save-stats /dev/stdout' \
	'--save-events /dev/stdout' '--report /dev/fd/1 --log /dev/null'; do
	rm -rf "$tmp/dir" "$tmp/gone"
	: >"$tmp/err"
	{
		until test -e "$tmp/gone"; do sleep 0.1; done
		got=0
		# shellcheck disable=SC2086 # words
		"$dp" -e 'a|b' -o "$tmp/dir" $output "$tmp/csv" \
			2>"$tmp/err" || got=$?
		echo $got >"$tmp/status"
	} | { exec <&-; : >"$tmp/gone"; }
	test "$(cat "$tmp/status")" -eq 141 && test ! -s "$tmp/err" &&
		test "$(ls -A "$tmp/dir")" = loop_diff.csv &&
		test "$(wc -l <"$tmp/dir/loop_diff.csv")" -eq 2 || {
		echo "$output: status $(cat "$tmp/status"), said:"
		cat "$tmp/err"
		exit 1
	}
done

# The report so far, too; then nothing more is read.
mkfifo "$tmp/in"
rm "$tmp/gone"
{
	"$dp" -e 'a|b' -o "$tmp/dir" --report /dev/stdout "$tmp/in" \
		2>"$tmp/err" &
	pid=$!
	exec 3>"$tmp/in"
	cat "$tmp/csv" >&3
	until test -e "$tmp/gone"; do sleep 0.1; done
	kill -s USR1 $pid
	sleep 1
	exec 3>&-
	got=0
	wait $pid || got=$?
	echo $got >"$tmp/status"
} | { exec <&-; : >"$tmp/gone"; }
test "$(cat "$tmp/status")" -eq 141 && test ! -s "$tmp/err" || {
	echo "SIGUSR1: status $(cat "$tmp/status"), said:"
	cat "$tmp/err"
	exit 1
}

# While nothing more comes to be read, too.
mkfifo "$tmp/quiet"
rm -f "$tmp/gone" "$tmp/status"
{
	got=0
	"$dp" -q -e 'a|b' "$tmp/quiet" 2>"$tmp/err" || got=$?
	echo $got >"$tmp/status"
} | { head -n 2 >"$tmp/out"; exec <&-; : >"$tmp/gone"; } &
exec 4>"$tmp/quiet"
printf 'tstamp,entry\n1,a\n2,b\n' >&4
until test -e "$tmp/gone"; do sleep 0.1; done
printf '3,a\n4,b\n' >&4
tries=0
until test -s "$tmp/status"; do
	tries=$((tries + 1))
	test $tries -lt 300 || { echo "it waits for more to read"; exit 1; }
	sleep 0.1
done
exec 4>&-
wait
test "$(cat "$tmp/status")" -eq 141 && test ! -s "$tmp/err"
