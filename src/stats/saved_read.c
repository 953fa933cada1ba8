/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "stats/saved_reader.h"
#include "stats/wide.h"

/* The record must be `record,,,name,...`. */
static int expect(struct reader *r, const char *record, const char *name)
{
	struct fault why;

	if (reader_at(r, record) && reader_empty(r, SERIES) &&
	    reader_empty(r, GROUP) && reader_is(r, NAME, name))
		return 0;
	fault_set(&why, "no record %s,,,%s", record, name);
	return reader_wrong(r, why.text);
}

static int read_head(struct reader *r)
{
	if (reader_advance(r) < 0)
		return -1;
	if (!reader_at(r, "record") || !reader_is(r, SERIES, "series") ||
	    !reader_is(r, GROUP, "group") || !reader_is(r, NAME, "name") ||
	    !reader_is(r, VALUE, "value"))
		return reader_wrong(r, "these are not saved statistics");
	if (reader_advance(r) < 0 ||
	    expect(r, "format", "delta_processor statistics") < 0)
		return -1;
	if (!reader_is(r, VALUE, "1"))
		return reader_wrong(r, "a format of another version");
	return reader_advance(r);
}

static int read_order(struct reader *r)
{
	struct saved_stats *const saved = r->saved;

	while (reader_at(r, "order")) {
		uint64_t met;
		char *name;

		if (!reader_empty(r, SERIES) || !reader_empty(r, GROUP))
			return reader_wrong(r, "a number too many");
		if (saved->norder == ORDER_MAX)
			return reader_wrong(r, "the order is too long");
		if (reader_u64(r, VALUE, &met) < 0)
			return -1;
		if (met > 1)
			return reader_wrong(r, "neither 0 nor 1");
		if (reader_name(r, &name) < 0)
			return -1;
		saved->met |= (uint32_t)met << saved->norder;
		saved->order[saved->norder++] = name;
		if (reader_advance(r) < 0)
			return -1;
	}
	return saved->norder > 0 ? 0 : reader_wrong(r, "no order");
}

static int read_series_names(struct reader *r, char **names, unsigned *n)
{
	while (reader_at(r, "series")) {
		uint64_t number;

		if (reader_u64(r, SERIES, &number) < 0)
			return -1;
		if (number != *n || !reader_empty(r, GROUP) ||
		    !reader_empty(r, VALUE))
			return reader_wrong(r, "not the next series");
		if (number == SAVED_SERIES_MAX)
			return reader_wrong(r, "too many series");
		if (reader_name(r, &names[*n]) < 0)
			return -1;
		++*n;
		if (reader_advance(r) < 0)
			return -1;
	}
	return 0;
}

static int read_names(struct reader *r)
{
	char *names[SAVED_SERIES_MAX];
	unsigned n = 0;
	int status = read_series_names(r, names, &n);

	if (status == 0) {
		r->saved->stats = stats_new((const char *const *)names, n);
		if (!r->saved->stats)
			status = reader_wrong(r, "out of memory");
	}
	while (n > 0)
		free(names[--n]);
	return status;
}

/* The counters from first to last are all of the total. */
static bool add_up(const uint64_t *counter, unsigned first, unsigned last,
		   unsigned total)
{
	uint64_t sum = 0;

	for (unsigned i = first; i <= last; i++)
		if (__builtin_add_overflow(sum, counter[i], &sum))
			return false;
	return sum == counter[total];
}

static int read_counters(struct reader *r)
{
	struct saved_stats *const saved = r->saved;
	uint64_t *const counter = saved->counter;

	saved->has_started = true;
	for (unsigned i = 0; i < SAVED_COUNTERS; i++) {
		if (expect(r, saved_counters[i].record,
			   saved_counters[i].name) < 0)
			return -1;
		if (i == SAVED_STARTED && reader_empty(r, VALUE))
			saved->has_started = false;
		else if (reader_u64(r, VALUE, &counter[i]) < 0)
			return -1;
		if (i == SAVED_LOST &&
		    !add_up(counter, SAVED_EVENT, SAVED_LOST, SAVED_TOTAL))
			return reader_wrong(r, "the lines do not add up");
		/* every loop that was started ended in one of these ways */
		if (i == SAVED_UNFINISHED && saved->has_started &&
		    !add_up(counter, SAVED_COMPLETE, SAVED_UNFINISHED,
			    SAVED_STARTED))
			return reader_wrong(r, "the loops do not add up");
		if (reader_advance(r) < 0)
			return -1;
	}
	stats_overflow_add(saved->stats, counter[SAVED_OVERFLOW]);
	counter[SAVED_OVERFLOW] = 0;
	return 0;
}

static int read_times(struct reader *r)
{
	struct saved_stats *const saved = r->saved;

	if (expect(r, "time", "first") < 0)
		return -1;
	saved->has_time = !reader_empty(r, VALUE);
	if (saved->has_time && reader_i64(r, VALUE, &saved->first_time) < 0)
		return -1;
	if (reader_advance(r) < 0 || expect(r, "time", "last") < 0)
		return -1;
	if (saved->has_time == reader_empty(r, VALUE))
		return reader_wrong(r, "a first time and a last, or none");
	if (saved->has_time) {
		if (reader_i64(r, VALUE, &saved->last_time) < 0)
			return -1;
		if (saved->last_time < saved->first_time)
			return reader_wrong(r, "the last time is before the"
					       " first");
	}
	return reader_advance(r);
}

static int read_events(struct reader *r)
{
	struct saved_stats *const saved = r->saved;

	while (reader_at(r, "event")) {
		const uint32_t n = saved->events.count;
		uint64_t count;
		char *name;

		if (!reader_empty(r, SERIES) || !reader_empty(r, GROUP))
			return reader_wrong(r, "a number too many");
		if (reader_u64(r, VALUE, &count) < 0 ||
		    reader_name(r, &name) < 0)
			return -1;

		const bool sorted = n == 0 ||
			strcmp(saved->events.text[n - 1], name) < 0;
		const int status = sorted ?
			saved_stats_event(saved, name, count) : 0;

		free(name);
		if (!sorted)
			return reader_wrong(r, "the events are not sorted");
		if (status < 0)
			return reader_wrong(r, "too many names");
		if (reader_advance(r) < 0)
			return -1;
	}
	return 0;
}

static int read_groups(struct reader *r)
{
	struct saved_stats *const saved = r->saved;
	uint64_t loops_left = saved->counter[SAVED_COMPLETE];
	size_t bytes = 0;

	while (reader_at(r, "group")) {
		uint64_t number, loops;
		char *name;

		if (reader_u64(r, GROUP, &number) < 0 ||
		    reader_u64(r, VALUE, &loops) < 0)
			return -1;
		if (number != saved->ngroups + 1u || !reader_empty(r, SERIES))
			return reader_wrong(r, "not the next group");
		if (loops > loops_left)
			return reader_wrong(r, "the groups have more loops"
					       " than there are");
		loops_left -= loops;
		if (reader_name(r, &name) < 0)
			return -1;

		const bool sorted = number == 1 ||
			strcmp(saved->group[number - 2], name) <= 0;
		const int status = sorted ? saved_stats_group(saved, name) : 0;

		bytes += strlen(name);
		free(name);
		if (!sorted)
			return reader_wrong(r, "the groups are not sorted");
		if (status < 0 || bytes > SAVED_NAMES_BYTES)
			return reader_wrong(r, "too many groups");
		if (stats_loops_add(saved->stats, (unsigned)number, loops) < 0)
			return reader_wrong(r, "out of memory");
		if (reader_advance(r) < 0)
			return -1;
	}
	return 0;
}

static int read_end(struct reader *r)
{
	if (!reader_at(r, "end"))
		return reader_wrong(r, "a record that does not belong here");
	for (unsigned column = SERIES; column <= VALUE; column++)
		if (!reader_empty(r, column))
			return reader_wrong(r, "something behind the end");

	const int status = csv_records_next(&r->csv, r->fault);

	return status > 0 ? reader_wrong(r, "something behind the end")
			  : status;
}

int saved_stats_read(struct saved_stats *saved, FILE *in, const char *name,
		     struct fault *fault)
{
	struct reader r = { .saved = saved, .fault = fault };
	int status = -1;

	csv_records_init(&r.csv, in, name);
	if (read_head(&r) == 0 && read_order(&r) == 0 && read_names(&r) == 0 &&
	    read_counters(&r) == 0 && read_times(&r) == 0 &&
	    read_events(&r) == 0 && read_groups(&r) == 0 &&
	    reader_series(&r) == 0)
		status = read_end(&r);
	csv_records_release(&r.csv);
	return status;
}
