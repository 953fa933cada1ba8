# SPDX-License-Identifier: GPL-3.0-or-later
"""Events saved and read back give the same rows, for every good-* of the corpus.

    round_trip.py CORPUS

Every line of traces.tsv, and of cases.tsv where there are loops, is run with
--save-events; the saved events are read with the same options but those that
have been applied by then.
"""
import gzip
import os
import sys
import tempfile

import compare

# with a value; the events saved are those that these let through
APPLIED = ('--where', '--skim', '--pid', '--tid', '--cpu', '--time', '--comm',
           '-f', '-c', '-t')
MORE = [
    ('good-kvm-native.txt.gz', ['-e', 'kvm_pio|kvm_entry', '--by', 'tid',
                                '-g', 'kvm_pio:at']),
    ('good-kvm-native-2cpu.txt.gz', ['-e', 'kvm_exit|kvm_entry',
                                     '-g', 'kvm_exit:reason']),
    ('good-fio-libaio.txt.gz', ['-e', 'block_rq_issue|block_rq_complete',
                                '--by', '/^([0-9]+,[0-9]+) .* ([0-9]+) [+]/',
                                '-g', 'block_rq_issue:0']),
]


def read_back(arguments, saved):
    """The options for the saved events, and whether the key's name changes."""
    out, renamed = [], False
    i = 0
    while i < len(arguments):
        a, value = arguments[i], arguments[i + 1:i + 2]
        if a in APPLIED:
            i += 2
        elif a == '--by' and (value[0].startswith('field:') or
                              value[0].startswith('/')):
            out += ['--by', 'key']
            renamed = True
            i += 2
        elif a == '-g':
            out += ['-g', 'group']
            renamed = True
            i += 2
        else:
            out.append(a)
            i += 1
    return out + [saved], renamed


def check(path, arguments, folder, suffix):
    saved = os.path.join(folder, 'events' + suffix)
    status, wanted, _, errors = compare.run_program(
        arguments + ['--save-events', saved, path])
    if status != 0:
        return 'status %d: %s' % (status, errors)
    with open(saved, 'rb') as f:
        if (f.read(2) == b'\x1f\x8b') != (suffix == '.gz'):
            return 'compressed, or not, against its name'
    again, renamed = read_back(arguments, saved)
    status, got, report, errors = compare.run_program(again)
    if renamed and '--no-header' not in arguments:
        wanted = wanted.partition(b'\n')[2]
        got = got.partition(b'\n')[2]
    if status != 0:
        return 'read back, status %d: %s' % (status, errors)
    if report['lines']['malformed'] or report['lines']['no_key']:
        return 'read back: %s' % report['lines']
    return None if got == wanted else compare.first_difference(got, wanted)


def work(corpus):
    for name, arguments in compare.table(os.path.join(corpus, 'traces.tsv')):
        yield 'good-%s.txt.gz' % name, compare.words(arguments)
    for name, status, loops, _, arguments in \
            compare.table(os.path.join(corpus, 'cases.tsv')):
        if name.startswith('good-') and status == '0' and loops != '0':
            yield name, compare.words(arguments)
    yield from MORE


def main():
    corpus = sys.argv[1]
    seen, n, bad = set(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in work(corpus):
            for suffix in ('.csv', '.gz'):
                why = check(os.path.join(corpus, name), arguments, folder,
                            suffix)
                n += 1
                bad += why is not None
                if why:
                    print('%s %s\n  %s' % (name, ' '.join(arguments), why))
            seen.add(name)
    unseen = {f for f in os.listdir(corpus) if f.startswith('good-')} - seen
    print('%d round trips, %d differ; of no loops: %s' % (
        n, bad, sorted(unseen)))
    return bad != 0 or n < 50


if __name__ == '__main__':
    sys.exit(main())
