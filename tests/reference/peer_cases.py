# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the program against recorded answers of the 2015 program.

    peer_cases.py FOLDER        cases.jsonl and quirks.tsv of that folder

cases.jsonl has one case a line: what was read (csv, conf, type), and under
`wanted` what is expected:
    as then         the files that the old program wrote, below `original`
                    (its algorithm 2) and `sequential` (its algorithm 1), and
                    the deltas of its files per metric below `metrics`
    as specified    the old program refused this; the rows of reference.py
    error           status 2 and one line that says why

It computed in doubles, so times and deltas may be 2e-9 s off, and statistics,
which are written with 12 digits, a ten-millionth of their size more.
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from decimal import Decimal

import compare

FAR = Decimal('2e-9')
EXACT = re.compile(r'-?\d+\.(\d{6}|\d{9})$')
ALGORITHMS = {'original': ['-a', 'original'],
              'sequential': ['-a', 'sequential', '--zero-fill']}


class Differs(Exception):
    pass


def demand(truth, what, *values):
    if not truth:
        raise Differs(what % values)


def read(path):
    with open(path, encoding='utf-8', newline='') as f:
        return f.read()


def records(text):
    return list(csv.reader(io.StringIO(text)))


def same_number(got, wanted, relative=0):
    wanted = Decimal(wanted)
    return abs(Decimal(got) - wanted) <= FAR + relative * abs(wanted)


def rows_agree(got, wanted):
    demand(got[0][1:] == wanted[0][1:], 'header %s, wanted %s', got[0],
           wanted[0])
    demand(len(got) == len(wanted), '%d rows, wanted %d', len(got) - 1,
           len(wanted) - 1)
    for mine, theirs in zip(got[1:], wanted[1:]):
        demand(mine[0] == theirs[0] and len(mine) == len(theirs) and
               all(EXACT.match(a) and same_number(a, b)
                   for a, b in zip(mine[1:], theirs[1:])),
               'row %s, wanted %s', mine, theirs)


def logs_agree(got, wanted):
    """Line by line; only the metrics, whose order was that of a hash table,
    may stand in another one."""
    got, wanted = ([lines[:cut], lines[cut:]] for lines, cut in (
        (text.split('\n'), text.split('\n').index('', 3))
        for text in (got, wanted)))
    demand(sorted(got[0]) == sorted(wanted[0]), 'metrics %s, wanted %s',
           got[0], wanted[0])
    demand(len(got[1]) == len(wanted[1]), 'the log has %s, wanted %s',
           got[1], wanted[1])
    for mine, theirs in zip(got[1], wanted[1]):
        label, colon, number = theirs.partition(': ')
        if colon and label in ('\tStandard Dev', '\tMean', '\tMedian') and \
           number != 'nan':
            demand(mine.startswith(label + colon) and
                   same_number(mine[len(label + colon):], number,
                               Decimal('1e-7')),
                   'log: %r, wanted %r', mine, theirs)
        else:
            demand(mine == theirs, 'log: %r, wanted %r', mine, theirs)


def metrics_agree(folder, wanted):
    for metric, deltas in wanted.items():
        got = records(read(os.path.join(folder, metric + '.csv')))
        demand(got[0] == ['entry', 'tstamp', 'delta'], '%s.csv: header %s',
               metric, got[0])
        mine = [r[2] for r in got[1:]]
        theirs = deltas.split()
        demand(len(mine) == len(theirs) + 1 and mine[0] == '' and
               all(EXACT.match(a) and same_number(a, b)
                   for a, b in zip(mine[1:], theirs)),
               '%s.csv: %s, wanted %s', metric, mine, theirs)


def run(arguments):
    p = subprocess.run([compare.PROGRAM] + arguments,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=60)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def check_as_then(case, algorithm, arguments, folder):
    out = os.path.join(folder, 'out')
    log = os.path.join(folder, 'log')
    status, _, errors = run(arguments + ['-m', '1', '-o', out, '-l', log])
    demand(status == 0, 'status %d: %s', status, errors)
    wanted = case[algorithm]
    rows_agree(records(read(os.path.join(out, 'loop_diff.csv'))),
               records(wanted['loop_diff']))
    logs_agree(read(log), wanted['log'])
    metrics_agree(out, case['metrics'])
    names = re.findall(r'(?m)^\t(?![A-Z][a-z ]+: )(.*)$',
                       wanted['log'].split('\n' + '*' * 22 + '\n')[1])
    demand(set(os.listdir(out)) == {n + '.csv' for n in names} |
           {'loop_diff.csv'}, 'files %s for metrics %s', os.listdir(out),
           names)


def check_as_specified(case, algorithm, arguments, folder):
    why = compare.compare(['-e', '|'.join(case['order'])] +
                          ALGORITHMS[algorithm] +
                          [os.path.join(folder, 'perf_data.csv')])
    demand(why is None, '%s', why)


def check_error(case, algorithm, arguments, folder):
    status, out, errors = run(arguments)
    demand(status == 2 and out == '', 'status %d, output %r', status, out)
    demand(re.match(r'[^:\n]+: \S*conf[: ].*\n$', errors), 'error %r', errors)


def check(case, algorithm):
    with tempfile.TemporaryDirectory() as folder:
        for name, key in (('perf_data.csv', 'csv'), ('conf', 'conf')):
            with open(os.path.join(folder, name), 'w', encoding='utf-8',
                      newline='') as f:
                f.write(case[key])
        {'as then': check_as_then, 'as specified': check_as_specified,
         'error': check_error}[case['wanted']](
            case, algorithm, ALGORITHMS[algorithm] +
            ['-q', '-c', os.path.join(folder, 'conf'), '-t',
             str(case['type']), '-i', os.path.join(folder, 'perf_data.csv')],
            folder)


def check_quirk(algorithm, order, events, rows):
    with tempfile.NamedTemporaryFile('w', suffix='.csv') as f:
        f.write('tstamp,entry\n' + ''.join(
            '%s,%s\n' % (e[1:], e[0]) for e in events.split()))
        f.flush()
        status, out, errors = run(['-q', '-e', order] +
                                  ALGORITHMS[algorithm] + [f.name])
    demand(status == 0, 'status %d: %s', status, errors)
    wanted = [row.replace('|', ' ').split() for row in rows.split(';')]
    got = [row[1:] for row in records(out)[1:]]
    demand([list(map(Decimal, r)) for r in got] ==
           [list(map(Decimal, r)) for r in wanted], '%s, wanted %s', got,
           wanted)


def work(folder):
    """(what, function, its arguments)"""
    with open(os.path.join(folder, 'cases.jsonl'), encoding='utf-8') as f:
        for case in map(json.loads, f):
            for algorithm in ALGORITHMS:
                # only algorithm 2 wants each name once: another error
                if case['wanted'] == 'error' and algorithm != 'original':
                    continue
                yield '%s (%s) %s' % (case['case'], case['family'],
                                      algorithm), check, (case, algorithm)
    with open(os.path.join(folder, 'quirks.tsv')) as f:
        for line in f:
            if not line.startswith('#'):
                cells = line.rstrip('\n').split('\t')
                yield ' '.join(cells[:3]), check_quirk, cells


def main():
    good = bad = 0
    for what, function, arguments in work(sys.argv[1]):
        try:
            function(*arguments)
            good += 1
        except (Differs, OSError, ValueError, ArithmeticError) as e:
            bad += 1
            print('%s: %s' % (what, e or type(e).__name__))
    print('%d as wanted, %d not' % (good, bad))
    return bad != 0 or good < 100


if __name__ == '__main__':
    sys.exit(main())
