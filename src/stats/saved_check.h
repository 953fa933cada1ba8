/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * saved_check: whether the values or buckets of a saved series fit its
 * count, sums, minimum and maximum.
 */
#ifndef STATS_SAVED_CHECK_H
#define STATS_SAVED_CHECK_H

#include <stddef.h>

#include "stats/moments.h"

/* Bounds of what the values seen add up to. */
struct saved_check {
	bool exact;
	size_t limit;		/* of distinct values, where exact */
	size_t n;
	uint64_t count;
	int64_t last_low;	/* the bucket seen last; first_*: the first */
	int64_t last_high;
	int64_t first_low, first_high;
	__int128 sum_low, sum_high;
	unsigned __int128 squares_low, squares_high;
	bool overflow_low, overflow_high;	/* of squares */
};

void saved_check_init(struct saved_check *check, bool exact, unsigned group);

/* The next value, or bucket by its lowest value; what is wrong, or NULL. */
const char *saved_check_value(struct saved_check *check, int64_t value,
			      uint64_t count);

/* When all are there: what is wrong, or NULL. */
const char *saved_check_moments(const struct saved_check *check,
				const struct moments *m);

#endif
