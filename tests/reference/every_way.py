# SPDX-License-Identifier: GPL-3.0-or-later
"""The same answer on every instruction set, with and without a second thread,
and with each library that inflates.

    every_way.py COUNT SEED CORPUS

COUNT inputs by SEED: random streams with random options, pieces of the corpus
that were damaged, and either of them packed by gzip in several members, maybe
cut off.  Each is read in plain C, in one thread, by zlib, and then in other
ways; rows, report (but for the time it took) and status must be the same.
The program is $DELTA_PROCESSOR.
"""
import concurrent.futures
import gzip
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

from random_streams import Stream

PROGRAM = os.environ.get('DELTA_PROCESSOR', './delta_processor')
PLAIN = ('plain', '0', 'zlib')
OTHERS = [(isa, threads, library) for isa in ('avx2', 'sse2', 'plain')
          for threads in '01' for library in ('zlib', 'isal')
          if (isa, threads, library) != PLAIN]
ORDERS = ['kvm_exit|sys_exit_ppoll', 'sys_enter_pread64|sys_exit_pread64',
          'kvm_exit|kvm_entry', 'block_rq_issue|block_rq_complete', 'a|b|c',
          'sys_enter|sys_exit', 'sched_switch|sched_wakeup|sched_switch']
PIECE = 20000
TEXT_MAX = 1 << 20      # of a file of the corpus


def answer(way, arguments):
    isa, threads, library = way
    env = dict(os.environ, DELTA_PROCESSOR_ISA=isa,
               DELTA_PROCESSOR_THREADS=threads,
               DELTA_PROCESSOR_INFLATE=library)
    run = subprocess.run([PROGRAM, '-s', 'json', *arguments], env=env,
                         stdin=subprocess.DEVNULL, capture_output=True)
    return (run.returncode, run.stdout,
            re.sub(rb'"seconds":[0-9.e+-]*', b'', run.stderr))


def corpus_texts(corpus):
    texts = []
    for name in sorted(os.listdir(corpus)):
        path = os.path.join(corpus, name)
        if name.startswith(('good-', 'bad-')) and os.path.isfile(path):
            with open(path, 'rb') as f:
                data = f.read()
            try:
                data = zlib.decompressobj(31).decompress(data, TEXT_MAX)
            except zlib.error:
                pass                    # as it is
            texts.append(data)
    return texts


def damaged(rng, data):
    start = rng.randrange(max(1, len(data) - PIECE))
    if rng.random() < 0.5:              # a header must stay where it is
        start = 0
    data = bytearray(data[start:start + rng.randint(1, PIECE)])
    for _ in range(rng.choice([0, 1, 3, 30])):
        at = rng.randrange(len(data) + 1)
        what = rng.random()
        if what < 0.4:
            data[at:at + 1] = bytes([rng.choice(b' \n\r\t:.[]/"#,0129a\xff\0')])
        elif what < 0.6:
            del data[at:at + rng.randint(1, 40)]
        elif what < 0.8:
            data[at:at] = data[at:at + rng.randint(1, 300)]
        else:
            data[at:at] = rng.choice([b' ', b'9', b'\n']) * rng.randint(1, 70)
    return bytes(data)


def packed(rng, data):
    """Packed, and whether it may end too soon."""
    cuts = sorted(rng.randrange(len(data) + 1)
                  for _ in range(rng.choice([0, 0, 1, 3])))
    out = b''.join(gzip.compress(data[a:b], rng.choice([0, 1, 6, 9]), mtime=0)
                   for a, b in zip([0, *cuts], [*cuts, len(data)]))
    if rng.random() < 0.1:
        return out + rng.choice([b'\0' * 20, b'junk', b'\x1f\x8b']), False
    if rng.random() < 0.1:
        return out[:rng.randrange(len(out) + 1)], True
    return out, False


def make(rng, texts, folder):
    """Arguments, and whether gzip data are broken."""
    broken = False
    if rng.random() < 0.5:
        arguments = Stream(rng, folder).make()
    else:
        path = os.path.join(folder, 'piece')
        data = damaged(rng, rng.choice(texts))
        broken = data.startswith(b'\x1f\x8b')
        with open(path, 'wb') as f:
            f.write(data)
        arguments = ['-e', rng.choice(ORDERS), path]
        if rng.random() < 0.3:
            arguments += ['--by', rng.choice(['tid', 'cpu', 'comm'])]
        if rng.random() < 0.2:
            arguments += ['--skim', '*']
    if rng.random() < 0.4:
        path = next(a for a in arguments if a.startswith(folder))
        with open(path, 'rb') as f:
            data = f.read()
        data, cut = packed(rng, data)
        broken |= cut
        with open(path, 'wb') as f:
            f.write(data)
    return arguments, broken


def check(number, seed, texts):
    rng = random.Random(seed * 1000003 + number)
    folder = tempfile.mkdtemp()
    try:
        arguments, broken = make(rng, texts, folder)
        want = answer(PLAIN, arguments)
        # of broken deflate data one library may inflate some bytes more
        ways = [way for way in OTHERS if not broken or way[2] == 'zlib']
        for way in rng.sample(ways, 3):
            got = answer(way, arguments)
            if got != want:
                kept = tempfile.mkdtemp(prefix='every-way-')
                shutil.copytree(folder, kept, dirs_exist_ok=True)
                return 'input %d, %s: %s: not as %s; kept in %s' % (
                    number, ' '.join(way), arguments, ' '.join(PLAIN), kept)
        return want[0]
    finally:
        shutil.rmtree(folder)


def main():
    count, seed, corpus = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    texts = corpus_texts(corpus)
    status = {}
    wrong = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(lambda n: check(n, seed, texts), range(count)):
            if isinstance(result, str):
                wrong.append(result)
                print(result)
            else:
                status[result] = status.get(result, 0) + 1
    print('%d inputs, %d differ; status %s' % (count, len(wrong), ', '.join(
        '%d: %d' % pair for pair in sorted(status.items()))))
    # inputs that are all empty or all refused would show nothing
    if status.get(0, 0) < count // 4:
        print('too few of them have loops')
        return 1
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
