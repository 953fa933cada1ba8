/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <inttypes.h>
#include <string.h>

enum {
	NAMES_SHOWN = 100,	/* json and the log have them all */
	LINE_WIDTH = 78,
};

static void put_count(struct sink *out, const char *name, uint64_t count)
{
	sink_printf(out, "  %-10s  %12" PRIu64 "\n", name, count);
}

static void put_lines(struct sink *out, const struct line_counts *lines)
{
	sink_str(out, "Lines\n");
	put_count(out, "event", lines->event);
	put_count(out, "other", lines->other);
	put_count(out, "not_event", lines->not_event);
	put_count(out, "filtered", lines->filtered);
	put_count(out, "no_key", lines->no_key);
	put_count(out, "malformed", lines->malformed);
	put_count(out, "lost", lines->lost);
	put_count(out, "total", lines->total);
}

static void put_loops(struct sink *out, const struct report_data *data)
{
	sink_str(out, "\nLoops\n");
	put_count(out, "complete", data->complete);
	if (data->has_started) {
		put_count(out, "abandoned", data->abandoned);
		put_count(out, "cut", data->cut);
		put_count(out, "evicted", data->evicted);
		put_count(out, "unfinished", data->unfinished);
		if (data->partial)
			put_count(out, "open", data->open);
		put_count(out, "started", data->started);
	} else {
		put_count(out, "incomplete", data->incomplete);
	}
	sink_printf(out, "Orphan events %12" PRIu64 "\n", data->orphans);
}

static void put_groups(struct sink *out, const struct report_data *data)
{
	uint64_t rest = data->complete;
	struct group_list groups;

	groups_by_count(data, GROUP_LOOPS, &groups);
	sink_str(out, "\nLoops by group\n");
	for (unsigned i = 0; i < groups.n && i < NAMES_SHOWN; i++) {
		sink_printf(out, "  %12" PRIu64 "  ", groups.at[i].count);
		put_escaped(out, groups.at[i].name);
		sink_str(out, "\n");
		rest -= groups.at[i].count;
	}
	if (rest > 0)
		sink_printf(out, "  %12" PRIu64 "  %s\n", rest, groups.n <=
			    NAMES_SHOWN ? "without a group" : "others");
}

static void put_events(struct sink *out, const struct report_data *data)
{
	uint64_t rest = 0;

	sink_str(out, "\nEvents\n");
	for (size_t i = 0; i < data->nevents; i++) {
		const struct report_event *event = &data->events[i];

		if (i >= NAMES_SHOWN) {
			rest += event->count;
			continue;
		}
		sink_printf(out, "  %12" PRIu64 "  ", event->count);
		put_escaped(out, event->name);
		sink_str(out, "\n");
	}
	if (data->nevents > NAMES_SHOWN)
		sink_printf(out, "  %12" PRIu64 "  of %zu more names\n", rest,
			    data->nevents - NAMES_SHOWN);
	for (size_t i = 0; i < data->nnever; i++) {
		sink_printf(out, "  %12d  ", 0);
		put_escaped(out, data->never[i]);
		sink_str(out, "\n");
	}
}

static void put_span(struct sink *out, const struct report_data *data)
{
	sink_printf(out, "\nLost events   %12" PRIu64 "  in %" PRIu64
		    " place(s)\n", data->lost_events, data->lost_markers);
	sink_printf(out, "Backward time %12" PRIu64 "\n", data->backward);
	if (data->has_time) {
		const double length = (double)data->last_time -
			(double)data->first_time;
		const struct unit *unit = unit_for(length);
		char first[UNIT_TEXT], last[UNIT_TEXT], text[UNIT_TEXT];

		time_text(first, data->first_time);
		time_text(last, data->last_time);
		unit_text(text, length, unit);
		sink_printf(out, "Time           %s .. %s s (%s %s)\n", first,
			    last, text, unit->name);
	}
	if (data->seconds >= 0) {
		const double mb = (double)data->bytes / 1e6;

		sink_printf(out, "Read           %.3f MB in %.3f s", mb,
			    data->seconds);
		if (data->seconds > 0)
			sink_printf(out, ", %.1f MB/s", mb / data->seconds);
		sink_str(out, "\n");
	}
	if (data->conf_name) {
		sink_str(out, "Conf           ");
		put_escaped(out, data->conf_name);
		if (data->section) {
			sink_str(out, " [");
			put_escaped(out, data->section);
			sink_str(out, "]");
		}
		sink_str(out, "\n");
	}
}

static void put_metrics(struct sink *out, const struct report_data *data)
{
	size_t column = LINE_WIDTH;

	if (data->nmetrics == 0)
		return;
	sink_printf(out, "\nUnique metrics (%zu)", data->nmetrics);
	for (size_t i = 0; i < data->nmetrics && i < NAMES_SHOWN; i++) {
		const size_t width = 2 + escaped_width(data->metrics[i]);

		if (column + width > LINE_WIDTH) {
			sink_str(out, "\n");
			column = 0;
		}
		sink_str(out, "  ");
		put_escaped(out, data->metrics[i]);
		column += width;
	}
	if (data->nmetrics > NAMES_SHOWN)
		sink_printf(out, "\n  and %zu more",
			    data->nmetrics - NAMES_SHOWN);
	sink_str(out, "\n");
}

static void warn_count(struct sink *out, uint64_t count, const char *what)
{
	if (count > 0)
		sink_printf(out, "warning: %" PRIu64 " %s\n", count, what);
}

/* Last, where a terminal shows them. */
static void put_warnings(struct sink *out, const struct report_data *data)
{
	const unsigned series = stats_series_count(data->stats);

	sink_str(out, "\n");
	warn_count(out, data->lines->malformed,
		   "malformed lines could not be read");
	warn_count(out, data->lost_markers, "times the recorder lost events: "
		   "loops that were open then are cut");
	warn_count(out, data->backward, "events were earlier than the one "
		   "before: is the input sorted by time?");
	warn_count(out, stats_overflows(data->stats) + data->metric_overflows,
		   "deltas were beyond 64 bits of ns and are left out");
	warn_count(out, data->evicted_keys,
		   "times a key was evicted from a full table: see --max-keys");
	warn_count(out, data->forgotten_pairs,
		   "times a metric of a key was forgotten for another: its next"
		   " delta is empty");
	warn_count(out, data->group_other,
		   "events are in group (other): there are too many groups");
	for (unsigned s = 0; s < series; s++) {
		const struct series *one = stats_series(data->stats, s, 0);

		if (!one || !one->moments.squares_overflow)
			continue;
		sink_str(out, "warning: no standard deviation for ");
		put_escaped(out, stats_series_name(data->stats, s));
		sink_str(out, ": the sum of squares is too large\n");
	}
	for (size_t i = 0; i < data->nnotes; i++) {
		sink_str(out, "warning: ");
		put_escaped(out, data->notes[i]);
		sink_str(out, "\n");
	}
	for (size_t i = 0; i < data->nnever; i++) {
		sink_str(out, "warning: ");
		put_escaped(out, data->never[i]);
		sink_str(out, " of the order never occurred");
		/* the separator of most other tools */
		sink_str(out, strchr(data->never[i], ',') ?
			 "; names are separated by '|'\n" : "\n");
	}
	if (data->complete == 0 && !data->partial)
		sink_str(out, "warning: no complete loop\n");
}

void report_account(struct sink *out, const struct report_data *data)
{
	put_lines(out, data->lines);
	put_loops(out, data);
	if (data->group_names)
		put_groups(out, data);
	put_events(out, data);
	put_span(out, data);
	put_metrics(out, data);
	put_warnings(out, data);
}
