# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py ACCOUNT REPORT USED ROWS KIB: is the report what the generator's
account says, are there as many rows, and was the peak of memory (the fourth
word of USED, see tests/bench/measure.c) at most so many KiB?"""
import fractions
import json
import sys


def differences(want, got, where=''):
    """What is in the account and not so in the report."""
    if isinstance(want, dict):
        for key in want:
            yield from differences(want[key], got.get(key),
                                   '%s %s' % (where, key))
    elif got != want:
        yield '%s: %s, not %s' % (where.strip(), got, want)


def main():
    account, report, used, rows, most = sys.argv[1:]
    with open(account) as f:
        want = json.load(f)
    with open(report) as f:
        got = json.load(f)
    with open(used) as f:
        seconds, user, system, peak, status = map(float, f.read().split())
    loop = want['loop']
    total = 1000 * loop.pop('sum_us')
    # of a sum beyond 2^53 the quotient of two doubles is not the nearest one
    loop['mean'] = (float(fractions.Fraction(total, loop['count']))
                    if loop['count'] else None)
    got['loop'] = next(d for d in got['deltas'] if d['name'] == 'loop')
    bad = list(differences(want, got))
    if sum(want['lines'].values()) != 2 * want['lines']['total']:
        bad.append('the account does not add up')
    if int(rows) != want['loops']['complete']:
        bad.append('%s rows' % rows)
    if status != (0 if want['loops']['complete'] else 1):
        bad.append('status %d' % status)
    if peak > int(most):
        bad.append('more memory than %s KiB' % most)
    loops = ', '.join('%d %s' % (n, name)
                      for name, n in want['loops'].items() if n)
    print('%.1f GB, %d lines, %d loss markers; %s\n'
          '    %.0f s, %.2f GB/s (CPU: %.2f GB/s), peak %d KiB of %s: %s'
          % (want['bytes'] / 1e9, want['lines']['total'],
             want['lines']['lost'], loops, seconds,
             want['bytes'] / 1e9 / seconds,
             want['bytes'] / 1e9 / (user + system), peak, most,
             'right' if not bad else 'WRONG'))
    for line in bad:
        print('    ' + line)
    return bool(bad)


if __name__ == '__main__':
    sys.exit(main())
