# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGINT, SIGTERM, SIGHUP and SIGUSR1 to a program that waits for input."""
import array
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time

LINES = b''.join(
    b'        qemu-kvm   100 [000] %5d.%06d: kvm:%s: x\n' % (i, us, name)
    for i in range(1, 6) for us, name in ((1, b'kvm_exit'), (9, b'kvm_entry')))
PATIENCE = 20.0
F_GETPIPE_SZ = 1032         # fcntl has it from Python 3.10 on


def start(*options):
    p = subprocess.Popen([os.environ['DELTA_PROCESSOR'], '-s', 'json', '-e',
                          'kvm_exit|kvm_entry'] + list(options),
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    p.stdin.write(LINES)
    p.stdin.flush()
    read_lines(p.stdout, 6)             # so it is up, and has read it all
    return p


def read_lines(stream, n):
    """n lines, unbuffered; fails if they do not come."""
    got, end = b'', time.monotonic() + PATIENCE
    while got.count(b'\n') < n:
        if not select.select([stream], [], [],
                             max(0, end - time.monotonic()))[0]:
            sys.exit('only %r of %d lines' % (got, n))
        piece = os.read(stream.fileno(), 65536)
        if not piece:
            sys.exit('end after %r' % got)
        got += piece
    return got


def wait_asleep(p):
    """Until the process waits for something, a second long: a signal between
    the installing of its handler and an open() would be seen behind it."""
    if not os.path.exists('/proc/self/stat'):
        time.sleep(1)
        return
    end, asleep = time.monotonic() + PATIENCE, 0
    while asleep < 10:
        if time.monotonic() > end:
            sys.exit('never asleep')
        time.sleep(0.1)
        with open('/proc/%d/stat' % p.pid) as stat:
            state = stat.read().rsplit(')', 1)[1].split()[0]
        asleep = asleep + 1 if state == 'S' else 0


def finish(p):
    p.wait(PATIENCE)
    return p.stderr.read()


def check(what, condition):
    if not condition:
        sys.exit('failed: ' + what)
    print('ok: ' + what)


def full(pipe):
    """Nothing more can be written to it."""
    unread = array.array('i', [0])
    fcntl.ioctl(pipe, termios.FIONREAD, unread)
    return unread[0] > fcntl.fcntl(pipe, F_GETPIPE_SZ) - select.PIPE_BUF


def main():
    # a shell's job in the background ignores it, and so would our children
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        p = start()
        p.send_signal(sig)
        report = json.loads(finish(p))
        check('%s: dies by it (%d)' % (sig.name, p.returncode),
              p.returncode == -sig)
        check('%s: reports first' % sig.name,
              report['loops']['complete'] == 5)

    # A second half of a loop that comes before the signal counts still.
    p = start()
    p.stdin.write(b'        qemu-kvm   100 [000] 9.000001: kvm:kvm_exit: x\n')
    p.stdin.flush()
    time.sleep(0.2)
    p.send_signal(signal.SIGTERM)
    report = json.loads(finish(p))
    check('an open loop is unfinished', report['loops']['unfinished'] == 1)

    p = start()
    p.stdin.write(b'        qemu-kvm   100 [000] 9.000001: kvm:kvm_exit: x\n')
    p.stdin.flush()
    time.sleep(0.2)
    p.send_signal(signal.SIGUSR1)
    report = json.loads(read_lines(p.stderr, 1))
    check('SIGUSR1: reports so far', report['loops']['complete'] == 5)
    check('SIGUSR1: that it is not all, and one is open',
          report['partial'] is True and report['loops']['open'] == 1)
    check('SIGUSR1: the loops add up', report['loops']['started'] == sum(
        n for name, n in report['loops'].items()
        if name not in ('started', 'incomplete')))
    p.stdin.write(LINES)
    p.stdin.close()
    read_lines(p.stdout, 5)
    report = json.loads(finish(p))
    check('SIGUSR1: goes on', p.returncode == 0 and
          report['loops']['complete'] == 10)
    check('the last report is not partial', 'partial' not in report and
          'open' not in report['loops'])

    # A file gets its name, and no other one is left.
    for sig in (signal.SIGTERM, signal.SIGHUP):
        with tempfile.TemporaryDirectory() as folder:
            p = start('--save-events', os.path.join(folder, 'events'))
            p.send_signal(sig)
            finish(p)
            check('%s: the file is there, and no other' % sig.name,
                  os.listdir(folder) == ['events'] and
                  p.returncode == -sig)

    # While a FIFO waits for its reader SIGUSR1 is for later, SIGTERM for now.
    with tempfile.TemporaryDirectory() as folder:
        fifo = os.path.join(folder, 'fifo')
        os.mkfifo(fifo)
        for sig in (signal.SIGUSR1, signal.SIGTERM):
            p = subprocess.Popen(
                [os.environ['DELTA_PROCESSOR'], '-q', '-e',
                 'kvm_exit|kvm_entry', '--save-events', fifo],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE)
            wait_asleep(p)
            p.send_signal(sig)
            time.sleep(0.2)
            if sig == signal.SIGUSR1:
                with open(fifo, 'rb') as reader:
                    p.stdin.write(LINES)
                    p.stdin.close()
                    saved = reader.read()
                check('FIFO, SIGUSR1: goes on',
                      saved.count(b'\n') == 11 and p.wait(PATIENCE) == 0)
            else:
                check('FIFO, SIGTERM: dies by it, without a word',
                      finish(p) == b'' and p.returncode == -sig)

    # A report that cannot be written is told of once.
    with open('/dev/full', 'wb') as device:
        p = start('--report', device.name)
        for _ in range(3):
            p.send_signal(signal.SIGUSR1)
            time.sleep(0.2)
        p.stdin.close()
        check('/dev/full: one line', finish(p).count(b'\n') == 1 and
              p.returncode == 2)

    # A reader that stands still: the first SIGINT waits for it, so that no
    # row is lost; the second does not.
    for signals in (1, 2):
        p = subprocess.Popen([os.environ['DELTA_PROCESSOR'], '-q', '-e',
                              'kvm_exit|kvm_entry'], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # on a busy machine it may only be slow: then its output is not full
        while select.select([], [p.stdin], [], 1)[1] or not full(p.stdout):
            if select.select([], [p.stdin], [], 0)[1]:
                os.write(p.stdin.fileno(), LINES * 6)    # below PIPE_BUF
        for _ in range(signals):
            p.send_signal(signal.SIGINT)
            time.sleep(0.3)
        check('stuck: %d SIGINT' % signals,
              (p.poll() is None) == (signals == 1))
        if signals == 1:
            rows = p.stdout.read()
            check('stuck: whole rows', rows.endswith(b'0.000008\n'))
        p.wait(PATIENCE)
        check('stuck: dies by it', p.returncode == -signal.SIGINT)

    # One that comes while the report is written is no lost one.
    with tempfile.TemporaryDirectory() as folder:
        fifo = os.path.join(folder, 'fifo')
        os.mkfifo(fifo)
        ours = open(fifo, 'r+b', buffering=0)
        size = fcntl.fcntl(ours, F_GETPIPE_SZ)
        check('FIFO: is full', ours.write(b'x' * size) == size)
        p = start('--report', fifo)
        p.stdin.close()
        time.sleep(0.5)         # else it dies of it while it reads
        p.send_signal(signal.SIGINT)
        time.sleep(0.2)
        check('FIFO, SIGINT: waits', p.poll() is None)
        while size > 0:
            size -= len(ours.read(size))
        finish(p)
        report = json.loads(read_lines(ours, 1))
        check('FIFO, SIGINT: reports, then dies by it',
              report['loops']['complete'] == 5 and
              p.returncode == -signal.SIGINT)
        ours.close()

    # Ignored before it was started (nohup, &): stays ignored.
    for sig in (signal.SIGINT, signal.SIGHUP):
        p = subprocess.Popen(
            ['sh', '-c', 'trap "" %s; exec "$0" "$@"' % sig.name[3:],
             os.environ['DELTA_PROCESSOR'], '-q', '-e', 'kvm_exit|kvm_entry'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        p.stdin.write(LINES)
        p.stdin.flush()
        read_lines(p.stdout, 6)
        p.send_signal(sig)
        p.stdin.write(LINES)
        p.stdin.close()
        read_lines(p.stdout, 5)
        finish(p)
        check('an ignored %s stays ignored' % sig.name, p.returncode == 0)


if __name__ == '__main__':
    sys.exit(main())
