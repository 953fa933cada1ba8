# SPDX-License-Identifier: GPL-3.0-or-later
"""Which events are taken, and what the options and the conf say."""
import collections
import os
import re

import trace_text

SHORT_SYSTEMS = (b'kvm', b'sched', b'syscalls', b'raw_syscalls')


class Usage(Exception):
    pass


# ------------------------------------------------------------------- names
def after_colon(name):
    return name.partition(b':')[2] if b':' in name else None


def matches(wanted, name):
    return wanted == name or wanted == after_colon(name)


class Names:
    """Which events are taken, and under which name they are written."""

    def __init__(self, order, spans, skim, helpers):
        explicit = list(order)
        for span in spans:
            explicit += span
        self.all = b'*' in skim
        self.written = explicit + [n for n in skim if n != b'*']
        self.helpers = helpers          # of --group and --where: taken
        self.numbers = {}
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                            'nr_x86_64.tsv')
        with open(path, 'rb') as table:
            for row in table:
                if not row.startswith(b'#'):
                    nr, name, tracepoint = row.split()
                    self.numbers[nr] = [n for n in (tracepoint, name)
                                        if n != b'-']

    def own(self, name):
        for n in self.written:
            if matches(n, name):
                return n
        return None

    def default(self, name):
        system = name.partition(b':')[0]
        return after_colon(name) if b':' in name and \
            system in SHORT_SYSTEMS else name

    def by_number(self, name, text):
        """sys_enter_X and sys_exit_X of a raw_syscalls line"""
        if name not in (b'raw_syscalls:sys_enter', b'raw_syscalls:sys_exit',
                        b'sys_enter', b'sys_exit'):
            return []
        m = re.match(rb'NR (\d+)(?=[ (])', text or b'')
        short = after_colon(name) or name
        return [short + b'_' + n for n in self.numbers.get(m[1], [])] \
            if m else []

    def of(self, name, text, take_all):
        """The written name, or None if the event is not wanted."""
        own = self.own(name)
        if own is not None:
            return own
        numbered = self.by_number(name, text)
        for n in self.written:
            if n in numbered:
                return n
        if self.all or take_all or any(matches(h, name)
                                       for h in self.helpers):
            return numbered[0] if numbered else self.default(name)
        for n in numbered:
            if n in self.helpers:
                return n
        return None

    def stands_in_place(self, line):
        """A line without a reading: is a wanted name where an event's
        stands, a word of its own that a colon ends?"""
        for m in re.finditer(rb'(?:^|(?<=[ \t]))([^ \t]+):(?=[ \t\r]|$)',
                             line):
            if any(matches(n, m[1]) for n in self.written + self.helpers):
                return True
        return False


# ----------------------------------------------------------- options' pieces
def split_order(text):
    order = text.encode().split(b'|')
    if not all(order) or len(order) > 32:
        raise Usage('order: empty name, or more than 32')
    return order


def parse_span(name, text):
    """begin|end for submissions, end|begin for completions"""
    parts = []
    for part in text.split('|'):
        words = part.rsplit('__', 2)
        if len(words) == 3 and words[2] == 'before':
            parts.append([words[0].encode(), words[1].encode()])
        elif len(words) == 3 and words[2] == 'after':
            parts.append([words[1].encode(), words[0].encode()])
        else:
            parts.append([part.encode()])
    if name.startswith('completion'):
        parts.reverse()
    return sum(parts, [])


def parse_list(text):
    found = set()
    for piece in text.split(','):
        low, _, high = piece.partition('-')
        found.update(range(int(low), int(high or low) + 1))
    return found


def parse_seconds(text):
    if text == '':
        return None
    return trace_text.read_tstamp(text.encode())[0]


def field_of(text, name):
    m = re.search(rb'(?:^|[ \t,(])' + re.escape(name) +
                  rb'[ =:][ \t]*([^ \t,]+)', text or b'')
    if not m:
        return None
    return m[1][:-1] if m[1].endswith(b')') else m[1]


def group_field(event, field, text):
    if (event == b'kvm_exit' or after_colon(event) == b'kvm_exit') and \
       field == b'reason':
        m = re.search(rb'(?:^|[ \t,(])reason (.*?) rip ', text or b'')
        return m[1] if m else None
    return field_of(text, field)


def key_column(by):
    if by.startswith('field:'):
        return by[6:].encode()
    return b'key' if by.startswith('/') else by.encode()


def key_of(by, event):
    if by in ('tid', 'pid', 'cpu', 'comm', 'key'):
        value = event.ids[by]
    elif by.startswith('field:'):
        value = field_of(event.text, by[6:].encode())
    else:
        m = re.search(by[1:-1].encode(), event.text or b'')
        value = None
        if m:
            value = b' '.join(g or b'' for g in m.groups()) if m.groups() \
                else m[0]
    return str(value).encode() if isinstance(value, int) else value


# --------------------------------------------------------------------- conf
def read_conf(path, wanted):
    sections, name, key = collections.OrderedDict(), None, None
    with open(path) as f:
        for line in f:
            line = re.sub(r'\s;.*', '', line.rstrip('\n'))
            if not line.strip() or re.match(r'\s*[;#]', line):
                continue
            if line[0] in ' \t' and key:
                sections[name][key] += line.strip()
            elif line.startswith('['):
                name, key = line[1:line.index(']')], None
                sections.setdefault(name, {})
            else:
                key, value = re.split(r'[=:]', line, maxsplit=1)
                key = key.strip().lower()
                sections[name][key] = value.strip()
    wanted = {'0': 'Native', '1': 'Threads'}.get(wanted, wanted)
    if wanted not in sections:
        raise Usage('no section ' + wanted)
    return wanted, {**sections.get('DEFAULT', {}), **sections[wanted]}


def apply_conf(options):
    """Fill from the conf what the command line does not say."""
    options.conf_comm, options.conf_where, spans = None, [], []
    options.span_names = []
    skim = None
    if options.order is None or options.conf or options.type:
        section, keys = read_conf(options.conf, options.type or '0')
        options.order = options.order or keys['order']
        options.conf_comm = keys.get('comm')
        options.conf_where = [v for k, v in keys.items()
                              if k.startswith('where')]
        options.by = options.by or keys.get('by')
        options.algorithm = options.algorithm or keys.get('algorithm')
        for span in ('submission', 'completion'):
            for i, text in enumerate(keys.get(span, '').split()):
                options.span_names.append(span + ('.%d' % (i + 1) if i
                                                  else ''))
                spans.append(parse_span(span, text))
        skims = {k: v for k, v in keys.items() if k.startswith('skim')}
        best = [v for k, v in skims.items() if k.endswith(section.lower())]
        skim = '|'.join(best or skims.values()) or None
    if options.skim is not None:
        skim = options.skim
    options.spans = spans
    options.skim_names = [n.encode() for n in skim.split('|') if n] \
        if skim else []
