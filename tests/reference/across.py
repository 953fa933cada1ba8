# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows span a loss marker, told by where their events stand in the file.

    across.py TRACE.gz ROWS MARKER      prints how many rows do
    across.py TRACE.gz ROWS MARKER cpu  the same where ROWS have a column cpu:
                                        a marker counts for its cpu only

MARKER is a text that every marker holds.  An event is found by its name and
its time as they are written; where several lines have both, the row is given
the benefit of the doubt.
"""
import collections
import csv
import gzip
import re
import sys

EVENT = re.compile(r'\[(\d+)\].*? (\d+\.\d+): +(?:\w+:)?(\w+):')
CPU = re.compile(r'CPU:(\d+)|\[(\d+)\]')


def main():
    trace, rows, marker = sys.argv[1:4]
    by_cpu = sys.argv[4:] == ['cpu']
    part = collections.Counter()            # cpu -> markers so far
    parts = collections.defaultdict(set)    # event -> between which markers
    for line in gzip.open(trace, 'rt', encoding='latin-1'):
        if marker in line:
            m = CPU.search(line)
            part[int(m[1] or m[2]) if by_cpu else None] += 1
            continue
        m = EVENT.search(line)
        if m:
            cpu = int(m[1]) if by_cpu else None
            parts[cpu, m[3], m[2]].add(part[cpu])
    assert part, 'no marker'
    names = {name for _, name, _ in parts}
    across = 0
    with open(rows, newline='') as f:
        reader = csv.reader(f)
        header = next(reader)
        order = [i for i, name in enumerate(header) if name in names]
        assert len(order) > 1, header
        for row in reader:
            cpu = int(row[header.index('cpu')]) if by_cpu else None
            found = [parts[cpu, header[i], row[i]] for i in order]
            assert all(found), row
            across += not set.intersection(*found)
    print(across)


if __name__ == '__main__':
    main()
