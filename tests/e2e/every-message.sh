#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every message of the source has a line in messages.tsv, and the command there
# brings it about.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
python=${PYTHON:-python3}

command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
srcdir=$(cd "$srcdir" && pwd)
dp=$(cd "$(dirname "$dp")" && pwd)/$(basename "$dp")
ds=$(cd "$(dirname "$ds")" && pwd)/$(basename "$ds")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Statistics of two loops, and of four in two groups.
printf 'tstamp,entry\n1,a\n2,b\n3,a\n5,b\n' |
	"$dp" -q -e 'a|b' --save-stats "$tmp/saved" >"$tmp/rows"
printf 'tstamp,entry,group\n1,a,g\n2,b,g\n3,a,h\n5,b,h\n6,a,h\n7,b,h\n' |
	"$dp" -q -e 'a|b' -g group --save-stats "$tmp/grouped" >"$tmp/rows"

# What the commands of the table are made of.
{
	printf "dp='%s'\nds='%s'\nsaved='%s'\ngrouped='%s'\n" \
		"$dp" "$ds" "$tmp/saved" "$tmp/grouped"
	printf "python='%s'\ntests='%s'\n" "$python" "$srcdir/tests"
	cat <<'END'
# a run without rows, report and standard input's end
quiet() { "$dp" -q "$@" >/dev/null; }
# the CSV of these rows
csv() { echo tstamp,entry; printf '%s\n' "$@"; }
# the loops a|b of these rows
ab() { csv "$@" | "$dp" -e 'a|b' >/dev/null; }
# perf's text of "TIME EVENT: TEXT" lines
perf() { printf ' qemu 7 [000] %s\n' "$@"; }
# a conf of these lines in the section S
conf() { printf '%s\n' '[S]' "$@" >conf; "$dp" -c conf --check-conf; }
# the statistics, changed by sed
broken() { sed "$1" "$saved" | "$ds"; }
broken_groups() { sed "$1" "$grouped" | "$ds"; }
# two values of a bucket, 4097 and 4098: the minimum, the maximum, the sum
in_a_bucket() {
	broken "s/^min,0.*/min,0,0,,$1/;s/^max,0.*/max,0,0,,$2/
		s/^sum,0.*/sum,0,0,,$3/
		s/^sum_squares,0.*/sum_squares,0,0,,33587210/
		/^value,0,0,2/d;s/^value,0.*/bucket,0,0,4096,2/"
}
# so many histograms
many() { "$python" "$tests/reference/many_histograms.py" "$saved" "$@"; }
END
} >"$tmp/prelude"

"$python" "$srcdir/tests/reference/messages.py" check "$srcdir" \
	"$srcdir/tests/e2e/messages.tsv" "$tmp/prelude"
