#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Random event streams, with losses, keys, filters, repeated names and every
# algorithm, give the rows and counters of the reference.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/compare.py" random "${STREAMS:-$((300 / ${TEST_SHARE:-1}))}" 1
