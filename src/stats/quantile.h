/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quantile: order statistics of a stream of integers in constant memory.
 *
 * While there are at most `limit` distinct values (and the budget shared by
 * all quantiles of a run is not used up), a dictionary value -> count holds
 * them all and every quantile is exact: at most 1 MiB (tally.h).  Beyond that
 * it is poured, once, into a signed log-linear histogram (histogram.h):
 * |value| < 2048 exactly, above that 1024 buckets for each power of two, so
 * the middle of a bucket is off by at most 2^-11 of the value.  The result
 * never depends on the order of the values nor on how they were split before a
 * merge (a merged state is a dictionary exactly if the whole would be), with
 * one exception: which quantiles find the shared budget used up depends on
 * the order.
 */
#ifndef STATS_QUANTILE_H
#define STATS_QUANTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	QUANTILE_DISTINCT = 65536,	/* of one delta; no limit is higher */
	QUANTILE_GROUP_DISTINCT = 4096,	/* of one delta of one group */
	QUANTILE_BUDGET = 1048576,	/* of a run, all together */
	QUANTILE_SUB_BITS = 10,
};

struct quantile;

/* Distinct values that may still be stored, shared by several quantiles. */
struct quantile_budget {
	size_t left;
};

/* The budget must outlive the quantile.  NULL when memory is short. */
struct quantile *quantile_new(size_t limit, struct quantile_budget *budget);
void quantile_free(struct quantile *q);		/* NULL is fine */

/* 0, or -1 when memory is short (the value is then not counted).  The counts
 * must add up to less than 2^64. */
int quantile_add(struct quantile *q, int64_t value, uint64_t times);

/* The same for each of n values, once; -1: some of them may be counted. */
int quantile_add_run(struct quantile *q, const int64_t *values, unsigned n);

/* Adds all that b has seen; the same as if a had been given b's values.  -1
 * when memory is short: a is then good for nothing but quantile_free(). */
int quantile_merge(struct quantile *a, const struct quantile *b);

/* Gives up exactness now: for one who adds buckets, not values.  0, or -1 when
 * memory is short and nothing was done. */
int quantile_pour(struct quantile *q);

uint64_t quantile_count(const struct quantile *q);
bool quantile_exact(const struct quantile *q);
/* Rows of the histogram, 8 KiB each; 0 while exact. */
size_t quantile_rows(const struct quantile *q);

/*
 * A value and how far off it can be: error is 0 where exact, else the largest
 * absolute distance in ns.  The value is whole, or whole + 1/2 if half is
 * set (the midpoint of two); `value` is the same as the nearest double, which
 * differs only beyond 2^52 ns (52 days).
 */
struct quantile_value {
	double value;
	double error;
	int64_t whole;
	bool half;
};

/*
 * The value at rank r, 1 to count, in ascending order, of at least one value.
 * From the histogram: the middle of what the bucket and min..max (as the
 * caller knows them) have in common.  Nearest rank percentile p (0 < p <= 100)
 * is rank ceil(p/100 * n), computed exactly from p as a decimal in
 * thousandths; the median of an even count is the midpoint of the middle two.
 * (These and the walk sort the dictionary, which nobody else can see.)
 */
struct quantile_value quantile_rank(const struct quantile *q, uint64_t rank,
				    int64_t min, int64_t max);
struct quantile_value quantile_median(const struct quantile *q, int64_t min,
				      int64_t max);
/* thousandths: 99900 is the 99.9th percentile. */
struct quantile_value quantile_percentile(const struct quantile *q,
					  unsigned thousandths, int64_t min,
					  int64_t max);

/*
 * Walks over distinct values (exact) or non-empty buckets in ascending order:
 * a bucket holds the values low..high (inclusive).  Start with *cursor = 0;
 * false at the end.  No values may be added meanwhile.
 */
struct quantile_bucket {
	int64_t low, high;
	uint64_t count;
};
bool quantile_walk(const struct quantile *q, size_t *cursor,
		   struct quantile_bucket *bucket);

#endif
