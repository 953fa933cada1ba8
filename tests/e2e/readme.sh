#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every command of the README prints what the README says.

set -eu
top=$(cd "${srcdir:-.}" && pwd)
build=$PWD
program=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
parallel true ::: 1 >"$tmp/parallel" 2>&1 </dev/null || {
	echo "parallel does not run here:"
	cat "$tmp/parallel"
	exit 77
}

# The programs as they would be found on PATH, with the conf of this tree and
# not the one that this machine may have; -e does without any.
mkdir "$tmp/bin"
case $program in
/*) ;;
*) program=$build/$program ;;
esac
cat >"$tmp/bin/delta_processor" <<END
#!/bin/sh
case " \$* " in
*' -e '*) exec "$program" "\$@" ;;
*) exec "$program" -c "$top/conf/delta_processor.conf" "\$@" ;;
esac
END
chmod +x "$tmp/bin/delta_processor"
ln -s "$(dirname "$program")/delta_stats" "$tmp/bin/delta_stats"
PATH=$tmp/bin:$PATH
mkdir "$tmp/work"
cd "$tmp/work"
ln -s "$top/tests" "$top/conf" .

"$program" -q -e kvm_exit --save-stats one \
	tests/corpus/good-perf-crlf.txt >"$tmp/got"
delta_stats --compare one one >"$tmp/got" 2>&1 ||
	{ cat "$tmp/got"; grep -q GNU "$tmp/got" && exit 77; exit 1; }
rm one

run=0
while IFS= read -r line; do
	case $line in
	'    $ '*)
		command=${line#"    \$ "}
		: >"$tmp/wanted"
		while IFS= read -r line && test -n "$line"; do
			printf '%s\n' "${line#    }" >>"$tmp/wanted"
		done
		eval "$command" >"$tmp/got" </dev/null
		diff "$tmp/wanted" "$tmp/got" || { echo "$command"; exit 1; }
		run=$((run + 1))
	esac
done <"$top/README"

test "$run" -ge 7 || { echo "only $run commands found"; exit 1; }
