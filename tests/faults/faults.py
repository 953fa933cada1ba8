# SPDX-License-Identifier: GPL-3.0-or-later
"""faults.py DIR [SECONDS]: fault injection over every call of small runs.

DIR holds delta_processor and delta_stats as linked with inject.c.  Each run is
done once without a fault and then with the 1st, 2nd, ... call failing, until
there is no such call.  Demanded is either what the run without a fault gave,
where the call may fail without harm, or

  * status 2 and one error line on stderr, no death by a signal, no hang;
  * rows on stdout that are the beginning of the right ones, whole lines unless
    stdout itself failed;
  * no temporary file left, and under a final name nothing but a whole file:
    the right one, or, after a fault of the input, whole lines of it (and a
    marker of lost events behind those of --save-events).

SECONDS is the patience with one run (more for a sanitizer's or valgrind's)."""
import concurrent.futures
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile

BIN = os.path.abspath(sys.argv[1])
PATIENCE = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
WRAPPER = os.environ.get('FAULTS_WRAPPER', '').split()

# What may fail without harm, and why: in any run ...
HARMLESS = {
    'poll': 'read() or write() waits itself',
    'ppoll': 'read() waits itself',
    'close': 'of a file that was read',
    'fstat': 'tells whether two outputs are one',
    'stat': 'tells whether two outputs are one',
}
# ... and in one.
HARMLESS_IN = {
    'CSV with quotes': {'realloc': 'libcsv is content with a half'},
    'read ahead': dict.fromkeys(
        ('eventfd', 'pthread_create', 'calloc', 'malloc'),
        'without the thread the caller reads'),
}
# So many wrong ones of a run are enough to be seen, of hangs one.
ENOUGH = 5
# Written in place, because it may be a device or read meanwhile.
IN_PLACE = {'report'}
# These tell of all that was read: after a fault of less, but they are whole.
SUMMARY_ENDS = {'stats': b'\nend,,,,\n', 'log': b'\n'}


def events(n, first=1):
    """Perf text of n loops a|b|c, with other events between."""
    out = []
    for i in range(n):
        t = first + i
        for us, name, text in ((1, 'a', 'r=%d' % (i % 3)),
                               (5, 'other', 'x'),
                               (10 + i % 7, 'b', 'x'),
                               (30 + i % 11, 'c', 'x')):
            out.append('%16s %5d [%03d] %5d.%06d: s:%s: %s'
                       % ('comm', 100 + i % 2, i % 4, t, us, name, text))
    return ('\n'.join(out) + '\n').encode()


def many_keys(n):
    """An a of each of n keys, long ones, then their b, then their c."""
    return ''.join('%16s %5d [000] %5d.%06d: s:%s: of key=%040d\n'
                   % ('comm', 100, 10 + t, i, name, i)
                   for t, name in enumerate('abc')
                   for i in range(n)).encode()


def many_values(n):
    """n loops a|b, no two of which take as long as the other."""
    return ''.join('%16s %5d [000] %5d.%06d: s:%s: r=1\n'
                   % ('comm', 100, 10 + i, us, name)
                   for i in range(n)
                   for us, name in ((0, 'a'), (1 + i, 'b'))).encode()


def make_inputs(tmp):
    def put(name, data):
        with open(os.path.join(tmp, name), 'wb') as f:
            f.write(data)

    text = events(8)
    put('text', text)
    put('long', events(1500))
    put('keys', many_keys(700))
    # more than a group's quantiles are exact of
    put('values', many_values(4200))
    put('text.gz', gzip.compress(events(400), mtime=0)
        + gzip.compress(events(5, 1000), mtime=0))
    rows = ['tstamp,entry,comm']
    for i in range(8):
        rows += ['%d.1,"a","x ""y"""' % i, '%d.2,b,"two\nlines"' % i,
                 '%d.3,c,"two\nlines"' % i]
    rows.append('9.9,of\0its own,x')
    put('rows.csv', ('\n'.join(rows) + '\n').encode())
    put('conf', b'[DEFAULT]\nby = tid\n[Native]\norder = s:a|\n  s:b|c\n'
        b'skim_native = other\ncomm = com.*\nwhere = s:a: r=[0-9]\n'
        b'submission = s:a|s:b\ncompletion = c|s:a\n')
    for i, text, options in ((1, events(6), '-e a|b|c'),
                             (2, events(9), '-e a|b|c'),
                             (3, many_values(4200), '-e a|b -g a:r')):
        subprocess.run([os.path.join(BIN, 'delta_processor'), '-q',
                        '--save-stats', 'saved%d' % i, *options.split()],
                       cwd=tmp, input=text, stdout=subprocess.DEVNULL,
                       check=True)


RUNS = [
    # name, stdin, command
    ('text on stdin', 'long', 'delta_processor -q -e a|b|c'),
    ('gzip', None, 'delta_processor -q -e a|b|c {in}/text.gz'),
    ('zlib', None, 'DELTA_PROCESSOR_INFLATE=zlib delta_processor -q -e a|b|c '
     '{in}/text.gz'),
    ('read ahead', None, 'DELTA_PROCESSOR_THREADS=1 DELTA_PROCESSOR_INFLATE=zlib '
     'delta_processor -q -e a|b|c {in}/text.gz'),
    ('CSV with quotes', None,
     'delta_processor -q -b comm -e b|c {in}/rows.csv'),
    ('files', 'text', 'delta_processor -q -e a|b|c -o out -m 1 --skim=* '
     '--save-events out/events.gz --save-stats stats'),
    ('log', 'text', 'delta_processor -q -e a|b -l log -a sequential'),
    ('report file', 'text', 'delta_processor -e a|b|c --report report '
     '--slowest=3 --histogram -g a:r'),
    ('report', 'text', 'delta_processor -e a|b|c -s csv -a fifo -b tid'),
    ('conf', None, 'delta_processor -q -c {in}/conf -o out '
     '--save-events events --by=/x|(r=[0-9])/ {in}/text'),
    ('keys latest', 'keys', 'delta_processor -q -e a|b|a|b|a|b -b field:key '
     '--tid 100,200-300'),
    ('keys fifo', 'keys', 'delta_processor -q -e a|b|c -a fifo -b field:key'),
    ('keys original', 'keys',
     'delta_processor -q -e a|b -a original -b field:key'),
    ('keys sequential', 'keys',
     'delta_processor -q -e a|b -a sequential -b field:key'),
    ('values', 'values', 'delta_processor -q -e a|b -g a:r --save-stats stats'),
    ('check-conf', None, 'delta_processor --check-conf -c {in}/conf'),
    ('merge', None,
     'delta_stats {in}/saved1 {in}/saved2 --save-stats stats -s csv'),
    ('merge histograms', None,
     'delta_stats {in}/saved3 {in}/saved3 --save-stats stats -s csv'),
    ('compare', None,
     'delta_stats --compare {in}/saved1 {in}/saved2 -s csv'),
    ('version', None, 'delta_stats --version'),
]


class Result:
    """What a run left behind."""

    def __init__(self, run, inputs, at, how):
        name, stdin, command = run
        self.dir = tempfile.mkdtemp(dir=os.path.dirname(inputs))
        log = os.path.join(inputs, '..', 'log-%s' % os.path.basename(self.dir))
        argv = [word.replace('{in}', inputs) for word in command.split()]
        env = dict(os.environ, DELTA_FAULT=str(at), DELTA_FAULT_HOW=how,
                   DELTA_FAULT_LOG=log, DELTA_PROCESSOR_THREADS='0')
        while '=' in argv[0]:
            variable, _, value = argv.pop(0).partition('=')
            env[variable] = value
        argv[0] = os.path.join(BIN, argv[0])
        self.hang = False
        with open(os.path.join(inputs, stdin) if stdin else os.devnull,
                  'rb') as source:
            try:
                done = subprocess.run(WRAPPER + argv, stdin=source,
                                      capture_output=True, cwd=self.dir,
                                      env=env, timeout=PATIENCE)
                self.status = done.returncode
                self.out, self.err = done.stdout, done.stderr
            except subprocess.TimeoutExpired:
                self.hang, self.status = True, None
                self.out = self.err = b''
        self.files = {}
        for at_dir, _, names in os.walk(self.dir):
            for file in names:
                path = os.path.join(at_dir, file)
                with open(path, 'rb') as f:
                    self.files[os.path.relpath(path, self.dir)] = f.read()
        # how long it took is not the same twice
        if 'report' in self.files:
            self.files['report'] = re.sub(
                rb'(?m)^.* s \(.*|.*MB/s.*$', b'', self.files['report'])
        self.failed = []
        if os.path.exists(log):
            with open(log) as f:
                self.failed = f.read().split()
            os.unlink(log)
        shutil.rmtree(self.dir)

    def seen(self):
        return self.status, self.out, self.err, self.files


def is_beginning(data, whole, lines):
    """Of whole; lines: of whole lines."""
    return whole.startswith(data) and (
        not lines or data == b'' or data.endswith(b'\n'))


def wrong_file(name, data, good):
    """What is wrong with a file, or None."""
    if name not in good.files:
        return 'a file that should not be there'
    whole = good.files[name]
    if data == whole or name in IN_PLACE:
        return None
    if name.endswith('.gz'):
        try:
            data, whole = gzip.decompress(data), gzip.decompress(whole)
        except (OSError, EOFError) as error:
            return str(error)
    if name in SUMMARY_ENDS:
        return None if data.endswith(SUMMARY_ENDS[name]) else 'not whole'
    # of what could not be read on a marker tells
    data = re.sub(rb'\n[0-9.]+,PERF_RECORD_LOST,*\n\Z', b'\n', data)
    # without an event there is no telling what columns there would have been
    if data.startswith(b'tstamp,entry') and data.count(b'\n') == 1:
        return None
    if not is_beginning(data, whole, True):
        return 'neither whole nor whole lines'
    return None


def wrong(run, how, result, good):
    """What is wrong with a run that had a fault, or None."""
    if result.hang:
        return 'it hangs'
    if result.status < 0:
        return 'signal %d' % -result.status
    if result.seen() == good.seen():
        if set(result.failed) <= {*HARMLESS, *HARMLESS_IN.get(run[0], ())}:
            return None
        return 'nobody noticed'
    if result.status != 2:
        return 'status %d' % result.status
    errors = [line for line in result.err.split(b'\n')
              if line.startswith((b'delta_processor: ', b'delta_stats: '))]
    # where all fails from then on, so may each file that was being written
    if len(errors) == 0 or (how == 'once' and len(errors) > 1):
        return '%d error lines' % len(errors)
    if good.err == b'' and result.err != b'\n'.join(errors) + b'\n':
        return 'more than an error line'
    if not is_beginning(result.out, good.out, 'write' not in result.failed):
        return 'other rows'
    for name, data in result.files.items():
        what = wrong_file(name, data, good)
        if what:
            return '%s: %s' % (name, what)
    return None


def check(run, inputs, how):
    """All faults of a run: how many there were, and lines of what is wrong."""
    good = Result(run, inputs, 0, how)
    if good.status not in (0, 1):
        return 0, ['%s: without a fault: status %s, %r'
                   % (run[0], good.status, good.err)]
    bad, n, called = [], 0, set()
    while True:
        result = Result(run, inputs, n + 1, how)
        if not result.failed:
            break
        n += 1
        called.update(result.failed)
        if how == 'eintr':
            what = None if result.seen() == good.seen() else 'not as without'
        else:
            what = wrong(run, how, result, good)
        if what:
            bad.append('%s, %s, call %d (%s): %s: %r'
                       % (run[0], how, n, result.failed[0], what,
                          result.err[-300:]))
            if result.hang or len(bad) == ENOUGH:
                return n, bad
    # some file systems tell of a full disk only there; of two threads the
    # calls are not always as many, and the last ones may be missed
    if how == 'once' and run[0] != 'read ahead' and \
            'close-written' not in called:
        bad.append('%s: nothing that was written is closed' % run[0])
    return n, bad


def main():
    tmp = tempfile.mkdtemp()
    inputs = os.path.join(tmp, 'in')
    os.mkdir(inputs)
    status = 0
    try:
        make_inputs(inputs)
        with concurrent.futures.ThreadPoolExecutor(
                max(2, os.cpu_count() or 2)) as pool:
            tasks = {(run[0], how): pool.submit(check, run, inputs, how)
                     for run in RUNS for how in ('once', 'on', 'eintr')
                     # the others take no signals
                     if how != 'eintr' or ' -q ' in run[2]}
            for (name, how), task in tasks.items():
                n, bad = task.result()
                print('%s, %s: %d faults, %d wrong'
                      % (name, how, n, len(bad)))
                for line in bad:
                    print('  ' + line)
                if bad or n == 0:
                    status = 1
    finally:
        shutil.rmtree(tmp)
    return status


if __name__ == '__main__':
    sys.exit(main())
