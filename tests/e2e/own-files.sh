#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No output destroys another one or what is read: refused before anything is
# opened, and what is there stays as it is.

# The commands are for another shell, and files of two uses are what this is
# about.
# shellcheck disable=SC2016,SC2094
set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
case $dp in /*) ;; *) dp=$PWD/$dp ;; esac
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
failed=0
printf 'tstamp,entry\n1,a\n2,b\n' >want
printf '[S]\norder = a|b\nsubmission = a|b\n' >conf

# refused LINE COMMAND: nothing on stdout, one line on stderr, status 2, and
# the files there are untouched.
refused()
{
	rm -rf trace d link other
	cp want trace
	mkdir d
	ln -s ../trace d/link
	ln trace other
	got=0
	sh -c "$2" sh "$dp" >out 2>err || got=$?
	printf 'delta_processor: %s\n' "$1" >wanted
	if test $got -ne 2 || ! cmp -s wanted err || test -s out ||
	   ! cmp -s want trace; then
		echo "$2: status $got"
		cat err
		failed=1
	fi
}

both='both would be written to'
input='is an input, and'
refused "--save-events and --save-stats: $both './x'" \
	'"$1" -e "a|b" --save-events x --save-stats ./x trace'
refused "--save-events and --log: $both 'd/../x'" \
	'"$1" -e "a|b" --save-events x --log d/../x trace'
refused "--log and --report: $both 'd/link'" \
	'"$1" -e "a|b" --log trace --report d/link <want'
refused "--output and --save-events: $both 'd/loop_diff.csv'" \
	'"$1" -e "a|b" -o d --save-events d/loop_diff.csv trace'
refused "--output and --save-stats: $both './d/loop_diff.csv'" \
	': >d/loop_diff.csv; "$1" -e "a|b" -o d --save-stats ./d/loop_diff.csv trace'
refused "--output and --log: $both 'd/submission.csv'" \
	'"$1" -c conf -t S -o d --log d/submission.csv trace'
refused "--output and --log: $both 'new/loop_diff.csv'" \
	'"$1" -e "a|b" -o new --log new/loop_diff.csv trace'
refused "--output and --save-stats: $both './new/loop_diff.csv'" \
	'"$1" -e "a|b" -o new// --save-stats ./new/loop_diff.csv trace'
test ! -e new || { echo "the directory was made"; failed=1; }

refused "--save-events and --save-stats: $both 'gone'" \
	'ln -s ../x d/gone; ln -s d/gone gone; "$1" -e "a|b" --save-events x --save-stats gone trace'
refused "stdout and --save-events: $both 'trace'" \
	'"$1" -e "a|b" --save-events trace want >>trace'

# An input that would grow or be cut while it is read.
refused "trace: $input --report would write to it" \
	'"$1" -e "a|b" --report trace trace'
refused "trace: $input --report would write to it" \
	'"$1" -e "a|b" --report d/link want trace'
refused "trace: $input --save-events would write to it" \
	'"$1" -e "a|b" --save-events other want trace'
refused "trace: $input --log would write to it" \
	'"$1" -e "a|b" --log ./trace trace'
refused "d/loop_diff.csv: $input --output would write to it" \
	'cp want d/loop_diff.csv; "$1" -e "a|b" -o d d/loop_diff.csv'
refused "conf: $input --report would write to it" \
	'"$1" -c conf -t S --report ./conf trace'
if test -e /dev/fd/0; then
	refused "trace: $input --report would write to it" \
		'"$1" -e "a|b" --report /dev/fd/3 trace 3>>trace'
	refused "--save-events and --report: $both '/dev/fd/3'" \
		'"$1" -e "a|b" --report /dev/fd/3 --save-events trace want 3>>trace'
	# Of a closed one the number may become that of a file of ours.
	for fd in /dev/fd/3 /proc/self/fd/4 /dev/fd/5 /dev/fd/6; do
		for option in log report save-events save-stats; do
			refused "$fd: Bad file descriptor" \
				"\"\$1\" -e 'a|b' -m 1 -o d --$option $fd trace 3>&- 4>&- 5>&- 6>&-"
		done
	done
	refused "/dev/fd/3: Bad file descriptor" \
		'"$1" -e "a|b" --save-events events trace /dev/fd/3 3>&-'
	refused "to: Bad file descriptor" \
		'ln -sf /dev/fd/9 to; "$1" -e "a|b" --log to trace 9>&-'
	refused "stdout and --save-events: $both '/dev/stdout'" \
		'"$1" -e "a|b" --save-events /dev/stdout trace'
fi
refused "stdin: $input --report would write to it" \
	'"$1" -e "a|b" --report ./trace <trace'
refused "d/link: $input stdout would write to it" \
	'"$1" -e "a|b" d/link >>trace'
refused "stdin: $input stdout would write to it" \
	'"$1" -e "a|b" <trace >>trace'

refused "stdout and --output: $both 'd/loop_diff.csv'" \
	'"$1" -e "a|b" -o d trace >d/loop_diff.csv'
refused "stdout and --output: $both 'd/submission.csv'" \
	'"$1" -c conf -t S -o d trace >>d/submission.csv'

# The errors go to the file of the statistics, or of the rows.
cp want trace
got=0
"$dp" -e 'a|b' --save-stats trace want 2>>trace || got=$?
test $got -eq 2 && { cat want
	echo "delta_processor: stderr and --save-stats: $both 'trace'"
} | cmp - trace || failed=1
got=0
"$dp" -e 'a|b' -o d want 2>d/loop_diff.csv || got=$?
test $got -eq 2 &&
	echo "delta_processor: stderr and --output: $both 'd/loop_diff.csv'" |
	cmp - d/loop_diff.csv || failed=1

# allowed COMMAND: status 0
allowed()
{
	cp want trace
	got=0
	sh -c "$1" sh "$dp" >out 2>err || got=$?
	test $got -eq 0 || { echo "$1: status $got"; cat err; failed=1; }
}

printf 'loop,a,b,delta:b__a\n0,1.000000,2.000000,1.000000\n' >rows
printf 'tstamp,entry\n1.000000,a\n2.000000,b\n' >events

# cannot ERROR OPTION PATH: what it cannot be opened for.
cannot()
{
	got=0
	"$dp" -q -e 'a|b' --save-stats gone $2 "$3" want >out 2>err || got=$?
	test $got -eq 2 && grep -q "$1" err ||
		{ echo "$2: status $got"; cat err; failed=1; }
}

# Names that lead nowhere are no other file's.
ln -s endless endless
long=$(printf '%05000d' 1)
for option in --save-events --log --report; do
	cannot 'Too many levels of symbolic links' $option endless
	cannot '^delta_processor: 0000.*\.\.\.0*1: File name too long$' $option \
		"$long"
	cannot 'No such file or directory' $option "none/x"
done

# One whole file takes the place of another.
allowed '"$1" -q -e "a|b" --save-events trace want'
cmp out rows && cmp trace events || failed=1
# The same name elsewhere is another file; so is DIR's without -o.
mkdir -p d
allowed '"$1" -q -e "a|b" --save-events d/x --log x trace'
test -s d/x && test -s x || failed=1
allowed '"$1" -q -e "a|b" --log loop_diff.csv -o d trace'
cmp d/loop_diff.csv rows && test -s loop_diff.csv || failed=1

# beside ARGUMENT...: with -m 1 -o d the metric a has the file a~2.csv, since
# d/a.csv is another one of the run; then d/a.csv is as trace is.
printf 'entry,tstamp,delta\na,1.000000,\n' >metric
beside()
{
	rm -rf d
	mkdir d
	cp want d/a.csv
	ln -sf d/a.csv link
	ln -f d/a.csv other
	allowed "$1"
	if ! cmp metric d/a~2.csv || ! cmp d/a.csv "$2"; then
		echo "$1"
		ls -l d
		failed=1
	fi
}

beside '"$1" -q -e "a|b" -m 1 -o d d/a.csv' want
beside '"$1" -q -e "a|b" -m 1 -o d <d/a.csv' want
beside '"$1" -q -e "a|b" -m 1 -o d - <link' want
beside '"$1" -q -e "a|b" -m 1 -o d link' want
beside '"$1" -q -e "a|b" -m 1 -o d other' want
beside 'rm d/a.csv; ln -s ../trace d/a.csv; "$1" -q -e "a|b" -m 1 -o d trace' \
	want
test -L d/a.csv || { echo "the link is gone"; failed=1; }
beside 'cp conf d/a.csv; "$1" -q -c link -t S -m 1 -o d trace' conf
beside '"$1" -q -e "a|b" -m 1 -o d trace >>d/a.csv' want
beside '"$1" -e "a|b" -s json -m 1 -o d trace 2>>d/a.csv; sed -i "/^{/d" d/a.csv' \
	want
# a link to what is not there yet
allowed '"$1" -q -e "a|b" --log log trace'
beside 'ln -sf d/a.csv to; rm d/a.csv; "$1" -q -e "a|b" -m 1 -o d --log to trace' \
	log
# Of a run that has nothing of it, a.csv is replaced.
allowed '"$1" -q -e "a|b" -m 1 -o d trace'
cmp metric d/a.csv || failed=1
# So is a FIFO or a link, while the rows go through one.
rm d/a.csv d/b.csv
mkfifo d/a.csv
ln -s ../want d/b.csv
ln -sf ../through d/loop_diff.csv
allowed 'timeout 60 "$1" -q -e "a|b" -m 1 -o d trace'
test -f d/a.csv && cmp metric d/a.csv && test ! -L d/b.csv &&
	test -L d/loop_diff.csv && cmp rows through || failed=1
# A device takes all that comes, and so does what one writes to anyway.
allowed '"$1" -e "a|b" --log /dev/null --report /dev/null --save-stats /dev/null trace'
allowed '"$1" -e "a|b" trace 2>&1'
if test -e /dev/stdout; then
	# Nothing is cut, and one comes behind the other.
	allowed 'rm -f all; echo before >all; "$1" -e "a|b" -s csv --report /dev/stdout trace >>all'
	{ echo before; cat rows; grep -v '^loop,a' all | tail -n 3; } |
		cmp - all || failed=1
	allowed 'echo before >all; ln -sf /dev/stdout here; "$1" -q -e "a|b" --save-stats here trace >>all'
	{ echo before; cat rows; sed -n '/^record/,$p' all; } |
		cmp - all || failed=1
	allowed '"$1" -q -e "a|b" -o d --save-events /dev/stdout trace'
	cmp out events || failed=1
	allowed 'echo before >all; "$1" -e "a|b" -s csv --report /dev/stderr trace 2>>all'
	test "$(wc -l <all)" -eq 4 || failed=1
	beside '"$1" -q -e "a|b" -m 1 -o d --save-events /dev/fd/3 trace 3>d/a.csv' \
		events
	allowed '"$1" -q -e "a|b" --save-events /dev/fd/3 trace 3>all'
	cmp all events || failed=1
fi
exit $failed
