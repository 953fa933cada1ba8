/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * moments: count, sum, sum of squares, minimum and maximum of integers, exact.
 *
 * The sums are 128-bit integers.  The sum cannot overflow below 2^64 values;
 * the sum of squares (unsigned) can, from four values of magnitude 2^63 on
 * (or 2^44 values of an hour each, in ns): that is noticed, and the deviation
 * is then unknown, never wrong.
 *
 * mean = sum / n; sample variance = (n * sumsq - sum^2) / (n * (n - 1)), the
 * textbook formula, harmless here because nothing is rounded on the way: it is
 * computed in wide integers, and mean and deviation are the doubles nearest to
 * the true value (half an ulp off at most).
 *
 * What the members say does not depend on the order of the values.
 */
#ifndef STATS_MOMENTS_H
#define STATS_MOMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct moments {
	uint64_t count;
	__int128 sum;
	unsigned __int128 sum_squares;	/* 0 once it has overflowed */
	bool squares_overflow;
	int64_t min, max;	/* undefined while count is 0 */
	uint64_t max_loop;	/* number of the first loop that has the max */
	int64_t max_time;	/* ns: the time of that loop's first event; ties
				   by the earliest time */
	uint64_t min_loop;
	int64_t min_time;
};

void moments_init(struct moments *m);
void moments_add(struct moments *m, int64_t value, uint64_t loop,
		 int64_t time);
/* The same for n values, of loop, loop + 1, ...; their times lie stride apart. */
void moments_add_run(struct moments *m, const int64_t *values, unsigned n,
		     uint64_t loop, const int64_t *times, size_t stride);

/* Adds what b has seen; loop numbers of b mean nothing in a and are lost
 * (set to UINT64_MAX) where b's extreme wins.  The counts must add up to less
 * than 2^64. */
void moments_merge(struct moments *a, const struct moments *b);

/* Whether n * sumsq >= sum^2, as it must be for sums of any values. */
bool moments_plausible(const struct moments *m);

double moments_mean(const struct moments *m);	/* NAN at count 0 */
/* The mean minus origin, rounded once too (but for sums beyond 128 bits): for
 * means that lie close together. */
double moments_mean_above(const struct moments *m, int64_t origin);
double moments_stddev(const struct moments *m);	/* NAN below 2, or overflow */

#endif
