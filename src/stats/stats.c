/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/stats.h"

#include <stdlib.h>
#include <string.h>

struct stats {
	struct quantile_budget budget;
	uint64_t overflows;
	unsigned nseries;
	char **name;			/* [nseries] */
	struct group {
		/* [nseries] or NULL; a series without a value has no
		 * quantile, except where it was opened by name */
		struct series *series;
		uint64_t loops;
	} *group;
	unsigned ngroups;		/* of `group`; 1 at least */
};

static struct group *group_of(struct stats *stats, unsigned group)
{
	if (group >= stats->ngroups) {
		struct group *const grown = realloc(
			stats->group, ((size_t)group + 1) * sizeof(*grown));

		if (!grown)
			return NULL;
		stats->group = grown;
		while (stats->ngroups <= group)
			grown[stats->ngroups++] = (struct group){ NULL, 0 };
	}
	return &stats->group[group];
}

struct stats *stats_new(const char *const *names, unsigned nseries)
{
	struct stats *const stats = calloc(1, sizeof(*stats));

	if (!stats)
		return NULL;
	stats->budget.left = QUANTILE_BUDGET;
	/* one more: no series at all is fine, and calloc(0) may be NULL */
	stats->name = calloc((size_t)nseries + 1, sizeof(*stats->name));
	if (!stats->name)
		goto failed;
	for (; stats->nseries < nseries; stats->nseries++) {
		char *const name = strdup(names[stats->nseries]);

		if (!name)
			goto failed;
		stats->name[stats->nseries] = name;
	}
	return stats;
failed:
	stats_free(stats);
	return NULL;
}

void stats_free(struct stats *stats)
{
	if (!stats)
		return;
	for (unsigned g = 0; g < stats->ngroups; g++) {
		struct series *const all = stats->group[g].series;

		for (unsigned s = 0; all && s < stats->nseries; s++)
			quantile_free(all[s].quantile);
		free(all);
	}
	for (unsigned s = 0; s < stats->nseries; s++)
		free(stats->name[s]);
	free(stats->name);
	free(stats->group);
	free(stats);
}

struct series *stats_open(struct stats *stats, unsigned s, unsigned group)
{
	struct group *const in = group_of(stats, group);

	if (!in)
		return NULL;
	if (!in->series)
		in->series = calloc(stats->nseries, sizeof(*in->series));
	if (!in->series)
		return NULL;

	struct series *const one = &in->series[s];

	if (!one->quantile)
		one->quantile = quantile_new(
			group == 0 ? QUANTILE_DISTINCT
				   : QUANTILE_GROUP_DISTINCT,
			&stats->budget);
	return one->quantile ? one : NULL;
}

static int add_to(struct stats *stats, unsigned s, unsigned group,
		  const int64_t *values, unsigned n, uint64_t loop,
		  int64_t time)
{
	struct group *const in = group_of(stats, group);

	if (!in)
		return -1;
	for (unsigned i = 0; i < n; i++) {
		struct series *one = in->series ? &in->series[s + i] : NULL;

		if (!one || !one->quantile)
			one = stats_open(stats, s + i, group);
		if (!one || quantile_add(one->quantile, values[i], 1) < 0)
			return -1;
		moments_add(&one->moments, values[i], loop, time);
	}
	return 0;
}

int stats_add_all(struct stats *stats, unsigned s, unsigned group,
		  const int64_t *values, unsigned n, uint64_t loop,
		  int64_t time)
{
	if (add_to(stats, s, 0, values, n, loop, time) < 0)
		return -1;
	return group == 0 ? 0 : add_to(stats, s, group, values, n, loop, time);
}

int stats_add_run(struct stats *stats, unsigned s, const int64_t *values,
		  unsigned n, uint64_t loop, const int64_t *times,
		  size_t stride)
{
	struct series *const one = stats_open(stats, s, 0);

	if (!one || quantile_add_run(one->quantile, values, n) < 0)
		return -1;
	moments_add_run(&one->moments, values, n, loop, times, stride);
	return 0;
}

bool stats_has_room(const struct stats *stats, size_t values)
{
	return stats->budget.left >= values;
}

int stats_loops_add(struct stats *stats, unsigned group, uint64_t loops)
{
	struct group *const in = group_of(stats, group);

	if (!in)
		return -1;
	in->loops += loops;
	return 0;
}

uint64_t stats_loops(const struct stats *stats, unsigned group)
{
	return group < stats->ngroups ? stats->group[group].loops : 0;
}

void stats_overflow(struct stats *stats)
{
	stats->overflows++;
}

void stats_overflow_add(struct stats *stats, uint64_t times)
{
	stats->overflows += times;
}

uint64_t stats_overflows(const struct stats *stats)
{
	return stats->overflows;
}

static size_t count_rows(const struct stats *stats)
{
	size_t rows = 0;

	for (unsigned g = 0; g < stats->ngroups; g++) {
		for (unsigned s = 0; s < stats->nseries; s++) {
			const struct series *const one =
				stats_series(stats, s, g);

			rows += one ? quantile_rows(one->quantile) : 0;
		}
	}
	return rows;
}

static int merge_series(struct series *to, const struct series *from,
			size_t *rows)
{
	const size_t before = quantile_rows(to->quantile);

	if (quantile_merge(to->quantile, from->quantile) < 0)
		return -1;
	moments_merge(&to->moments, &from->moments);
	*rows += quantile_rows(to->quantile) - before;
	return 0;
}

int stats_merge(struct stats *a, const struct stats *b, const unsigned *map,
		size_t rows)
{
	size_t used = count_rows(a);

	a->overflows += b->overflows;
	for (unsigned g = 0; g < b->ngroups; g++) {
		const unsigned mapped = g && map ? map[g] : g;

		if (b->group[g].loops > 0 &&
		    stats_loops_add(a, mapped, b->group[g].loops) < 0)
			return -1;
		for (unsigned s = 0; s < b->nseries; s++) {
			const struct series *const from = stats_series(b, s, g);

			if (!from)
				continue;

			struct series *const to = stats_open(a, s, mapped);

			if (!to || merge_series(to, from, &used) < 0)
				return -1;
			if (used > rows)
				return STATS_FULL;
		}
	}
	return 0;
}

unsigned stats_series_count(const struct stats *stats)
{
	return stats->nseries;
}

const char *stats_series_name(const struct stats *stats, unsigned s)
{
	return stats->name[s];
}

struct series *stats_series(const struct stats *stats, unsigned s,
			    unsigned group)
{
	if (group >= stats->ngroups || !stats->group[group].series ||
	    stats->group[group].series[s].moments.count == 0)
		return NULL;
	return &stats->group[group].series[s];
}

unsigned stats_groups(const struct stats *stats)
{
	return stats->ngroups > 0 ? stats->ngroups - 1 : 0;
}
