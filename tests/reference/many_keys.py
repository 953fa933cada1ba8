# SPDX-License-Identifier: GPL-3.0-or-later
"""Many distinct keys in one stream: flat memory, and an account that adds up.

    many_keys.py KEYS       a fifth of them, then all; two fifths as text

Of four keys one has its loop at once, one a little later, one only when its
place has long been given to another, and one never.  What is to be counted
comes from a table of keys kept here.
"""
import collections
import sys
import time

from memory import MB, run

TABLE = 65536           # --max-keys by default
SOON, LATE = 1000, 200000


class Model:
    """a|b by `latest`, with a table of TABLE keys."""

    def __init__(self):
        self.open = collections.OrderedDict()   # idle longest first
        self.started = self.complete = self.evicted = self.orphans = 0

    def a(self, key):
        self.started += 1
        if len(self.open) == TABLE:
            self.open.popitem(last=False)
            self.evicted += 1
        self.open[key] = True

    def b(self, key):
        if self.open.pop(key, False):
            self.complete += 1
        else:
            self.orphans += 1


def rows(model, keys, name):
    yield b'tstamp,entry,%s\n' % name
    at, lines = 0, []
    for i in range(keys):
        model.a(i)
        events = [(b'a', i)]
        if i % 4 == 0:
            model.b(i)
            events.append((b'b', i))
        for back, remainder in ((SOON, 1), (LATE, 2)):
            if i >= back and (i - back) % 4 == remainder:
                model.b(i - back)
                events.append((b'b', i - back))
        for event, key in events:
            at += 1
            lines.append(b'%d,%s,%s\n' % (
                at, event, b'%d' % key if name == b'tid' else
                # some short, some long
                (b'254:%d' % key).rjust(5 + key % 50, b'.')))
        if len(lines) > 10000:
            yield b''.join(lines)
            lines = []
    yield b''.join(lines)


def check(keys, name):
    """Peak memory in bytes; complains and returns None if anything is off."""
    model = Model()
    start = time.monotonic()
    peak, status, report = run(
        ['-e', 'a|b', '--by', name.decode(), '-p', '50'],
        rows(model, keys, name))
    want = {'started': model.started, 'complete': model.complete,
            'abandoned': 0, 'cut': 0, 'evicted': model.evicted,
            'unfinished': len(model.open), 'incomplete': 0}
    assert keys < 2 * LATE or min(model.evicted, model.orphans) > 0
    lines = report['lines']
    events = model.started + model.complete + model.orphans
    good = (status == 0 and report['loops'] == want and
            report['orphans'] == model.orphans and
            lines['event'] == events and lines['total'] == events + 1)
    print('%d keys by %s: peak %.1f MB, %.1f s, %s%s' % (
        keys, name.decode(), peak / MB, time.monotonic() - start,
        {k: v for k, v in report['loops'].items() if v},
        '' if good else '  WANTED %s, %d orphans' % (want, model.orphans)))
    sys.stdout.flush()
    return peak if good else None


def main():
    keys = int(sys.argv[1])
    bad = 0
    for name, most in (b'tid', keys), (b'key', keys * 2 // 5):
        few = check(keys // 5, name)
        many = check(most, name)
        # reading ahead takes a MB, and the short run may end before it
        # begins; the keys that are more would take 50 times that
        if not few or not many or many > few + 2 * MB:
            bad = 1
    return bad


if __name__ == '__main__':
    sys.exit(main())
