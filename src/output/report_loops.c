/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { BAR = 40 };

static void edge_text(char *out, double ns)
{
	const struct unit *unit = unit_for(ns);
	char number[UNIT_TEXT];

	unit_text(number, ns, unit);
	snprintf(out, UNIT_TEXT, "%s%s", number, unit->name);
}

static void put_bucket(struct sink *out, int k, uint64_t count, uint64_t most)
{
	const double edge = log_bucket_edge(k), next = k ? 2 * edge : 1;
	char low[UNIT_TEXT], high[UNIT_TEXT];
	char bar[BAR + 1];
	const int length = (int)ceil(BAR * log2((double)count + 1) /
				     log2((double)most + 1));

	edge_text(low, k < 0 ? -next : edge);
	edge_text(high, k < 0 ? -edge : next);
	memset(bar, '#', sizeof(bar));
	bar[length < BAR ? length : BAR] = '\0';
	sink_printf(out, "  %c%9s, %9s%c %12" PRIu64 "%s%s\n",
		    k < 0 ? '(' : '[', low, high, k < 0 ? ']' : ')', count,
		    *bar ? "  " : "", bar);
}

void report_histograms(struct sink *out, const struct report_data *data)
{
	for (unsigned s = 0; s < stats_series_count(data->stats); s++) {
		struct log_histogram h;
		struct summary summary;
		uint64_t most = 0;

		summarize(data, s, 0, &summary);
		if (!log_histogram_fill(&h, summary.quantile))
			continue;
		sink_str(out, "Histogram of ");
		put_escaped(out, stats_series_name(data->stats, s));
		sink_str(out, " (length of bars: log of the count)\n");
		for (int k = h.first; k <= h.last; k++)
			if (h.count[LOG_BUCKETS_MAX + k] > most)
				most = h.count[LOG_BUCKETS_MAX + k];
		for (int k = h.first; k <= h.last; k++)
			put_bucket(out, k, h.count[LOG_BUCKETS_MAX + k], most);
		sink_str(out, "\n");
	}
}

static void put_duration(struct sink *out, double ns)
{
	const struct unit *unit = unit_for(ns);
	char text[UNIT_TEXT];

	unit_text(text, ns, unit);
	sink_printf(out, "%s %s", text, unit->name);
}

/* As loop_delta(). */
static bool slow_delta(const struct slow_loop *slow, unsigned k, int64_t *delta)
{
	*delta = 0;
	return slow->missing & 3u << (k - 1) ||
	       !__builtin_sub_overflow(slow->time[k], slow->time[k - 1], delta);
}

static void put_slow_loop(struct sink *out, const struct slow_loop *slow,
			  const char *const *order)
{
	sink_printf(out, "  loop %" PRIu64 ": ", slow->loop);
	put_duration(out, (double)slow->value);
	if (slow->key[0]) {
		sink_str(out, ", key ");
		put_escaped(out, slow->key);
	}
	sink_str(out, "\n");
	for (unsigned k = 0; k < slow->n; k++) {
		char time[UNIT_TEXT];
		int64_t delta;

		time_text(time, slow->time[k]);
		sink_printf(out, "    %s  ", time);
		put_escaped(out, order[k]);
		if (k > 0 && slow_delta(slow, k, &delta)) {
			sink_str(out, delta < 0 ? "  " : "  +");
			put_duration(out, (double)delta);
		}
		sink_str(out, "\n");
	}
}

void report_slowest(struct sink *out, const struct report_data *data)
{
	sink_str(out, "Slowest loops\n");
	for (size_t i = 0; i < data->nslow; i++)
		put_slow_loop(out, &data->slow[i], data->order);
	sink_str(out, "\n");
}
