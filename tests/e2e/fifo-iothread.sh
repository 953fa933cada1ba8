#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two vCPUs into two iothreads: where loops overlap, fifo completes more of
# them than latest, none with a negative delta, and the loops' ends add up.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
trace=$srcdir/tests/corpus/good-kvm-native-2cpu-iothread.txt.gz
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# loops ALGORITHM ORDER STARTED: how many are complete
loops()
{
	"$dp" -e "$2" -a "$1" --deltas-only "$trace" >"$tmp/rows" \
		2>"$tmp/report"
	if sed 1d "$tmp/rows" | grep -n ',-'; then
		echo "$1 $2: negative deltas" >&2
		return 1
	fi
	awk -v first="$3" -v rows="$(sed 1d "$tmp/rows" | wc -l)" '
		/^Loops/ { inside = 1 }
		/^Orphan/ { inside = 0 }
		inside && NF == 2 {
			n[$1] = $2
			if ($1 != "started")
				ends += $2
		}
		END {
			print n["complete"]
			exit n["started"] != first || ends != first ||
			    n["complete"] != rows
		}' "$tmp/report" || {
		echo "$1 $2: the loops do not add up" >&2
		cat "$tmp/report" >&2
		return 1
	}
}

first=$(gzip -dc "$trace" | grep -c ' kvm:kvm_pio:')
for order in 'kvm_pio|sys_enter_io_submit|sys_exit_io_submit' \
	'kvm_pio|sys_exit_ppoll|sys_enter_io_submit|sys_exit_io_submit'
do
	latest=$(loops latest "$order" "$first")
	fifo=$(loops fifo "$order" "$first")
	echo "$order: latest $latest, fifo $fifo of $first"
	test "$latest" -gt 50 && test "$fifo" -gt "$latest"
done
