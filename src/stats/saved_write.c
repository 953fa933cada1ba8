/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "stats/saved_stats.h"
#include "stats/wide.h"

/* A field, quoted if it must be. */
static void put_field(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

/* A record of a whole run; value may be "". */
static void put_named(FILE *out, const char *record, const char *name,
		      const char *value)
{
	fprintf(out, "%s,,,", record);
	put_field(out, name);
	fprintf(out, ",%s\n", value);
}

static void put_u64(FILE *out, const char *record, const char *name,
		    uint64_t value)
{
	char text[WIDE_TEXT];

	put_named(out, record, name,
		  wide_text((struct wide){ false, value }, text));
}

static void put_order(FILE *out, const struct saved_stats *saved)
{
	for (unsigned k = 0; k < saved->norder; k++)
		put_u64(out, "order", saved->order[k], saved->met >> k & 1);
	for (unsigned s = 0; s < stats_series_count(saved->stats); s++) {
		fprintf(out, "series,%u,,", s);
		put_field(out, stats_series_name(saved->stats, s));
		fputs(",\n", out);
	}
}

static void put_counters(FILE *out, const struct saved_stats *saved)
{
	for (unsigned i = 0; i < SAVED_COUNTERS; i++) {
		const struct saved_counter_name *const n = &saved_counters[i];

		if (i == SAVED_STARTED && !saved->has_started)
			put_named(out, n->record, n->name, "");
		else
			put_u64(out, n->record, n->name, i == SAVED_OVERFLOW ?
				stats_overflows(saved->stats) :
				saved->counter[i]);
	}
}

static void put_times(FILE *out, const struct saved_stats *saved)
{
	char text[WIDE_TEXT] = "";

	if (saved->has_time)
		wide_text(wide_of(saved->first_time), text);
	put_named(out, "time", "first", text);
	if (saved->has_time)
		wide_text(wide_of(saved->last_time), text);
	put_named(out, "time", "last", text);
}

/* A name and its number. */
struct entry {
	const char *name;
	uint32_t i;
};

static int by_name(const void *a, const void *b)
{
	const struct entry *const x = a;
	const struct entry *const y = b;
	const int order = strcmp(x->name, y->name);

	return order != 0 ? order : (x->i > y->i) - (x->i < y->i);
}

/* n names by their bytes; NULL when memory is short. */
static struct entry *sorted(char *const *names, uint32_t n)
{
	struct entry *const all = calloc((size_t)n + 1, sizeof(*all));

	if (!all)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		all[i] = (struct entry){ names[i], i };
	qsort(all, n, sizeof(*all), by_name);
	return all;
}

static int put_events(FILE *out, const struct saved_stats *saved)
{
	struct entry *const all = sorted(saved->events.text,
					 saved->events.count);

	if (!all)
		return -1;
	for (uint32_t i = 0; i < saved->events.count; i++)
		put_u64(out, "event", all[i].name,
			saved->event_count[all[i].i]);
	free(all);
	return 0;
}

static void put_figure(FILE *out, const char *record, unsigned s, unsigned g,
		       struct wide value)
{
	char text[WIDE_TEXT];

	fprintf(out, "%s,%u,%u,,%s\n", record, s, g, wide_text(value, text));
}

/* g: the number of the group in the text. */
static void put_series(FILE *out, const struct series *series, unsigned s,
		       unsigned g)
{
	const struct moments *const m = &series->moments;
	const char *const record = quantile_exact(series->quantile) ?
		"value" : "bucket";
	struct quantile_bucket b;

	put_figure(out, "count", s, g, (struct wide){ false, m->count });
	put_figure(out, "sum", s, g, wide_of(m->sum));
	if (m->squares_overflow)
		fprintf(out, "sum_squares,%u,%u,,\n", s, g);
	else
		put_figure(out, "sum_squares", s, g,
			   (struct wide){ false, m->sum_squares });
	put_figure(out, "min", s, g, wide_of(m->min));
	put_figure(out, "max", s, g, wide_of(m->max));
	put_figure(out, "max_time", s, g, wide_of(m->max_time));
	for (size_t cursor = 0; quantile_walk(series->quantile, &cursor, &b);)
		fprintf(out, "%s,%u,%u,%" PRId64 ",%" PRIu64 "\n", record, s, g,
			b.low, b.count);
}

static void put_group(FILE *out, const struct stats *stats, unsigned group,
		      unsigned g)
{
	for (unsigned s = 0; s < stats_series_count(stats); s++) {
		const struct series *const series =
			stats_series(stats, s, group);

		if (series)
			put_series(out, series, s, g);
	}
}

static bool has_something(const struct stats *stats, unsigned group)
{
	if (stats_loops(stats, group) > 0)
		return true;
	for (unsigned s = 0; s < stats_series_count(stats); s++)
		if (stats_series(stats, s, group))
			return true;
	return false;
}

int saved_stats_write(FILE *out, const struct saved_stats *saved)
{
	struct entry *const groups = sorted(saved->group, saved->ngroups);
	unsigned ngroups = 0;

	if (!groups)
		return -1;
	for (unsigned g = 0; g < saved->ngroups; g++)
		if (has_something(saved->stats, groups[g].i + 1))
			groups[ngroups++] = groups[g];
	fputs("record,series,group,name,value\n", out);
	put_u64(out, "format", "delta_processor statistics", 1);
	put_order(out, saved);
	put_counters(out, saved);
	put_times(out, saved);
	if (put_events(out, saved) < 0) {
		free(groups);
		return -1;
	}
	for (unsigned g = 0; g < ngroups; g++) {
		fprintf(out, "group,,%u,", g + 1);
		put_field(out, groups[g].name);
		fprintf(out, ",%" PRIu64 "\n",
			stats_loops(saved->stats, groups[g].i + 1));
	}
	put_group(out, saved->stats, 0, 0);
	for (unsigned g = 0; g < ngroups; g++)
		put_group(out, saved->stats, groups[g].i + 1, g + 1);
	fputs("end,,,,\n", out);
	free(groups);
	return 0;
}
