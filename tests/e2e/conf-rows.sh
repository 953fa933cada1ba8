#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# With the conf file that is shipped: rows, spans and counters of its sections
# are those of the reference, which reads the same conf on its own.

set -eu
srcdir=${srcdir:-.}
export DELTA_PROCESSOR="${DELTA_PROCESSOR:-./delta_processor}"
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

same()
{
	echo "section $1, $2"
	"$python" "$srcdir/tests/reference/compare.py" one \
		-c "$srcdir/conf/delta_processor.conf" -t "$1" \
		"$corpus/good-$2.txt.gz"
}
same 0 kvm-native
same 0 kvm-native-ns
same Native kvm-native-2cpu
same 0 kvm-native-callchains
same 0 kvm-native-lost
same 1 kvm-threads
same Threads kvm-threads-F-pid-tid

# --check-conf cuts no character, wherever it stands in a long value.
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for before in '' x; do
	name=$before$(printf '\303\251%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 \
		17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36)
	printf '[S]\norder = %s|b\n' "$name" >"$tmp/conf"
	"$dp" --check-conf -c "$tmp/conf" | grep -qF "$name|b"
done
