#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# SIGKILL, SIGINT, SIGTERM and SIGPIPE at 100 random moments of a run that
# writes files: no half file under a final name, and the right status.
# KILL_SEED=N takes other moments.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/kills.py" "${KILL_SEED:-7}"
