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
	char mark[MARK_TEXT];
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
	strcpy(line->mark, "quantiles");
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

	if (summary->exact)
		strcpy(line->mark, "exact");
	else
		mark_text(line->mark, summary->close, summary->error, unit);
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
	int mark;
	unsigned n;
};

static void widen(struct widths *widths, const struct line *line)
{
	for (unsigned c = 0; c < widths->n; c++) {
		const int width = (int)strlen(line->cell[c]);

		if (width > widths->cell[c])
			widths->cell[c] = width;
	}

	const int mark = (int)escaped_width(line->mark);

	if (mark > widths->mark)
		widths->mark = mark;
}

static void put_cells(struct sink *out, const struct widths *widths,
		      const struct line *line, unsigned n, const char *mark)
{
	for (unsigned c = 0; c < n; c++)
		sink_printf(out, "  %*s", widths->cell[c], line->cell[c]);
	sink_printf(out, "%s%s\n", *mark ? "  " : "", mark);
}

static void put_line(struct sink *out, const struct widths *widths,
		     const char *name, const struct line *line)
{
	sink_printf(out, "%*s", INDENT, "");
	int shown = (int)put_escaped(out, name);

	if (shown > widths->name) {
		sink_str(out, "\n");
		shown = -INDENT;
	}
	sink_printf(out, "%*s", widths->name - shown, "");
	put_cells(out, widths, line, widths->n, line->mark);
}

/* The name and where the maximum is have a line before the figures. */
static void put_narrow(struct sink *out, const struct widths *widths,
		       const char *name, const struct line *line)
{
	const unsigned max = widths->n - COLS_BEHIND;

	if (*name) {
		sink_printf(out, "%*s", INDENT, "");
		put_escaped(out, name);
		sink_printf(out, "  (max at %s, loop %s; %s)\n",
			    line->cell[max + COL_MAX_TIME],
			    line->cell[max + COL_MAX_LOOP], line->mark);
	}
	sink_printf(out, "%*s", INDENT, "");
	put_cells(out, widths, line, max + 1, "");
}

/* The lines of a block: all series of all loops, or one of each group. */
struct block {
	unsigned series;
	struct group_list groups;	/* empty: of all loops */
};

/* *at is 0 at first. */
static bool next_line(const struct report_data *data,
		      const struct block *block, unsigned *at,
		      const char **name, struct summary *summary)
{
	if (block->groups.n > 0) {
		if (*at == block->groups.n)
			return false;
		const struct counted_group *const one =
			&block->groups.at[(*at)++];

		*name = one->name;
		return summarize(data, block->series, one->group, summary);
	}
	if (*at >= stats_series_count(data->stats))
		return false;
	*name = stats_series_name(data->stats, *at);
	return summarize(data, (*at)++, 0, summary);
}

static bool is_too_wide(const struct sink *out, const struct widths *widths)
{
	const unsigned columns = sink_columns(out);
	unsigned width = INDENT + (unsigned)widths->name + 2 +
		(unsigned)widths->mark;

	for (unsigned c = 0; c < widths->n; c++)
		width += 2 + (unsigned)widths->cell[c];
	return columns > 0 && width > columns;
}

/* Every line is made twice, to measure and to print, which saves keeping
 * them. */
static void put_block(struct sink *out, const struct report_data *data,
		      const struct block *block)
{
	struct widths widths = {
		.n = COL_PERCENTILES + data->npercentiles + COLS_BEHIND,
	};
	struct summary summary;
	struct line line;
	const char *name;

	fill_heading(data, &line);
	widen(&widths, &line);
	for (unsigned at = 0; next_line(data, block, &at, &name, &summary);) {
		const size_t width = escaped_width(name);

		if (width <= NAME_WIDTH && (int)width > widths.name)
			widths.name = (int)width;
		fill_line(data, &summary, &line);
		widen(&widths, &line);
	}
	void (*const put)(struct sink *, const struct widths *, const char *,
			  const struct line *) =
		is_too_wide(out, &widths) ? put_narrow : put_line;

	fill_heading(data, &line);
	put(out, &widths, "", &line);
	for (unsigned at = 0; next_line(data, block, &at, &name, &summary);) {
		fill_line(data, &summary, &line);
		put(out, &widths, name, &line);
	}
	sink_str(out, "\n");
}

/* One series of all groups at a time, so that like stands below like. */
static void put_groups(struct sink *out, const struct report_data *data)
{
	struct block block;

	for (unsigned s = 0; s < stats_series_count(data->stats); s++) {
		block.series = s;
		groups_by_count(data, s, &block.groups);
		if (block.groups.n == 0)
			continue;
		sink_str(out, "By group: ");
		put_escaped(out, stats_series_name(data->stats, s));
		sink_str(out, "\n");
		put_block(out, data, &block);
	}
}

void report_table(struct sink *out, const struct report_data *data)
{
	sink_str(out, data->partial ? "Report so far\n\n" : "Report\n\n");
	if (stats_series_count(data->stats) > 0) {
		sink_str(out, "All loops\n");
		put_block(out, data, &(const struct block){ .series = 0 });
	}
	put_groups(out, data);
	if (data->histogram)
		report_histograms(out, data);
	if (data->slowest)
		report_slowest(out, data);
	report_account(out, data);
}
