#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gcc -fanalyzer, clang-tidy and cppcheck find in src/.

    analyze.py SRCDIR [COMPILER-FLAG]...

Tools that are not installed are left out.  Findings that explained.tsv has a
line for, TOOL <TAB> FILE <TAB> CHECK <TAB> HOW MANY <TAB> REASON, are not
shown, unless there are more of them.  The status is 1 if any are shown.
"""

import os
import re
import shutil
import subprocess
import sys

FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-Isrc"]
# FILE:LINE:COLUMN: warning: TEXT [CHECK]; what gcc finds in inlined functions
# has no place but "cc1".
WARNING = re.compile(r"^(\S+?):(?:(\d+):\d+:)? (?:warning|error): "
                     r"(.*) \[(?:-W)?([\w.-]+)[^\[]*\]$", re.M)
CPPCHECK = "{file}:{line}:1: warning: {message} [{id}]"


def sources(srcdir):
    for folder, _, names in os.walk(os.path.join(srcdir, "src")):
        for name in names:
            if name.endswith(".c") and name != "conf_default.c":
                path = os.path.join(folder, name)
                yield os.path.relpath(path, srcdir)


def said(srcdir, argv):
    done = subprocess.run(argv, cwd=srcdir, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.stdout


def findings(tool, file, text, srcdir):
    """(tool, file, check): the place and the text."""
    for place, line, what, check in WARNING.findall(text):
        if place == "cc1":
            place = file
        elif os.path.isabs(place):
            place = os.path.relpath(place, srcdir)
        yield (tool, place, check), "%s:%s: %s" % (place, line, what)


def analyze(srcdir, flags):
    tools = [("gcc", ["-O2", "-fanalyzer", "-c", "-o", os.devnull, "FILE"]),
             ("clang-tidy", ["-quiet", "FILE", "--"])]
    for tool, args in tools:
        if not shutil.which(tool):
            print("no " + tool)
            continue
        for file in sorted(sources(srcdir)):
            argv = [tool] + [file if a == "FILE" else a for a in args]
            text = said(srcdir, argv + FLAGS + flags)
            if re.search(r": (?:fatal )?error: .*[^\]]$", text, re.M):
                sys.exit(text)
            yield from findings(tool, file, text, srcdir)
    if not shutil.which("cppcheck"):
        print("no cppcheck")
        return
    argv = ["cppcheck", "-q", "--std=c11", "-D_GNU_SOURCE", "-Isrc",
            "--enable=warning,style,performance,portability",
            "--template=" + CPPCHECK, "--template-location=", "src"]
    yield from findings("cppcheck", "", said(srcdir, argv), srcdir)


def explained():
    """{(tool, file, check): how many}"""
    path = os.path.join(os.path.dirname(__file__), "explained.tsv")
    with open(path) as f:
        rows = [line.split("\t") for line in f if not line.startswith("#")]
    return {tuple(row[:3]): int(row[3]) for row in rows}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    found = {}
    for key, text in analyze(os.path.abspath(sys.argv[1]), sys.argv[2:]):
        texts = found.setdefault(key, [])
        if text not in texts:
            texts.append(text)
    known = explained()
    bad = good = 0
    for key, texts in found.items():
        if len(texts) <= known.get(key, 0):
            good += len(texts)
            continue
        bad += len(texts)
        for text in texts:
            print("%s: %s [%s]" % (key[0], text, key[2]))
    for key in sorted(set(known) - set(found)):
        print("explained, but not found: %s: %s [%s]" % key)
    print("%d findings without an explanation, %d with" % (bad, good))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
