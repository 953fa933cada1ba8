#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Files per metric stay in the directory of -o whatever the events are called,
# and overwrite neither each other nor anything else.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

DELTA_PROCESSOR=$(cd "$(dirname "$dp")" && pwd)/$(basename "$dp")
export DELTA_PROCESSOR
exec "$python" "$srcdir/tests/reference/metric_names.py"
