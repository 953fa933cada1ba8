/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/moments.h"

#include <math.h>

/* high * 2^64 + low */
struct bits192 {
	unsigned __int128 high;
	uint64_t low;
};

static unsigned __int128 magnitude(__int128 value)
{
	return value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
}

/* n * sumsq: 64 and 128 bits. */
static struct bits192 scaled_squares(const struct moments *m)
{
	const unsigned __int128 n = m->count;
	const unsigned __int128 low = n * (uint64_t)m->sum_squares;

	return (struct bits192){
		.high = n * (uint64_t)(m->sum_squares >> 64) + (low >> 64),
		.low = (uint64_t)low,
	};
}

/* sum^2, for |sum| < 2^96: so it is, by Cauchy-Schwarz, of any values of which
 * n * sumsq has 192 bits. */
static struct bits192 squared_sum(const struct moments *m)
{
	const unsigned __int128 sum = magnitude(m->sum);
	const unsigned __int128 low = (uint64_t)sum;
	const unsigned __int128 high = sum >> 64;

	return (struct bits192){
		.high = (high * high << 64) + 2 * high * low +
			(low * low >> 64),
		.low = (uint64_t)(low * low),
	};
}

/* n * sumsq - sum^2 */
static struct bits192 numerator(const struct moments *m)
{
	const struct bits192 a = scaled_squares(m);
	const struct bits192 b = squared_sum(m);

	return (struct bits192){
		.high = a.high - b.high - (a.low < b.low),
		.low = a.low - b.low,
	};
}

static bool bit_of(struct bits192 w, int bit)
{
	if (bit < 0)
		return false;
	return bit < 64 ? w.low >> bit & 1 : (bool)(w.high >> (bit - 64) & 1);
}

static bool any_bit_below(struct bits192 w, int bit)
{
	while (bit > 0)
		if (bit_of(w, --bit))
			return true;
	return false;
}

/* Floor of the root, for x >= 2^126: it has 64 bits. */
static uint64_t root_of(unsigned __int128 x)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 63; bit != 0; bit >>= 1) {
		const uint64_t larger = root | bit;

		if ((unsigned __int128)larger * larger <= x)
			root = larger;
	}
	return root;
}

/*
 * sqrt(w / d), w > 0, d > 0, rounded once.  Long division, one bit of the
 * quotient at a time, until the quotient has 127 or 128 bits and its last bit
 * an even weight; its root then has 64 bits.  Whatever was cut off, in the
 * quotient or in the root, makes that root odd: so it lies on the right side
 * of every tie when the conversion rounds it to 53 bits.
 */
static double root_of_ratio(struct bits192 w, unsigned __int128 d)
{
	const unsigned __int128 enough = (unsigned __int128)1 << 126;
	unsigned __int128 quotient = 0;
	unsigned __int128 rest = 0;
	int bit = 192;

	while (quotient < enough || bit % 2 != 0) {
		const bool carry = rest >> 127;

		bit--;
		rest = rest << 1 | bit_of(w, bit);
		quotient <<= 1;
		if (carry || rest >= d) {
			rest -= d;
			quotient |= 1;
		}
	}

	uint64_t root = root_of(quotient);

	if (rest != 0 || any_bit_below(w, bit) ||
	    (unsigned __int128)root * root != quotient)
		root |= 1;
	return ldexp((double)root, bit / 2);
}

void moments_init(struct moments *m)
{
	*m = (struct moments){ .count = 0 };
}

static void add_squares(struct moments *m, unsigned __int128 squares)
{
	if (m->squares_overflow ||
	    __builtin_add_overflow(m->sum_squares, squares, &m->sum_squares)) {
		m->squares_overflow = true;
		m->sum_squares = 0;
	}
}

/* Whether extreme (time a, loop a) is to be named rather than b, equal to it
 * in value. */
static bool earlier(int64_t time_a, uint64_t loop_a, int64_t time_b,
		    uint64_t loop_b)
{
	return time_a < time_b || (time_a == time_b && loop_a < loop_b);
}

static void see_max(struct moments *m, int64_t max, uint64_t loop, int64_t time)
{
	if (m->count > 0 && max <= m->max &&
	    (max < m->max || !earlier(time, loop, m->max_time, m->max_loop)))
		return;
	m->max = max;
	m->max_loop = loop;
	m->max_time = time;
}

static void see_min(struct moments *m, int64_t min, uint64_t loop, int64_t time)
{
	if (m->count > 0 && min >= m->min &&
	    (min > m->min || !earlier(time, loop, m->min_time, m->min_loop)))
		return;
	m->min = min;
	m->min_loop = loop;
	m->min_time = time;
}

void moments_add(struct moments *m, int64_t value, uint64_t loop, int64_t time)
{
	see_max(m, value, loop, time);
	see_min(m, value, loop, time);
	m->count++;
	m->sum += value;
	add_squares(m, (unsigned __int128)((__int128)value * value));
}

/* Values for which all sums of so many fit one word less than in general. */
enum {
	RUN_MAX = 1024,
	RUN_BITS = 58,
};
_Static_assert(RUN_MAX <= 1 << (128 - 2 * RUN_BITS), "squares of a run fit");

void moments_add_run(struct moments *m, const int64_t *values, unsigned n,
		     uint64_t loop, const int64_t *times, size_t stride)
{
	const int64_t bound = (int64_t)1 << RUN_BITS;
	int64_t low = INT64_MAX, high = INT64_MIN;
	__int128 sum = 0;
	unsigned __int128 squares = 0;

	for (unsigned i = 0; i < n; i++) {
		const int64_t v = values[i];

		low = v < low ? v : low;
		high = v > high ? v : high;
		sum += v;
		squares += (unsigned __int128)((__int128)v * v);
	}
	if (n > RUN_MAX || low <= -bound || high >= bound || m->count == 0) {
		for (unsigned i = 0; i < n; i++)
			moments_add(m, values[i], loop + i, times[i * stride]);
		return;
	}
	for (unsigned i = 0; high >= m->max && i < n; i++)
		see_max(m, values[i], loop + i, times[i * stride]);
	for (unsigned i = 0; low <= m->min && i < n; i++)
		see_min(m, values[i], loop + i, times[i * stride]);
	m->count += n;
	m->sum += sum;
	add_squares(m, squares);
}

void moments_merge(struct moments *a, const struct moments *b)
{
	if (b->count == 0)
		return;
	see_max(a, b->max, UINT64_MAX, b->max_time);
	see_min(a, b->min, UINT64_MAX, b->min_time);
	a->count += b->count;
	a->sum += b->sum;
	if (b->squares_overflow)
		a->squares_overflow = true;
	add_squares(a, b->sum_squares);
}

/* The dividend is shifted up to 128 bits, so the quotient has 64 or more: as
 * in root_of_ratio(), an odd last bit stands for all that was cut off. */
static double ratio(__int128 sum, uint64_t n)
{
	unsigned __int128 dividend = magnitude(sum);
	int shift = 0;

	if (sum == 0)
		return 0;
	for (; !(dividend >> 127); shift++)
		dividend <<= 1;

	unsigned __int128 quotient = dividend / n;

	if (dividend % n != 0)
		quotient |= 1;

	const double mean = ldexp((double)quotient, -shift);

	return sum < 0 ? -mean : mean;
}

double moments_mean(const struct moments *m)
{
	return m->count == 0 ? NAN : ratio(m->sum, m->count);
}

double moments_mean_above(const struct moments *m, int64_t origin)
{
	__int128 sum;

	if (m->count == 0)
		return NAN;
	if (__builtin_sub_overflow(m->sum, (__int128)origin * m->count, &sum))
		return moments_mean(m) - (double)origin;
	return ratio(sum, m->count);
}

bool moments_plausible(const struct moments *m)
{
	const struct bits192 a = scaled_squares(m);
	const struct bits192 b = squared_sum(m);

	return m->squares_overflow ||
	       (magnitude(m->sum) >> 96 == 0 &&
		(a.high > b.high || (a.high == b.high && a.low >= b.low)));
}

double moments_stddev(const struct moments *m)
{
	if (m->count < 2 || m->squares_overflow)
		return NAN;

	const struct bits192 w = numerator(m);

	if (w.high == 0 && w.low == 0)
		return 0;
	return root_of_ratio(w, (unsigned __int128)m->count * (m->count - 1));
}
