#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Text of no format at all, and lines made to be looked at again and again, are
# read in time that grows with their length: of a square of it no test would
# live to see the end.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# read_in WANT OPTION...: the classes of lines.
read_in()
{
	want=$1
	shift
	timeout 120 "$dp" -s json --report "$tmp/report" "$@" "$tmp/in" \
		>"$tmp/rows" 2>"$tmp/err" || test $? -le 1 ||
		{ echo "$*: status $?"; cat "$tmp/err"; exit 1; }
	got=$(sed 's/.*"lines":{"total":\([0-9]*\),"event":\([0-9]*\),"other":\([0-9]*\),"not_event":\([0-9]*\),.*"malformed":\([0-9]*\).*/\1 \2 \3 \4 \5/' "$tmp/report")
	test "$got" = "$want" || { echo "$*: $got and not $want"; exit 1; }
}

junk()
{
	yes x | head -n 1000000
}

a='     qemu 7 [000] 1.000001: a: x'
junk >"$tmp/in"
read_in '1000000 0 1000000 0 0' -e 'a|b'
{ junk; echo "$a"; } >"$tmp/in"
read_in '1000001 1 1000000 0 0' -e 'a|b'
{ junk; printf 'tstamp,entry\n1,a\n'; } >"$tmp/in"
read_in '1000002 1 1000000 1 0' -e 'a|b'

# One line of colons, of words before colons, of CRs behind them: with a time,
# and without.
for piece in ':' 'a:' ':\r' 'a:\r' '1us+:' ': ' 'ms (+'; do
	# shellcheck disable=SC2059 # its escapes are meant
	printf "$piece" >"$tmp/piece"
	line=$(yes "$(cat "$tmp/piece"; echo .)" | head -n 60000 |
		sed 's/\.$//' | tr -d '\n'; echo .)
	line=${line%.}
	for _ in 1 2 3 4; do
		printf '%s\n     qemu 7 [000] 1.000001: %s\n' "$line" "$line"
	done >"$tmp/in"
	for format in auto perf; do
		set -- -e 'x|y'
		test $format = auto || set -- "$@" -f perf
		read_in '8 0 8 0 0' "$@"
	done
done
