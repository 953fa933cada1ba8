/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "stats/saved_check.h"
#include "stats/saved_reader.h"
#include "stats/wide.h"

/* Whether the record is `record` of this series and group. */
static bool at_figure(const struct reader *r, const char *record,
		      const char *numbers)
{
	const struct span s = r->csv.field[SERIES], g = r->csv.field[GROUP];
	char here[2 * WIDE_TEXT];

	if (!reader_at(r, record) || s.len + g.len + 2 > sizeof(here))
		return false;
	memcpy(here, s.ptr, s.len);
	here[s.len] = ',';
	memcpy(here + s.len + 1, g.ptr, g.len);
	here[s.len + 1 + g.len] = '\0';
	return strcmp(here, numbers) == 0;
}

/* One figure, and on to the next record. */
static int read_figure(struct reader *r, const char *record,
		       const char *numbers, struct wide *value, bool *absent)
{
	struct fault why;

	if (!at_figure(r, record, numbers) || !reader_empty(r, NAME)) {
		fault_set(&why, "no record %s,%s", record, numbers);
		return reader_wrong(r, why.text);
	}
	if (absent && reader_empty(r, VALUE))
		*absent = true;
	else if (!wide_parse(r->csv.field[VALUE], value))
		return reader_wrong(r, "not an integer");
	return reader_advance(r);
}

static int read_moments(struct reader *r, const char *numbers,
			struct moments *m)
{
	struct wide count, sum, squares = { false, 0 }, min, max, time;

	moments_init(m);
	if (read_figure(r, "count", numbers, &count, NULL) < 0 ||
	    read_figure(r, "sum", numbers, &sum, NULL) < 0 ||
	    read_figure(r, "sum_squares", numbers, &squares,
			&m->squares_overflow) < 0 ||
	    read_figure(r, "min", numbers, &min, NULL) < 0 ||
	    read_figure(r, "max", numbers, &max, NULL) < 0 ||
	    read_figure(r, "max_time", numbers, &time, NULL) < 0)
		return -1;
	if (!wide_to_u64(count, &m->count) || !wide_to_i128(sum, &m->sum) ||
	    squares.negative || !wide_to_i64(min, &m->min) ||
	    !wide_to_i64(max, &m->max) || !wide_to_i64(time, &m->max_time))
		return reader_wrong(r, "a figure above is out of range");
	m->sum_squares = squares.magnitude;
	m->max_loop = m->min_loop = UINT64_MAX;
	return 0;
}

static int read_values(struct reader *r, const char *numbers, unsigned group,
		       struct series *series)
{
	const bool exact = at_figure(r, "value", numbers);
	const char *const record = exact ? "value" : "bucket";
	struct saved_check check;

	saved_check_init(&check, exact, group);
	if (!exact && quantile_pour(series->quantile) < 0)
		return reader_wrong(r, "out of memory");
	while (at_figure(r, record, numbers)) {
		int64_t value;
		uint64_t count;

		if (reader_i64(r, NAME, &value) < 0 ||
		    reader_u64(r, VALUE, &count) < 0)
			return -1;

		const char *const why = saved_check_value(&check, value, count);

		if (why)
			return reader_wrong(r, why);
		if (quantile_add(series->quantile, value, count) < 0)
			return reader_wrong(r, "out of memory");
		if (reader_advance(r) < 0)
			return -1;
	}

	const char *const why = saved_check_moments(&check, &series->moments);

	return why ? reader_wrong(r, why) : 0;
}

static int read_series(struct reader *r, unsigned s, unsigned g)
{
	struct series *const series = stats_open(r->saved->stats, s, g);
	uint64_t *const ungrouped = &r->ungrouped[s];
	char numbers[2 * WIDE_TEXT];

	if (!series)
		return reader_wrong(r, "out of memory");
	snprintf(numbers, sizeof(numbers), "%u,%u", s, g);
	if (read_moments(r, numbers, &series->moments) < 0 ||
	    read_values(r, numbers, g, series) < 0)
		return -1;
	if (g == 0)
		*ungrouped = series->moments.count;
	else if (__builtin_sub_overflow(*ungrouped, series->moments.count,
					ungrouped))
		return reader_wrong(r, "the groups have more values than the"
				       " whole");
	r->rows += quantile_rows(series->quantile);
	return r->rows > SAVED_ROWS_MAX ?
		reader_wrong(r, "too many histograms") : 0;
}

int reader_series(struct reader *r)
{
	const unsigned n = stats_series_count(r->saved->stats);
	uint64_t next = 0;	/* g * n + s at least */

	while (reader_at(r, "count")) {
		uint64_t s, g;

		if (reader_u64(r, SERIES, &s) < 0 ||
		    reader_u64(r, GROUP, &g) < 0)
			return -1;
		if (s >= n || g > r->saved->ngroups)
			return reader_wrong(r, "a series that was not named");
		if (g * n + s < next)
			return reader_wrong(r, "the series are not sorted");
		next = g * n + s + 1;
		if (read_series(r, (unsigned)s, (unsigned)g) < 0)
			return -1;
	}
	return 0;
}
