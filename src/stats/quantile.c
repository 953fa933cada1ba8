/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/quantile.h"

#include <stdlib.h>

#include "base/hash.h"
#include "stats/histogram.h"
#include "stats/tally.h"

_Static_assert((int)QUANTILE_DISTINCT <= (int)TALLY_MAX, "a tally holds all");
_Static_assert((int)QUANTILE_SUB_BITS == (int)HISTOGRAM_SUB_BITS, "bound");

enum { HUNDRED_PERCENT = 100000 };	/* in thousandths */

struct quantile {
	uint64_t count;
	struct tally *tally;		/* empty once poured */
	struct histogram *histogram;	/* NULL while exact */
	size_t limit;
	struct quantile_budget *budget;
};

struct quantile *quantile_new(size_t limit, struct quantile_budget *budget)
{
	struct quantile *const q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->tally = malloc(sizeof(*q->tally));
	if (!q->tally) {
		free(q);
		return NULL;
	}
	tally_init(q->tally, hash_seed(q));
	q->limit = limit < TALLY_MAX ? limit : TALLY_MAX;
	q->budget = budget;
	return q;
}

static void drop_tally(struct quantile *q)
{
	q->budget->left += q->tally->n;
	tally_release(q->tally);
}

void quantile_free(struct quantile *q)
{
	if (!q)
		return;
	drop_tally(q);
	free(q->tally);
	histogram_free(q->histogram);
	free(q);
}

int quantile_pour(struct quantile *q)
{
	if (q->histogram)
		return 0;

	struct histogram *const h = histogram_new();

	if (!h)
		return -1;
	for (uint32_t i = 0; i < q->tally->n; i++) {
		if (histogram_add(h, tally_value(q->tally, i),
				  tally_times(q->tally, i)) < 0) {
			histogram_free(h);
			return -1;
		}
	}
	q->histogram = h;
	drop_tally(q);
	return 0;
}

/* A value that the dictionary does not have. */
static int add_new(struct quantile *q, int64_t value, uint64_t times)
{
	if (q->tally->n < q->limit && q->budget->left > 0) {
		if (tally_insert(q->tally, value, times) < 0)
			return -1;
		q->budget->left--;
		return 0;
	}
	if (quantile_pour(q) < 0)
		return -1;
	return histogram_add(q->histogram, value, times);
}

int quantile_add(struct quantile *q, int64_t value, uint64_t times)
{
	int status;

	if (q->histogram) {
		status = histogram_add(q->histogram, value, times);
	} else {
		status = tally_count(q->tally, value, times);
		if (status == 0)
			status = add_new(q, value, times);
	}
	if (status < 0)
		return -1;
	q->count += times;
	return 0;
}

int quantile_add_run(struct quantile *q, const int64_t *values, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!q->histogram) {
			const unsigned known =
				tally_count_run(q->tally, values + i, n - i);

			q->count += known;
			i += known;
			if (i == n)
				break;
		}
		if (quantile_add(q, values[i], 1) < 0)
			return -1;
	}
	return 0;
}

int quantile_merge(struct quantile *a, const struct quantile *b)
{
	if (b->histogram) {
		if (quantile_pour(a) < 0 ||
		    histogram_merge(a->histogram, b->histogram) < 0)
			return -1;
		a->count += b->count;
		return 0;
	}
	for (uint32_t i = 0; i < b->tally->n; i++)
		if (quantile_add(a, tally_value(b->tally, i),
				 tally_times(b->tally, i)) < 0)
			return -1;
	return 0;
}

uint64_t quantile_count(const struct quantile *q)
{
	return q->count;
}

bool quantile_exact(const struct quantile *q)
{
	return !q->histogram;
}

size_t quantile_rows(const struct quantile *q)
{
	return q->histogram ? histogram_rows(q->histogram) : 0;
}

bool quantile_walk(const struct quantile *q, size_t *cursor,
		   struct quantile_bucket *bucket)
{
	if (q->histogram)
		return histogram_walk(q->histogram, cursor, &bucket->low,
				      &bucket->high, &bucket->count);
	if (*cursor >= q->tally->n)
		return false;
	tally_sort(q->tally);
	bucket->low = tally_value(q->tally, (uint32_t)*cursor);
	bucket->high = bucket->low;
	bucket->count = tally_times(q->tally, (uint32_t)*cursor);
	++*cursor;
	return true;
}

struct quantile_value quantile_rank(const struct quantile *q, uint64_t rank,
				    int64_t min, int64_t max)
{
	struct quantile_bucket b = { 0, 0, 0 };
	uint64_t before = 0;

	for (size_t cursor = 0; quantile_walk(q, &cursor, &b);
	     before += b.count)
		if (rank - before <= b.count)
			break;
	if (b.low < min)
		b.low = min;
	if (b.high > max)
		b.high = max;

	/* Two integers may be nearest to the middle; the lower one then. */
	const uint64_t width = (uint64_t)b.high - (uint64_t)b.low;
	const int64_t whole = (int64_t)((uint64_t)b.low + width / 2);

	return (struct quantile_value){
		.value = (double)whole,
		.error = (double)(width - width / 2),
		.whole = whole,
	};
}

struct quantile_value quantile_median(const struct quantile *q, int64_t min,
				      int64_t max)
{
	const uint64_t rank = q->count / 2 + q->count % 2;
	const struct quantile_value a = quantile_rank(q, rank, min, max);

	if (q->count % 2 != 0)
		return a;

	const struct quantile_value b = quantile_rank(q, rank + 1, min, max);
	const __int128 twice = (__int128)a.whole + b.whole;
	const bool half = twice % 2 != 0;
	const int64_t whole = (int64_t)((twice - half) / 2);

	return (struct quantile_value){
		.value = half ? (double)twice / 2 : (double)whole,
		.error = (a.error + b.error) / 2,
		.whole = whole,
		.half = half,
	};
}

struct quantile_value quantile_percentile(const struct quantile *q,
					  unsigned thousandths, int64_t min,
					  int64_t max)
{
	const unsigned __int128 parts =
		(unsigned __int128)q->count * thousandths;
	const uint64_t rank = (uint64_t)((parts + HUNDRED_PERCENT - 1) /
					 HUNDRED_PERCENT);

	return quantile_rank(q, rank > 0 ? rank : 1, min, max);
}
