#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makefile.am names every source, test and page: none is left out of the
# build, the suite or the tarball.

set -eu
cd "${srcdir:-.}"

bad=0
for file in src/*.in src/*.[ch] src/*/*.[ch] conf/* \
	tests/unit/*.[ch] tests/unit/*.py tests/e2e/* man/*.[1-8]
do
	case $file in
	*.log | *.trs | *~ | */__pycache__)
		continue
		;;
	tests/unit/*.c)
		name=${file%.c}
		;;
	*)
		name=$file
	esac
	if ! grep -qE "(^|[[:space:]])$name([[:space:]]|\$)" Makefile.am; then
		echo "Makefile.am does not name $file"
		bad=1
	fi
done
exit $bad
