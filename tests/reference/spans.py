# SPDX-License-Identifier: GPL-3.0-or-later
"""The spans of a perf text by their definition, looking backward.

    spans.py NAME,NAME,...      prints the files that delta_processor makes of
                                the text on stdin: loop,NAME...,span

The loop that ends at the last name is made of the latest events that precede
it in order, each later than the first event of the loop before it.
"""
import re
import sys

EVENT = re.compile(r' (\d+)\.(\d{6}): +(?:\w+:)?(\w+): ')


def main():
    names = sys.argv[1].split(',')
    events, used, loops = [], -1, 0
    for line in sys.stdin.buffer:
        m = EVENT.search(line.decode('latin-1'))
        if not m or m[3] not in names:
            continue
        events.append((m[3], int(m[1] + m[2])))
        if m[3] != names[-1]:
            continue
        chain = [len(events) - 1]
        for name in reversed(names[:-1]):
            at = next((i for i in range(chain[0] - 1, used, -1)
                       if events[i][0] == name), None)
            if at is None:
                break
            chain.insert(0, at)
        else:
            used = chain[0]
            times = [events[i][1] for i in chain]
            print(','.join([str(loops)] +
                           ['%d.%06d' % divmod(t, 10**6) for t in times] +
                           ['%d.%06d' % divmod(times[-1] - times[0], 10**6)]))
            loops += 1


if __name__ == '__main__':
    main()
