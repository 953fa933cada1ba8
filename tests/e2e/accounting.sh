#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# In every report the line classes add up to the number of lines of the input.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

counted=0
for file in "$corpus"/good-*; do
	case $file in
	*.gz | *no-suffix) gzip -dc "$file" >"$tmp/text" ;;
	*) cat "$file" >"$tmp/text" ;;
	esac
	# awk counts a last line without a newline too
	lines=$(LC_ALL=C awk 'END { print NR }' "$tmp/text")
	"$dp" -e 'kvm_exit|kvm_entry' -s json --report "$tmp/json" "$file" \
		>/dev/null || test $? -eq 1
	"$python" - "$tmp/json" "$lines" "$file" <<-'EOF'
	import json, sys
	lines = json.load(open(sys.argv[1]))['lines']
	total = lines.pop('total')
	if total != int(sys.argv[2]) or sum(lines.values()) != total:
	    sys.exit('%s: %s, total %d, lines %s' % (sys.argv[3], lines, total,
	                                             sys.argv[2]))
	EOF
	counted=$((counted + 1))
done
test $counted -gt 40
