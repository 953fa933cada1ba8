#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A file that is mounted on its own, as containers have them, cannot be renamed
# over: it is written in place.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
case $dp in /*) ;; *) dp=$PWD/$dp ;; esac

# The mounts are to be seen by nobody else.
if test "${1-}" != inside; then
	unshare -rm true 2>/dev/null ||
		{ echo "no mounts are permitted"; exit 77; }
	DELTA_PROCESSOR=$dp exec unshare -rm sh "$0" inside
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
mkdir outside inside dir
for name in events stats log link loop_diff.csv; do
	# longer than what comes
	seq 1000 >outside/$name
done
for name in events stats log link; do
	: >inside/$name
	mount --bind outside/$name inside/$name ||
		{ echo "no mounts are permitted"; rm -rf "$tmp"; exit 77; }
done
: >dir/loop_diff.csv
mount --bind outside/loop_diff.csv dir/loop_diff.csv
# busy: not even removed
trap 'umount "$tmp"/inside/* "$tmp/dir/loop_diff.csv"; rm -rf "$tmp"' EXIT
ln -s inside/link to

printf 'tstamp,entry\n1,a\n2,b\n' >trace
"$dp" -q -e 'a|b' --save-events events --save-stats stats --log log trace \
	>rows
"$dp" -q -e 'a|b' --save-events inside/events --save-stats inside/stats \
	--log inside/log -o dir trace
"$dp" -q -e 'a|b' --save-events to trace | cmp rows -
printf 'tstamp,entry\n1.000000,a\n2.000000,b\n' | cmp - events
for name in events stats log; do
	cmp $name outside/$name
done
cmp events outside/link
cmp rows outside/loop_diff.csv
# Nothing is left beside them.
test "$(find . -name '.?*')" = ""
