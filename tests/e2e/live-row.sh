#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A row is on stdout while stdin is still open, soon after the line that
# completes its loop was written: no waiting for a full buffer.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/live.py"
