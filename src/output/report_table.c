/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* The columns of a line, but for the name before them and the mark behind. */
enum {
	COL_COUNT, COL_UNIT, COL_MEAN, COL_STDDEV, COL_MIN, COL_MEDIAN,
	COL_PERCENTILES,
	/* and behind the percentiles */
	COL_MAX = 0, COL_MAX_LOOP, COL_MAX_TIME, COLS_BEHIND,
	COLS = COL_PERCENTILES + REPORT_PERCENTILES_MAX + COLS_BEHIND,
	CELL = PERCENTILE_TEXT + 1,
	NAME_WIDTH = 64,	/* a longer name has a line of its own */
	INDENT = 2,
};

struct line {
	char cell[COLS][CELL];
	bool exact;
};

static void fill_heading(const struct report_data *data, struct line *line)
{
	static const char *const before[] = {
		"count", "unit", "mean", "stddev", "min", "median",
	};
	static const char *const behind[] = { "max", "max_loop", "max_time" };
	unsigned c = 0;

	for (; c < COL_PERCENTILES; c++)
		strcpy(line->cell[c], before[c]);
	for (unsigned i = 0; i < data->npercentiles; i++, c++) {
		line->cell[c][0] = 'p';
		percentile_text(data->percentile[i], line->cell[c] + 1);
	}
	for (unsigned i = 0; i < COLS_BEHIND; i++, c++)
		strcpy(line->cell[c], behind[i]);
}

/* The unit is that of the typical value; of the outermost if this is 0. */
static const struct unit *unit_of(const struct summary *summary)
{
	double scale = fmax(fabs(summary->mean), fabs(summary->median.value));

	if (summary->moments && !(scale > 0))
		scale = fmax(fabs((double)summary->moments->min),
			     fabs((double)summary->moments->max));
	return unit_for(scale);
}

static void fill_line(const struct report_data *data,
		      const struct summary *summary, struct line *line)
{
	const struct unit *unit = unit_of(summary);
	const struct moments *m = summary->moments;
	char (*cell)[CELL] = line->cell;

	line->exact = summary->exact;
	snprintf(cell[COL_COUNT], CELL, "%" PRIu64, summary->count);
	strcpy(cell[COL_UNIT], m ? unit->name : "-");
	unit_text(cell[COL_MEAN], summary->mean, unit);
	unit_text(cell[COL_STDDEV], summary->stddev, unit);
	unit_text(cell[COL_MIN], m ? (double)m->min : NAN, unit);
	unit_text(cell[COL_MEDIAN], summary->median.value, unit);
	cell += COL_PERCENTILES;
	for (unsigned i = 0; i < data->npercentiles; i++)
		unit_text(*cell++, summary->percentile[i].value, unit);
	unit_text(cell[COL_MAX], m ? (double)m->max : NAN, unit);
	if (m && m->max_loop != UINT64_MAX)
		snprintf(cell[COL_MAX_LOOP], CELL, "%" PRIu64, m->max_loop);
	else
		strcpy(cell[COL_MAX_LOOP], "-");
	if (m)
		time_text(cell[COL_MAX_TIME], m->max_time);
	else
		strcpy(cell[COL_MAX_TIME], "-");
}

struct widths {
	int name;
	int cell[COLS];
	unsigned n;
};

static void widen(struct widths *widths, const struct line *line)
{
	for (unsigned c = 0; c < widths->n; c++) {
		const int width = (int)strlen(line->cell[c]);

		if (width > widths->cell[c])
			widths->cell[c] = width;
	}
}

static void put_line(struct sink *out, const struct widths *widths,
		     const char *name, const struct line *line,
		     const char *mark)
{
	sink_printf(out, "%*s", INDENT, "");
	int shown = (int)put_escaped(out, name);

	if (shown > widths->name) {
		sink_str(out, "\n");
		shown = -INDENT;
	}
	sink_printf(out, "%*s", widths->name - shown, "");
	for (unsigned c = 0; c < widths->n; c++)
		sink_printf(out, "  %*s", widths->cell[c], line->cell[c]);
	sink_printf(out, "  %s\n", mark);
}

/* Every line is made twice, to measure and to print, which saves keeping
 * them. */
static void put_block(struct sink *out, const struct report_data *data,
		      unsigned group)
{
	const unsigned n = stats_series_count(data->stats);
	struct widths widths = {
		.n = COL_PERCENTILES + data->npercentiles + COLS_BEHIND,
	};
	struct summary summary;
	struct line line;

	fill_heading(data, &line);
	widen(&widths, &line);
	for (unsigned s = 0; s < n; s++) {
		if (!summarize(data, s, group, &summary))
			continue;
		const size_t name =
			escaped_width(stats_series_name(data->stats, s));

		if (name <= NAME_WIDTH && (int)name > widths.name)
			widths.name = (int)name;
		fill_line(data, &summary, &line);
		widen(&widths, &line);
	}
	fill_heading(data, &line);
	put_line(out, &widths, "", &line, "quantiles");
	for (unsigned s = 0; s < n; s++) {
		if (!summarize(data, s, group, &summary))
			continue;
		fill_line(data, &summary, &line);
		put_line(out, &widths, stats_series_name(data->stats, s),
			 &line, line.exact ? "exact" : "±0.05%");
	}
}

static bool has_values(const struct report_data *data, unsigned group)
{
	for (unsigned s = 0; s < stats_series_count(data->stats); s++)
		if (stats_series(data->stats, s, group))
			return true;
	return false;
}

void report_table(struct sink *out, const struct report_data *data)
{
	const unsigned groups = stats_groups(data->stats);

	sink_str(out, data->partial ? "Report so far\n\n" : "Report\n\n");
	if (stats_series_count(data->stats) > 0) {
		sink_str(out, "All loops\n");
		put_block(out, data, 0);
		sink_str(out, "\n");
	}
	for (unsigned group = 1; group <= groups; group++) {
		if (!has_values(data, group))
			continue;
		sink_str(out, "Group ");
		put_escaped(out, data->group_names[group]);
		sink_str(out, "\n");
		put_block(out, data, group);
		sink_str(out, "\n");
	}
	if (data->histogram)
		report_histograms(out, data);
	if (data->slowest)
		report_slowest(out, data);
	report_account(out, data);
}
