#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# soak.sh SIZE KEYS: sends SIZE bytes (20G, 500M, ...) of perf text through a
# pipe and checks that peak memory stays under 16 MiB; then KEYS distinct keys,
# which must not take more memory than a fifth of them.  20G and 10000000 take
# some minutes each.

set -eu
srcdir=${srcdir:-.}
python=${PYTHON:-python3}
export DELTA_PROCESSOR="${DELTA_PROCESSOR:-./delta_processor}"

size=$(printf '%s\n' "${1:?usage: soak.sh SIZE KEYS}" | awk '
	/^[0-9]+[kMGT]?$/ {
		n = $0 + 0
		unit = index("kMGT", substr($0, length($0)))
		while (unit-- > 0)
			n *= 1000
		printf "%.0f\n", n
	}')
test -n "$size" || { echo "soak.sh: $1 is no size" >&2; exit 2; }
"$python" "$srcdir/tests/reference/memory.py" \
	"$srcdir/tests/corpus/good-kvm-native.txt.gz" "$size"
exec "$python" "$srcdir/tests/reference/many_keys.py" \
	"${2:?usage: soak.sh SIZE KEYS}"
