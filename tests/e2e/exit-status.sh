#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Status 0: at least one loop; 1: none; 2: an error, and one line that says so.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
corpus=$srcdir/tests/corpus
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

text=$corpus/good-perf-crlf.txt
status()
{
	want=$1
	shift
	got=0
	"$dp" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || got=$?
	test $got -eq "$want" || {
		echo "status $got, wanted $want: $*"
		cat "$tmp/err"
		exit 1
	}
	test "$want" -ne 2 || grep -q '^delta_processor: ' "$tmp/err" || {
		echo "no word about the error: $*"
		exit 1
	}
}
status 0 -e 'kvm_exit|kvm_entry' "$text"
status 0 -q -e kvm_exit "$text"
status 1 -e 'kvm_exit|never_seen' "$text"
grep -q never_seen "$tmp/err"
status 1 -e 'kvm_exit|kvm_entry' /dev/null
status 1 -e 'kvm_exit|kvm_entry'
status 2 -e 'kvm_exit|kvm_entry' "$tmp/missing"
grep -q "$tmp/missing" "$tmp/err"
status 2 -e 'kvm_exit|kvm_entry' "$text" "$tmp/missing"
test "$(wc -l <"$tmp/out")" -eq 4	# what was read is delivered
status 2 -e 'kvm_exit|kvm_entry' "$tmp"
status 2 -e 'kvm_exit||kvm_entry' "$text"
status 2 -e '' "$text"
status 2 -e "$(seq -s '|' 1 33)" "$text"
status 2 --no-such-option "$text"
status 2 -a nonsense -e 'kvm_exit|kvm_entry' "$text"
status 2 -u weeks -e 'kvm_exit|kvm_entry' "$text"
status 2 --comm '(' -e 'kvm_exit|kvm_entry' "$text"
status 2 --where 'kvm_exit: [' -e 'kvm_exit|kvm_entry' "$text"
status 2 --zero-fill -e 'kvm_exit|kvm_entry' "$text"
status 2 -a original -e 'kvm_exit|kvm_entry|kvm_exit' "$text"
status 2 --pid 100 -e 'kvm_exit|kvm_entry' "$text"
grep -q -e '--tid' "$tmp/err"
status 2 --by pid -e 'kvm_exit|kvm_entry' "$text"
grep -q -e '-F +pid' "$tmp/err"
status 2 -c "$tmp/missing.conf" "$text"
status 2 -t NoSuchSection "$text"
status 0 --help
status 0 --version
