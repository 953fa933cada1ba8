#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whatever of the corpus has loops: its events, saved and read back, give the
# same rows byte for byte.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/round_trip.py" "$srcdir/tests/corpus"
