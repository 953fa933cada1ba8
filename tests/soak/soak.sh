#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# soak.sh SIZE: SIZE bytes (200G, 500M, ...) of generated text through a pipe, a
# million threads in it and loss markers, with a table for all of them; a tenth
# of that each with the default table and with keys that are texts.  Everything
# is counted twice, by the generator too, and memory has the bound of the
# manual: 16 MiB, and of each key 128 bytes for an order of 3 and 60 to find
# it, or 108 if it is a long text.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
keys=1000000
order='kvm_exit|sys_enter_pread64|kvm_entry'

size=$(printf '%s\n' "${1:?usage: soak.sh SIZE}" | awk '
	/^[0-9]+[kMGT]?$/ {
		n = $0 + 0
		unit = index("kMGT", substr($0, length($0)))
		while (unit-- > 0)
			n *= 1000
		printf "%.0f\n", n
	}')
test -n "$size" || { echo "soak.sh: $1 is no size" >&2; exit 2; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
status=0

# soak BYTES MAX_KEYS BY KIB: memory is KIB at most.
soak()
{
	echo "--by $3 --max-keys $2"
	rows=$(tests/soak/generate "$1" "$keys" "$2" "$dir/account" |
		tests/bench/measure "$dir/used" "$dp" -s json --no-header \
			-e "$order" --by "$3" --max-keys "$2" \
			--report "$dir/report" 2>"$dir/errors" | wc -l)
	"$python" "$srcdir/tests/soak/check.py" "$dir/account" "$dir/report" \
		"$dir/used" "$rows" "$4" || status=1
}

# By the man page's formula for an order of 3 names: 16 MiB, and for each key
# 128 bytes and 60, or 108 where it is a long text.
mib16=16384
soak $((size / 10)) 65536 tid $((mib16 + 65536 * (128 + 60) / 1024))
soak $((size / 10)) $keys field:req $((mib16 + keys * (128 + 108) / 1024))
soak "$size" $keys tid $((mib16 + keys * (128 + 60) / 1024))
exit $status
