#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# In 100 draws of two runs of one workload no delta is called slower in at
# least 95; a step that takes 10 % longer is found in at least 95, and no other.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

printf 'tstamp,entry\n1,a\n2,b\n' |
	"$dp" -q -e 'a|b' --save-stats "$tmp/one" >/dev/null
"$ds" --compare "$tmp/one" "$tmp/one" >"$tmp/out" 2>&1 ||
	{ cat "$tmp/out"; grep -q GNU "$tmp/out" && exit 77; exit 1; }

# under memcheck, which has other things to find, as few as tell anything
draws=100
test -z "${TEST_SHARE:-}" || draws=20
export DELTA_PROCESSOR="$dp" DELTA_STATS="$ds"
"$python" "$srcdir/tests/reference/draws.py" "$draws" 1000
