/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "output/report_compare_impl.h"

enum {
	CELL = UNIT_TEXT + 2,
	WIDTH = 149,		/* of a run's line; on a terminal that has
				   less the tests have a line of their own */
};

static bool is_wide(const struct sink *out)
{
	const unsigned columns = sink_columns(out);

	return columns == 0 || columns >= WIDTH;
}

/* Between what is known of a run and how it compares. */
static void put_break(struct sink *out)
{
	if (!is_wide(out))
		sink_printf(out, "\n%6s", "");
}

/* "1.234+-0.005" would be shorter, but a median's interval is lopsided. */
static void put_interval(struct sink *out, const struct unit *unit, double low,
			 double high)
{
	char a[UNIT_TEXT], b[UNIT_TEXT], text[2 * UNIT_TEXT + 2];

	unit_text(a, low, unit);
	unit_text(b, high, unit);
	snprintf(text, sizeof(text), "%s..%s", a, b);
	sink_printf(out, "  %-17s", isnan(low) ? "" : text);
}

static void put_value(struct sink *out, const struct unit *unit, double value)
{
	char text[UNIT_TEXT];

	unit_text(text, value, unit);
	sink_printf(out, " %9s", text);
}

/* A difference shows its sign. */
static void put_difference(struct sink *out, const struct unit *unit,
			   double value)
{
	char text[CELL] = "+";

	unit_text(text + (value > 0), value, unit);
	sink_printf(out, " %9s", text);
}

static void put_p(struct sink *out, double p)
{
	if (isnan(p))
		sink_printf(out, " %9s", "-");
	else
		sink_printf(out, " %9.3g", p);
}

/* Of a base whose mean is 0 there are none. */
static void put_percent(struct sink *out, double percent)
{
	if (isfinite(percent))
		sink_printf(out, " %+8.2f%%", percent);
	else
		sink_printf(out, " %9s", "-");
}

static void put_tests(struct sink *out, const struct compare_run *run,
		      const struct unit *unit)
{
	put_difference(out, unit, run->difference);
	put_percent(out, run->percent);
	put_p(out, run->welch.p);
	put_p(out, run->holm);
	put_p(out, run->mann_whitney.p);
	if (isnan(run->mann_whitney.cliff))
		sink_printf(out, " %7s", "-");
	else
		sink_printf(out, " %+7.3f", run->mann_whitney.cliff);
	sink_printf(out, "  %s", verdict_text(run->verdict));
}

/* A median by buckets, and with it the tests of ranks. */
static void put_mark(struct sink *out, const struct compare_run *run,
		     const struct unit *unit)
{
	char text[MARK_TEXT];

	if (run->exact)
		return;
	mark_text(text, is_close(run->median), run->median.error, unit);
	sink_printf(out, "  %s", text);
}

static void put_run(struct sink *out, const struct compare_run *run,
		    unsigned number, const struct unit *unit)
{
	sink_printf(out, "  %3u %10" PRIu64, number, run->count);
	put_value(out, unit, run->mean);
	put_interval(out, unit, run->mean_low, run->mean_high);
	put_value(out, unit, run->count > 0 ? run->median.value : NAN);
	put_interval(out, unit, run->median_low, run->median_high);
	if (number > 0) {
		put_break(out);
		put_tests(out, run, unit);
	} else {
		sink_str(out, " base");
	}
	put_mark(out, run, unit);
	sink_str(out, "\n");
}

/* The unit of the largest mean fits them all. */
static const struct unit *unit_of(const struct compare_row *row, unsigned runs)
{
	double scale = 0;

	for (unsigned i = 0; i < runs; i++)
		scale = fmax(scale, fabs(row->run[i].mean));
	return unit_for(scale);
}

static void put_name(struct sink *out, const struct compare_row *row)
{
	put_escaped(out, row->series);
	if (row->group) {
		sink_str(out, ", group ");
		put_escaped(out, row->group);
	}
}

static bool has_unknown(const struct comparison *c)
{
	for (unsigned r = 0; r < c->nrows; r++)
		for (unsigned i = 1; i < c->runs; i++)
			if (c->row[r].run[i].verdict == VERDICT_UNKNOWN)
				return true;
	return false;
}

/* Last, where a terminal shows it. */
static void put_slower(struct sink *out, const struct report_comparison *data)
{
	const struct comparison *const c = data->comparison;

	sink_str(out, c->slower ? "\nSlower than the base:\n" :
		 has_unknown(c) ?
		 "\nNothing is known to be slower than the base.\n" :
		 "\nNothing is slower than the base.\n");
	for (unsigned r = 0; r < c->nrows; r++)
		for (unsigned i = 1; i < c->runs; i++) {
			const struct compare_row *const row = &c->row[r];

			if (row->run[i].verdict != VERDICT_SLOWER)
				continue;
			put_percent(out, row->run[i].percent);
			sink_printf(out, "  run %u  ", i);
			put_name(out, row);
			sink_str(out, "\n");
		}
}

static void put_row(struct sink *out, const struct compare_row *row,
		    unsigned runs)
{
	const struct unit *const unit = unit_of(row, runs);

	sink_str(out, "\n");
	put_name(out, row);
	sink_printf(out, ", %s\n", unit->name);
	sink_printf(out, "  %3s %10s %9s  %-17s %9s  %-17s", "run", "count",
		    "mean", "95 %", "median", "95 %");
	put_break(out);
	sink_printf(out, " %9s %9s %9s %9s %9s %7s\n", "change", "",
		    "p Welch", "p Holm", "p M-W", "Cliff");
	for (unsigned i = 0; i < runs; i++)
		put_run(out, &row->run[i], i, unit);
	if (!isnan(row->anova.p))
		sink_printf(out, "  ANOVA p %.3g, Kruskal-Wallis p %.3g\n",
			    row->anova.p, row->kruskal_wallis.p);
}

void report_compare_table(struct sink *out,
			  const struct report_comparison *data)
{
	const struct comparison *const c = data->comparison;

	for (unsigned i = 0; i < c->runs; i++) {
		sink_printf(out, "run %u  ", i);
		put_escaped(out, data->names[i]);
		sink_str(out, i == 0 ? "  (base)\n" : "\n");
	}
	for (unsigned r = 0; r < c->nrows; r++)
		put_row(out, &c->row[r], c->runs);
	sink_printf(out, "\nslower, faster: the mean changed by more than %g %%"
		    " and p Holm < %g;\nsmall: it changed by less; ~: p Holm >="
		    " %g.\nCliff: -1 all below the base, 1 all above.\n",
		    data->rule->threshold, data->rule->alpha,
		    data->rule->alpha);
	put_slower(out, data);
}
