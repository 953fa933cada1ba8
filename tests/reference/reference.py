# SPDX-License-Identifier: GPL-3.0-or-later
"""delta_processor once more: slow, plain, and written from its manual alone.

Prints the rows on stdout and, to --report FILE, the counters as JSON with the
keys of delta_processor's own.  The options are those of delta_processor that
bear on rows and counters.  Only the standard library is used.
"""
import argparse
import collections
import hashlib
import json
import re
import statistics
import sys
from fractions import Fraction

import matching
import trace_text
from settings import (Names, Usage, apply_conf, group_field, key_column,
                      key_of, matches, parse_list, parse_seconds, split_order)
from trace_text import INT64_MAX, INT64_MIN

# --------------------------------------------------------------- the program
class Stamp(int):
    """A time that remembers the group of its event on its way through the
    matcher."""
    group = None


class Event:
    def __init__(self, time, decimals, full, ids, text, group=None):
        self.time, self.decimals, self.full = Stamp(time), decimals, full
        self.ids, self.text, self.time.group = ids, text, group
        self.name = None


class Reference:
    CLASSES = ('event', 'other', 'not_event', 'filtered', 'no_key',
               'malformed', 'lost')

    def __init__(self, options, out):
        self.o, self.out = options, out
        apply_conf(options)
        self.order = split_order(options.order)
        by = options.by or 'none'
        self.by = None if by == 'none' else by
        self.where = [self.parse_where(w) for w in options.where]
        self.conf_where = [self.parse_where(w) for w in options.conf_where]
        self.group_event = self.group_name = None
        helpers = [w[0] for w in self.where + self.conf_where]
        if options.group and options.group != 'group':
            event, _, name = options.group.rpartition(':')
            self.group_event, self.group_name = event.encode(), name.encode()
            helpers.append(self.group_event)
        self.names = Names(self.order, options.spans, options.skim_names,
                           helpers)
        self.algorithm = {'1': 'sequential', '2': 'original', None: 'latest'}\
            .get(options.algorithm, options.algorithm)
        self.timeout = parse_seconds(options.timeout or '')
        self.pool = matching.Fifo.Pool(options.max_in_flight)
        self.keys = collections.OrderedDict()       # idle longest first
        self.past = collections.Counter()           # of keys not kept
        self.lines = dict.fromkeys(self.CLASSES, 0)
        self.events = collections.Counter()
        self.wide = False
        self.loops = 0
        self.spans = [{} for _ in options.spans]    # key -> matcher
        self.span_values = [[] for _ in options.spans]
        self.deltas = [[] for _ in self.order[1:]]
        self.whole = []
        self.groups = []                            # as they appear
        self.group_loops = collections.Counter()
        self.overflow = self.lost_events = self.backward = 0
        self.first = self.last = None
        self.metric_last = {}
        self.error = None

    @staticmethod
    def parse_where(text):
        event, _, regex = text.partition(': ')
        return event.strip().encode(), re.compile(regex.strip().encode())

    # -- reading
    def file(self, path):
        data = sys.stdin.buffer.read() if path == '-' else \
            open(path, 'rb').read()
        text, error = trace_text.unpack(data)
        if text.startswith(b'PERFILE2'):
            raise Usage(path + ': binary perf.data')
        if error:
            self.error = '%s: %s' % (path, error)
        if text.startswith(b'\xef\xbb\xbf'):
            text = text[3:]
        form = self.o.format or \
            ('csv' if trace_text.looks_like_csv(text) else 'perf')
        if form == 'csv':
            self.csv(text)
        else:
            self.perf(text)
        if self.o.separate:
            for m in self.keys.values():
                m.lose()
                self.forget(m)
            self.keys.clear()

    def perf(self, text):
        lines = text.split(b'\n')
        if not lines[-1]:
            lines.pop()
        for line in lines:
            if trace_text.is_not_event(line):
                self.lines['not_event'] += 1
                continue
            p = trace_text.read_line(line)
            loss = trace_text.loss_of(line, p)
            if loss:
                self.lines['lost'] += 1
                self.lost_events += loss[1]
                self.lose(loss[0], p.time_ns)
            elif p.verdict == 'event':
                name = self.names.of(p.event, p.rest, False)
                if name is None:
                    self.lines['other'] += 1
                elif p.time_ns > INT64_MAX:
                    self.lines['malformed'] += 1
                else:
                    e = Event(p.time_ns, p.decimals, p.event,
                              {'comm': p.comm, 'pid': p.pid, 'tid': p.tid,
                               'cpu': p.cpu}, p.rest)
                    e.name = name
                    self.lines[self.take(e, False)] += 1
            elif (p.verdict == 'no' and self.names.stands_in_place(line) or
                  p.verdict == 'noevent' and
                  self.names.stands_in_place(p.rest)):
                self.lines['malformed'] += 1
            else:
                self.lines['other'] += 1

    def csv(self, text):
        columns = None
        for cells, n, raw in trace_text.csv_rows(text):
            if trace_text.is_not_event(raw.rstrip(b'\n')) and n == 1:
                self.lines['not_event'] += 1
                continue
            if columns is None:
                columns, is_header = self.csv_columns(cells)
                if is_header:
                    self.lines['not_event'] += n
                    continue
            elif columns and cells is not None and \
                    self.is_header(cells, columns):
                columns = {c: i for i, c in reversed(list(enumerate(cells)))}
                self.lines['not_event'] += n
                continue
            self.lines[self.csv_row(cells, columns)] += n

    @staticmethod
    def is_header(cells, columns):
        return all(len(cells) > columns[c] and cells[columns[c]] == c
                   for c in (b'tstamp', b'entry'))

    @staticmethod
    def csv_columns(cells):
        if cells and trace_text.read_tstamp(cells[0]) is not None:
            return {b'tstamp': 0, b'entry': 1}, False
        if b'tstamp' not in cells or b'entry' not in cells:
            return {}, False            # no row can be read
        return {c: i for i, c in reversed(list(enumerate(cells)))}, True

    def csv_row(self, cells, columns):
        """The class of the row; if it is an event it is taken."""
        def cell(name):
            i = columns.get(name)
            return cells[i] if i is not None and i < len(cells) else None

        if cells is None or cell(b'tstamp') is None or not cell(b'entry'):
            return 'malformed'
        stamp = trace_text.read_tstamp(cell(b'tstamp'))
        if stamp is None:
            return 'malformed'
        entry = cell(b'entry')
        comm = cell(b'comm')
        ids = {'comm': comm and comm.strip(b' '), 'key': cell(b'key')}
        for c in ('pid', 'tid', 'cpu'):
            v = cell(c.encode())
            ids[c] = int(v) if v else None
        if entry == b'PERF_RECORD_LOST':
            self.lose(ids['cpu'], stamp[0], ids['key'])
            return 'lost'
        e = Event(*stamp, entry, ids, None, cell(b'group'))
        e.name = self.names.of(entry, None, self.o.skim is None)
        if e.name is None:
            return 'other'
        return self.take(e, True)

    # -- selecting
    def passes(self, e, is_csv):
        o = self.o
        comm = o.comm or (None if is_csv and e.ids['comm'] is None
                          else o.conf_comm)
        if comm and (e.ids['comm'] is None or
                     not re.fullmatch(comm.encode(), e.ids['comm'], re.S)):
            return False
        for c in ('pid', 'tid', 'cpu'):
            ranges = getattr(o, c)
            if ranges and e.ids[c] not in parse_list(ranges):
                return False
        if o.time:
            low, high = (parse_seconds(t) for t in o.time.split(','))
            if (low is not None and e.time < low) or \
               (high is not None and e.time > high):
                return False
        for name, regex in self.where + ([] if is_csv else self.conf_where):
            if (matches(name, e.full) or name == e.name) and \
               not regex.search(e.text or b''):
                return False
        return True

    def take(self, e, is_csv):
        if not self.passes(e, is_csv):
            return 'filtered'
        e.key = key_of(self.by, e) if self.by else b''
        if e.key is None:
            return 'no_key'
        if self.group_event and matches(self.group_event, e.full):
            e.time.group = group_field(e.full, self.group_name, e.text)
        if self.o.group and e.time.group:
            e.time.group = self.known_group(e.time.group)
        self.events[e.name] += 1
        if self.last is not None and e.time < self.last:
            self.backward += 1
        self.first = e.time if self.first is None else self.first
        self.last = e.time
        self.wide = self.wide or e.decimals > 6
        if self.o.mode == 1:
            self.metric_row(e)
        self.match(e)
        return 'event'

    def known_group(self, group):
        if group not in self.groups:
            if len(self.groups) >= 256:
                group = b'(other)'
            if group not in self.groups:
                self.groups.append(group)
        return group

    # -- matching
    def new_matcher(self):
        if self.algorithm == 'latest':
            m = matching.Latest(self.order, self.timeout)
            m.twin = matching.Partials(self.order, self.timeout)
            return m
        if self.algorithm == 'fifo':
            return matching.Fifo(self.order, self.timeout, self.pool)
        if self.algorithm == 'sequential':
            return matching.Sequential(self.order, self.o.zero_fill)
        return matching.Original(self.order)

    def match(self, e):
        self.tick(e.time)
        self.match_spans(e)
        if self.algorithm != 'sequential' and e.name not in self.order:
            return
        m = self.keys.pop(e.key, None) or self.new_matcher()
        loops = m.feed(e.time, e.name)
        if self.algorithm == 'latest':
            twin = m.twin.feed(e.time, e.name)
            assert twin == loops, (twin, loops)
        for loop in loops:
            self.row(loop, e.key)
        if m.is_idle():
            self.forget(m)
            return
        if len(self.keys) >= self.o.max_keys:
            _, idle = self.keys.popitem(last=False)
            idle.evict()
            self.forget(idle)
        self.keys[e.key] = m

    def match_spans(self, e):
        for sequence, keys, values in zip(self.o.spans, self.spans,
                                          self.span_values):
            m = keys.setdefault(e.key, matching.Latest(sequence))
            for loop in m.feed(e.time, e.name):
                values.append((loop[-1] - loop[0], len(values),
                               self.group_of(loop)))

    def forget(self, m):
        self.past.update({k: v for k, v in m.counts().items() if v})

    def tick(self, time):
        if self.timeout is None:
            return
        for key, m in list(self.keys.items()):
            m.tick(time)
            # latest looks after a key when one of its events comes, fifo
            # after all of them: those without a loop give their slots back
            if self.algorithm == 'latest':
                m.twin.tick(time)
            elif m.is_idle():
                self.forget(self.keys.pop(key))

    def lose(self, cpu, time=None, key_cell=None):
        """Of a cpu or key where these are the keys, else everything."""
        if time is not None:
            self.tick(time)
        only = None
        if self.by == 'cpu' and cpu is not None:
            only = str(cpu).encode()
        elif self.by == 'key' and key_cell:
            only = key_cell
        for keys in self.spans:
            for key, m in keys.items():
                if only in (None, key):
                    m.lose()
        for key, m in list(self.keys.items()):
            if only not in (None, key):
                continue
            m.lose()
            if self.algorithm == 'latest':
                m.twin.lose()
            if self.algorithm in ('latest', 'fifo'):
                self.forget(self.keys.pop(key))

    # -- writing
    def seconds(self, ns):
        return self.fixed(ns, 9, 9 if self.wide else 6)

    @staticmethod
    def fixed(ns, point, decimals):
        sign, ns = ('-', -ns) if ns < 0 else ('', ns)
        digits = str(ns).rjust(point + 1, '0')
        whole, frac = digits[:len(digits) - point], \
            digits[len(digits) - point:]
        return sign + whole + ('.' + frac[:decimals] if decimals else '')

    def delta(self, ns):
        unit = self.o.unit
        point = {'s': 9, 'ms': 6, 'us': 3, 'ns': 0}[unit]
        return self.fixed(ns, point, point if self.wide else max(point - 3, 0))

    def write(self, cells):
        line = []
        for c in cells:
            c = c.encode() if isinstance(c, str) else c
            if any(x in c for x in (b',', b'"', b'\n', b'\r')):
                c = b'"' + c.replace(b'"', b'""') + b'"'
            line.append(c)
        self.out.write(b','.join(line) + b'\n')

    def show_key(self, key):
        if len(key) > 63:               # the hash is the program's own affair
            return key[:46] + b'~' + \
                hashlib.sha1(key).hexdigest()[:16].encode()
        return key

    def header(self):
        if self.o.no_header:
            return
        key = [key_column(self.by)] if self.by else []
        if self.o.mode == 1:
            self.write(['metric'] + key + ['entry', 'tstamp', 'delta'])
            return
        group = [self.group_name or b'group'] if self.o.group else []
        self.write(['loop'] + key + group +
                   ([] if self.o.deltas_only else self.order) +
                   [b'delta:' + b + b'__' + a
                    for a, b in zip(self.order, self.order[1:])])

    def group_of(self, loop):
        """That of its first event that has one."""
        return next((t.group for t in loop if t is not None and t.group),
                    None) if self.o.group else None

    def row(self, loop, key):
        deltas, cells = [], []
        group = self.group_of(loop)
        if group:
            self.group_loops[group] += 1
        for i, (a, b) in enumerate(zip(loop, loop[1:])):
            d = 0 if a is None or b is None else b - a
            if not INT64_MIN <= d <= INT64_MAX:
                self.overflow += 1
                d = None
            else:
                self.deltas[i].append((d, self.loops, group))
            cells.append('' if d is None else self.delta(d))
            deltas.append(d)
        if len(loop) > 1:
            d = 0 if None in (loop[0], loop[-1]) else loop[-1] - loop[0]
            if INT64_MIN <= d <= INT64_MAX:
                self.whole.append((d, self.loops, group))
        if self.o.mode != 1:
            shown = [group or b''] if self.o.group else []
            times = [] if self.o.deltas_only else \
                [self.seconds(t or 0) for t in loop]
            self.write([str(self.loops)] +
                       ([self.show_key(key)] if self.by else []) + shown +
                       times + cells)
        self.loops += 1

    @staticmethod
    def metric(name):
        for old, new in ((b'_exit_', b'__'), (b'_exit', b'___'),
                         (b'_entry', b'___'), (b'_enter_', b'__')):
            name = name.replace(old, new)
        return name

    def metric_row(self, e):
        metric = self.metric(e.name)
        before = self.metric_last.get((metric, e.key))
        self.metric_last[metric, e.key] = e.time
        self.write([metric] + ([self.show_key(e.key)] if self.by else []) +
                   [e.name, self.seconds(e.time),
                    '' if before is None else self.delta(e.time - before)])

    # -- counting
    @staticmethod
    def numbers(name, group, values):
        d = sorted(v[0] for v in values)
        n = len(d)
        out = {'name': name, 'group': group and group.decode('latin-1'),
               'count': n, 'mean': None, 'stddev': None,
               'min': None, 'median': None, 'max': None, 'max_loops': [None]}
        if n:
            out.update(mean=float(Fraction(sum(d), n)), min=d[0], max=d[-1],
                       median=float(Fraction(d[(n - 1) // 2] + d[n // 2], 2)),
                       max_loops=[v[1] for v in values if v[0] == d[-1]])
            out['percentiles'] = {p: d[-(-n * q // 1000) - 1] for p, q in
                                  (('90', 900), ('99', 990), ('99.9', 999))}
        if n > 1:
            out['stddev'] = statistics.stdev(map(Fraction, d))
        return out

    def report(self):
        for m in self.keys.values():
            self.forget(m)
        self.keys.clear()
        loops = {k: self.past[k] for k in
                 ('started', 'complete', 'abandoned', 'cut', 'evicted',
                  'unfinished', 'incomplete')}
        if self.algorithm in ('original', 'sequential'):
            loops['started'] = None
        names = ['delta:%s__%s' % (b.decode('latin-1'), a.decode('latin-1'))
                 for a, b in zip(self.order, self.order[1:])]
        series = list(zip(names, self.deltas))
        if len(self.order) > 1:
            series.append(('loop', self.whole))
        series += zip(self.o.span_names, self.span_values)
        deltas = [self.numbers(n, None, v) for n, v in series]
        for group in self.groups:
            for n, v in series:
                v = [x for x in v if x[2] == group]
                if v:
                    deltas.append(self.numbers(n, group, v))
        return {
            'deltas': deltas, 'loops': loops,
            'groups': {k.decode('latin-1'): v for k, v in
                       self.group_loops.items()},
            'orphans': self.past['orphans'], 'overflow': self.overflow,
            'lines': {'total': sum(self.lines.values()), **self.lines},
            'events': {k.decode('latin-1'): v for k, v in
                       self.events.items()},
            'lost_events': self.lost_events, 'backward': self.backward,
            'metrics': sorted({self.metric(k).decode('latin-1')
                               for k in self.events}),
            'first_time': self.first, 'last_time': self.last,
        }


def parse(arguments):
    p = argparse.ArgumentParser()
    p.add_argument('files', nargs='*')
    p.add_argument('-i', '--input', action='append', default=[])
    p.add_argument('-e', '--order')
    p.add_argument('-c', '--conf')
    p.add_argument('-t', '--type')
    p.add_argument('-a', '--algorithm')
    p.add_argument('-b', '--by')
    p.add_argument('-g', '--group')
    p.add_argument('-u', '--unit', default='s')
    p.add_argument('-m', '--mode', type=int, default=0)
    p.add_argument('-f', '--format')
    p.add_argument('--skim')
    p.add_argument('--comm')
    p.add_argument('--pid')
    p.add_argument('--tid')
    p.add_argument('--cpu')
    p.add_argument('--time')
    p.add_argument('--where', action='append', default=[])
    p.add_argument('--timeout')
    p.add_argument('--max-in-flight', type=int, default=65536)
    p.add_argument('--max-keys', type=int, default=65536)
    p.add_argument('--zero-fill', action='store_true')
    p.add_argument('--separate', action='store_true')
    p.add_argument('--no-header', action='store_true')
    p.add_argument('--deltas-only', action='store_true')
    p.add_argument('--report')
    options = p.parse_args(arguments)
    options.files = options.input + options.files or ['-']
    return options


def run(arguments, out):
    """Returns (status, counters)."""
    options = parse(arguments)
    reference = Reference(options, out)
    reference.header()
    for path in options.files:
        reference.file(path)
        if reference.error:
            break
    counters = reference.report()
    status = 2 if reference.error else 0 if reference.loops else 1
    return status, counters


def main():
    try:
        status, counters = run(sys.argv[1:], sys.stdout.buffer)
    except (Usage, OSError) as e:
        print('reference: %s' % e, file=sys.stderr)
        return 2
    path = parse(sys.argv[1:]).report
    if path:
        with open(path, 'w') as f:
            json.dump(counters, f)
    return status


if __name__ == '__main__':
    sys.exit(main())
