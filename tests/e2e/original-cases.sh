#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The rows, logs and files per metric are those of the 2015 program, with each
# of its quirks; what it refused is read as specified, or is an error here too.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp"
exec "$python" "$srcdir/tests/reference/peer_cases.py" \
	"$srcdir/tests/corpus/peer"
