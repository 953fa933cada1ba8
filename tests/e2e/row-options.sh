#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The form of rows: header, columns, units, decimals, quoting; all by hand.

set -eu
srcdir=${srcdir:-.}
dp=${DELTA_PROCESSOR:-./delta_processor}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

want()
{
	cat >"$tmp/want"
	printf "$input" | "$dp" -q "$@" >"$tmp/got"
	diff "$tmp/want" "$tmp/got" || { echo "$*"; exit 1; }
}
input='tstamp,entry,tid\n1.5,a,7\n2.000001,b,7\n2.5,c,7\n'
want -e 'a|b|c' <<EOF
loop,a,b,c,delta:b__a,delta:c__b
0,1.500000,2.000001,2.500000,0.500001,0.499999
EOF
want -e 'a|b|c' --no-header <<EOF
0,1.500000,2.000001,2.500000,0.500001,0.499999
EOF
want -e 'a|b|c' --deltas-only <<EOF
loop,delta:b__a,delta:c__b
0,0.500001,0.499999
EOF
want -e 'a|b|c' -b tid -u ms <<EOF
loop,tid,a,b,c,delta:b__a,delta:c__b
0,7,1.500000,2.000001,2.500000,500.001,499.999
EOF
want -e 'a|c' --unit=us <<EOF
loop,a,c,delta:c__a
0,1.500000,2.500000,1000000
EOF
want -e 'a|c' -u ns --deltas-only --no-header <<EOF
0,1000000000
EOF
want -e a <<EOF
loop,a
0,1.500000
EOF
want -m 1 -e 'a|c' --by tid <<EOF
metric,tid,entry,tstamp,delta
a,7,a,1.500000,
b,7,b,2.000001,
c,7,c,2.500000,
EOF

# Nine decimals from the first event on that has more than six.
input='tstamp,entry\n1.5,a\n2,b\n3,a\n3.0000015,b\n4,a\n5,b\n'
want -e 'a|b' <<EOF
loop,a,b,delta:b__a
0,1.500000,2.000000,0.500000
1,3.000000000,3.000001500,0.000001500
2,4.000000000,5.000000000,1.000000000
EOF
want -e 'a|b' -u us --deltas-only <<EOF
loop,delta:b__a
0,500000
1,1.500
2,1000000.000
EOF

# Backward and negative times; a name and a key that need quotes.
input='tstamp,entry,comm\n-1.5,"a,b","x ""y"""\n-2,c,"x ""y"""\n'
want -e 'a,b|c' --by comm <<EOF
loop,comm,"a,b",c,"delta:c__a,b"
0,"x ""y""",-1.500000,-2.000000,-0.500000
EOF

# Metrics of the 2015 program.
input='tstamp,entry\n1,kvm_exit\n1.5,sys_enter_x\n2,kvm_entry\n'\
'2.25,sys_exit_x\n'
want -m 1 -e 'kvm_exit|kvm_entry' <<EOF
metric,entry,tstamp,delta
kvm___,kvm_exit,1.000000,
sys__x,sys_enter_x,1.500000,
kvm___,kvm_entry,2.000000,1.000000
sys__x,sys_exit_x,2.250000,0.750000
EOF
