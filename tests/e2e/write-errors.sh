#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What cannot be written is an error: one line that names it, status 2.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

test -c /dev/full || { echo "no /dev/full"; exit 77; }
text=$corpus/good-kvm-native.txt.gz
short=$corpus/good-perf-crlf.txt
order='kvm_exit|kvm_entry'

# judge NAME STATUS WHAT: the run ended with 2, and said one line, about NAME.
judge()
{
	if test "$2" -ne 2 || ! grep -q "^delta_processor: $1: " "$tmp/err" ||
	   test "$(grep -c '^delta_processor: ' "$tmp/err")" -ne 1; then
		echo "$3: status $2, wanted a line about $1"
		cat "$tmp/err"
		failed=1
	fi
}

# fails NAME ARGUMENT...: rows go to no one.
fails()
{
	name=$1
	shift
	got=0
	timeout 60 "$dp" -e "$order" "$@" >/dev/null 2>"$tmp/err" || got=$?
	judge "$name" $got "$*"
}

# A full disk, for rows that fill the buffer and for few.
for file in "$text" "$short"; do
	for mode in 0 1; do
		got=0
		"$dp" -q -m $mode -e "$order" "$file" >/dev/full \
			2>"$tmp/err" || got=$?
		judge stdout $got "-m $mode $file >/dev/full"
	done
	fails /dev/full --report /dev/full "$file"
	fails /dev/full -q --log /dev/full "$file"
	fails /dev/full -q --save-events /dev/full "$file"
	fails /dev/full -q --save-stats /dev/full "$file"
	ln -sf /dev/full "$tmp/full.gz"
	fails "$tmp/full.gz" -q --save-events "$tmp/full.gz" "$file"
done
for option in --help --version --check-conf; do
	got=0
	"$dp" $option >/dev/full 2>"$tmp/err" || got=$?
	judge stdout $got "$option >/dev/full"
done

# A disk that becomes full, by a limit: nothing half is left.  (A build that
# counts its lines must not write its counts under the limit.)
mkdir "$tmp/dir"
for mode in 0 1; do
	got=0
	(
		trap '' XFSZ
		ulimit -f 1
		GCOV_PREFIX=$tmp/gcov exec "$dp" -q -m $mode -e kvm_exit \
			-o "$tmp/dir" "$text" 2>"$tmp/err"
	) || got=$?
	if test $got -ne 2 || ! grep -q '^delta_processor: .*/dir/.*: ' \
		"$tmp/err" || test -n "$(ls -A "$tmp/dir")"; then
		echo "-m $mode -o on a full disk: status $got"
		cat "$tmp/err"
		ls -lA "$tmp/dir"
		failed=1
	fi
done

# Of several metrics' files that fail at once each is told, once: at the end,
# and when their rows, of 5 MB, have to make room.
for rows in 10 400; do
	awk -v rows=$rows 'BEGIN {
		print "tstamp,entry"
		for (i = 0; i < rows; i++)
			for (m = 1; m <= 100; m++)
				printf "%d,%0100d\n", i, m
	}' >"$tmp/metrics.csv"
	# (the lines are longer than the limit)
	{
		got=0
		(
			trap '' XFSZ
			ulimit -f 1
			GCOV_PREFIX=$tmp/gcov exec "$dp" -q -m 1 -e x \
				-o "$tmp/dir" "$tmp/metrics.csv" 2>&1
		) || got=$?
		echo "status $got"
	} | grep -E "^(delta_processor|status)" | LC_ALL=C sort >"$tmp/err"
	{
		seq 100 | awk -v dir="$tmp/dir" '{
			printf "delta_processor: %s/%0100d.csv: ", dir, $1
			print "File too large"
		}'
		echo 'status 2'
	} | cmp - "$tmp/err" || { echo "$rows rows of metrics"; failed=1; }
	rm "$tmp/dir/loop_diff.csv"
	test -z "$(ls -A "$tmp/dir")" || { ls -A "$tmp/dir"; failed=1; }
done

# Where nothing can be made, root or not: below a file, and no such folder.
# only the span's file grows beyond the limit
cat >"$tmp/conf" <<'EOF'
[Native]
order = a|b|c
submission = a|b
EOF
{ echo tstamp,entry; seq 1 2 40000 |
	awk '{ print $1 ",a"; print $1 + 1 ",b" }'; } >"$tmp/spans.csv"
got=0
(
	trap '' XFSZ
	ulimit -f 8
	GCOV_PREFIX=$tmp/gcov exec "$dp" -q -c "$tmp/conf" -o "$tmp/dir" \
		"$tmp/spans.csv" 2>"$tmp/err"
) || got=$?
judge "$tmp/dir/submission.csv" $got 'a span on a full disk'
test ! -e "$tmp/dir/submission.csv" || { echo 'half a file'; failed=1; }

ln -s loop "$tmp/loop"
for option in --save-events --save-stats -o; do
	fails "$tmp/loop.*" -q $option "$tmp/loop" "$text"
	grep -q 'Too many levels of symbolic links$' "$tmp/err" ||
		{ echo "$option of a loop"; cat "$tmp/err"; failed=1; }
done

: >"$tmp/file"
for bad in "$tmp/file/x" "$tmp/no/x"; do
	fails "$bad" -q -o "$bad" "$text"
	fails "$bad" -q --report "$bad" "$text"
	fails "$bad" -q --log "$bad" "$text"
	fails "$bad" -q --save-events "$bad" "$text"
	fails "$bad" -q --save-stats "$bad" "$text"
done
fails "$tmp/file/loop_diff.csv" -q -o "$tmp/file" "$text"
mkdir "$tmp/sealed"
chmod 555 "$tmp/sealed"
sealed=$tmp/sealed
if : 2>/dev/null >"$sealed/x"; then
	rm -f "$sealed/x"
	sealed=/proc/self	# there not even root makes a file
fi
if test -d "$sealed"; then
	for mode in 0 1; do
		fails "$sealed/loop_diff.csv" -q -m $mode -o "$sealed" "$text"
	done
	fails "$sealed/x" -q --save-events "$sealed/x" "$text"
	fails "$sealed/x" -q --save-stats "$sealed/x" "$text"
	fails "$sealed/x" --report "$sealed/x" "$text"
fi

# What cannot be made is told before anything is read.
mkfifo "$tmp/silent"
exec 3<>"$tmp/silent"
for option in -o --report --log --save-events --save-stats; do
	fails "$tmp/no/x" -q $option "$tmp/no/x" "$tmp/silent"
done
exec 3>&-
# ... and what was made before is removed.
mkdir "$tmp/empty"
fails "$tmp/no/x" --report "$tmp/no/x" --save-events "$tmp/empty/events" \
	--save-stats "$tmp/empty/stats" --log "$tmp/empty/log" "$text"
test -z "$(ls -A "$tmp/empty")" || { ls -A "$tmp/empty"; failed=1; }

# A folder where a file should be.
for option in --report --log --save-events --save-stats; do
	fails "$tmp/dir" -q $option "$tmp/dir" "$text"
done

# A FIFO whose reader goes away, before there is anything to read or after a
# byte of more than a pipe holds.
mkfifo "$tmp/fifo"
for option in --report --log --save-events --save-stats; do
	{ head -c 0 <"$tmp/fifo"; : >"$tmp/gone"; } &
	got=0
	{
		until test -e "$tmp/gone"; do sleep 0.1; done
		cat "$text"
	} | timeout 60 "$dp" -e "$order" $option "$tmp/fifo" >/dev/null \
		2>"$tmp/err" || got=$?
	judge "$tmp/fifo" $got "$option FIFO, no reader"
	wait
	rm "$tmp/gone"
done
{ echo tstamp,entry; seq 20000 | sed 's/$/,kvm_exit/'; } >"$tmp/long.csv"
head -c 1 <"$tmp/fifo" >"$tmp/out" &
fails "$tmp/fifo" -q --save-events "$tmp/fifo" "$tmp/long.csv"
wait

# While nothing more comes to be read, a full disk is told of at once.  (Maybe
# before these rows are written: the FIFO has another reader then.)
{
	got=0
	"$dp" -q -e 'a|b' "$tmp/fifo" >/dev/full 2>"$tmp/err" || got=$?
	echo $got >"$tmp/status"
} &
exec 4<>"$tmp/fifo"
printf 'tstamp,entry\n1,a\n2,b\n' >&4
tries=0
until test -s "$tmp/status" || test $tries -eq 300; do
	tries=$((tries + 1))
	sleep 0.1
done
exec 4>&-
wait
judge stdout "$(cat "$tmp/status")" 'a quiet input'
test $tries -lt 300 || { echo 'it waits for more to read'; failed=1; }

# A limit on the size of files: an error like any other, and no half files.
{ echo tstamp,entry; seq 40000 | sed 's/$/,kvm_exit/'; } >"$tmp/long.csv"
got=0
(
	ulimit -f 100
	exec "$dp" -q -e 'kvm_exit|kvm_exit' -o "$tmp/limited" -m 1 \
		"$tmp/long.csv" 2>"$tmp/err"
) || got=$?
test $got -eq 2 && test -s "$tmp/err" &&
	! grep -v "^delta_processor: $tmp/limited/.*: File too large$" \
		"$tmp/err" || { echo "ulimit -f: status $got"; failed=1; }
test -z "$(find "$tmp/limited" -name '.*.csv*')" ||
	{ echo "half a file is left"; failed=1; }
awk 'BEGIN {
	print "tstamp,entry"
	for (i = 1; i <= 9999; i++)
		printf "%d,a\n%d.%06d,b\n", i, i, i
}' | "$dp" -q -e 'a|b' --save-stats "$tmp/stats" >/dev/null
got=0
(
	ulimit -f 100
	exec "$ds" -s none --save-stats "$tmp/limited/stats" "$tmp/stats" \
		2>"$tmp/err"
) || got=$?
test $got -eq 2 && test -z "$(find "$tmp/limited" -name '*stats*')" &&
	grep -qx "delta_stats: $tmp/limited/stats: File too large" \
	"$tmp/err" || { echo "ulimit -f, delta_stats: $got"; failed=1; }

# Nobody reads the rows any more, which is no error; but another file is one.
for option in --save-events --log --save-stats; do
	rm -f "$tmp/gone" "$tmp/status"
	{
		until test -e "$tmp/gone"; do sleep 0.1; done
		got=0
		"$dp" -q -e "$order" $option /dev/full "$text" 2>"$tmp/err" ||
			got=$?
		echo $got >"$tmp/status"
	} | { exec <&-; : >"$tmp/gone"; }
	echo "delta_processor: /dev/full: No space left on device" |
		cmp - "$tmp/err" && test "$(cat "$tmp/status")" -eq 141 ||
		{ echo "$option, no reader"; cat "$tmp/err"; failed=1; }
done

got=0
"$dp" -q -e "$order" "$text" >&- 2>"$tmp/err" || got=$?
judge stdout $got 'stdout closed'
got=0
"$dp" -q -m 1 -e "$order" "$text" >&- 2>"$tmp/err" || got=$?
judge stdout $got '-m 1, stdout closed'
exit $failed
