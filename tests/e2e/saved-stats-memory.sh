#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two small files of which each is fine, and which together would be 4000
# histograms of 54 rows of 8 KiB, 1.7 GB, are refused before that is taken:
# 65536 rows, 512 MiB, are the most.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

# Valgrind and the sanitizers need memory of their own.
if head -c 2 "$ds" | grep -q '#!' || grep -q "__[at]san_init" "$ds"; then
	echo "not the bare program"
	exit 77
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

many()
{
	"$python" "$srcdir/tests/reference/many_histograms.py" "$tmp/one" "$@"
}

printf 'tstamp,entry\n1,a\n2,b\n' |
	"$dp" -q -e 'a|b' --save-stats "$tmp/one" >/dev/null
many 4000 g 1 >"$tmp/histograms"
many 4000 g 0 >"$tmp/values"
limited()
{
	# shellcheck disable=SC3045  # dash, bash, busybox and ksh have it
	(ulimit -v 1000000 && exec "$@")
}

limited "$ds" --version >"$tmp/out" ||
	{ echo "no limit of memory is to be had here"; exit 77; }
for first in histograms values; do
	second=$(echo "valueshistograms" | sed "s/$first//")
	"$ds" -s none "$tmp/$first"
	status=0
	limited "$ds" -s none "$tmp/$first" "$tmp/$second" 2>"$tmp/err" ||
		status=$?
	test "$status" -eq 2
	test "$(cat "$tmp/err")" = \
		"delta_stats: $tmp/$second: too many histograms" ||
		{ cat "$tmp/err"; exit 1; }
done
