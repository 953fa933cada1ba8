#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Gzip whose first byte comes alone through a pipe, and then more at once than
# one read takes: the rows are those of the file.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

export DELTA_PROCESSOR="$dp"
"$python" - "$tmp/x.gz" <<'EOF'
import array, fcntl, gzip, os, random, subprocess, sys, termios, time

PIPE = 1 << 20
chance = random.Random(1)
rows, at = ['tstamp,entry'], 0
for i in range(60000):
    at += chance.randrange(1, 10**6)
    rows.append('%d.%06d,%s' % (at // 10**6, at % 10**6, 'ab'[i % 2]))
packed = gzip.compress('\n'.join(rows).encode() + b'\n', mtime=0)
assert 3 * 65536 < len(packed) < PIPE
with open(sys.argv[1], 'wb') as f:
    f.write(packed)
command = [os.environ['DELTA_PROCESSOR'], '-q', '-e', 'a|b']
want = subprocess.run(command + sys.argv[1:], stdout=subprocess.PIPE,
                      check=True).stdout
assert want.count(b'\n') == 30001

there, here = os.pipe()
fcntl.fcntl(here, 1031, PIPE)           # F_SETPIPE_SZ
with open(sys.argv[1] + '.rows', 'wb') as out:
    p = subprocess.Popen(command, stdin=there, stdout=out)
os.close(there)
os.write(here, packed[:1])
left = array.array('i', [1])
end = time.monotonic() + 20
while left[0] and time.monotonic() < end:
    time.sleep(0.01)
    fcntl.ioctl(here, termios.FIONREAD, left)
assert left[0] == 0
os.write(here, packed[1:])
os.close(here)
assert p.wait(60) == 0, p.returncode
with open(sys.argv[1] + '.rows', 'rb') as out:
    assert out.read() == want
EOF
