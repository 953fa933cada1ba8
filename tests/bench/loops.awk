# SPDX-License-Identifier: GPL-3.0-or-later
#
# What delta_processor does, as one would do it in awk: one pass that finds
# every loop of an order (the latest events that precede its last one in
# order), prints a row of times and deltas for each, and at the end the mean,
# standard deviation and maximum of every delta to standard error.
#
#	-v order='a|b|c'	the events, each name once
#	-v when=4 -v what=5	the fields of the time and the event
#	-v tail=1		characters behind both: perf's colon
#	-v stats=0		rows only
#
# Fields are what awk takes for them: perf script's text is read correctly only
# if no comm holds a blank, and no line lacks a column.

BEGIN {
	n = split(order, want, "[|]")
	if (stats == "")
		stats = 1
	header = "loop"
	for (i = 1; i <= n; i++) {
		position[want[i]] = i
		header = header "," want[i]
	}
	for (i = 2; i <= n; i++)
		header = header ",delta:" want[i] "__" want[i - 1]
	print header
}

# The position of the name in this field; fields are looked up only once.
function look_up(field,		name)
{
	name = substr(field, 1, length(field) - tail)
	sub(/^[^:]*:/, "", name)
	return name in position ? position[name] : 0
}

# Welford's way: sums of squares of such small numbers would lose digits.
function add(i, delta,		off)
{
	off = delta - mean[i]
	mean[i] += off / loops
	squares[i] += off * (delta - mean[i])
	if (loops == 1 || delta > max[i])
		max[i] = delta
}

function complete(	i, time, delta, row, deltas)
{
	split(partial[n], time, " ")
	row = loops++
	for (i = 1; i <= n; i++)
		row = row "," time[i]
	for (i = 2; i <= n; i++) {
		delta = time[i] - time[i - 1]
		deltas = deltas sprintf(",%.6f", delta)
		if (stats)
			add(i, delta)
	}
	print row deltas
	for (i = 1; i < n; i++)
		if (begun[i] == begun[n])
			partial[i] = ""
}

{
	k = place[$what]
	if (k == "")
		k = place[$what] = look_up($what)
	if (!k)
		next
	time = substr($when, 1, length($when) - tail)
	if (k == 1) {
		partial[1] = time
		begun[1] = NR
	} else if (partial[k - 1] != "") {
		partial[k] = partial[k - 1] " " time
		begun[k] = begun[k - 1]
		if (k == n)
			complete()
	}
}

END {
	for (i = 2; stats && i <= n; i++)
		printf("%.9f,%.9f,%.9f\n", mean[i],
		       loops > 1 ? sqrt(squares[i] / (loops - 1)) : 0,
		       max[i]) >"/dev/stderr"
}
