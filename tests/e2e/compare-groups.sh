#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# delta_stats --compare looks at each group by itself.  In group y the loops
# take 20.1, 20.3, 20.5 ms, then 30.1, 30.3, 30.5: both variances are 0.04, so
# t is 10 / sqrt(2 * 0.04 / 3) with 4 degrees of freedom.  In x nothing changed.

set -eu
dp=${DELTA_PROCESSOR:-./delta_processor}
ds=${DELTA_STATS:-$(dirname "$dp")/delta_stats}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# save NAME MICROSECONDS-MORE-IN-Y
save()
{
	awk -v more="$2" 'BEGIN {
		print "tstamp,entry,group"
		for (i = 0; i < 6; i++) {
			group = i % 2 ? "y" : "x"
			us = (i % 2 ? 20000 + more : 10000) + 100 * i
			printf "%d.000000,a,%s\n", i, group
			printf "%d.%06d,b,%s\n", i, us, group
		}
	}' >"$tmp/events.csv"
	"$dp" -q -e 'a|b' -g group --save-stats "$tmp/$1" \
		"$tmp/events.csv" >/dev/null
}

# compare FORMAT, with status 1: y is slower
compare()
{
	status=0
	"$ds" --compare -s "$1" "$tmp/base" "$tmp/new" >"$tmp/$1" || status=$?
	test "$status" -eq 1
}

save base 0
save new 10000
compare csv
awk -F, -v t="$(awk 'BEGIN { print 10 / sqrt(2 * 0.04 / 3) }')" '
	NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	$1 == "delta:b__a" && $3 ~ /new$/ {
		group = $2
		verdict[group] = $at["verdict"]
		mean[group] = $at["mean"]
		welch[group] = $at["welch_t"]
		df[group] = $at["welch_df"]
	}
	END {
		exit !(verdict["x"] == "~" && verdict["y"] == "slower" &&
		       mean["x"] == 10200000 && mean["y"] == 30300000 &&
		       mean[""] == 20250000 && welch["x"] == 0 &&
		       welch["y"] - t < 0.001 && t - welch["y"] < 0.001 &&
		       df["y"] == 4)
	}' "$tmp/csv"

compare json
grep -q '{"name":"delta:b__a","group":"y",.*"mean":30300000,' "$tmp/json"
grep -q '{"name":"delta:b__a","group":null,' "$tmp/json"
compare table
awk '/^[^ ]/ { group = $0 }
     group == "delta:b__a, group y, ms" && $NF == "slower" { y = 1 }
     group == "delta:b__a, group x, ms" && $NF == "slower" { x = 1 }
     END { exit !(y && !x) }' "$tmp/table"

# a group that has the loop, but of the span not one
printf '[Native]\norder = a|b\nsubmission = a|c\n' >"$tmp/conf"
printf '%s\n' tstamp,entry,group 1,a,x 2,b,x 3,c,x 4,a,y 5,b,y \
	>"$tmp/events.csv"
"$dp" -q -c "$tmp/conf" -g group --save-stats "$tmp/without" \
	"$tmp/events.csv" >/dev/null
echo 6,c,y >>"$tmp/events.csv"
"$dp" -q -c "$tmp/conf" -g group --save-stats "$tmp/with" \
	"$tmp/events.csv" >/dev/null
"$ds" --compare -s csv "$tmp/with" "$tmp/without" >"$tmp/csv"
awk -F, 'NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
	}
	$1 == "submission" && $2 == "y" && $3 ~ /without$/ {
		found = $at["count"] == 0 && $at["difference"] == "" &&
			$at["percent"] == "" && $at["welch_p"] == "" &&
			$at["verdict"] == "unknown"
	}
	END { exit !found }' "$tmp/csv"

# too few to test, none at all, or all the same in each of three runs
printf 'tstamp,entry\n1,a\n' >"$tmp/none.csv"
printf '2,b\n' | cat "$tmp/none.csv" - >"$tmp/one.csv"
printf '3,a\n4,b\n' | cat "$tmp/one.csv" - >"$tmp/two.csv"
for run in none one two; do
	"$dp" -q -e 'a|b' --save-stats "$tmp/$run" "$tmp/$run.csv" \
		>/dev/null || test $? -eq 1
done
for run in none one; do
	"$ds" --compare -s json "$tmp/$run" "$tmp/$run" >"$tmp/json"
	if grep -q '"welch_p":[^n]\|"anova":{"f":[^n]' "$tmp/json"; then
		echo "$run loop: a test all the same"
		cat "$tmp/json"
		exit 1
	fi
done
"$ds" --compare -s json "$tmp/none" "$tmp/none" |
	grep -q '"kruskal_wallis":{"h":null,"df":null,"p":null}'
"$ds" --compare -s json "$tmp/two" "$tmp/two" "$tmp/two" >"$tmp/json"
grep -q '"kruskal_wallis":{"h":0,"df":2,"p":1}' "$tmp/json"
