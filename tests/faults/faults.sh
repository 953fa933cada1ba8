#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The n-th call of read, write, malloc and so on fails, for every n of small
# runs: see faults.py.

set -eu
srcdir=${srcdir:-.}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

exec "$python" "$srcdir/tests/faults/faults.py" tests/faults \
	"${FAULTS_PATIENCE:-60}"
