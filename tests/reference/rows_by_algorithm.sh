#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# rows_by_algorithm.sh TRACE...: for each trace of a guest's reads how many
# rows each algorithm writes, and how many of them have a negative delta.

set -eu

printf '%-18s%17s%17s%17s\n' 'rows, negative in' original latest fifo
for trace; do
	name=${trace##*/}
	name=${name#good-}
	printf '%-18s' "${name%%.*}"
	case $name in
	*threads*) step=pread64 ;;
	*) step=io_submit ;;
	esac
	for algorithm in original latest fifo; do
		delta_processor -q --deltas-only \
			-a $algorithm \
			-e "kvm_exit|sys_exit_ppoll|sys_enter_$step|sys_exit_$step" \
			"$trace" |
		awk 'NR > 1 { n++; if (/,-/) negative++ }
			END { printf "%10d%7d", n, negative }'
	done
	echo
done
