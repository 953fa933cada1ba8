#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The table fits the terminal that it is written to; on a wide one it is what a
# file gets, and no figure is left out on a narrow one.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }

exec "$python" - "$dp" -e 'sys_enter_futex|sys_exit_futex' --by tid \
	-g sys_enter_futex:op "$srcdir/tests/corpus/good-oddnames.txt.gz" <<'END'
import fcntl, os, pty, re, struct, subprocess, sys, termios

def report(columns):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack('HHHH', 50, columns, 0, 0))
    p = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL,
                         stderr=theirs)
    os.close(theirs)
    text = b''
    try:
        while True:
            piece = os.read(ours, 65536)
            if not piece:
                break
            text += piece
    except OSError:             # Linux says EIO when the other end is closed
        pass
    assert p.wait() == 0, text
    return text.decode().replace('\r\n', '\n').split('\n')

def figures(lines):
    """Of all tables; the name and what is in brackets stand elsewhere."""
    lines = lines[:lines.index('Lines')]
    return sorted(re.findall(r'\d[\d.]*', ' '.join(lines)))

def known(lines):
    return [line for line in lines if not line.startswith('Read ')]

file = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
                      stderr=subprocess.PIPE).stderr.decode().split('\n')
assert max(map(len, file)) > 120
wide, unknown, narrow = report(200), report(0), report(80)
assert known(wide) == known(file), wide
assert known(unknown) == known(file), unknown
assert max(map(len, narrow)) <= 80, narrow
for name in 'p90', 'p99', 'p99.9':      # of the headings
    assert sum(line.count(name) for line in narrow) == \
        sum(line.count(name) for line in file)
assert figures(narrow) == figures(file), (figures(narrow), figures(file))
END
