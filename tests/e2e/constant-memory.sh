#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Peak memory stays under 16 MiB whatever comes: much text, one endless line,
# a quote that is never closed, more keys and names than there is room for.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
test -r /proc/self/status || { echo "no /proc is mounted"; exit 77; }

# Valgrind and the sanitizers need memory of their own.
if head -c 2 "$dp" | grep -q '#!' || grep -q "__[at]san_init" "$dp"; then
	echo "not the bare program"
	exit 77
fi
export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/memory.py" \
	"$corpus/good-kvm-native.txt.gz"
