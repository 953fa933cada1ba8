#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Means, deviations and quantiles are those that Python computes with exact
# integers and fractions.

set -eu
test -n "${PYTHON:=$(command -v python3)}" || { echo "no python3"; exit 77; }
exec "$PYTHON" "${srcdir:-.}/tests/unit/check_stats.py" \
	"$(dirname "${DELTA_PROCESSOR:-./delta_processor}")/tests/unit/stats_driver"
