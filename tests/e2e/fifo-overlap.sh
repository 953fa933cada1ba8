#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# fifo finds loops that overlap, up to 64 in flight: as they were simulated
# where nothing is missing, else as the reference does.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/overlaps.py" "${STREAMS:-$((80 / ${TEST_SHARE:-1}))}" 1
