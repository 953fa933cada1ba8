/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/histogram.h"

#include <stdlib.h>

/* Where a value is counted. */
struct place {
	bool negative;
	unsigned row;
	unsigned column;
};

static struct place place_of(int64_t value)
{
	const bool negative = value < 0;
	const uint64_t m = negative ? -(uint64_t)value : (uint64_t)value;

	if (m < HISTOGRAM_ROW)
		return (struct place){ negative, 0, (unsigned)m };

	const unsigned log = 63 - (unsigned)__builtin_clzll(m);
	const unsigned shift = log - HISTOGRAM_SUB_BITS;

	return (struct place){ negative, shift + 1,
			       (unsigned)(m >> shift) - HISTOGRAM_ROW };
}

/* A magnitude of 2^63 is there only with a minus sign, and the buckets of its
 * row go on below INT64_MIN: *low stops there. */
static void bounds_of(struct place p, int64_t *low, int64_t *high)
{
	uint64_t first = p.column;
	uint64_t last = first;

	if (p.row > 0) {
		const unsigned shift = p.row - 1;

		first = (first + HISTOGRAM_ROW) << shift;
		last = first + ((UINT64_C(1) << shift) - 1);
	}
	if (!p.negative) {
		*low = (int64_t)first;
		*high = (int64_t)last;
		return;
	}
	*high = (int64_t)-first;
	*low = last > UINT64_C(1) << 63 ? INT64_MIN : (int64_t)-last;
}

struct histogram *histogram_new(void)
{
	return calloc(1, sizeof(struct histogram));
}

void histogram_free(struct histogram *h)
{
	if (!h)
		return;
	for (unsigned r = 0; r < HISTOGRAM_ROWS; r++) {
		free(h->row[0][r]);
		free(h->row[1][r]);
	}
	free(h);
}

static uint64_t *row_at(struct histogram *h, bool negative, unsigned r)
{
	uint64_t **const row = &h->row[negative][r];

	if (!*row)
		*row = calloc(HISTOGRAM_ROW, sizeof(**row));
	return *row;
}

int histogram_add(struct histogram *h, int64_t value, uint64_t times)
{
	const struct place p = place_of(value);
	uint64_t *const row = row_at(h, p.negative, p.row);

	if (!row)
		return -1;
	row[p.column] += times;
	return 0;
}

int histogram_merge(struct histogram *h, const struct histogram *more)
{
	for (unsigned i = 0; i < 2 * HISTOGRAM_ROWS; i++) {
		const uint64_t *const from = more->row[i % 2][i / 2];

		if (!from)
			continue;

		uint64_t *const to = row_at(h, i % 2, i / 2);

		if (!to)
			return -1;
		for (unsigned c = 0; c < HISTOGRAM_ROW; c++)
			to[c] += from[c];
	}
	return 0;
}

size_t histogram_rows(const struct histogram *h)
{
	size_t rows = 0;

	for (unsigned r = 0; r < HISTOGRAM_ROWS; r++)
		rows += (h->row[0][r] != NULL) + (h->row[1][r] != NULL);
	return rows;
}

void histogram_bounds(int64_t value, int64_t *low, int64_t *high)
{
	bounds_of(place_of(value), low, high);
}

/* Place number c in ascending order: negative ones by falling magnitude. */
static struct place place_at(size_t c)
{
	const size_t half = (size_t)HISTOGRAM_ROWS * HISTOGRAM_ROW;
	const bool negative = c < half;
	const size_t m = negative ? half - 1 - c : c - half;

	return (struct place){ negative, (unsigned)(m / HISTOGRAM_ROW),
			       (unsigned)(m % HISTOGRAM_ROW) };
}

bool histogram_walk(const struct histogram *h, size_t *cursor, int64_t *low,
		    int64_t *high, uint64_t *count)
{
	const size_t end = 2 * (size_t)HISTOGRAM_ROWS * HISTOGRAM_ROW;
	size_t c = *cursor;

	while (c < end) {
		const struct place p = place_at(c);
		const uint64_t *const row = h->row[p.negative][p.row];

		if (!row) {
			c += HISTOGRAM_ROW;
			continue;
		}
		c++;
		if (row[p.column] == 0)
			continue;
		bounds_of(p, low, high);
		*count = row[p.column];
		*cursor = c;
		return true;
	}
	*cursor = end;
	return false;
}
