#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A damaged gzip file: the rows before the damage, an error that names the
# file, status 2.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

gzip -dc "$corpus/bad-gzip-checksum.gz" 2>/dev/null >"$tmp/text" || true
"$dp" -q -e 'kvm_exit|kvm_entry' "$tmp/text" >"$tmp/all"
for file in bad-gzip-truncated.gz bad-gzip-checksum.gz \
	bad-gzip-header-only.gz; do
	got=0
	"$dp" -q -e 'kvm_exit|kvm_entry' "$corpus/$file" >"$tmp/out" \
		2>"$tmp/err" || got=$?
	test $got -eq 2 && grep -q "$file" "$tmp/err" ||
		{ echo "$file: status $got"; cat "$tmp/err"; exit 1; }
	rows=$(wc -l <"$tmp/out")
	case $file in
	*truncated*) test "$rows" -gt 500 && test "$rows" -lt 2000 ;;
	*checksum*) test "$rows" -gt 1900 ;;
	esac
	head -n "$rows" "$tmp/all" | cmp - "$tmp/out"
done

# broken FILE ROWS WHY: the rows before the damage and this line alone, read
# and inflated in either way.
broken()
{
	for threads in 0 1; do
		got=0
		DELTA_PROCESSOR_THREADS=$threads "$dp" -q --no-header \
			-e 'kvm_exit|kvm_entry' "$corpus/$1" >"$tmp/out" \
			2>"$tmp/err" || got=$?
		echo "delta_processor: $corpus/$1: $3" >"$tmp/want"
		test $got -eq 2 && test "$(wc -l <"$tmp/out")" -eq "$2" &&
			cmp "$tmp/want" "$tmp/err" ||
			{ echo "$1: status $got"; cat "$tmp/err"; exit 1; }
	done
}
broken bad-gzip-header.gz 0 'corrupt gzip data'
broken bad-gzip-body.gz 20 'corrupt gzip data'
broken bad-gzip-length.gz 50 'corrupt gzip data'
broken bad-gzip-garbage.gz 50 'garbage behind the gzip data'
