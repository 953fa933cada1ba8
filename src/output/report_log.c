/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <stdio.h>

static const char stars[] = "\n**********************";

/* As Python 2 wrote a float: 12 digits, and ".0" where nothing else shows
 * that it is one. */
static void put_seconds(struct sink *out, const char *what, double ns)
{
	char text[UNIT_TEXT];

	/* printf may put a sign before nan */
	if (ns != ns)
		strcpy(text, "nan");
	else
		snprintf(text, sizeof(text), "%.12g", ns / 1e9);
	sink_printf(out, "\t%s: %s%s\n", what, text,
		    strpbrk(text, ".en") ? "" : ".0");
}

static void put_name(struct sink *out, const char *name, bool terminal)
{
	if (terminal)
		put_escaped(out, name);
	else
		sink_str(out, name);
}

void report_log2015(struct sink *out, const struct report_data *data,
		    bool terminal)
{
	sink_str(out, stars);
	sink_str(out, "\nUnique metrics found:\n");
	for (size_t i = 0; i < data->nmetrics; i++) {
		sink_str(out, "\t");
		put_name(out, data->metrics[i], terminal);
		sink_str(out, "\n");
	}
	sink_str(out, stars);
	for (unsigned s = 0; s < stats_series_count(data->stats); s++) {
		const char *name = stats_series_name(data->stats, s);
		struct summary summary;

		if (!series_is_delta(name))
			break;
		summarize(data, s, 0, &summary);
		sink_str(out, "\n");
		put_name(out, name, terminal);
		sink_str(out, " stats:\n");
		put_seconds(out, "Standard Dev", summary.stddev);
		put_seconds(out, "Mean", summary.mean);
		put_seconds(out, "Median", summary.median.value);
		sink_str(out, "======================");
	}
	sink_str(out, "\n");
}
