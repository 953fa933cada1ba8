# SPDX-License-Identifier: GPL-3.0-or-later
"""kills.py [SEED]: signals at random moments of a run that writes files.

Killed: a file under a final name is whole, for that is only given at the end;
temporary ones may be left.  Interrupted or terminated: all files are there and
hold whole lines, as many rows as the report counts; the program died by that
signal.  SIGPIPE from outside is nothing: all is as without it.  A signal may
come before the program is ready for it; then there are no files, and it may
come when all is done."""
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ['DELTA_PROCESSOR'])
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)
MOMENTS = 100
PIECES, LOOPS = 40, 25
NAMES = ('kvm_exit', 'kvm_inj_virq')
PATIENCE = 30


def piece(number):
    """Some loops; no line is cut by the end of a piece."""
    lines = []
    for i in range(number * LOOPS, (number + 1) * LOOPS):
        for us, name in enumerate(NAMES):
            lines.append('        qemu-kvm   100 [000] %5d.%06d: kvm:%s: x\n'
                         % (i, us, name))
    return ''.join(lines).encode()


TEXT = [piece(i) for i in range(PIECES)]


def run(sig, delay):
    """(returncode, report, files) of a run that gets sig after delay."""
    where = tempfile.mkdtemp()
    try:
        p = subprocess.Popen(
            [PROGRAM, '-s', 'json', '-m', '1', '-e', '|'.join(NAMES), '-o',
             'out', '--save-events', 'events.csv.gz'], cwd=where,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        end = time.monotonic() + delay
        sent = sig is None
        try:
            for text in TEXT:
                if not sent and time.monotonic() >= end:
                    p.send_signal(sig)
                    sent = True
                p.stdin.write(text)
                p.stdin.flush()
                time.sleep(0.0005)
            p.stdin.close()
        except BrokenPipeError:
            pass
        while not sent and time.monotonic() < end:
            pass
        if not sent:
            p.send_signal(sig)
        report = p.stderr.read()
        p.wait(PATIENCE)
        files = {}
        for folder, _, names in os.walk(where):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, 'rb') as f:
                    files[os.path.relpath(path, where)] = f.read()
        return p.returncode, report, files
    finally:
        shutil.rmtree(where)


def is_temporary(path):
    return os.path.basename(path).startswith('.')


def text_of(path, data):
    return gzip.decompress(data) if path.endswith('.gz') else data


def check_killed(code, files, whole):
    for path, data in files.items():
        if not is_temporary(path) and (
                text_of(path, data) != text_of(path, whole[path])):
            return '%s is not whole' % path
    return None if code in (0, -signal.SIGKILL) else 'status %d' % code


def check_stopped(sig, code, report, files, whole):
    if any(is_temporary(path) for path in files):
        return 'a temporary file is left'
    if not files:
        return None if code == -sig else 'no files, status %d' % code
    if set(files) == {'out/loop_diff.csv', 'events.csv.gz'} and all(
            text_of(*file).count(b'\n') == 1 for file in files.items()):
        # before the first event nobody knows its metrics and columns
        return None if code == -sig else 'status %d' % code
    if set(files) != set(whole):
        return 'only %s' % sorted(files)
    for path, data in files.items():
        text = text_of(path, data)
        if not (text_of(path, whole[path]).startswith(text) and
                text.endswith(b'\n')):
            return '%s: not whole lines' % path
    rows = files['out/loop_diff.csv'].count(b'\n') - 1
    if json.loads(report)['loops']['complete'] != rows:
        return '%d rows, but %r' % (rows, report)
    if code == -sig:
        return None
    return None if code == 0 and rows == PIECES * LOOPS else 'status %d' % code


def check_pipe(code, files, whole):
    if code == -signal.SIGPIPE and not files:
        return None
    for path in whole:
        if path not in files or (
                text_of(path, files[path]) != text_of(path, whole[path])):
            return '%s is not whole' % path
    return None if code == 0 else 'status %d' % code


def main():
    # a shell's job in the background ignores it, and so would our children
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    seed = sys.argv[1] if len(sys.argv) > 1 else '7'
    chance = random.Random(seed)
    began = time.monotonic()
    code, _, whole = run(None, 0)
    lasts = time.monotonic() - began
    if code != 0 or len(whole) != 4:
        sys.exit('without a signal: status %d, %s' % (code, sorted(whole)))
    codes = {}
    for i in range(MOMENTS):
        sig = SIGNALS[i % len(SIGNALS)]
        delay = chance.uniform(0, 1.1 * lasts)
        code, report, files = run(sig, delay)
        if sig == signal.SIGKILL:
            what = check_killed(code, files, whole)
        elif sig == signal.SIGPIPE:
            what = check_pipe(code, files, whole)
        else:
            what = check_stopped(sig, code, report, files, whole)
        if what:
            sys.exit('seed %s: %s after %.4f of %.4f s: %s'
                     % (seed, sig.name, delay, lasts, what))
        codes[(sig.name, code)] = codes.get((sig.name, code), 0) + 1
    for (name, code), n in sorted(codes.items()):
        print('%s: status %d: %d times' % (name, code, n))
    # a test that comes too early or too late each time shows nothing
    for sig in SIGNALS[:3]:
        if not codes.get((sig.name, -sig)):
            sys.exit('%s never came in time' % sig.name)


if __name__ == '__main__':
    main()
