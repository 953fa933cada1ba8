#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The reference itself reads every line of the table as the table says.

set -eu
srcdir=${srcdir:-.}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

exec "$python" "$srcdir/tests/reference/check_lines.py" \
	"$corpus/perf_lines.tsv"
