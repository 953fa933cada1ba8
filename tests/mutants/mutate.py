#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the tests notice a wrong line?

Makes one-line mutants of the modules that read, match and count, and runs the
tests that look at the module: those in C, built with the sanitizers, then
those of the whole program.  A mutant is killed by a test that fails or does
not end.

    mutate.py [--count N] [--seed N] [--module NAME]... [--only FILE:LINE]
              [--jobs N] [--whole] [--list] SRCDIR WORKDIR

The mutants are drawn by the seed: the same seed and source, the same mutants,
at most one for each line.  Those whose object file is the original's are no
mutants and are passed over.  With --whole, "make check" is asked about those
that survive.  Survivors that no test can kill stand in
tests/mutants/equivalent.tsv with the reason.  The status is 0 if at least 95 %
of the others were killed.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

MODULES = ("match", "stats", "input")
UNIT_TESTS = {
    "match": "filter fifo key key_table latest original pattern sequential "
             "use_order",
    "stats": "moments quantile stats saved_stats compare wide report",
    "input": "csv_index csv_quoted csv_text detect gunzip perf_lines "
             "name_memo perf_text scan source time_memo",
}
# The quick ones first.
E2E_TESTS = {
    "match": "rotated request-times fifo-iothread exit-reasons "
             "fifo-lost-event thread-times spans key-columns lost-events "
             "original-cases filters random-streams accounting fifo-overlap "
             "every-message figures",
    "stats": "json-report huge-deltas compare-slower compare-groups "
             "delta-stats-errors "
             "delta-stats-options saved-stats-parts accounting every-message "
             "random-streams figures",
    "input": "perf-fields gzip-first-byte variants strict reference-lines "
             "unsupported gzip-errors unreadable-input error-lines "
             "broken-file input-ways csv-needs-columns live-row pieces "
             "corpus-cases save-events-corpus accounting random-streams "
             "every-message constant-memory trace-rows",
}
# Too slow with the sanitizers.
THREADED = ("gunzip", "source")
# Shows to them alone that something is wrong.
CHECKED = ("gzip-first-byte",)
PROGRAMS = ["delta_processor", "delta_stats", "tests/unit/stats_driver"]
SANITIZER = "hard_rss_limit_mb=2048:allocator_may_return_null=1"
KILLED_AT_LEAST = 0.95
WHOLE_SECONDS = 1800

# What stands where one of these stood.  The pattern's ends look round it, so
# that "<" is neither "<<" nor "<=" nor an arrow.
SWAPS = [
    (r"(?<![<-])<(?![<=])(?= )", "<="),
    (r"(?<= )<=(?= )", "<"),
    (r"(?<= )>(?= )", ">="),
    (r"(?<= )>=(?= )", ">"),
    (r"(?<= )==(?= )", "!="),
    (r"(?<= )!=(?= )", "=="),
    (r"&&", "||"),
    (r"\|\|", "&&"),
    (r"(?<= )\+(?= )", "-"),
    (r"(?<= )-(?= )", "+"),
    (r"(?<= )\*(?= )", "+"),
    (r"(?<= )/(?= )", "*"),
    (r"(?<= )%(?= )", "/"),
    (r"(?<= )<<(?= )", ">>"),
    (r"(?<= )>>(?= )", "<<"),
    (r"(?<= )&(?= )", "|"),
    (r"(?<= )\|(?= )", "&"),
    (r"(?<= )\+=(?= )", "-="),
    (r"(?<= )-=(?= )", "+="),
    (r"(?<= )\|=(?= )", "="),
    (r"\+\+", "--"),
    (r"(?<!-)--(?!-)", "++"),
    (r"(?<=\()!(?=\w)", ""),
    (r"(?<= )!(?=\w)", ""),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"(?<=if \().*(?=\)( \{)?$)", "1"),
    (r"(?<=if \().*(?=\)( \{)?$)", "0"),
    (r"\bbreak;", ";"),
    (r"\bcontinue;", ";"),
    (r"(?<=\breturn )(?=\w)", "!"),
]
NUMBER = re.compile(r"(?<![\w.])(?<!return -)\d+(?![\w.])")
STATEMENT = re.compile(r"^\t+((\w+(->|\.))*\w+(\[\w+\])? [-+|&]?= .*;|"
                       r"\w+\(.*\);)$")
NO_CODE = re.compile(r"//.*|/\*.*?\*/|\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])*'")


def blank_out(line):
    """The line with blanks for what is no code."""
    return NO_CODE.sub(lambda m: " " * len(m.group()), line)


def mutants_of(line):
    """All mutants of a line of code."""
    code = blank_out(line)
    for pattern, to in SWAPS:
        for m in re.finditer(pattern, code):
            yield line[:m.start()] + to + line[m.end():]
    for m in NUMBER.finditer(code):
        yield line[:m.start()] + str(int(m.group()) + 1) + line[m.end():]
    if STATEMENT.match(code):
        yield re.match(r"\t+", line).group() + ";"


def code_lines(text):
    """(number, line) of what stands in functions."""
    inside = comment = False
    for number, line in enumerate(text.split("\n")):
        if line in ("{", "}"):
            inside = line == "{"
        elif comment or re.match(r"\s*/\*", line):
            comment = "*/" not in line
        elif inside:
            yield number, line


def all_mutants(srcdir, modules):
    found = []
    for module in modules:
        folder = os.path.join("src", module)
        for name in sorted(os.listdir(os.path.join(srcdir, folder))):
            if not name.endswith((".c", "_template.h")):
                continue
            path = os.path.join(folder, name)
            with open(os.path.join(srcdir, path)) as f:
                text = f.read()
            for number, line in code_lines(text):
                found += [(module, path, number, line, to)
                          for to in mutants_of(line)]
    return found


def explained(srcdir):
    """{(path, line, mutant): reason}, the lines without their indent."""
    known = {}
    path = os.path.join(srcdir, "tests/mutants/equivalent.tsv")
    with open(path) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                file, old, new, reason = line.rstrip("\n").split("\t")
                known[file, old, new] = reason
    return known


def kill_session(leader):
    """Check's tests are process groups of their own."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(pid)) == leader:
                os.kill(int(pid), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def run(argv, cwd, seconds, env=None, text=None):
    """Status of a command, None if it did not end in time."""
    child = subprocess.Popen(argv, cwd=cwd, env=env, start_new_session=True,
                             stdin=subprocess.DEVNULL if text is None
                             else subprocess.PIPE,
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    try:
        child.communicate(text and text.encode(), timeout=seconds)
        return child.returncode
    except subprocess.TimeoutExpired:
        return None
    finally:
        kill_session(child.pid)
        child.wait()


class Tree:
    """A copy of the source, a build of it and one with the sanitizers."""

    def __init__(self, workdir):
        self.src = os.path.join(workdir, "src")
        self.plain = os.path.join(workdir, "plain")
        self.checked = os.path.join(workdir, "checked")
        program = os.path.join(self.plain, "delta_processor")
        self.env = dict(os.environ, srcdir=self.src, LC_ALL="C",
                        DELTA_PROCESSOR=program, PYTHON=sys.executable,
                        PYTHONDONTWRITEBYTECODE="1", ASAN_OPTIONS=SANITIZER)

    def make(self, srcdir):
        shutil.copytree(srcdir, self.src, symlinks=True,
                        ignore=shutil.ignore_patterns(
                            ".git", "*.o", "build", "*-build", "bench-data"))
        for left in ("Makefile", "config.status", "config.h"):
            # "make distclean" of a build in place, as far as it matters
            if os.path.exists(os.path.join(self.src, left)):
                os.remove(os.path.join(self.src, left))
        units = ["tests/unit/test_" + name for module in MODULES
                 for name in UNIT_TESTS[module].split()]
        threads = ["tests/unit/test_" + name for name in THREADED]
        for build, cflags, options, goals in (
                (self.plain, "-O1", [], PROGRAMS + threads),
                (self.checked, "-O1", ["--enable-sanitizers"], units)):
            os.mkdir(build)
            for argv in (["../src/configure", "-q", "CFLAGS=" + cflags,
                          *options],
                         # apart: "all" is a make of its own, which would
                         # write the same files at once
                         ["make", "-s", "-j2", "all"],
                         ["make", "-s", "-j2", *goals]):
                subprocess.run(argv, cwd=build, env=self.env, check=True,
                               stdout=subprocess.DEVNULL)

    def tests(self, path):
        """(name, what to make, command, folder) of the tests of a file's
        module, the likeliest first."""
        module, file = path.split("/")[1:3]
        for name in sorted(UNIT_TESTS[module].split(),
                           key=lambda name: (not file.startswith(name + "."),
                                             name in THREADED)):
            test = "tests/unit/test_" + name
            yield (test, [test], ["./" + test],
                   self.plain if name in THREADED else self.checked)
        for name in E2E_TESTS[module].split():
            test = "tests/e2e/%s.sh" % name
            yield (test, PROGRAMS, ["sh", os.path.join(self.src, test)],
                   self.checked if name in CHECKED else self.plain)

    def env_in(self, folder):
        program = os.path.join(folder, "delta_processor")
        # forks of what has a sanitizer are slow
        return (dict(self.env, CK_FORK="no", DELTA_PROCESSOR=program)
                if folder == self.checked else self.env)

    def build(self, goals, folder):
        if run(["make", "-s", *goals], folder, None, self.env) != 0:
            sys.exit("cannot make " + " ".join(goals))

    def measure(self):
        """What fails and how long the tests take, without a mutant."""
        failing, seconds = set(), {}
        for path in ("src/%s/" % module for module in MODULES):
            for test, _, argv, build in self.tests(path):
                if test in seconds:
                    continue
                begun = time.time()
                status = run(argv, build, None, self.env_in(build))
                seconds[test] = 10 + 4 * (time.time() - begun)
                if status not in (0, 77):
                    failing.add(test)
                    print("fails anyway: " + test, flush=True)
        return failing, seconds

    def failed(self):
        """The tests that failed in the last run of the whole suite."""
        with open(os.path.join(self.plain, "test-suite.log")) as f:
            return re.findall(r"^(?:FAIL|ERROR): (\S+)$", f.read(), re.M)

    def check(self, failing):
        """What fails of the whole suite, or None."""
        run(["make", "-s", "check", "TESTS="], self.plain, None, self.env)
        if run(["make", "-s", "-k", "check"], self.plain, WHOLE_SECONDS,
               self.env) is None:
            return "make check (no end)"
        failed = [t for t in self.failed() if t not in failing]
        return failed[0] if failed else None

    def killer(self, path, failing, seconds, whole):
        """Name of what tells the mutant from the original, or None."""
        for test, goals, argv, folder in self.tests(path):
            if test in failing:
                continue
            self.build(goals, folder)
            status = run(argv, folder, seconds[test], self.env_in(folder))
            if status is None:
                return test + " (no end)"
            if status not in (0, 77):
                return test
        return self.check(failing) if whole else None

    def killed_by(self, mutant, *how):
        _, path, number, _, to = mutant
        file = os.path.join(self.src, path)
        with open(file) as f:
            original = f.read()
        try:
            with open(file, "w") as f:
                f.write(mutated(original, number, to))
            return self.killer(path, *how)
        finally:
            with open(file, "w") as f:
                f.write(original)


def mutated(text, number, to):
    lines = text.split("\n")
    lines[number] = to
    return "\n".join(lines)


class Compiler:
    """What a mutant means: the object code as it would be shipped."""

    def __init__(self, tree, folder):
        self.tree = tree
        self.folder = folder
        self.original = {}      # path: its object code
        os.makedirs(os.path.join(folder, "input"))

    def code(self, path, text):
        """None if it does not compile."""
        src = os.path.join(self.tree.src, "src")
        out = os.path.join(self.folder, "out.o")
        if path.endswith(".h"):
            with open(os.path.join(self.folder, path[4:]), "w") as f:
                f.write(text)
            with open(os.path.join(src, "input/scan.c")) as f:
                text = f.read()
        if run(["cc", "-std=c11", "-D_GNU_SOURCE", "-I" + self.folder,
                "-I" + src, "-I" + self.tree.plain, "-O2", "-c", "-o", out,
                "-xc", "-"], src, None, None, text) != 0:
            return None
        with open(out, "rb") as f:
            return f.read()

    def is_other(self, mutant):
        """Whether a mutant means another program."""
        _, path, number, _, to = mutant
        with open(os.path.join(self.tree.src, path)) as f:
            text = f.read()
        if path not in self.original:
            self.original[path] = self.code(path, text)
        new = self.code(path, mutated(text, number, to))
        if path.endswith(".h"):
            os.remove(os.path.join(self.folder, path[4:]))
        return new is not None and new != self.original[path]


class Work:
    """Takes mutants, in the order of the seed, from several threads."""

    def __init__(self, args, mutants):
        self.args = args
        self.lock = threading.Lock()
        self.mutants = iter(mutants)
        self.known = explained(args.srcdir)
        self.taken = 0
        self.results = {"killed": 0, "SURVIVED": 0, "equivalent": 0}
        shutil.rmtree(args.workdir, ignore_errors=True)
        first = Tree(os.path.join(args.workdir, "0"))
        first.make(args.srcdir)
        self.trees = [first]
        for i in range(1, args.jobs):
            folder = os.path.join(args.workdir, str(i))
            shutil.copytree(os.path.join(args.workdir, "0"), folder,
                            symlinks=True)
            self.trees.append(Tree(folder))
        # the trees' own sources change under way
        pristine = Tree(os.path.join(args.workdir, "pristine"))
        shutil.copytree(os.path.join(first.src, "src"),
                        os.path.join(pristine.src, "src"))
        shutil.copytree(first.plain, pristine.plain, symlinks=True)
        self.compiler = Compiler(pristine,
                                 os.path.join(args.workdir, "compiled"))
        self.failing, self.seconds = first.measure()

    def next(self):
        with self.lock:
            for mutant in self.mutants:
                if self.taken == self.args.count:
                    return None
                if self.compiler.is_other(mutant):
                    self.taken += 1
                    return mutant
        return None

    def reason(self, mutant):
        _, path, number, line, to = mutant
        with open(os.path.join(self.args.srcdir, path)) as f:
            behind = f.read().split("\n")[number + 1].strip()
        return (self.known.get((path, line.strip(), to.strip())) or
                self.known.get((path, "%s / %s" % (line.strip(), behind),
                                to.strip())))

    def tell(self, result, mutant, why):
        _, path, number, line, to = mutant
        with self.lock:
            self.results[result] += 1
            print("%-11s %s:%d: %s -> %s%s" % (
                result, path, number + 1, line.strip(), to.strip(), why),
                flush=True)

    def go_on(self, tree):
        for mutant in iter(self.next, None):
            path = mutant[1]
            reason = self.reason(mutant)
            if reason:
                self.tell("equivalent", mutant, ": " + reason)
                continue
            killer = tree.killed_by(mutant, self.failing, self.seconds,
                                    self.args.whole)
            self.tell("killed" if killer else "SURVIVED", mutant,
                      ": by " + killer if killer else "")

    def run(self):
        threads = [threading.Thread(target=self.go_on, args=(tree,))
                   for tree in self.trees]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.results


def drawn(args):
    """The mutants in the order of the seed, at most one for each line."""
    mutants = all_mutants(args.srcdir, args.module or MODULES)
    if args.only:
        return [m for m in mutants
                if args.only == "%s:%d" % (m[1], m[2] + 1)]
    random.Random(args.seed).shuffle(mutants)
    seen = set()
    return [m for m in mutants
            if not (m[1:3] in seen or seen.add(m[1:3]))]


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", action="append", choices=MODULES)
    parser.add_argument("--only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("srcdir", type=os.path.abspath)
    parser.add_argument("workdir", type=os.path.abspath)
    return parser.parse_args()


def main():
    args = arguments()
    mutants = drawn(args)
    if args.list:
        for _, path, number, line, to in mutants:
            print("%s:%d: %s -> %s" % (path, number + 1, line.strip(),
                                       to.strip()))
        return 0
    results = Work(args, mutants).run()
    killed, survived = results["killed"], results["SURVIVED"]
    print("%d killed, %d survived, %d equivalent" % (
        killed, survived, results["equivalent"]))
    return 0 if killed >= KILLED_AT_LEAST * (killed + survived) else 1


if __name__ == "__main__":
    sys.exit(main())
