#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Random inputs give the same answer on every instruction set, in one thread
# and two, with either library that inflates.  INPUTS=10000 takes minutes;
# SEED=N takes others.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

export DELTA_PROCESSOR="$dp" PYTHONDONTWRITEBYTECODE=1
exec "$python" "$srcdir/tests/reference/every_way.py" \
	"${INPUTS:-$((200 / ${TEST_SHARE:-1}))}" "${SEED:-1}" "$srcdir/tests/corpus"
