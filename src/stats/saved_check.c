/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/saved_check.h"

#include "stats/histogram.h"
#include "stats/quantile.h"

void saved_check_init(struct saved_check *check, bool exact, unsigned group)
{
	*check = (struct saved_check){
		.exact = exact,
		.limit = group == 0 ? QUANTILE_DISTINCT
				    : QUANTILE_GROUP_DISTINCT,
	};
}

static unsigned __int128 square(int64_t value)
{
	return (unsigned __int128)((__int128)value * value);
}

/* Adds count * value^2; true once that has overflowed. */
static bool add_squares(unsigned __int128 *sum, bool overflow, int64_t value,
			uint64_t count)
{
	unsigned __int128 product;

	return overflow ||
	       __builtin_mul_overflow(square(value), count, &product) ||
	       __builtin_add_overflow(*sum, product, sum);
}

/* The smaller magnitude of the ends of a bucket, which has one sign. */
static int64_t inner(int64_t low, int64_t high)
{
	return low < 0 ? high : low;
}

static int64_t outer(int64_t low, int64_t high)
{
	return low < 0 ? low : high;
}

const char *saved_check_value(struct saved_check *check, int64_t value,
			      uint64_t count)
{
	int64_t low = value, high = value;

	if (!check->exact) {
		histogram_bounds(value, &low, &high);
		if (low != value)
			return "not the lowest value of a bucket";
	}
	if (check->n > 0 && low <= check->last_low)
		return "the values are not sorted";
	if (check->exact && check->n == check->limit)
		return "too many values";
	if (count == 0)
		return "a value that never occurred";
	if (__builtin_add_overflow(check->count, count, &check->count))
		return "counts beyond 64 bits";
	if (check->n++ == 0) {
		check->first_low = low;
		check->first_high = high;
	}
	check->last_low = low;
	check->last_high = high;
	/* |sum| <= 2^63 * count < 2^127 */
	check->sum_low += (__int128)low * count;
	check->sum_high += (__int128)high * count;
	check->overflow_low = add_squares(&check->squares_low,
					  check->overflow_low,
					  inner(low, high), count);
	check->overflow_high = add_squares(&check->squares_high,
					   check->overflow_high,
					   outer(low, high), count);
	return NULL;
}

static bool squares_fit(const struct saved_check *check,
			const struct moments *m)
{
	if (m->squares_overflow)
		return check->overflow_high;
	return !check->overflow_low && m->sum_squares >= check->squares_low &&
	       (check->overflow_high || m->sum_squares <= check->squares_high);
}

/* One value is the minimum and one the maximum, which may be the same one, and
 * the others lie between. */
static bool sum_between(const struct moments *m)
{
	const __int128 others = (__int128)m->count - 1;

	return m->sum >= others * m->min + m->max &&
	       m->sum <= others * m->max + m->min;
}

const char *saved_check_moments(const struct saved_check *check,
				const struct moments *m)
{
	if (check->n == 0)
		return "a series without a value";
	if (m->count != check->count)
		return "the counts do not add up";
	if (m->min < check->first_low || m->min > check->first_high)
		return "the minimum does not fit the values";
	if (m->max < check->last_low || m->max > check->last_high)
		return "the maximum does not fit the values";
	if (m->min > m->max)
		return "the minimum is above the maximum";
	if (m->sum < check->sum_low || m->sum > check->sum_high)
		return "the sum does not fit the values";
	if (!sum_between(m))
		return "the sum does not fit the minimum and maximum";
	if (!squares_fit(check, m))
		return "the sum of squares does not fit the values";
	if (!moments_plausible(m))
		return "the sum of squares does not fit the sum";
	return NULL;
}
