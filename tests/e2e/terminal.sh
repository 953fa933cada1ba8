#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tables fit the terminal that they are written to; on a wide one they are what
# a file gets, and no figure is left out on a narrow one.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
"$python" -c 'import pty; pty.openpty()' 2>/dev/null ||
	{ echo "no terminals are to be had here"; exit 77; }

ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
futex='sys_enter_futex|sys_exit_futex'
"$dp" -q -e "$futex" --by tid --save-stats "$tmp/futex" \
	"$srcdir/tests/corpus/good-oddnames.txt.gz" >/dev/null

cat >"$tmp/fits.py" <<'END'
import fcntl, os, pty, re, struct, subprocess, sys, termios

# delta_stats has its report on stdout
OUT = sys.argv[1].endswith('delta_stats')

def report(columns):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack('HHHH', 50, columns, 0, 0))
    p = subprocess.Popen(sys.argv[1:], stderr=theirs,
                         stdout=theirs if OUT else subprocess.DEVNULL)
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
    if 'Lines' in lines:
        lines = lines[:lines.index('Lines')]
    return sorted(re.findall(r'\d[\d.]*', ' '.join(lines)))

def known(lines):
    return [line for line in lines if not line.startswith('Read ')]

p = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE,
                   stderr=subprocess.PIPE)
file = (p.stdout if OUT else p.stderr).decode().split('\n')
assert max(map(len, file)) > 120
wide, unknown, narrow = report(200), report(0), report(80)
assert known(wide) == known(file), wide
assert known(unknown) == known(file), unknown
# but for the names of files
assert max(len(line) for line in narrow
           if not line.startswith('run ')) <= 80, narrow
for name in 'p90', 'p99', 'p99.9':      # of the headings
    assert sum(line.count(name) for line in narrow) == \
        sum(line.count(name) for line in file)
assert figures(narrow) == figures(file), (figures(narrow), figures(file))
END
fits()
{
	"$python" "$tmp/fits.py" "$@" || { echo "$*"; exit 1; }
}
fits "$dp" -e "$futex" --by tid -g sys_enter_futex:op \
	"$srcdir/tests/corpus/good-oddnames.txt.gz"
fits "$ds" "$tmp/futex"
if "$ds" --compare "$tmp/futex" "$tmp/futex" >/dev/null; then
	fits "$ds" --compare "$tmp/futex" "$tmp/futex"
fi
