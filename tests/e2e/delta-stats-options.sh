#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every option of delta_stats is in --help and in the man page, with the same
# letter and argument, is accepted, and nothing else is.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$ds" --help >"$tmp/help"
sed -n 's/^  \(-[A-Za-z]\), \(--.*\)/\1 \2/p
	s/^      \(--.*\)/\1/p' "$tmp/help" | sed 's/   *.*//' | sort \
	>"$tmp/of_help"
sed -n '/^\.SH OPTIONS/,/^\.SH COMPARING/p' "$srcdir/man/delta_stats.1" |
	grep '^\\fB\\-' | sed 's/\\f[BIR]//g
		s/\\-/-/g
		s/, / /' | sort >"$tmp/of_page"
diff -u "$tmp/of_help" "$tmp/of_page"
test "$(wc -l <"$tmp/of_help")" -eq 9
grep -q '^-s --stats=FORMAT$' "$tmp/of_help"

while read -r line; do
	for word in $(echo "$line" | sed 's/=.*//'); do
		case $line in
		*stats=FORMAT) set -- "$word" csv --help ;;
		*=*) set -- "$word" 1 --help ;;
		*) set -- "$word" --help ;;
		esac
		"$ds" "$@" >"$tmp/out" || { echo "$word"; exit 1; }
	done
done <"$tmp/of_help"

"$ds" --version | grep -q '^delta_stats (delta_processor) [0-9]'
for wrong in -x --nothing --stats=xml --percentiles=0 --compare=1 --alpha=2 \
	--threshold=inf -s; do
	status=0
	"$ds" "$wrong" </dev/null >"$tmp/out" 2>"$tmp/err" || status=$?
	test "$status" -eq 2
	test ! -s "$tmp/out"
	test "$(grep -c '^delta_stats: ' "$tmp/err")" -eq 1
	test "$(wc -l <"$tmp/err")" -eq 1
done
grep -qx 'delta_stats: option -s needs an argument' "$tmp/err"
