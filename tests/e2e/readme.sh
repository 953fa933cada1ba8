#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every command of the README prints what the README says.

set -eu
cd "${srcdir:-.}"
program=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Not the conf file that this machine may have; -e does without any.
delta_processor()
{
	case " $* " in
	*' -e '*)
		"$program" "$@"
		;;
	*)
		"$program" -c conf/delta_processor.conf "$@"
	esac
}

run=0
while IFS= read -r line; do
	case $line in
	'    $ '*)
		command=${line#"    \$ "}
		: >"$tmp/wanted"
		while IFS= read -r line && test -n "$line"; do
			printf '%s\n' "${line#    }" >>"$tmp/wanted"
		done
		eval "$command" >"$tmp/got"
		diff "$tmp/wanted" "$tmp/got" || { echo "$command"; exit 1; }
		run=$((run + 1))
	esac
done <README

test "$run" -ge 4 || { echo "only $run commands found"; exit 1; }
