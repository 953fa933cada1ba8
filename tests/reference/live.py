# SPDX-License-Identifier: GPL-3.0-or-later
"""How long after the line that completes a loop is its row there?"""
import os
import select
import subprocess
import sys
import time

BOUND = 2.0             # generous: a busy machine is no defect
START = 20.0            # the first row comes behind the program's start
LINE = '        qemu-kvm   100 [000] %5d.%06d: kvm:%s: x\n'


def wait_for(fd, text, begin, bound=BOUND):
    got, deadline = b'', begin + bound
    while not got.endswith(text):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            sys.exit('no %r within %g s, got %r' % (text, bound, got))
        piece = os.read(fd, 65536)
        if not piece:
            sys.exit('end of file instead of %r' % text)
        got += piece


def main():
    p = subprocess.Popen([os.environ['DELTA_PROCESSOR'], '-q', '-e',
                          'kvm_exit|kvm_entry'], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE)
    out, worst = p.stdout.fileno(), 0
    for i in range(20):
        p.stdin.write((LINE % (i + 1, 0, 'kvm_exit')).encode())
        p.stdin.flush()
        time.sleep(0.01)
        start = time.monotonic()
        p.stdin.write((LINE % (i + 1, 5, 'kvm_entry')).encode())
        p.stdin.flush()
        wait_for(out, b'%d,%d.000000,%d.000005,0.000005\n' % (i, i + 1, i + 1),
                 start, BOUND if i else START)
        worst = max(worst, time.monotonic() - start)
    print('slowest of 20 rows: %.1f ms' % (worst * 1000))

    # Half a line is not taken for a whole one.
    whole = (LINE % (90, 0, 'kvm_exit') + LINE % (90, 5, 'kvm_entry')).encode()
    p.stdin.write(whole[:-1])
    p.stdin.flush()
    if select.select([out], [], [], 0.1)[0]:
        sys.exit('a row before the end of its line: %r' % os.read(out, 999))
    p.stdin.close()                     # the end of the file ends the line
    wait_for(out, b'20,90.000000,90.000005,0.000005\n',
             time.monotonic())
    return p.wait()


if __name__ == '__main__':
    sys.exit(main())
