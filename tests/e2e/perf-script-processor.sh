#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# perf_script_processor makes its three files of whatever a folder holds, uses
# no stale perf_data.csv, and its status tells of every step that failed; in
# each shell that is here.

set -eu
srcdir=$(cd "${srcdir:-.}" && pwd)
dp=${DELTA_PROCESSOR:-./delta_processor}
DELTA_PROCESSOR=$(cd "$(dirname "$dp")" && pwd)/$(basename "$dp")
export DELTA_PROCESSOR
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "no python3"; exit 77; }
conf=$srcdir/conf/delta_processor.conf
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"

# A perf that unpacks what it is given: perf.data are packed texts here.
cat >perf <<'END'
#!/bin/sh
test "$#: $1 $2" = "3: script -i" || exit 129
gzip -dc "$3"
END
chmod +x perf
PERF=$tmp/perf
export PERF

wanted()
{
	out=$1
	shift
	"$python" "$srcdir/tests/reference/reference.py" "$@" >"$out"
	test "$(wc -l <"$out")" -gt 20
}
cp "$srcdir/tests/corpus/good-kvm-threads.txt.gz" packed
gzip -dc packed >text
wanted threads -c "$conf" -t Threads packed
sed -n -e '/kvm_exit:/{/reason IO_/!d;}' \
	-e 's/^.* \([0-9]*[.][0-9]*\): *[a-z]*:\([a-z_0-9]*\):.*/\1,\2/p' \
	text | sed '1s/^/tstamp,entry\
/' >events
wanted plain -c "$conf" -t Threads events

wrong()
{
	echo "$shell: $*"
	exit 1
}
# psp STATUS ARGUMENT...: runs it
psp()
{
	status=0
	expected=$1
	shift
	$shell "$srcdir/src/perf_script_processor.in" "$@" >out 2>err ||
		status=$?
	test $status -eq "$expected" ||
		wrong "status $status, wanted $expected: $* $(cat err)"
}
# files FOLDER [ROWS]: the three files, with these rows
files()
{
	for name in perf_data.csv loop_diff.csv delta_output.log; do
		test -s "$1/$name" || wrong "no $1/$name"
	done
	if test $# -gt 1; then
		cmp "$2" "$1/loop_diff.csv" || wrong "rows of $1"
	fi
}
folder()
{
	rm -rf "$1"
	mkdir -p "$1"
}

every_kind()
{
	for kind in perf_data.csv raw_perf raw_perf.gz perf.data perf.data.gz
	do
		folder dir
		case $kind in
		*.csv) cp events dir/$kind ;;
		raw_perf) cp text dir/$kind ;;
		perf.data.gz) gzip -c packed >dir/$kind ;;
		*) cp packed dir/$kind ;;
		esac
		psp 0 -p dir -t 1 -c "$conf"
		case $kind in
		*.csv) files dir plain ;;
		*) files dir threads ;;
		esac
		grep -q 'delta:sys_exit_pread64__sys_enter_pread64 stats:' \
			dir/delta_output.log || wrong "$kind: the log"
	done
}

# A file of any place, called by a path of any form.
data_files()
{
	folder 'a b'
	cp packed 'a b/x.data'
	psp 0 -p 'a b/x.data' -t Threads -c "$conf"
	files 'a b' threads
	folder sub
	cp packed sub/x.data
	cd sub
	psp 0 -p x.data -t 1 -c "$conf"
	cd ..
	files sub threads
	folder ./-p
	cp packed ./-p/perf.data
	psp 0 -p -p -t 1 -c "$conf"
	files ./-p threads
	mv ./-p/perf.data ./-x.data
	psp 0 -p -x.data -t 1 -c "$conf"
	files . threads
	rm ./*.csv delta_output.log
	folder dump
	cp packed dump/raw_perf.gz
	DUMP_PATH=$tmp/dump
	export DUMP_PATH
	psp 0 -t 1 -c "$conf"
	unset DUMP_PATH
	files dump threads
}

stale()
{
	# from elsewhere, older or newer: not of this raw_perf
	for time in 201501010000 203701010000; do
		folder dir
		cp text dir/raw_perf
		printf 'tstamp,entry\n1,a\n' >dir/perf_data.csv
		touch -t $time dir/perf_data.csv
		psp 0 -p dir -t 1 -c "$conf"
		files dir threads
	done
	# its own is used as long as nothing has changed, ...
	mark
	psp 0 -p dir -t 1 -c "$conf"
	was_used || wrong "perf_data.csv is made anew each time"
	# ... not for another section, ...
	mark
	psp 1 -p dir -t IOUring -c "$conf"
	was_used && wrong "a perf_data.csv of another section was used"
	psp 0 -p dir -t 1 -c "$conf"
	files dir threads
	# ... another raw_perf, ...
	mark
	touch -t 203801010000 dir/raw_perf
	psp 0 -p dir -t 1 -c "$conf"
	was_used && wrong "a perf_data.csv older than raw_perf was used"
	touch -t 201501010000 dir/raw_perf
	# ... a section that says something else now, ...
	cp "$conf" edited
	psp 0 -p dir -t 1 -c edited
	mark
	sed '/^\[Threads\]/a\
comm = worker|qemu-.*' "$conf" >edited
	psp 0 -p dir -t 1 -c edited
	was_used && wrong "a perf_data.csv of the former conf was used"
	# ... or another file
	mark
	rm dir/raw_perf
	cp packed dir/x.data
	touch -t 201501010000 dir/x.data
	psp 0 -p dir/x.data -t 1 -c edited
	was_used && wrong "x.data: a perf_data.csv of raw_perf was used"
	files dir threads
}
# A row more in perf_data.csv tells whether that was read.
mark()
{
	echo '9999.000001,sys_exit_marked,worker,1,1' >>dir/perf_data.csv
}
was_used()
{
	grep -q 'sys__marked' dir/delta_output.log
}

failures()
{
	folder dir
	psp 2 -p dir -c "$conf"
	psp 2 -p nowhere -c "$conf"
	psp 2 -p text -c "$conf"
	psp 2 -p
	psp 2 -x
	psp 2 dir
	cp text dir/raw_perf
	psp 2 -p dir -t NoSection -c "$conf"
	psp 2 -p dir -c no.conf
	printf '[Native]\norder = a||b\n' >bad.conf
	psp 2 -p dir -c bad.conf
	# not one loop
	psp 1 -p dir -t IOUring -c "$conf"
	files dir
	# an input that ends early
	folder dir
	dd if=packed of=dir/raw_perf.gz bs=5000 count=1 2>/dev/null
	psp 2 -p dir -t 1 -c "$conf"
	mv dir/raw_perf.gz dir/perf.data.gz
	psp 2 -p dir -t 1 -c "$conf"
	# perf: not there, or fails after some lines
	folder dir
	cp packed dir/perf.data
	(PERF=$tmp/no-perf psp 2 -p dir -t 1 -c "$conf")
	cat >failing <<'END'
#!/bin/sh
gzip -dc "$3" | head -n 500
exit 3
END
	chmod +x failing
	(PERF=$tmp/failing psp 2 -p dir -t 1 -c "$conf")
	grep -q 'perf script failed with status 3' err ||
		wrong "perf failed: $(cat err)"
	# and what it left is not used afterwards
	psp 0 -p dir -t 1 -c "$conf"
	files dir threads
	# delta_processor: not there, killed, or nowhere to write to
	(DELTA_PROCESSOR=$tmp/none psp 2 -p dir -t 1 -c "$conf")
	rm dir/perf_data.csv
	cat >killed <<'END'
#!/bin/sh
case " $* " in *' --check-conf '*) exit 0; esac
cat >/dev/null
kill -9 $$
END
	chmod +x killed
	(DELTA_PROCESSOR=$tmp/killed psp 137 -p dir -t 1 -c "$conf")
	test ! -e dir/.perf_data.csv.section ||
		wrong "a file that was not finished counts as made"
	rm -f dir/loop_diff.csv
	mkdir dir/loop_diff.csv
	psp 2 -p dir -t 1 -c "$conf"
}

# As the section names no threads and no exits, those of qemu and of I/O
# count; names of threads may have blanks.
conf_of_2015()
{
	cat >2015.conf <<'END'
[Native]
skim_native = kvm_exit|sys_exit_ppoll
order = kvm_exit|sys_exit_ppoll
submission = kvm_exit|sys_enter_io_submit
completion = kvm_entry__kvm_inj_virq__after|sys_exit_ppoll
END
	folder dir
	cat >dir/raw_perf <<'END'
       CPU 0/KVM   101 [000]     1.000001: kvm:kvm_exit: reason IO_INSTRUCTION rip 0x1 info 0 0
       CPU 0/KVM   101 [000]     1.000002: kvm:kvm_exit: reason HLT rip 0x1 info 0 0
            bash   300 [000]     1.000003: syscalls:sys_exit_ppoll: 0x1
 qemu-system-x86   100 [001]     1.000011: syscalls:sys_exit_ppoll: 0x1
     CPU 12/KVM   112 [000]     2.000001: kvm:kvm_exit: vcpu 3 reason IO_INSTRUCTION rip 0x1 info1 0x0
        qemu-kvm   100 [001]     2.000021: syscalls:sys_exit_ppoll: 0x1
      firecracker  200 [000]     3.000001: kvm:kvm_exit: reason IO_INSTRUCTION rip 0x1 info 0 0
         swapper     0 [001]     3.000021: syscalls:sys_exit_ppoll: next_comm=qemu-kvm
        IO iot0    103 [000]     4.000001: kvm:kvm_exit: reason io rip 0x1 info 0 0
          worker   104 [001]     4.000005: syscalls:sys_exit_ppoll: 0x1
END
	psp 0 -p dir -c 2015.conf
	cat >rows <<'END'
loop,kvm_exit,sys_exit_ppoll,delta:sys_exit_ppoll__kvm_exit
0,1.000001,1.000011,0.000010
1,2.000001,2.000021,0.000020
2,4.000001,4.000005,0.000004
END
	files dir rows
	printf '%s\n' CPU\ 0/KVM qemu-system-x86 CPU\ 12/KVM qemu-kvm \
		IO\ iot0 worker >comms
	cut -d, -f3 dir/perf_data.csv | sed 1d | cmp - comms ||
		wrong "threads: $(cat dir/perf_data.csv)"
	# its perf_data.csv knows neither threads nor exits: all of it counts
	folder dir
	printf 'tstamp,entry\n1.5,kvm_exit\n2.5,sys_exit_ppoll\n' \
		>dir/perf_data.csv
	psp 0 -p dir -c 2015.conf
	grep -qx '0,1.500000,2.500000,1.000000' dir/loop_diff.csv ||
		wrong "$(cat dir/loop_diff.csv)"
}

# A key out of the events' text is a column of perf_data.csv.
keys()
{
	folder dir
	cat >key.conf <<'END'
[Disk]
comm = .*
order = block_rq_issue|block_rq_complete
by = /^([0-9]+,[0-9]+) .* ([0-9]+) [+]/
END
	cp "$srcdir/tests/corpus/good-fio-libaio.txt.gz" dir/raw_perf.gz
	psp 0 -p dir -t Disk -c key.conf
	cp dir/loop_diff.csv rows
	test "$(wc -l <rows)" -gt 300
	psp 0 -p dir -t Disk -c key.conf
	files dir rows
	rm dir/raw_perf.gz
	gzip dir/perf_data.csv
	psp 0 -p dir -t Disk -c key.conf
	cmp rows dir/loop_diff.csv || wrong "rows by key"
}

for shell in sh dash 'busybox sh' bash ksh; do
	command -v "${shell%% *}" >/dev/null || continue
	every_kind
	data_files
	stale
	failures
	conf_of_2015
	keys
done
