#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# soak.sh SIZE: sends SIZE bytes (20G, 500M, ...) of perf text through a pipe
# and checks that peak memory stays under 16 MiB.  20G takes some minutes.

set -eu
srcdir=${srcdir:-.}
python=${PYTHON:-python3}
export DELTA_PROCESSOR="${DELTA_PROCESSOR:-./delta_processor}"

size=$(printf '%s\n' "${1:?usage: soak.sh SIZE}" | awk '
	/^[0-9]+[kMGT]?$/ {
		n = $0 + 0
		unit = index("kMGT", substr($0, length($0)))
		while (unit-- > 0)
			n *= 1000
		printf "%.0f\n", n
	}')
test -n "$size" || { echo "soak.sh: $1 is no size" >&2; exit 2; }
exec "$python" "$srcdir/tests/reference/memory.py" \
	"$srcdir/tests/corpus/good-kvm-native.txt.gz" "$size"
