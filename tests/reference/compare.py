# SPDX-License-Identifier: GPL-3.0-or-later
"""delta_processor against the reference: rows byte for byte, counters one by
one.

    compare.py traces  CORPUS [NAME...]   traces.tsv
    compare.py corpus  CORPUS             cases.tsv
    compare.py random  COUNT SEED         random event streams
    compare.py one     ARGUMENT...        a single call

The program is $DELTA_PROCESSOR.  Status 1 if anything differs.
"""
import io
import json
import os
import subprocess
import sys
import tempfile

import reference

PROGRAM = os.environ.get('DELTA_PROCESSOR', './delta_processor')


def run_program(arguments, stdin=None):
    """(status, rows, report or None, stderr)"""
    with tempfile.NamedTemporaryFile() as report:
        p = subprocess.run([PROGRAM, '-s', 'json', '--report', report.name] +
                           arguments, input=stdin, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=120,
                           **({} if stdin is not None else
                              {'stdin': subprocess.DEVNULL}))
        text = open(report.name).read()
    return p.returncode, p.stdout, json.loads(text) if text else None, \
        p.stderr.decode('latin-1')


def run_reference(arguments):
    out = io.BytesIO()
    try:
        status, counters = reference.run(arguments, out)
    except reference.Usage:
        return 2, b'', None
    return status, out.getvalue(), counters


def near(a, b):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def differences(got, want):
    """Of two reports."""
    for group in ('lines', 'loops'):
        for k, v in want[group].items():
            if got[group].get(k) != v:
                yield '%s.%s: %s, wanted %s' % (group, k,
                                                got[group].get(k), v)
    if sum(v for k, v in got['lines'].items() if k != 'total') != \
       got['lines']['total']:
        yield 'line classes do not add up: %s' % got['lines']
    loops = got['loops']
    if loops['started'] is not None and loops['started'] != sum(
            loops[k] for k in ('complete', 'abandoned', 'cut', 'evicted',
                               'unfinished')):
        yield 'loops do not add up: %s' % loops
    for k in ('orphans', 'overflow', 'lost_events', 'backward'):
        if got[k] != want[k]:
            yield '%s: %s, wanted %s' % (k, got[k], want[k])
    events = {k: v for k, v in got['events'].items() if v}
    if events != want['events']:
        yield 'events: %s, wanted %s' % (events, want['events'])
    if sorted(got['metrics']) != want['metrics']:
        yield 'metrics: %s, wanted %s' % (got['metrics'], want['metrics'])
    if not want['backward'] and want['first_time'] is not None:
        for k in ('first_time', 'last_time'):
            if abs(got[k] - want[k] / 1e9) > 1e-6:
                yield '%s: %s, wanted %s' % (k, got[k], want[k])
    if len(got['deltas']) != len(want['deltas']):
        yield '%d deltas, wanted %d' % (len(got['deltas']),
                                        len(want['deltas']))
    if got.get('groups', {}) != want['groups']:
        yield 'groups: %s, wanted %s' % (got.get('groups'), want['groups'])
    # A name that stands twice in an order can give two deltas of one name.
    for g, w in zip(got['deltas'], want['deltas']):
        if (g['name'], g['group']) != (w['name'], w['group']):
            yield 'statistics of %s %s, wanted %s %s' % (
                g['name'], g['group'], w['name'], w['group'])
            continue
        if g['max_loop'] not in w['max_loops']:
            yield '%s max_loop: %s, wanted one of %s' % (
                w['name'], g['max_loop'], w['max_loops'])
        for k in ('count', 'min', 'max', 'median', 'mean', 'stddev'):
            if not near(g[k], w[k]):
                yield '%s %s: %s, wanted %s' % (w['name'], k, g[k], w[k])
        if g['exact'] is not True:
            yield w['name'] + ' is not exact'
        for p, v in w.get('percentiles', {}).items():
            if g['percentiles'].get(p) != v:
                yield '%s p%s: %s, wanted %s' % (
                    w['name'], p, g['percentiles'].get(p), v)


def first_difference(got, want):
    got, want = got.split(b'\n'), want.split(b'\n')
    for i, (g, w) in enumerate(zip(got, want)):
        if g != w:
            return 'row %d:\n    got    %s\n    wanted %s' % (
                i, g.decode('latin-1'), w.decode('latin-1'))
    return '%d rows, wanted %d' % (len(got) - 1, len(want) - 1)


def compare(arguments):
    """None, or what differs."""
    status, rows, report, errors = run_program(arguments)
    want_status, want_rows, want = run_reference(arguments)
    if status != want_status:
        return 'status %d, wanted %d: %s' % (status, want_status,
                                             errors[:300])
    if want is None or want_status == 2:
        return None if errors else 'status 2 without a word on stderr'
    if rows != want_rows:
        return first_difference(rows, want_rows)
    if report is None:
        return 'no report'
    found = list(differences(report, want))
    return '; '.join(found) or None


def table(path):
    with open(path) as f:
        for line in f:
            if not line.startswith('#'):
                yield line.rstrip('\n').split('\t')


def words(text):
    """~ stands for a blank inside an argument."""
    return [w.replace('~', ' ') for w in text.split()]


def traces(corpus, *only):
    bad = n = 0
    for name, arguments in table(os.path.join(corpus, 'traces.tsv')):
        if only and name not in only:
            continue
        n += 1
        path = os.path.join(corpus, 'good-%s.txt.gz' % name)
        why = compare(words(arguments) + [path])
        if why is None and b'\n' not in run_reference(
                words(arguments) + [path])[1]:
            why = 'this order has no rows: nothing is tested'
        if why:
            bad += 1
            print('%s %s\n  %s' % (name, arguments, why))
    return n, bad


def corpus_cases(corpus):
    bad = n = 0
    for name, status, loops, malformed, arguments in \
            table(os.path.join(corpus, 'cases.tsv')):
        n += 1
        call = words(arguments) + [os.path.join(corpus, name)]
        got = run_program(call)
        why = None
        if str(got[0]) != status:
            why = 'status %d, wanted %s: %s' % (got[0], status, got[3][:300])
        elif got[2] is None:
            why = None if loops == malformed == '-' else 'no report: ' + got[3]
        elif '-' != loops != str(got[2]['loops']['complete']):
            why = '%s loops, wanted %s' % (got[2]['loops'], loops)
        elif '-' != malformed != str(got[2]['lines']['malformed']):
            why = '%s, wanted %s malformed' % (got[2]['lines'], malformed)
        elif '-' not in (loops, malformed):
            why = compare(call)
        if why:
            bad += 1
            print('%s %s\n  %s' % (name, arguments, why))
    return n, bad


def main():
    what, arguments = sys.argv[1], sys.argv[2:]
    if what == 'one':
        why = compare(arguments)
        print(why or 'equal')
        return why is not None
    if what == 'random':
        import random_streams
        n, bad = random_streams.run(compare, *map(int, arguments))
    else:
        n, bad = {'traces': traces, 'corpus': corpus_cases}[what](*arguments)
    print('%d compared, %d differ' % (n, bad))
    return bad != 0 or n == 0


if __name__ == '__main__':
    sys.exit(main())
