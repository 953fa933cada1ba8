/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * histogram: signed log-linear counts of integers.
 *
 * Magnitudes below 2048 have a bucket each; above, each power of two is
 * divided into 1024 buckets of equal width: so a bucket is at most 2^-10 of
 * its values wide.  (The layout of HdrHistogram, G. Tene.)  A row holds the
 * 1024 buckets of one power of two and one sign, 8 KiB; only rows with values
 * are allocated.
 */
#ifndef STATS_HISTOGRAM_H
#define STATS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HISTOGRAM_SUB_BITS = 10,
	HISTOGRAM_ROW = 1 << HISTOGRAM_SUB_BITS,
	/* Magnitudes below 1024, then a power of two each up to 2^63. */
	HISTOGRAM_ROWS = 1 + 64 - HISTOGRAM_SUB_BITS,
};

struct histogram {
	uint64_t *row[2][HISTOGRAM_ROWS];	/* [value < 0], or NULL */
};

struct histogram *histogram_new(void);		/* NULL: memory is short */
void histogram_free(struct histogram *h);	/* NULL is fine */

/* 0, or -1 when memory is short and nothing was counted. */
int histogram_add(struct histogram *h, int64_t value, uint64_t times);
/* Adds the counts of `more`; -1 when memory is short, h is then of no use. */
int histogram_merge(struct histogram *h, const struct histogram *more);

size_t histogram_rows(const struct histogram *h);	/* allocated ones */

/* The bucket that value falls into. */
void histogram_bounds(int64_t value, int64_t *low, int64_t *high);

/* The next non-empty bucket in ascending order, from *cursor = 0 on; false at
 * the end. */
bool histogram_walk(const struct histogram *h, size_t *cursor, int64_t *low,
		    int64_t *high, uint64_t *count);

#endif
