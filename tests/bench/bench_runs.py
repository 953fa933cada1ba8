# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs programs in turn and measures them."""
import collections
import hashlib
import os
import shlex
import statistics
import subprocess
import tempfile

# seconds by the clock, of user and system time; bytes
Usage = collections.namedtuple('Usage', 'wall user system peak')
# digest: of standard output; out: its first bytes
Answer = collections.namedtuple('Answer', 'digest out err')
KEPT = 65536


def pipeline(*commands):
    """The argv of a shell that joins these argvs by pipes."""
    return ['sh', '-c', ' | '.join(shlex.join(argv) for argv in commands)]


def answer(argv):
    """What a program writes, without measuring it."""
    digest, first = hashlib.sha256(), b''
    with tempfile.TemporaryFile() as err, subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=err) as process:
        while True:
            piece = process.stdout.read(1 << 20)
            if not piece:
                break
            digest.update(piece)
            first += piece[:KEPT - len(first)]
        process.wait()
        err.seek(0)
        told = err.read()
    if process.returncode:
        raise SystemExit('bench: status %d of %s\n%s' % (
            process.returncode, shlex.join(argv),
            told.decode(errors='replace')))
    return Answer(digest.hexdigest(), first, told)


class Runner:
    """measure: the program measure; scratch: a file of the runner's own."""

    def __init__(self, measure, scratch):
        self.measure = measure
        self.scratch = scratch
        self.cpus = os.sched_getaffinity(0)

    def once(self, argv, one_core=False):
        """Usage of one run, its output to /dev/null."""
        if one_core:
            os.sched_setaffinity(0, {max(self.cpus)})
        status = subprocess.call(
            [self.measure, self.scratch] + argv, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.sched_setaffinity(0, self.cpus)
        if status:
            raise SystemExit('bench: %s failed' % self.measure)
        with open(self.scratch) as result:
            wall, user, system, peak, status = result.read().split()
        if status != '0':
            raise SystemExit('bench: status %s of %s' % (
                status, shlex.join(argv)))
        return Usage(float(wall), float(user), float(system),
                     int(peak) * 1024)

    def in_turn(self, argvs, rounds, one_core=False):
        """A list of Usage for each argv: A B A B ..."""
        usages = [[] for argv in argvs]
        for _ in range(rounds):
            for argv, taken in zip(argvs, usages):
                taken.append(self.once(argv, one_core))
        return usages


def median_wall(usages):
    return statistics.median(usage.wall for usage in usages)


def peak(usages):
    return max(usage.peak for usage in usages)
