#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The json report of every file of the corpus, also of those that cannot be
# read, is one line that python3's json.tool reads, with all that the manual
# names and of the right kind.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/reports"

# a file, the status that is wanted (or -), options, where ~ is a blank; a conf
report()
{
	name=$1
	wanted=$2
	number=$((number + 1))
	file=$(printf '%s/%03d-%s' "$tmp/reports" "$number" "$name")
	(
		shift 2
		IFS='
'
		set -f
		# shellcheck disable=SC2046
		"$dp" -s json --report "$file" --slowest 2 --histogram \
			$(printf '%s\n' "$1" | tr ' ~' '\n ') ${2:+"-c$2"} \
			"$corpus/$name" >/dev/null 2>"$tmp/err"
	) && status=0 || status=$?
	test "$wanted" = - || test "$status" -eq "$wanted" || {
		echo "$name: status $status, wanted $wanted"
		cat "$tmp/err"
		exit 1
	}
}
number=0
tab=$(printf '\t')
while IFS=$tab read -r name status _ _ options; do
	case $name in
	'#'*) continue ;;
	esac
	report "$name" "$status" "$options"
done <"$corpus/cases.tsv"
while IFS=$tab read -r trace options; do
	case $trace in
	'#'*) continue ;;
	esac
	report "good-$trace.txt.gz" 0 "$options"
done <"$corpus/traces.tsv"
for path in "$corpus"/good-* "$corpus"/bad-*; do
	name=${path##*/}
	test "$name" != good-kvm-exit-reasons.expected || continue
	set -- "$tmp/reports"/*-"$name"
	test -e "$1" || { echo "$name stands in no table"; exit 1; }
	report "$name" - '-t Native' "$srcdir/conf/delta_processor.conf"
done

cat "$tmp/reports"/* >"$tmp/all"
test "$(wc -l <"$tmp/all")" -eq "$number"
"$python" -m json.tool --json-lines "$tmp/all" >/dev/null

"$python" "$srcdir/tests/reference/json_fields.py" "$tmp/reports"/*
