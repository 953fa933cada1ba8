#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# SIGINT, SIGTERM and SIGHUP: what is complete and the report are written, then the
# program dies by that signal.  SIGUSR1: a report, and it goes on.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/signals.py"
