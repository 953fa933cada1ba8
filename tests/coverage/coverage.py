#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of src/ did the tests execute?

    coverage.py SRCDIR BUILDDIR [GCOV]

For a build with --enable-coverage after "make check": the share of lines of
each file, and each line that was never executed and is not in justified.tsv,

    FILE <TAB> FUNCTION <TAB> LINE <TAB> REASON

where LINE is its text with single blanks, or * for any line of the function.  A line of a header counts as executed if it was in any file that
includes it.  The status is 1 if there are such lines, or if fewer than 95 %
of all were executed.
"""

import json
import os
import subprocess
import sys

AT_LEAST = 95.0


def objects(builddir):
    """The notes of what src/ was compiled to."""
    for folder, _, names in os.walk(os.path.join(builddir, "src")):
        for name in sorted(names):
            if name.endswith(".gcno"):
                yield os.path.join(folder, name)


def count(srcdir, builddir, gcov):
    """{file: {line: [times executed, function]}}"""
    src = os.path.realpath(os.path.join(srcdir, "src")) + os.sep
    done = subprocess.run([gcov, "-j", "-t", *objects(builddir)],
                          cwd=builddir, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
    files = {}
    for text in done.stdout.splitlines():
        for file in json.loads(text)["files"]:
            path = os.path.realpath(os.path.join(builddir, file["file"]))
            if not path.startswith(src):
                continue
            lines = files.setdefault("src/" + path[len(src):], {})
            for line in file["lines"]:
                at = lines.setdefault(line["line_number"], [0, ""])
                at[0] += line["count"]
                at[1] = line.get("function_name") or at[1]
    return files


def justified():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "justified.tsv")
    with open(path) as f:
        return {tuple(line.split("\t")[:3]) for line in f
                if not line.startswith("#")}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    srcdir, builddir = map(os.path.abspath, sys.argv[1:3])
    files = count(srcdir, builddir, *sys.argv[3:] or ["gcov"])
    known = justified()
    used, bad, of, executed = set(), [], 0, 0
    for path in sorted(files):
        lines = files[path]
        with open(os.path.join(srcdir, path), errors="replace") as f:
            text = f.read().split("\n")
        missed = [n for n in sorted(lines) if lines[n][0] == 0]
        of += len(lines)
        executed += len(lines) - len(missed)
        print("%6.2f %%  of %5d lines  %s" % (
            100 - 100 * len(missed) / len(lines), len(lines), path))
        for n in missed:
            function, what = lines[n][1], " ".join(text[n - 1].split())
            keys = {(path, function, what), (path, function, "*")} & known
            used |= keys
            if not keys:
                bad.append("%s:%d: %s(): %s" % (path, n, function, what))
    if not of:
        sys.exit("nothing was counted: configure --enable-coverage")
    percent = 100 * executed / of
    print("%6.2f %%  of %5d lines" % (percent, of))
    for line in bad:
        print("never executed: " + line)
    for key in sorted(known - used):
        print("justified, but executed: %s: %s(): %s" % key)
    return 1 if bad or percent < AT_LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
