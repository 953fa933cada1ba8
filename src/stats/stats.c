/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/stats.h"

#include <stdlib.h>
#include <string.h>

struct stats {
	struct quantile_budget budget;
	uint64_t overflows;
	unsigned nseries;
	char **name;			/* [nseries] */
	/* [group], each [nseries] or NULL; a series without a value has no
	 * quantile, except where it was opened by name */
	struct series **group;
	unsigned ngroups;		/* of `group`; 1 at least */
};

static struct series *group_of(struct stats *stats, unsigned group)
{
	if (group >= stats->ngroups) {
		struct series **const grown = realloc(
			stats->group, ((size_t)group + 1) * sizeof(*grown));

		if (!grown)
			return NULL;
		stats->group = grown;
		while (stats->ngroups <= group)
			grown[stats->ngroups++] = NULL;
	}
	if (!stats->group[group])
		stats->group[group] = calloc(stats->nseries,
					     sizeof(**stats->group));
	return stats->group[group];
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
		for (unsigned s = 0; stats->group[g] && s < stats->nseries; s++)
			quantile_free(stats->group[g][s].quantile);
		free(stats->group[g]);
	}
	for (unsigned s = 0; s < stats->nseries; s++)
		free(stats->name[s]);
	free(stats->name);
	free(stats->group);
	free(stats);
}

struct series *stats_open(struct stats *stats, unsigned s, unsigned group)
{
	struct series *const all = group_of(stats, group);

	if (!all)
		return NULL;
	if (!all[s].quantile)
		all[s].quantile = quantile_new(
			group == 0 ? QUANTILE_DISTINCT
				   : QUANTILE_GROUP_DISTINCT,
			&stats->budget);
	return all[s].quantile ? &all[s] : NULL;
}

static int add_to(struct stats *stats, unsigned s, unsigned group,
		  int64_t value, uint64_t loop, int64_t time)
{
	struct series *const series = stats_open(stats, s, group);

	if (!series || quantile_add(series->quantile, value, 1) < 0)
		return -1;
	moments_add(&series->moments, value, loop, time);
	return 0;
}

int stats_add(struct stats *stats, unsigned s, unsigned group, int64_t value,
	      uint64_t loop, int64_t time)
{
	if (add_to(stats, s, 0, value, loop, time) < 0)
		return -1;
	return group == 0 ? 0 : add_to(stats, s, group, value, loop, time);
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

int stats_merge(struct stats *a, const struct stats *b, const unsigned *map)
{
	a->overflows += b->overflows;
	for (unsigned g = 0; g < b->ngroups; g++) {
		for (unsigned s = 0; s < b->nseries; s++) {
			const struct series *const from = stats_series(b, s, g);

			if (!from)
				continue;

			struct series *const to =
				stats_open(a, s, g && map ? map[g] : g);

			if (!to ||
			    quantile_merge(to->quantile, from->quantile) < 0)
				return -1;
			moments_merge(&to->moments, &from->moments);
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
	if (group >= stats->ngroups || !stats->group[group] ||
	    stats->group[group][s].moments.count == 0)
		return NULL;
	return &stats->group[group][s];
}

unsigned stats_groups(const struct stats *stats)
{
	return stats->ngroups > 0 ? stats->ngroups - 1 : 0;
}
