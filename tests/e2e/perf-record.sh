#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A perf.data that perf itself records here becomes rows, each of them what
# stands in the text of perf script.

set -eu
srcdir=$(cd "${srcdir:-.}" && pwd)
dp=${DELTA_PROCESSOR:-./delta_processor}
DELTA_PROCESSOR=$(cd "$(dirname "$dp")" && pwd)/$(basename "$dp")
export DELTA_PROCESSOR
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

command -v perf >/dev/null || { echo "no perf"; exit 77; }
unset PERF
perf record -q -o perf.data -e syscalls:sys_enter_openat \
	-e syscalls:sys_exit_openat ls / >/dev/null 2>&1 ||
	{ echo "perf cannot record here"; exit 77; }
perf script -i perf.data >text 2>/dev/null

cat >conf <<'END'
[Open]
comm = .*
order = sys_enter_openat|sys_exit_openat
END
# One thread, and a call that has begun ends: each exit's enter is the one
# before.
awk '{
	for (i = 1; $i !~ /^[0-9]+[.][0-9]+:$/; i++)
		;
	time = substr($i, 1, length($i) - 1)
	split(time, part, ".")
	us = part[1] * 1000000 + part[2]
	if ($(i + 1) ~ /sys_enter_openat:$/) {
		begin = time
		begin_us = us
	} else if (begin != "") {
		printf "%d,%s,%s,%d\n", n++, begin, time, us - begin_us
		begin = ""
	}
}' text >wanted
test -s wanted

sh "$srcdir/src/perf_script_processor.in" -p . -t Open -c conf 2>report ||
	{ cat report; exit 1; }
sed 1d loop_diff.csv | awk -F, '{
	printf "%s,%s,%s,%.0f\n", $1, $2, $3, $4 * 1000000
}' | diff wanted - || { echo "rows"; exit 1; }
test "$(sed 1d perf_data.csv | wc -l)" -eq "$(grep -c openat: text)"
grep -q 'delta:sys_exit_openat__sys_enter_openat stats:' delta_output.log

# The same from perf's own pipe.
perf script -i perf.data 2>/dev/null |
	"$DELTA_PROCESSOR" -q -c conf -t Open | cmp loop_diff.csv -
