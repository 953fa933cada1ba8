#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every option is in --help, in the man page and in the completion, with the
# same letter and argument, and nothing else is.

set -eu
srcdir=${srcdir:-.}
program=${DELTA_PROCESSOR:-./delta_processor}
page=$srcdir/man/delta_processor.1
completion=$srcdir/conf/delta_processor.bash-completion

command -v bash >/dev/null || { echo "no bash"; exit 77; }
test -e /dev/fd/0 || { echo "no /dev/fd, which bash needs"; exit 77; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Each prints lines "-e --order=NAME|...", or "--strict".

of_help()
{
	sed -n 's/^  \(-[A-Za-z]\), \(--.*\)/\1 \2/p
		s/^      \(--.*\)/\1/p' "$1" |
	sed 's/   *.*//' | sort
}

of_page()
{
	sed -n '/^\.SH OPTIONS/,/^\.SH INPUT/p' "$1" | grep '^\\fB\\-' |
	sed 's/\\f[BIR]//g
		s/\\-/-/g
		s/, / /' | sort
}

# Words as bash would offer them.
of_completion()
{
	bash -c '
	. "$1"
	COMP_WORDS=(delta_processor -)
	COMP_CWORD=1
	_delta_processor
	printf "%s\n" "${COMPREPLY[@]}"' bash "$1" | sort
}

# Status 0 if the three agree.
agree()
{
	of_help "$1" >"$tmp/of_help"
	of_page "$2" >"$tmp/of_page"
	of_completion "$3" >"$tmp/of_completion"
	tr ' ' '\n' <"$tmp/of_help" | sed -n 's/^\(-[^=]*\).*/\1/p' | sort \
		>"$tmp/words"
	diff -u "$tmp/of_help" "$tmp/of_page" &&
	diff -u "$tmp/words" "$tmp/of_completion"
}

"$program" --help >"$tmp/help"
if ! agree "$tmp/help" "$page" "$completion"; then
	echo "--help, man page and completion differ"
	exit 1
fi
if test "$(wc -l <"$tmp/of_help")" -lt 30; then
	echo "hardly any options found: the test looks wrongly"
	exit 1
fi

# A difference in any of the three must show.
must_show()
{
	if agree "$2" "$3" "$4" >"$tmp/out"; then
		echo "not noticed: $1"
		exit 1
	fi
}

grep -v -e '--strict' "$tmp/help" >"$tmp/help.less"
must_show "one too few in --help" "$tmp/help.less" "$page" "$completion"
sed 's/-e, --order=NAME/-E, --order=NAME/' "$tmp/help" >"$tmp/help.letter"
must_show "another letter" "$tmp/help.letter" "$page" "$completion"
sed 's/slowest=N/slowest=M/' "$tmp/help" >"$tmp/help.argument"
must_show "another argument" "$tmp/help.argument" "$page" "$completion"
sed 's/^\\fB\\-\\-strict/\\fB\\-\\-strictly/' "$page" >"$tmp/page"
must_show "another name in the page" "$tmp/help" "$tmp/page" "$completion"
sed 's/--strict/--strict --stricter/' "$completion" >"$tmp/more"
must_show "one too many in the completion" "$tmp/help" "$page" "$tmp/more"

# And what is documented is accepted: each by itself gets to --help.
of_page "$page" >"$tmp/documented"
while read -r line; do
	for word in $(echo "$line" | sed 's/=.*//'); do
		case $line in
		*=*) set -- "$word" 1 --help ;;
		*) set -- "$word" --help ;;
		esac
		if ! "$program" "$@" >"$tmp/out" 2>&1; then
			echo "$word: $(cat "$tmp/out")"
			exit 1
		fi
	done
done <"$tmp/documented"
