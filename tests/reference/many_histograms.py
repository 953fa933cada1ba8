#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved statistics with a histogram of 54 rows for each of N groups.

    many_histograms.py SAVED N PREFIX [ROWS]

Replaces the series of SAVED, which has no groups; the groups' names begin
with PREFIX.  With ROWS, of so many rows; 0: with distinct values, no buckets,
that would make 54.
"""

import re
import sys

LOWS = [0] + [1 << k for k in range(10, 63)]    # a bucket in each row


def series(s, g, times, rows):
    lows = LOWS[:rows or len(LOWS)]
    squares = sum(low * low for low in lows) * times
    figures = [("count", len(lows) * times), ("sum", sum(lows) * times),
               ("sum_squares", squares if squares < 1 << 128 else ""),
               ("min", lows[0]), ("max", lows[-1]), ("max_time", 0)]
    for name, value in figures:
        print("%s,%d,%d,,%s" % (name, s, g, value))
    record = "bucket" if rows else "value"
    for low in lows:
        print("%s,%d,%d,%d,%d" % (record, s, g, low, times))


def main():
    path, groups, prefix = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    rows = int(sys.argv[4]) if len(sys.argv) > 4 else len(LOWS)
    with open(path) as f:
        head = [line for line in f
                if not re.match(r"(\w+,\d+,\d+|end),", line)]
    sys.stdout.writelines(head)
    for g in range(1, groups + 1):
        print("group,,%d,%s%06d,0" % (g, prefix, g))
    series(0, 0, groups, rows)
    for g in range(1, groups + 1):
        series(0, g, 1, rows)
    print("end,,,,")


if __name__ == "__main__":
    main()
