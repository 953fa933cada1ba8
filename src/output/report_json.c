/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <inttypes.h>

#include "base/num.h"

/* Length of the UTF-8 character at s, which ends in a NUL; 0 if it is none.
 * Ranges: Unicode standard, table 3-7. */
static size_t utf8_length(const unsigned char *s)
{
	const unsigned char low = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90
		: 0x80;
	const unsigned char high = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f
		: 0xbf;
	const size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2
		: s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (n > 1 && (s[1] < low || s[1] > high))
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

void json_string(struct sink *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	sink_str(out, "\"");
	while (*s) {
		const size_t n = utf8_length(s);
		const bool c1 = s[0] == 0xc2 && n == 2 && s[1] < 0xa0;

		if (*s == '"' || *s == '\\')
			sink_printf(out, "\\%c", *s);
		else if (n == 0 || *s < ' ' || *s == 0x7f)
			sink_printf(out, "\\u%04x", *s);
		else if (c1)
			sink_printf(out, "\\u%04x", s[1]);
		else
			sink_put(out, (const char *)s, n);
		s += n ? n : 1;
	}
	sink_str(out, "\"");
}

void json_number(struct sink *out, double value)
{
	char text[NUMBER_TEXT];

	number_text(text, value);
	sink_str(out, *text ? text : "null");
}

/* Seconds, every digit that counts and at least one decimal. */
static void put_time(struct sink *out, bool known, int64_t ns)
{
	char text[PUT_MAX];
	char *end = put_ns(text, ns, 9, 9);

	if (!known) {
		sink_str(out, "null");
		return;
	}
	while (end[-1] == '0' && end[-2] != '.')
		end--;
	sink_put(out, text, (size_t)(end - text));
}

void json_quantile(struct sink *out, struct quantile_value quantile)
{
	char text[NUMBER_TEXT];

	quantile_text(text, quantile);
	sink_str(out, *text ? text : "null");
}

static void put_key(struct sink *out, const char *key)
{
	json_string(out, key);
	sink_str(out, ":");
}

static void put_percentiles(struct sink *out, const struct report_data *data,
			    const struct summary *summary)
{
	sink_str(out, "\"percentiles\":{");
	for (unsigned i = 0; i < data->npercentiles; i++) {
		char name[PERCENTILE_TEXT];

		percentile_text(data->percentile[i], name);
		sink_str(out, i ? "," : "");
		put_key(out, name);
		json_quantile(out, summary->percentile[i]);
	}
	sink_str(out, "},");
}

static void put_extremes(struct sink *out, const struct moments *m)
{
	if (!m) {
		sink_str(out, "\"max\":null,\"max_loop\":null,"
			      "\"max_time\":null,");
		return;
	}
	sink_printf(out, "\"max\":%" PRId64 ",\"max_loop\":", m->max);
	if (m->max_loop == UINT64_MAX)
		sink_str(out, "null");
	else
		sink_printf(out, "%" PRIu64, m->max_loop);
	sink_str(out, ",\"max_time\":");
	put_time(out, true, m->max_time);
	sink_str(out, ",");
}

static void put_histogram(struct sink *out, const struct quantile *q)
{
	struct log_histogram h;

	sink_str(out, ",\"histogram\":[");
	if (log_histogram_fill(&h, q)) {
		for (int k = h.first; k <= h.last; k++) {
			const double low = log_bucket_edge(k);
			const double high = k ? low * 2 : 1;

			sink_str(out, k == h.first ? "[" : ",[");
			json_number(out, k < 0 ? -high + 1 : low);
			sink_str(out, ",");
			json_number(out, k < 0 ? -low : high - 1);
			sink_printf(out, ",%" PRIu64 "]",
				    h.count[LOG_BUCKETS_MAX + k]);
		}
	}
	sink_str(out, "]");
}

static void put_series(struct sink *out, const struct report_data *data,
		       unsigned s, unsigned group,
		       const struct summary *summary)
{
	sink_str(out, "{\"name\":");
	json_string(out, stats_series_name(data->stats, s));
	sink_str(out, ",\"group\":");
	if (group)
		json_string(out, data->group_names[group]);
	else
		sink_str(out, "null");
	sink_printf(out, ",\"count\":%" PRIu64 ",\"mean\":", summary->count);
	json_number(out, summary->mean);
	sink_str(out, ",\"stddev\":");
	json_number(out, summary->stddev);
	if (summary->moments)
		sink_printf(out, ",\"min\":%" PRId64, summary->moments->min);
	else
		sink_str(out, ",\"min\":null");
	sink_str(out, ",\"median\":");
	json_quantile(out, summary->median);
	sink_str(out, ",");
	put_percentiles(out, data, summary);
	put_extremes(out, summary->moments);
	sink_printf(out, "\"exact\":%s,\"error\":",
		    summary->exact ? "true" : "false");
	json_number(out, summary->error);
	if (data->histogram)
		put_histogram(out, summary->quantile);
	sink_str(out, "}");
}

static void put_deltas(struct sink *out, const struct report_data *data)
{
	const unsigned groups = stats_groups(data->stats);
	const unsigned n = stats_series_count(data->stats);
	bool first = true;

	sink_str(out, "\"deltas\":[");
	for (unsigned group = 0; group <= groups; group++) {
		for (unsigned s = 0; s < n; s++) {
			struct summary summary;

			if (!summarize(data, s, group, &summary))
				continue;
			sink_str(out, first ? "" : ",");
			put_series(out, data, s, group, &summary);
			first = false;
		}
	}
	sink_str(out, "]");
}

static void put_counts(struct sink *out, const struct report_data *data)
{
	const struct line_counts *lines = data->lines;

	sink_str(out, ",\"loops\":{\"started\":");
	if (data->has_started)
		sink_printf(out, "%" PRIu64, data->started);
	else
		sink_str(out, "null");
	if (data->partial && data->has_started)
		sink_printf(out, ",\"open\":%" PRIu64, data->open);
	sink_printf(out, ",\"complete\":%" PRIu64 ",\"abandoned\":%" PRIu64
		    ",\"cut\":%" PRIu64 ",\"evicted\":%" PRIu64
		    ",\"unfinished\":%" PRIu64 ",\"incomplete\":%" PRIu64 "}",
		    data->complete, data->abandoned, data->cut, data->evicted,
		    data->unfinished, data->incomplete);
	sink_printf(out, ",\"orphans\":%" PRIu64 ",\"overflow\":%" PRIu64,
		    data->orphans, stats_overflows(data->stats) +
		    data->metric_overflows);
	sink_printf(out, ",\"lines\":{\"total\":%" PRIu64 ",\"event\":%" PRIu64
		    ",\"other\":%" PRIu64 ",\"not_event\":%" PRIu64
		    ",\"filtered\":%" PRIu64 ",\"no_key\":%" PRIu64
		    ",\"malformed\":%" PRIu64 ",\"lost\":%" PRIu64 "}",
		    lines->total, lines->event, lines->other, lines->not_event,
		    lines->filtered, lines->no_key, lines->malformed,
		    lines->lost);
}

static void put_names(struct sink *out, const struct report_data *data)
{
	sink_str(out, ",\"events\":{");
	for (size_t i = 0; i < data->nevents; i++) {
		sink_str(out, i ? "," : "");
		put_key(out, data->events[i].name);
		sink_printf(out, "%" PRIu64, data->events[i].count);
	}
	for (size_t i = 0; i < data->nnever; i++) {
		sink_str(out, i || data->nevents ? "," : "");
		put_key(out, data->never[i]);
		sink_str(out, "0");
	}
	sink_printf(out, "},\"lost_events\":%" PRIu64 ",\"backward\":%" PRIu64
		    ",\"metrics\":[", data->lost_events, data->backward);
	for (size_t i = 0; i < data->nmetrics; i++) {
		sink_str(out, i ? "," : "");
		json_string(out, data->metrics[i]);
	}
	sink_str(out, "]");
}

static void put_groups(struct sink *out, const struct report_data *data)
{
	struct group_list groups;

	groups_by_count(data, GROUP_LOOPS, &groups);
	sink_str(out, ",\"groups\":{");
	for (unsigned i = 0; i < groups.n; i++) {
		sink_str(out, i > 0 ? "," : "");
		put_key(out, groups.at[i].name);
		sink_printf(out, "%" PRIu64, groups.at[i].count);
	}
	sink_str(out, "}");
}

static void put_slowest(struct sink *out, const struct report_data *data)
{
	sink_str(out, ",\"slowest\":[");
	for (size_t i = 0; i < data->nslow; i++) {
		const struct slow_loop *slow = &data->slow[i];

		sink_printf(out, "%s{\"loop\":%" PRIu64 ",\"value\":%" PRId64
			    ",\"key\":", i ? "," : "", slow->loop,
			    slow->value);
		if (slow->key[0])
			json_string(out, slow->key);
		else
			sink_str(out, "null");
		for (unsigned k = 0; k < slow->n; k++) {
			sink_str(out, k ? "," : ",\"times\":[");
			put_time(out, true, slow->time[k]);
		}
		sink_str(out, "]}");
	}
	sink_str(out, "]");
}

void report_json(struct sink *out, const struct report_data *data)
{
	sink_str(out, data->partial ? "{\"partial\":true," : "{");
	put_deltas(out, data);
	put_counts(out, data);
	put_names(out, data);
	sink_str(out, ",\"first_time\":");
	put_time(out, data->has_time, data->first_time);
	sink_str(out, ",\"last_time\":");
	put_time(out, data->has_time, data->last_time);
	if (data->seconds < 0) {
		sink_str(out, ",\"bytes\":null,\"seconds\":null");
	} else {
		sink_printf(out, ",\"bytes\":%" PRIu64 ",\"seconds\":",
			    data->bytes);
		json_number(out, data->seconds);
	}
	if (data->slowest)
		put_slowest(out, data);
	if (data->group_names)
		put_groups(out, data);
	if (data->has_pairs)
		sink_printf(out, ",\"forgotten_pairs\":%" PRIu64,
			    data->forgotten_pairs);
	sink_str(out, "}\n");
}
