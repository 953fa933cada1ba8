#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the report prints, as table, csv and json, is what Python computes with
# exact integers and fractions, to the last digit or within the bound that is
# printed with it, and does not depend on the order of the values.

set -eu
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
export DELTA_PROCESSOR="${DELTA_PROCESSOR:-./delta_processor}"
exec "$python" "${srcdir:-.}/tests/reference/printed.py"
