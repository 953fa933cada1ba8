#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every file of the corpus gives the status, the loops and the malformed lines
# that were counted by hand, and the rows and counters of the reference.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/compare.py" corpus "$corpus"
