#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# "make install" brings program, pages and conf; a conf that is there already
# is kept, and "make uninstall" takes away only what was installed.

set -eu
build=$(dirname "${DELTA_PROCESSOR:-./delta_processor}")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset MAKEFLAGS MFLAGS DESTDIR

make_()
{
	make -C "$build" "$1" DESTDIR="$tmp/root" prefix=/p sysconfdir=/c \
		mandir=/m datadir=/d >"$tmp/log" 2>&1 || {
		cat "$tmp/log"
		exit 1
	}
}

fail()
{
	echo "$*"
	exit 1
}

conf=$tmp/root/c/delta_processor.conf
shipped=${srcdir:-.}/conf/delta_processor.conf

make_ install
test -x "$tmp/root/p/bin/delta_processor" || fail "no program"
test -x "$tmp/root/p/bin/perf_script_processor" || fail "no script"
test -s "$tmp/root/m/man1/delta_processor.1" || fail "no page"
test -s "$tmp/root/m/man5/delta_processor.conf.5" || fail "no page of the conf"
test -s "$tmp/root/d/bash-completion/completions/delta_processor" ||
	fail "no completion"
cmp "$shipped" "$conf" || fail "another conf"

make_ uninstall
test -z "$(find "$tmp/root" -type f)" || fail "files are left"

echo '[Native]' >"$conf"
make_ install
test "$(cat "$conf")" = '[Native]' || fail "the conf was overwritten"
make_ uninstall
test "$(cat "$conf")" = '[Native]' || fail "the conf was taken away"
