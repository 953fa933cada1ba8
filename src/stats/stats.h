/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stats: the numbers of a run: one series per delta, one for the whole loop,
 * one per span; and the same per group of loops.
 *
 * Series are numbered: 0 .. n-2 the deltas in order, then the loop (unless
 * the order has one name), then the spans.  Besides its values, a group has a
 * number of loops, which is all there is where the order has one name.
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

/* names: one per series, copied ("delta:b__a", "loop", "submission").  NULL
 * when memory is short. */
struct stats *stats_new(const char *const *names, unsigned nseries);
void stats_free(struct stats *stats);		/* NULL is fine */

/* Adds n values, one each to series s, s + 1, ..., for a loop of this group (0:
 * none; the group counts toward the whole as well).  0, or -1 when memory is
 * short. */
int stats_add_all(struct stats *stats, unsigned s, unsigned group,
		  const int64_t *values, unsigned n, uint64_t loop,
		  int64_t time);

static inline int stats_add(struct stats *stats, unsigned s, unsigned group,
			    int64_t value, uint64_t loop, int64_t time)
{
	return stats_add_all(stats, s, group, &value, 1, loop, time);
}

/*
 * Adds n values to series s, one each for n loops without a group, the first
 * of which has this number; their times lie stride apart.  Series by series
 * is the same as loop by loop where the budget (quantile.h) has room for all
 * of the loops' values: stats_has_room().
 */
int stats_add_run(struct stats *stats, unsigned s, const int64_t *values,
		  unsigned n, uint64_t loop, const int64_t *times,
		  size_t stride);
bool stats_has_room(const struct stats *stats, size_t values);

/* Counts loops of a group, which is not 0.  0, or -1 when memory is short. */
int stats_loops_add(struct stats *stats, unsigned group, uint64_t loops);
uint64_t stats_loops(const struct stats *stats, unsigned group);

/* A delta outside int64. */
void stats_overflow(struct stats *stats);
uint64_t stats_overflows(const struct stats *stats);

/*
 * Adds all that b has seen.  Both must have the same series, by number; group
 * g of b becomes group map[g] of a (map[0] is not looked at; NULL: the same
 * number).  The result is that of one stats given the values of both, but for
 * loop numbers (moments.h).  -1 when memory is short, STATS_FULL as soon as a
 * has more than `rows` rows of histograms (quantile_rows()): a is then good for
 * nothing but stats_free().
 */
enum { STATS_FULL = -2 };
int stats_merge(struct stats *a, const struct stats *b, const unsigned *map,
		size_t rows);

/* To fill a series from elsewhere: made if it is not there yet.  NULL when
 * memory is short.  stats_overflow_add() is for the same. */
struct series *stats_open(struct stats *stats, unsigned s, unsigned group);
void stats_overflow_add(struct stats *stats, uint64_t times);

unsigned stats_series_count(const struct stats *stats);
const char *stats_series_name(const struct stats *stats, unsigned s);
/* group 0: all loops.  NULL if that group has no value of that series. */
struct series *stats_series(const struct stats *stats, unsigned s,
			    unsigned group);
/* The highest group with values or loops. */
unsigned stats_groups(const struct stats *stats);

#endif
