/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <inttypes.h>

#include "base/diag.h"

static void put_name(struct sink *out, const char *name, bool terminal)
{
	if (terminal) {
		char shown[4096];	/* it needs no more of a name */

		sink_csv(out, span_of(shown, diag_escape(span_from(name),
							 shown,
							 sizeof(shown))));
	} else {
		sink_csv(out, span_from(name));
	}
}

static void put_number(struct sink *out, double value)
{
	char text[NUMBER_TEXT];

	number_text(text, value);
	sink_printf(out, ",%s", text);
}

static void put_extremes(struct sink *out, const struct moments *m)
{
	char time[UNIT_TEXT];

	if (!m) {
		sink_str(out, ",,,");
		return;
	}
	sink_printf(out, ",%" PRId64 ",", m->max);
	if (m->max_loop != UINT64_MAX)
		sink_printf(out, "%" PRIu64, m->max_loop);
	time_text(time, m->max_time);
	sink_printf(out, ",%s", time);
}

static void put_quantile(struct sink *out, struct quantile_value quantile)
{
	char text[NUMBER_TEXT];

	quantile_text(text, quantile);
	sink_printf(out, ",%s", text);
}

static void put_row(struct sink *out, const struct report_data *data,
		    const struct summary *summary)
{
	sink_printf(out, ",%" PRIu64, summary->count);
	put_number(out, summary->mean);
	put_number(out, summary->stddev);
	if (summary->moments)
		sink_printf(out, ",%" PRId64, summary->moments->min);
	else
		sink_str(out, ",");
	put_quantile(out, summary->median);
	for (unsigned i = 0; i < data->npercentiles; i++)
		put_quantile(out, summary->percentile[i]);
	put_extremes(out, summary->moments);
	sink_str(out, summary->exact ? ",1" : ",0");
	put_number(out, summary->error);
	sink_str(out, "\n");
}

void report_csv(struct sink *out, const struct report_data *data,
		bool terminal)
{
	const unsigned groups = stats_groups(data->stats);
	const unsigned n = stats_series_count(data->stats);

	sink_str(out, "name,group,count,mean,stddev,min,median");
	for (unsigned i = 0; i < data->npercentiles; i++) {
		char name[PERCENTILE_TEXT];

		percentile_text(data->percentile[i], name);
		sink_printf(out, ",p%s", name);
	}
	sink_str(out, ",max,max_loop,max_time,exact,error\n");
	for (unsigned group = 0; group <= groups; group++) {
		for (unsigned s = 0; s < n; s++) {
			struct summary summary;

			if (!summarize(data, s, group, &summary))
				continue;
			put_name(out, stats_series_name(data->stats, s),
				 terminal);
			sink_str(out, ",");
			if (group)
				put_name(out, data->group_names[group],
					 terminal);
			put_row(out, data, &summary);
		}
	}
}
