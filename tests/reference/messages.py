#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message of the source, and the command that brings it about.

    messages.py list SRCDIR
    messages.py check SRCDIR TABLE PRELUDE

A message is a string of src/**/*.c that stands in a call of MESSAGE_CALLS or
that reads like words and stands neither in a call of OTHER_CALLS nor in a
table of options.  The table has a line for each:

    FILE <TAB> MESSAGE <TAB> COMMAND [<TAB> EXPECT]

COMMAND is a line for sh, run in an empty folder behind PRELUDE.  Its standard
error must hold EXPECT, a regular expression, which is made from the message
where none is given.
Instead of a command there may be
    @fault          a call failed that only the fault injection makes fail
    @unit PROGRAM   tests/unit/PROGRAM.c asks for this text
    @input          no message: the input is searched for it
    @without COMMAND
                    only of a build without a library: COMMAND says so, or it
                    works
"""

import os
import re
import subprocess
import sys
import tempfile

MESSAGE_CALLS = {"fault_set", "diag_error", "diag_warning", "setting_fault",
                 "reader_wrong", "fail"}
OTHER_CALLS = {"_Static_assert", "expect", "fprintf", "fputs", "memcmp",
               "memmem", "printf", "put_seconds", "put_u64", "puts",
               "sink_printf", "sink_str", "snprintf"}
TOKEN = re.compile(r"""//[^\n]* | /\*.*?\*/ | \s+
                       | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
                       | [A-Za-z_]\w* | .""", re.S | re.X)
DIRECTIVE = re.compile(r"^[ \t]*#(?:.*\\\n)*.*$", re.M)
WORDS = re.compile(r"[a-z]{2,} ['a-z]|^[a-z]{2,}: | [a-z]{3,}")
CONVERSION = re.compile(r"%(?:[-+ #0]*[\d*]*(?:\.[\d*]+)?"
                        r"(?:l{0,2}|z|h{0,2}|j)[diouxXcsfgep]|%)")
ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


def literals(text):
    """(function, call, in a table?, string) of every string of a C file."""
    function = name = last = ""
    calls, string, table, depth = [], None, False, 0
    for token in TOKEN.findall(DIRECTIVE.sub("", text)):
        if token.isspace() or token.startswith(("//", "/*")):
            continue
        if token[0] == '"':
            string = (string or "") + token[1:-1]
            continue
        if string is not None:
            if token in ("PRIu64", "PRId64"):
                string += "llu" if token == "PRIu64" else "lld"
                continue
            yield function, calls[-1] if calls else "", table, string
            string = None
        if token == "(":
            calls.append(last)
            if depth == 0:
                name = last
        elif token == ")":
            calls.pop()
        elif token == "{":
            if depth == 0:
                function, table = name, last == "="
            depth += 1
        elif token == "}":
            depth -= 1
        last = token


def is_message(path, function, call, table, string):
    if call in MESSAGE_CALLS:
        return True
    if call in OTHER_CALLS:
        return "warning" in string or "warning" in function and \
            bool(WORDS.search(string))
    if table and path.endswith("options.c"):
        return False
    return bool(WORDS.search(string))


def messages(srcdir):
    """{(file, message)}, in the order of the files."""
    found = {}
    for folder, folders, names in os.walk(os.path.join(srcdir, "src")):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".c") or name == "conf_default.c":
                continue
            path = os.path.join(folder, name)
            short = os.path.relpath(path, srcdir)
            with open(path) as f:
                for literal in literals(f.read()):
                    if is_message(short, *literal):
                        found[short, literal[3]] = True
    return found


def unescaped(message):
    return re.sub(r"\\.", lambda m: ESCAPES[m.group()], message).strip("\n")


def pattern(message):
    """What the message looks like when it is printed."""
    parts = CONVERSION.split(unescaped(message))
    return ".*".join(re.escape(part) for part in parts)


def read_table(path):
    table = {}
    with open(path) as f:
        for number, line in enumerate(f, 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) not in (3, 4):
                sys.exit("%s:%d: %d fields" % (path, number, len(fields)))
            key = fields[0], fields[1]
            if key in table:
                sys.exit("%s:%d: again: %s" % (path, number, fields[1]))
            table[key] = fields[2], (fields + [""])[3]
    return table


def complaint(srcdir, prelude, message, command, expect):
    """None if the message comes about as the table says."""
    expect = expect or pattern(message)
    if command.startswith("@unit "):
        path = os.path.join(srcdir, "tests/unit", command[6:] + ".c")
        with open(path) as f:
            # a long text is split over lines
            text = re.sub(r'"\s+"', "", f.read())
        return None if re.search(expect, text) else "not in " + path
    if command in ("@fault", "@input"):
        return None
    optional = command.startswith("@without ")
    if optional:
        command = command.split(" ", 1)[1]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["sh", "-c", '. "$0"\n' + command, prelude],
                              cwd=folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=60)
    said = done.stderr.decode(errors="replace")
    if re.search(expect, said, re.M) or optional and done.returncode == 0:
        return None
    return "status %d, said:\n%s" % (done.returncode, said[:2000])


def check(srcdir, table_path, prelude):
    found = messages(srcdir)
    table = read_table(table_path)
    bad = 0
    for file, message in found:
        if (file, message) not in table:
            print("%s: no line for: %s" % (file, message))
            bad += 1
    for (file, message), (command, expect) in table.items():
        if (file, message) not in found:
            why = "not in the source"
        else:
            why = complaint(srcdir, prelude, message, command, expect)
        if why:
            print("%s: %s: %s\n    %s" % (file, message, why, command))
            bad += 1
    print("%d messages, %d wrong" % (len(found), bad))
    return 1 if bad or len(found) < 150 else 0


def main():
    if sys.argv[1:2] == ["list"] and len(sys.argv) == 3:
        for file, message in messages(sys.argv[2]):
            print("%s\t%s" % (file, message))
        return 0
    if sys.argv[1:2] == ["check"] and len(sys.argv) == 5:
        return check(*sys.argv[2:])
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
