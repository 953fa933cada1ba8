#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every fuzz target takes the corpus, its seeds and what it once broke on.

set -eu
srcdir=${srcdir:-.}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

mkdir "$tmp/text"
for file in "$srcdir"/tests/corpus/good-* "$srcdir"/tests/corpus/bad-*; do
	{ gzip -dcf <"$file" 2>/dev/null || cat "$file"; } |
		head -c 200000 >"$tmp/text/${file##*/}"
done
for program in tests/fuzz/fuzz_*[a-z]; do
	case $program in
	*.*)
		continue
		;;
	esac
	target=${program##*/fuzz_}
	set --
	case $target in
	perf_text | csv_text | pipeline | source)
		set -- "$tmp"/text/*
		;;
	esac
	case $target in
	source | pipeline)
		set -- "$@" "$srcdir"/tests/corpus/good-* \
			"$srcdir"/tests/corpus/bad-*
		;;
	esac
	for file in "$srcdir/tests/fuzz/seeds/$target"/* \
		"$srcdir/tests/fuzz/finds/$target"/*
	do
		test ! -f "$file" || set -- "$@" "$file"
	done
	# libFuzzer's programs take files as well
	"$program" "$@" >"$tmp/out" 2>&1 </dev/null || {
		echo "$target:"
		tail -n 5 "$tmp/out"
		exit 1
	}
	echo "$target: $# inputs"
done
