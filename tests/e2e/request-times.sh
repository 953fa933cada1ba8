#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The device time of every disk request, told apart by device and sector, is
# the one that a few lines of awk find; the report counts what has no end.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
trace=$srcdir/tests/corpus/good-fio-libaio.txt.gz
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# device and sector, both times, microseconds
gzip -dc "$trace" | awk -v counts="$tmp/counts" '
	function us(time, part) {
		split(time, part, /[.]/)
		return part[1] * 1000000 + part[2]
	}
	match($0, /\] +[0-9]+\.[0-9]+: +block:block_rq_(issue|complete): /) {
		split(substr($0, RSTART, RLENGTH), head, /[] :]+/)
		n = split(substr($0, RSTART + RLENGTH), word, " ")
		for (i = 1; word[i] != "+"; i++)
			;
		key = word[1] " " word[i - 1]
		if (head[4] == "block_rq_issue") {
			issued++
			again += key in issue
			issue[key] = head[2]
		} else if (key in issue) {
			done++
			took = us(head[2])
			took -= us(issue[key])
			printf "\"%s\",%s,%s,%d\n", key, issue[key], head[2],
				took
			delete issue[key]
		} else {
			orphans++
		}
	}
	END {
		printf "\"started\":%d,\"complete\":%d,\"abandoned\":%d,",
			issued, done, again >counts
		printf "\"cut\":0,\"evicted\":0,\"unfinished\":%d,",
			issued - done - again >counts
		printf "\"incomplete\":0},\"orphans\":%d,\n", orphans >counts
	}' >"$tmp/want"

"$dp" -u us -s json --report "$tmp/report" \
	-e 'block_rq_issue|block_rq_complete' \
	--by '/^([0-9]+,[0-9]+) .* ([0-9]+) \+/' "$trace" >"$tmp/rows"
sed -e 1d -e 's/^[0-9]*,//' "$tmp/rows" >"$tmp/got"
test "$(wc -l <"$tmp/got")" -gt 400
cmp "$tmp/want" "$tmp/got"
grep -qF "$(cat "$tmp/counts")" "$tmp/report" ||
	{ cat "$tmp/counts" "$tmp/report"; exit 1; }
