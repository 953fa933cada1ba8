# SPDX-License-Identifier: GPL-3.0-or-later
#
# "gcov -n" to one line per file under src/ and one for all of them.

/^File '.*src\// {
	sub(/^File '(.*\/)?src\//, "src/")
	sub(/'$/, "")
	file = $0
	next
}

file != "" && /^Lines executed:/ {
	split($0, part, /[:% ]+/)
	# "Lines executed:97.50% of 40"
	percent = part[3]
	lines = part[5]
	if (!(file in of) || percent * lines > done[file]) {
		done[file] = percent * lines
		of[file] = lines
	}
	file = ""
}

/^$/ { file = "" }

END {
	for (file in of) {
		printf "%6.2f %%  of %5d lines  %s\n", done[file] / of[file],
			of[file], file | "sort -k 6"
		sum += done[file]
		total += of[file]
	}
	close("sort -k 6")
	if (total)
		printf "%6.2f %%  of %5d lines\n", sum / total, total
}
