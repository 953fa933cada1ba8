#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The floors of the house: who may include whom, who may end the program, who
# may write to standard error, and that no module keeps state of its own.

set -eu
srcdir=${srcdir:-.}
objdump=${OBJDUMP:-objdump}
library=$(dirname "${DELTA_PROCESSOR:-./delta_processor}")/libdelta.a

command -v "$objdump" >/dev/null || { echo "no objdump"; exit 77; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Lines "FILE HEADER" for every include of our own.
(cd "$srcdir" && find src -name '*.[ch]') | sort >"$tmp/files"
while read -r file; do
	sed -n 's/^[ 	]*#[ 	]*include[ 	]*"\([^"]*\)".*/\1/p' \
		"$srcdir/$file" | sed "s|^|$file |"
done <"$tmp/files" >"$tmp/includes"

# Input, match, stats and output know base and themselves; base knows itself.
# Only the pipeline and the plan, which it carries out, know several floors.
awk '
function floor(path, from,	part, n)
{
	n = split(path, part, "/")
	return n - from > 1 ? part[from + 1] : "top"
}

# The exceptions, each with its reason.
function allowed(file, header)
{
	# the report prints statistics
	if (file ~ /^src\/output\/report[^\/]*$/ && header ~ /^stats\//)
		return 1
	# loops are what rows are made of
	if ((file ~ /^src\/output\// || file == "src/pipeline_output.h") &&
	    header == "match/loop.h")
		return 1
	return 0
}

function knows_several(file)
{
	return file == "src/pipeline.c" || file == "src/pipeline_run.h" ||
	       file ~ /^src\/plan[^\/]*$/
}

{
	mine = floor($1, 1)
	theirs = floor($2, 0)
	if (mine != "top") {
		if (theirs != "base" && theirs != mine && !allowed($1, $2)) {
			print $1 " includes " $2
			bad = 1
		}
	} else if (theirs != "base" && theirs != "top" && !allowed($1, $2)) {
		if (($1 in first) && first[$1] != theirs &&
		    !knows_several($1)) {
			print $1 " includes " first[$1] "/ and " theirs "/"
			bad = 1
		}
		first[$1] = theirs
	}
}

END {
	if (NR < 20) {
		print "only " NR " includes found: the test looks wrongly"
		bad = 1
	}
	exit bad
}' "$tmp/includes" || exit 1

# The rest is in the objects: lines "MEMBER SECTION SYMBOL".
"$objdump" -t "$library" | awk -F '\t' '
/file format/ {
	sub(/:.*/, "", $1)
	member = $1
}
NF == 2 {
	n = split($1, left, " ")
	m = split($2, right, " ")
	print member, left[n], right[m]
}' >"$tmp/symbols"

not_there='/(main|delta_stats|conf_default)\.c$'
sources=$(grep '\.c$' "$tmp/files" | grep -cvE "$not_there")
members=$(cut -d ' ' -f 1 "$tmp/symbols" | sort -u | grep -cv '^conf_default')
if test "$members" -lt "$sources"; then
	echo "$library has $members members for $sources sources"
	exit 1
fi

awk '
BEGIN {
	split("exit _exit _Exit quick_exit abort raise kill pthread_kill " \
	      "pthread_exit err errx verr verrx error error_at_line " \
	      "__assert_fail __assert_perror_fail", list, " ")
	for (i in list)
		ends[list[i]]
	split("stderr perror psignal warn warnx vwarn vwarnx", list, " ")
	for (i in list)
		speaks[list[i]]
}

function complain(text)
{
	print $1 " " text
	bad = 1
}

# A signal handler can leave its word nowhere else.
function of_handler()
{
	return $1 == "signals.o" && ($3 == "stop" || $3 == "report")
}

# What sanitizers, gcov and libFuzzer put into objects.
function instrument()
{
	return $3 ~ /^_*(asan|odr_asan|gcov0?|llvm|prof[cdv]|sancov)[_.]/ ||
	       $3 ~ /^__unnamed_[0-9]+$/
}

# signals is how main dies of the signal that ended the run.
$2 == "*UND*" && ($3 in ends) && $1 != "signals.o" {
	complain("calls " $3 "(): only the main files end the program")
}

$2 == "*UND*" && ($3 in speaks) && $1 !~ /^(diag|report.*|progress)\.o$/ {
	complain("uses " $3 ": only diag, report and progress write there")
}

$2 == "*UND*" && $3 == "opterr" { silenced[$1] }
$2 == "*UND*" && $3 ~ /^getopt/ { getopt[$1] }

($2 ~ /^\.(data|bss|tdata|tbss|ldata|lbss)/ || $2 == "*COM*") &&
$2 !~ /^\.data\.rel\.ro/ && $3 != $2 && !instrument() && !of_handler() {
	complain("keeps state in " $3 " (" $2 ")")
}

END {
	for (member in getopt)
		if (!(member in silenced)) {
			print member " lets getopt write to standard error"
			bad = 1
		}
	exit bad
}' "$tmp/symbols" || exit 1

# The descriptor by number or name.  Main guards it, the pipeline hands it to
# the report, and path and dir_names ask where it goes.
talks='/(base/(diag|path)|output/report[^/]*|output/progress|main)\.c$'
talks="$talks|/(pipeline_output|dir_names)\\.c\$"
found=$(grep '\.c$' "$tmp/files" | grep -vE "$talks" | (cd "$srcdir" && xargs \
	grep -nE 'STDERR_FILENO|\<(write|dprintf|fdopen|sink_fd) *\( *2 *,') || :)
if test -n "$found"; then
	echo "$found"
	echo "only diag, report and progress write to standard error"
	exit 1
fi
