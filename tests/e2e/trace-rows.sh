#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Rows and counters of every real trace are those of the reference.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/compare.py" traces "$corpus"
