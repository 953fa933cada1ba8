# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks' input: a real trace, grown to any size.

The corpus has 2500 lines of a qemu guest that reads its disk.  They are cut
into requests, one from each kvm_exit to the next; requests drawn at random,
each with its times stretched a little, follow one another until a second is
full, and the second is repeated under later times.  So every line is a real
one but for its time, and no branch predictor knows what comes next.
"""
import collections
import gzip
import hashlib
import os
import random
import re

CUT = 'tests/corpus/good-kvm-native.txt.gz'
DENSE = ('kvm_exit', 'sys_exit_ppoll', 'sys_enter_io_submit',
         'sys_exit_io_submit')
SPARSE = ('sys_enter_pread64', 'sys_exit_pread64')
SPARSE_SHARE = 0.005            # of all lines
FIRST_SECOND = 2427107
# The slow peers need 40 s for 100 MB.
CSV_PART = 10
HEADER = b'tstamp,entry\n'

PARTS = re.compile(rb'(?P<head>.{16} .*?\] ) *(?P<sec>\d+)\.(?P<usec>\d{6})'
                   rb'(?P<rest>: +(?:\w+:)?(?P<name>\w+):.*\n)')

Line = collections.namedtuple('Line', 'head usec rest name')
# share: of the lines, by the names of an order
Files = collections.namedtuple('Files', 'trace trace_gz csv csv_gz share')


def read_requests(path):
    """The trace as a list of requests, each a list of Line."""
    requests = []
    with gzip.open(path, 'rb') as lines:
        for raw in lines:
            m = PARTS.fullmatch(raw)
            if not m:
                raise ValueError('%s: cannot read %r' % (path, raw))
            if m['name'] == b'kvm_exit':
                requests.append([])
            if requests:
                requests[-1].append(Line(
                    m['head'], int(m['sec']) * 10**6 + int(m['usec']),
                    m['rest'], m['name'].decode()))
    # the last one is cut off, and its length unknown
    return requests[:-1], requests[1:]


def draw(requests, followers, rng):
    """One second of lines (head, microsecond, rest, name)."""
    wanted = [sum(line.name in SPARSE for line in r) for r in requests]
    rare = [i for i, n in enumerate(wanted) if n]
    plain = [i for i, n in enumerate(wanted) if not n]

    def mean(numbers):
        return sum(numbers) / len(numbers)

    # p: how often a request with wanted lines must come, so that
    # p * hits = share * (p * rare_len + (1 - p) * plain_len)
    hits = mean([wanted[i] for i in rare])
    rare_len = mean([len(requests[i]) for i in rare])
    plain_len = mean([len(requests[i]) for i in plain])
    p = SPARSE_SHARE * plain_len / (
        hits - SPARSE_SHARE * (rare_len - plain_len))

    now, lines = 0, []
    while True:
        i = rng.choice(rare if rng.random() < p else plain)
        begin, end = requests[i][0].usec, followers[i][0].usec
        stretch = rng.lognormvariate(0, 0.15)
        if now + (end - begin) * stretch >= 10**6:
            return lines
        for line in requests[i]:
            usec = now + int((line.usec - begin) * stretch)
            lines.append(Line(line.head, usec, line.rest, line.name))
        now += int((end - begin) * stretch) + 1


def write_seconds(paths, text, header, size):
    """Repeats text, whose times have FIRST_SECOND, up to size bytes."""
    plain, packed = paths
    # ".": these digits are nothing else's
    first = b'%d.' % FIRST_SECOND
    with open(plain, 'wb') as out, gzip.open(packed, 'wb', 6) as gz:
        out.write(header)
        gz.write(header)
        left, second = size - len(header), FIRST_SECOND
        while left > 0:
            piece = text.replace(first, b'%d.' % second)
            if len(piece) > left:
                piece = piece[:piece.rfind(b'\n', 0, left) + 1]
                left = 0
            out.write(piece)
            gz.write(piece)
            left -= len(piece)
            second += 1


def make(srcdir, directory, megabytes):
    """Makes the files unless they are there, and returns their paths."""
    cut = os.path.join(srcdir, CUT)
    requests, followers = read_requests(cut)
    lines = draw(requests, followers, random.Random(1))
    share = {names: sum(line.name in names for line in lines) / len(lines)
             for names in (DENSE, SPARSE)}
    files = Files(*[os.path.join(directory, name) for name in (
        'trace.txt', 'trace.txt.gz', 'events.csv', 'events.csv.gz')], share)

    made_of = hashlib.sha256(b'%d ' % megabytes)
    for path in (__file__, cut):
        with open(path, 'rb') as source:
            made_of.update(source.read())
    stamp = os.path.join(directory, 'stamp')
    if os.path.exists(stamp):
        with open(stamp) as last:
            if last.read() == made_of.hexdigest():
                return files
        os.remove(stamp)

    os.makedirs(directory, exist_ok=True)
    size = megabytes * 10**6
    write_seconds(files[0:2], b''.join(
        b'%s%d.%06d%s' % (line.head, FIRST_SECOND, line.usec, line.rest)
        for line in lines), b'', size)
    write_seconds(files[2:4], b''.join(
        b'%d.%06d,%s\n' % (FIRST_SECOND, line.usec, line.name.encode())
        for line in lines if line.name in DENSE), HEADER, size // CSV_PART)
    with open(stamp, 'w') as out:
        out.write(made_of.hexdigest())
    return files
