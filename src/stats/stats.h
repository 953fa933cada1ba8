/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stats: the numbers of a run: one series per delta, one for the whole loop,
 * one per span; and the same per group of loops.
 *
 * Series are numbered: 0 .. n-2 the deltas in order, then the loop (unless
 * the order has one name), then the spans.
 */
#ifndef STATS_STATS_H
#define STATS_STATS_H

#include "base/span.h"
#include "stats/moments.h"
#include "stats/quantile.h"

struct series {
	struct moments moments;
	struct quantile *quantile;
};

struct stats;

/* names: one per series, copied ("delta:b__a", "loop", "submission"). */
struct stats *stats_new(const char *const *names, unsigned nseries);
void stats_free(struct stats *stats);

/* Adds one value of series s for a loop of this group (0: none; the group
 * counts toward the whole as well).  0, or -1 when memory is short. */
int stats_add(struct stats *stats, unsigned s, unsigned group, int64_t value,
	      uint64_t loop, int64_t time);

/* A delta outside int64. */
void stats_overflow(struct stats *stats);
uint64_t stats_overflows(const struct stats *stats);

unsigned stats_series_count(const struct stats *stats);
const char *stats_series_name(const struct stats *stats, unsigned s);
/* group 0: all loops.  NULL if that group has no value of that series. */
struct series *stats_series(const struct stats *stats, unsigned s,
			    unsigned group);
unsigned stats_groups(const struct stats *stats); /* highest group with values */

#endif
