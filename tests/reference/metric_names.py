# SPDX-License-Identifier: GPL-3.0-or-later
"""-m 1 -o DIR with names of events that mean harm.

Whatever an event is called, each metric gets one file, directly in DIR, with
its rows and no others; and no other file there or elsewhere changes.
"""
import collections
import csv
import os
import subprocess
import sys
import tempfile

LONG = 'n' * 290
HARMFUL = [
    '../evil', '../../evil', '/evil', '/../evil', 'a/b', 'a%2Fb', 'a/b/../c',
    '..', '.', '...', '../', './', '/', '//', '.hidden', '-rf', '--', '~',
    '~2', 'a/b~2', 'two words', '*', '?', '$HOME', '`id`', '$(id)', ';',
    '"', "'", '\\', '|x', 'x|', '<x>', '&', 'CON', 'con', 'a\x01b', 'a\x1b[2J',
    '\x7f', 'a\tb', 'a\nb', 'a\rb', 'a\r\nb', '\u00e4', '\u202egnp', '%', '%00',
    '%2E%2E', 'loop_diff', 'loop_diff~2', 'loop_diff.csv', 'submission',
    'completion', 'input', 'log', 'events', 'stats', 'report', 'bystander',
    'x.csv', 'x', 'x_exit', 'x_entry', 'x___', 'sys_exit_y', 'sys_enter_y',
    'sys__y', LONG + 'nnnnnnnnnn', LONG + 'nnnnnnnnnm', 'm' + LONG[:199],
    '/' * 300, '\x01' * 300, '\u00e4' * 150, 'a' * 200, 'a' * 201,
]
CONF = '''[Native]
order = first|last
submission = first|last
completion = last|first
'''


def metric(name):
    for old, new in (('_exit_', '__'), ('_exit', '___'), ('_entry', '___'),
                     ('_enter_', '__')):
        name = name.replace(old, new)
    return name


def write_events(path):
    """Returns entry -> rows (entry, time in us)."""
    names = ['first'] + HARMFUL + ['last']
    rows = [(name, 1000000 * turn + at) for turn in range(1, 4)
            for at, name in enumerate(names)]
    with open(path, 'w', encoding='utf-8', newline='') as f:
        out = csv.writer(f, quoting=csv.QUOTE_ALL, lineterminator='\n')
        out.writerow(['tstamp', 'entry'])
        for name, us in rows:
            out.writerow(['%d.%06d' % divmod(us, 10**6), name])
    return rows


def snapshot(root):
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, 'rb') as f:
                found[os.path.relpath(path, root)] = f.read()
    return found


def wanted_rows(rows):
    """metric -> [entry, time, delta]"""
    wanted, before = collections.defaultdict(list), {}
    for name, us in rows:
        m = metric(name)
        delta = '' if m not in before else \
            '%d.%06d' % divmod(us - before[m], 10**6)
        before[m] = us
        wanted[m].append([name, '%d.%06d' % divmod(us, 10**6), delta])
    return wanted


def check(root):
    out = os.path.join(root, 'deep', 'er', 'out')
    os.makedirs(out)
    for folder in (root, os.path.dirname(out), out):
        with open(os.path.join(folder, 'bystander'), 'w') as f:
            f.write('untouched')
    conf = os.path.join(root, 'conf')
    with open(conf, 'w') as f:
        f.write(CONF)
    rows = write_events(os.path.join(out, 'input.csv'))
    before = snapshot(root)
    own = {name: os.path.join(out, name + '.csv')
           for name in ('log', 'events', 'stats', 'report')}
    p = subprocess.run(
        [os.environ['DELTA_PROCESSOR'], '-c', conf, '-m', '1', '-o', out,
         '-l', own['log'], '--save-events', own['events'], '--save-stats',
         own['stats'], '-s', 'csv', '--report', own['report'], '-i',
         os.path.join(out, 'input.csv')],
        cwd=out, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    assert (p.returncode, p.stdout) == (0, b''), p.stderr
    after = snapshot(root)
    for path, data in before.items():
        assert after.pop(path, None) == data, 'changed: ' + path
    inside = os.path.join('deep', 'er', 'out')
    outside = [p for p in after if os.path.dirname(p) != inside]
    assert not outside, outside
    first_line = {name: after.pop(os.path.join(inside, name + '.csv'))
                  .decode().lstrip('\n').split('\n')[0]
                  for name in ('loop_diff', 'submission', 'completion',
                               'log', 'events', 'stats', 'report')}
    assert first_line['loop_diff'].startswith('loop,first,last'), first_line
    assert first_line['submission'] == 'loop,first,last,submission'
    assert first_line['completion'] == 'loop,first,last,completion'
    assert first_line['log'] == '*' * 22
    assert first_line['events'].startswith('tstamp,entry')
    assert first_line['stats'].startswith('record,'), first_line
    assert first_line['report'].startswith('name,'), first_line

    wanted = wanted_rows(rows)
    seen = {}
    for path, data in after.items():
        name = os.path.basename(path)
        assert len(name.encode()) <= 255, name
        assert not any(ord(c) < 32 and c != '\n' for c in name), repr(name)
        got = list(csv.reader(data.decode().splitlines(True)))
        assert got[0] == ['entry', 'tstamp', 'delta'], got[0]
        of = {metric(r[0]) for r in got[1:]}
        assert len(of) == 1, (name, of)
        m = of.pop()
        assert m not in seen, 'two files of %r: %s' % (m, name)
        assert got[1:] == wanted[m], (name, got)
        seen[m] = name
    assert set(seen) == set(wanted), set(wanted) ^ set(seen)
    for plain in ('x.csv', 'two words', 'first', 'sys__y'):
        assert seen[plain] == plain + '.csv', seen[plain]
    return len(seen)


def main():
    with tempfile.TemporaryDirectory() as root:
        print('%d metrics, each in its own file' % check(root))


if __name__ == '__main__':
    sys.exit(main())
