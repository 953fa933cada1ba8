#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# --strict makes the first malformed line an error; what was read before it is
# delivered.  Without it the first five are shown, with file and line.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/text" <<EOF
tstamp,entry
1,a
2,b
x,a
3,a
y,b
4,b
z,a
z,a
z,a
z,a
EOF
got=0
"$dp" -q --strict -e 'a|b' "$tmp/text" >"$tmp/out" 2>"$tmp/err" || got=$?
test $got -eq 2
test "$(wc -l <"$tmp/out")" -eq 2
grep -q "^delta_processor: $tmp/text:4: " "$tmp/err"
test "$(wc -l <"$tmp/err")" -eq 1

"$dp" -q -e 'a|b' "$tmp/text" >"$tmp/out" 2>"$tmp/err"
test "$(wc -l <"$tmp/out")" -eq 3
for line in 4 6 8 9 10; do
	grep -q "$tmp/text:$line: " "$tmp/err" || { cat "$tmp/err"; exit 1; }
done
if grep -q "$tmp/text:11: " "$tmp/err"; then
	echo "a sixth is shown"
	exit 1
fi

# Line numbers count in each file; control characters do not reach a terminal.
printf 'tstamp,entry\n1,a\n\033[31m,b\n' >"$tmp/second"
"$dp" -q -e 'a|b' "$tmp/text" "$tmp/second" >"$tmp/out" 2>"$tmp/err"
if LC_ALL=C grep -q "$(printf '\033')" "$tmp/err"; then
	echo "an escape code came through"
	exit 1
fi
got=0
"$dp" -q --strict -e 'a|b' "$tmp/second" "$tmp/text" >"$tmp/out" \
	2>"$tmp/err" || got=$?
test $got -eq 2
grep -q "$tmp/second:3: " "$tmp/err"
