# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference's own reading of tests/corpus/perf_lines.tsv."""
import os
import sys

import trace_text


def unescape(text):
    if text == '\\N':
        return None
    out, i = bytearray(), 0
    raw = text.encode()
    letters = {ord('t'): 9, ord('n'): 10, ord('e'): 27, ord('s'): 32,
               ord('r'): 13, ord('\\'): 92}
    while i < len(raw):
        if raw[i] == 92:
            i += 1
            out.append(letters[raw[i]])
        else:
            out.append(raw[i])
        i += 1
    return bytes(out)


def main():
    bad = n = 0
    with open(sys.argv[1], encoding='utf-8', newline='\n') as table:
        for row in table:
            if row.startswith('#'):
                continue
            case, _, line, verdict, *want = row.rstrip('\n').split('\t')
            want = [unescape(w) for w in want]
            got = trace_text.read_line(unescape(line))
            got_fields = [got.comm, got.pid, got.tid, got.cpu, got.time_ns,
                          got.event, got.rest]
            want_fields = [want[0]] + [None if w is None else int(w)
                                       for w in want[1:5]] + want[5:]
            n += 1
            if got.verdict != verdict or got_fields != want_fields:
                bad += 1
                print('case %s:\n  got  %s %r\n  want %s %r' % (
                    case, got.verdict, got_fields, verdict, want_fields))
    print('%d cases, %d wrong' % (n, bad))
    return bad != 0 or n < 100


if __name__ == '__main__':
    sys.exit(main())
