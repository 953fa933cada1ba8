# SPDX-License-Identifier: GPL-3.0-or-later
"""feed.py SIZE FILE: writes FILE to stdout in pieces of SIZE bytes.

A reader that keeps up gets the pieces one by one."""
import os
import sys

size = int(sys.argv[1])
with open(sys.argv[2], 'rb') as f:
    data = f.read()
for at in range(0, len(data), size):
    os.write(1, data[at:at + size])
