#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A typo or a bad value, in each option: one line on standard error that says
# what is wrong, nothing on standard output, status 2.

set -eu
program=${DELTA_PROCESSOR:-./delta_processor}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
printf '[S]\norder = a|b\n' >"$tmp/conf"

# refused TEXT WORD...: the line is "delta_processor: TEXT".
refused()
{
	want="delta_processor: $1"
	shift
	status=0
	"$program" "$@" </dev/null >"$tmp/out" 2>"$tmp/err" || status=$?
	printf '%s\n' "$want" >"$tmp/want"
	if test $status -ne 2 || test -s "$tmp/out" ||
	   ! cmp -s "$tmp/want" "$tmp/err"; then
		echo "$*: status $status, said:"
		cat "$tmp/err"
		echo "wanted:"
		cat "$tmp/want"
		failed=1
	fi
}

# says BEGIN PART WORD...: the line begins with "delta_processor: BEGIN" and
# holds PART, whatever the C library's words for it are.
says()
{
	begin="delta_processor: $1"
	part=$2
	shift 2
	status=0
	"$program" "$@" </dev/null >"$tmp/out" 2>"$tmp/err" || status=$?
	line=$(cat "$tmp/err")
	case $line in
	"$begin"*"$part"*) right=yes ;;
	*) right=no ;;
	esac
	if test $status -ne 2 || test -s "$tmp/out" || test $right = no ||
	   test "$(wc -l <"$tmp/err")" -ne 1; then
		echo "$*: status $status, said:"
		cat "$tmp/err"
		echo "wanted: $begin...$part..."
		failed=1
	fi
}

# Names of options
refused 'unknown option --ordr; did you mean --order?' --ordr a
refused 'unknown option --zerofill; did you mean --zero-fill?' --zerofill
refused 'unknown option --nothing-like-it' --nothing-like-it
refused 'unknown option -Z' -Z
refused 'unknown option -\xc3' "$(printf -- '-\303')"
refused 'option --max is ambiguous: --max-keys, --max-in-flight' --max 3
refused 'option --quiet takes no argument' --quiet=yes
refused 'option --order needs an argument: NAME|...' -e
refused 'option --where needs an argument: EVENT: REGEX' --where

# Values, in the order of --help
refused "--format: unknown 'xml'; possible: perf, csv" -e a -f xml
refused "--order: an empty name in 'a||b'" -e 'a||b'
refused "--order: an empty name in ''" -e ''
refused "--order: 33 names; an order has at most 32" \
	-e "$(seq -s '|' 33)"
says "$tmp/conf: no section [Nativ]; possible: " 'S' \
	-c "$tmp/conf" -t Nativ
says 'no-such-conf: ' 'No such file' -c no-such-conf
says '/: ' 'directory' -c /
refused "--skim: an empty name in 'a|'" -e a --skim 'a|'
says "--comm: bad regex '(': " '' -e a --comm '('
says "--pid: 'x' " '3,5-8' -e a --pid x
says "--tid: '3-' " '3,5-8' -e a --tid 3-
says "--cpu: ',' " '3,5-8' -e a --cpu ,
says "--time: '5' " 'FROM,TO' -e a --time 5
says "--time: '6,5' " '' -e a --time 6,5
says "--where: 'kvm_exit' " 'EVENT: REGEX' -e a --where kvm_exit
says "--where: bad regex '[': " '' -e a --where 'kvm_exit: ['
says "--algorithm: unknown 'best'; possible: " 'latest' -e a -a best
says "--by: 'thread' " 'field:NAME' -e a --by thread
says "--by: bad regex '(': " '' -e a --by '/(/'
refused "--timeout: '0' is not a number of seconds above 0" \
	-e a --timeout 0
refused "--timeout: '1s' is not a number of seconds above 0" \
	-e a --timeout 1s
refused '--zero-fill goes with --algorithm sequential only' -e a --zero-fill
refused "--max-keys: '0' is not a number from 1 to 2147483648" \
	-e a --max-keys 0
refused "--max-in-flight: '1k' is not a number from 1 to 2147483648" \
	-e a --max-in-flight 1k
refused "--mode: 'one' is not a number" -e a -m one
refused "--mode: '-' is not a number" -e a -m -
refused "--mode: '' is not a number" -e a -m ''
refused "--unit: unknown 'sec'; possible: s, ms, us, ns" -e a -u sec
refused "--stats: unknown 'xml'; possible: table, log, csv, json, none" \
	-e a -s xml
says "--percentiles: '101' is not a percentile: " '100' -e a -p 50,101
refused "--percentiles: '90' is there twice" -e a -p 90,90
refused "--group: 'kvm_entry' is not in the order" \
	-e kvm_exit -g kvm_entry:reason
says "--group: 'kvm_exit' is neither " 'EVENT:FIELD' -e kvm_exit -g kvm_exit
refused "--slowest: '-1' is not a number from 1 to 1000000" \
	-e a --slowest -1
refused "--order: 'x' stands twice; algorithm original needs each name once" \
	-e 'x|x' -a original
for there in no yes; do
	test $there = no || : >"$tmp/file"
	refused "--save-stats and --log: both would be written to '$tmp/file'" \
		-e a --log "$tmp/file" --save-stats "$tmp/file"
done
status=0
"$program" -e a --log /dev/null --report /dev/null </dev/null >"$tmp/out" ||
	status=$?
test $status -eq 1 || { echo "/dev/null takes both: status $status"; failed=1; }

# The conf's keys
conf_refused()
{
	printf '[S]\norder = a|b\n%s\n' "$2" >"$tmp/conf"
	says "$tmp/conf:3: $1" '' -c "$tmp/conf" -t S
	says "$tmp/conf:3: $1" '' -c "$tmp/conf" --check-conf
}

conf_refused "unknown key 'ordr'; possible: order, " 'ordr = a'
conf_refused "key 'order' again (first in line 2)" 'order = c'
conf_refused "neither a [section] nor 'key = value'" 'order'
conf_refused "by: 'thread' is none of: none, tid, " 'by = thread'
conf_refused "algorithm: unknown 'best'; possible: latest, " 'algorithm = best'
conf_refused "comm: bad regex '(': " 'comm = ('
conf_refused "where: 'x' is not 'EVENT: REGEX'" 'where = x'
conf_refused "skim: an empty name in '|'" 'skim = |'
conf_refused "submission: 'a' is not of two parts, " 'submission = a'
conf_refused "a line of over 199 bytes" "comm = $(printf '%0193d' 1)"

# What a conf holds cannot steer the terminal that --check-conf writes to.
long=$(printf '%070d' 0)
printf '[S\033[31m]\norder = %s\303\244|b\007\ncomm = \377\n' "$long" \
	>"$tmp/conf"
"$program" --check-conf -c "$tmp/conf" >"$tmp/shown" || failed=1
printf '[S\\x1b[31m]\norder = %s\303\244|b\\x07\ncomm = \\xff\n' "$long" \
	>"$tmp/want"
sed -n '3,5p' "$tmp/shown" | cmp - "$tmp/want" || failed=1

exit $failed
