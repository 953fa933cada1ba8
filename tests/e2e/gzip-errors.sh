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
