# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of trace text and rows of CSV, read slowly and plainly.

Part of the reference that the tests hold delta_processor against.  Written
from the description of the formats alone, with regular expressions on bytes;
it shares no code and no structure with the program.
"""
import collections
import re
import zlib

INT64_MIN, INT64_MAX = -2**63, 2**63 - 1

# ---------------------------------------------------------------- one line
# verdict: event | record | noevent | no.  Absent fields are None.
Line = collections.namedtuple(
    'Line', 'verdict comm pid tid cpu time_ns decimals event rest')
NO_LINE = Line('no', *[None] * 8)

TIME = rb'(?P<sec>\d+)\.(?P<frac>\d{9}|\d{6}):(?=[ \t]|$)'
IDS = rb' *(?:(?P<pid>-?\d+)/)?(?P<tid>-?\d+)'
CPU = rb'(?:\[(?P<cpu>-?\d+)\] +)?'
MISC = rb'(?:[KUHGgMESp]{1,7} +)?'
TOD = rb'(?:(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6,9}|disabled|failed) +)?'
FLAGS = (rb'(?:[.dDbBX][.NnpPlLbBgG][.L]?[.HhsSZz][.0-9a-f#][.0-9a-f#]?'
         rb' +)?')
TGID = rb'(?:\((?: *(?P<tgid>\d+)|-+)\) +)?'

# The comm column is 16 bytes wide and byte 16 is a blank: no comm can fool
# this.  The number's column is at least 5 wide, which tells it from -L.
COLUMN_16 = re.compile(rb'(?s)(?P<comm>.{16}) ' + IDS + rb' +' +
                       CPU + MISC + TOD + TIME)
FTRACE_16 = re.compile(rb'(?s)(?P<comm>.{16})-(?P<tid>\d+) +' + TGID +
                       rb'\[(?P<cpu>\d+)\] +' + FLAGS + TIME)
COLUMN_8 = re.compile(rb'(?s)(?P<comm>.{8}) ' + IDS + rb' +' +
                      rb'(?P<cpu>\d+) +' + MISC + TOD + TIME)
VM = re.compile(rb'VM: *\d+ (?:VCPU:\d{3,} )?')
TOKEN = re.compile(rb'(?:(?<=[ \t])|^)' + TIME)

# What may stand between the comm and the time, seen from the time leftwards.
LEFT_TOD = re.compile(
    rb'(?:^| )\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6,9}$'
    rb'|(?<=\]) +(?:disabled|failed)$')
LEFT_MISC = re.compile(rb'(?<=[\]\d]) +[KUHGgMESp]{1,7}$')
LEFT_CPU = re.compile(rb'(?:^|(?<= ))\[(?P<cpu>-?\d+)\]$')
LEFT_IDS = re.compile(rb'(?:^|(?<= ))(?:(?P<pid>-?\d+)/)?(?P<tid>-?\d+)$')
LEFT_FTRACE = re.compile(
    rb'(?s)^(?P<comm>.*[^ ])-(?P<tid>\d+) +' + TGID +
    rb'(?:\[(?P<cpu>\d+)\]|(?P<glued>\d+)(?=[.dDbBX]))' +
    rb'(?: *[.dDbBX][.NnpPlLbBgG][.L]?[.HhsSZz][.0-9a-f#][.0-9a-f#]?)?$')

NAME = re.compile(
    rb'(?P<name>raw 0x[0-9a-f]+|unknown [a-z ]+(?:: \d+)?|\(unknown\)'
    rb'|[A-Za-z_\[][^ \t(]*?):(?=[ \t]|$)(?P<rest>.*)', re.S)
SYSCALL = re.compile(rb'sys_(?P<name>\w+)(?P<rest>\(.*| -> .*)$', re.S)
PERIOD = re.compile(rb'\d+ +')
RECORD = re.compile(rb'(?P<name>PERF_RECORD_\w+)(?P<rest>.*)', re.S)


def number(digits):
    return None if digits is None else int(digits)


def head_at_16(line):
    m = COLUMN_16.match(line)
    if m and m.end('pid' if m['pid'] else 'tid') >= 22:
        return m, m['comm'].strip(b' '), m['pid'], m['tid'], m['cpu']
    m = FTRACE_16.match(line)
    if m:
        return m, m['comm'].strip(b' '), m['tgid'], m['tid'], m['cpu']
    return None


def head_at_8(line):
    m = COLUMN_8.match(line)
    if m and m.end('pid' if m['pid'] else 'tid') >= 14:
        return m, m['comm'].strip(b' '), m['pid'], m['tid'], m['cpu']
    return None


def head_leftwards(line, token, fallback):
    """What stands before this token: (token, comm, pid, tid, cpu), comm_end"""
    before = line[:token.start()].rstrip(b' ')
    left = LEFT_TOD.sub(b'', before).rstrip(b' ')
    left = LEFT_MISC.sub(b'', left).rstrip(b' ')
    cpu = pid = tid = None
    m = LEFT_CPU.search(left)
    if m:
        cpu = m['cpu']
        left = left[:m.start()].rstrip(b' ')
    m = LEFT_IDS.search(left)
    if m:
        pid, tid = m['pid'], m['tid']
        left = left[:m.start()].rstrip(b' ')
    else:
        m = LEFT_FTRACE.match(before)
        if m:
            comm = m['comm']
            if m['glued']:              # trace-cmd -l: always 8 wide
                comm = comm[-8:]
            elif fallback:              # a prefix stands before the column
                comm = comm[-16:]
            cpu = m['cpu'] or m['glued']
            return (token, comm.strip(b' '), m['tgid'], m['tid'], cpu), \
                len(m['comm'].rstrip(b' '))
    return (token, left.strip(b' ') or None, pid, tid, cpu), len(left)


def head_anywhere(line, fallback):
    tokens = list(TOKEN.finditer(line))
    best = None
    for token in tokens:
        head, comm_end = head_leftwards(line, token, False)
        if comm_end <= 16:
            best = head
        if token.end() - 1 >= 17:
            break
    if best is None and fallback and tokens:
        best, _ = head_leftwards(line, tokens[0], True)
    return best


def find_head(line):
    head = head_at_16(line) or head_at_8(line) or head_anywhere(line, False)
    if head is None:
        m = VM.match(line)
        if m:
            head = find_head(line[m.end():])
            if head:
                return head
        head = head_anywhere(line, True)
    return head


def read_line(line):
    """One line of perf script, ftrace or trace-cmd text, without newline."""
    line = line[:-1] if line.endswith(b'\r') else line
    if is_not_event(line) or len(line) < 13:
        return NO_LINE
    head = find_head(line)
    if head is None:
        return NO_LINE
    m, comm, pid, tid, cpu = head
    frac = m['frac']
    time_ns = int(m['sec']) * 10**9 + int(frac.ljust(9, b'0'))
    after = m.string[m.end():].lstrip(b' ')

    def line_of(verdict, event, rest):
        return Line(verdict, comm, number(pid), number(tid), number(cpu),
                    time_ns, len(frac), event, rest)

    r = RECORD.match(after)
    if r:
        return line_of('record', r['name'], r['rest'].rstrip(b' \r'))
    p = PERIOD.match(after)
    if p:
        after = after[p.end():]
    s = SYSCALL.match(after)
    if s:
        enter = s['rest'].startswith(b'(')
        return line_of('event', (b'sys_enter_' if enter else b'sys_exit_') +
                       s['name'], s['rest'].strip(b' \r'))
    e = NAME.match(after)
    if e:
        return line_of('event', e['name'], e['rest'].strip(b' \r'))
    return line_of('noevent', None, after.strip(b' \r'))


# ------------------------------------------------------------ line classes
def is_not_event(line):
    """Blank, or beginning with TAB or # and blank, TAB, end of line or #."""
    line = line[:-1] if line.endswith(b'\r') else line
    return (not line.strip(b' \t\r') or line[:1] == b'\t' or
            line == b'#' or line[:2] in (b'# ', b'#\t', b'##'))


LOST_FTRACE = re.compile(
    rb'CPU:(\d+) \[(?:LOST(?: (\d+))? EVENTS|(?:(\d+) )?EVENTS DROPPED)\]\s*$')
LOST_PERF = re.compile(rb' lost (\d+)')


def loss_of(line, parsed):
    """(cpu, events lost) of a loss marker, else None."""
    m = LOST_FTRACE.match(line)
    if m:
        return int(m[1]), int(m[2] or m[3] or 0)
    if parsed.verdict == 'record' and parsed.event == b'PERF_RECORD_LOST':
        m = LOST_PERF.match(parsed.rest)
        return parsed.cpu, int(m[1]) if m else 0
    return None


# --------------------------------------------------------------------- CSV
TSTAMP = re.compile(rb'[ \t]*([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))[ \t]*\Z')


def read_tstamp(cell):
    """(ns, decimals), or None if it is malformed."""
    m = TSTAMP.match(cell)
    if not m:
        return None
    frac = m[3] or m[4] or b''
    if len(frac) > 9:
        return None
    ns = int(m[2] or b'0') * 10**9 + int(frac.ljust(9, b'0') or b'0')
    ns = -ns if m[1] == b'-' else ns
    return (ns, len(frac)) if INT64_MIN <= ns <= INT64_MAX else None


QUOTE_MAX = 65536       # of a row with a quote; the rest of its line is lost


def csv_rows(data):
    """(cells or None, lines, raw text) of each row.  None: a quote that is
    not closed within QUOTE_MAX; only the line where it stands is given up."""
    at = 0
    while at < len(data):
        start, cells, cell = at, [], bytearray()
        quoted, fresh = False, True     # fresh: at the start of a cell
        while True:
            c = data[at:at + 1]
            if not c:
                break
            at += 1
            if quoted:
                if c == b'"' and data[at:at + 1] == b'"':
                    cell += c
                    at += 1
                elif c == b'"':
                    quoted = False
                else:
                    cell += c
            elif c == b'"' and fresh:
                quoted, fresh = True, False
            elif c == b',':
                cells.append(bytes(cell))
                cell, fresh = bytearray(), True
            elif c == b'\n':
                break
            elif c == b'\r' and data[at:at + 1] == b'\n':
                pass
            else:
                cell += c
                fresh = False
            if quoted and at - start > QUOTE_MAX:
                break
        if quoted:
            at = data.find(b'\n', start) + 1 or len(data)
        raw = data[start:at]
        cells.append(bytes(cell))
        lines = raw.count(b'\n') + (not raw.endswith(b'\n'))
        yield None if quoted else cells, lines, raw


# ------------------------------------------------------------------- files
def unpack(data):
    """Undo gzip, several members too.  Returns (text, error or None)."""
    if data[:2] != b'\x1f\x8b':
        return data, None
    text = b''
    while data[:2] == b'\x1f\x8b':
        member = zlib.decompressobj(31)
        try:
            text += member.decompress(data)
        except zlib.error as e:
            return text, str(e)
        if not member.eof:
            return text, 'unexpected end'
        data = member.unused_data
    return text, 'garbage' if data.strip(b'\0') else None


def looks_like_csv(data):
    for line in data.split(b'\n'):
        if is_not_event(line):
            continue
        cells = next(csv_rows(line.rstrip(b'\r') + b'\n'))[0] or []
        if b'tstamp' in cells and b'entry' in cells:
            return True
        return len(cells) > 1 and read_tstamp(cells[0]) is not None
    return False
