/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "stats/distribution.h"
#include "stats/histogram.h"
#include "stats/significance.h"

/* One sample on its way through the merge. */
struct walker {
	const struct quantile *q;
	size_t cursor;
	bool more;		/* value and count are set */
	int64_t value;		/* the next: a value, or a bucket's lowest */
	uint64_t count;
	struct quantile_bucket ahead;	/* read, if has_ahead, not used yet */
	bool has_ahead;
	/* twice the sum of its ranks; below 2^128 for 2^63 values */
	unsigned __int128 twice_ranks;
};

/* Sums over all samples. */
struct ranks {
	struct walker *walker;	/* [k] */
	unsigned k;
	bool buckets;
	uint64_t n;		/* values */
	/* n^3 - n minus t^3 - t for each group of t equal values, as a sum of
	 * terms that are all positive: t (n - t) (n + t).  0: all are equal */
	double untied;
};

static int64_t key_of(const struct ranks *r, const struct quantile_bucket *b)
{
	int64_t low = b->low, high;

	if (r->buckets)
		histogram_bounds(b->low, &low, &high);
	return low;
}

static void look_ahead(struct walker *w)
{
	w->has_ahead = quantile_walk(w->q, &w->cursor, &w->ahead);
}

/* The next key of a sample, with all that falls on it. */
static void step(const struct ranks *r, struct walker *w)
{
	w->more = w->has_ahead;
	if (!w->more)
		return;
	w->value = key_of(r, &w->ahead);
	w->count = 0;
	while (w->has_ahead && key_of(r, &w->ahead) == w->value) {
		w->count += w->ahead.count;
		look_ahead(w);
	}
}

/* The smallest key that is left; false at the end. */
static bool least(const struct ranks *r, int64_t *value)
{
	bool found = false;

	for (unsigned i = 0; i < r->k; i++) {
		const struct walker *const w = &r->walker[i];

		if (w->more && (!found || w->value < *value)) {
			*value = w->value;
			found = true;
		}
	}
	return found;
}

/* Equal values share the mean of their ranks, before + (ties + 1) / 2. */
static void rank_all(struct ranks *r)
{
	uint64_t before = 0;
	int64_t value = 0;

	while (least(r, &value)) {
		uint64_t ties = 0;

		for (unsigned i = 0; i < r->k; i++)
			if (r->walker[i].more && r->walker[i].value == value)
				ties += r->walker[i].count;
		for (unsigned i = 0; i < r->k; i++) {
			struct walker *const w = &r->walker[i];

			if (!w->more || w->value != value)
				continue;
			w->twice_ranks += w->count *
				(2 * (unsigned __int128)before + ties + 1);
			step(r, w);
		}

		r->untied += (double)ties * (double)(r->n - ties) *
			((double)r->n + (double)ties);
		before += ties;
	}
}

static int ranks_init(struct ranks *r, const struct quantile *const *samples,
		      unsigned k)
{
	*r = (struct ranks){ .k = k };
	r->walker = calloc(k, sizeof(*r->walker));
	if (!r->walker)
		return -1;
	for (unsigned i = 0; i < k; i++) {
		r->buckets |= !quantile_exact(samples[i]);
		r->n += quantile_count(samples[i]);
	}
	for (unsigned i = 0; i < k; i++) {
		r->walker[i].q = samples[i];
		look_ahead(&r->walker[i]);
		step(r, &r->walker[i]);
	}
	rank_all(r);
	return 0;
}

/* Twice the sum of sample i's ranks minus what is expected of it: exact. */
static double excess(const struct ranks *r, unsigned i)
{
	return (double)(__int128)(r->walker[i].twice_ranks -
		(unsigned __int128)quantile_count(r->walker[i].q) *
		((unsigned __int128)r->n + 1));
}

int mann_whitney_test(const struct quantile *a, const struct quantile *b,
		      struct mann_whitney *result)
{
	const struct quantile *const both[] = { a, b };
	const double na = (double)quantile_count(a);
	const double nb = (double)quantile_count(b);
	struct ranks r;

	*result = (struct mann_whitney){ NAN, NAN, NAN, NAN };
	if (na == 0 || nb == 0)
		return 0;
	if (ranks_init(&r, both, 2) < 0)
		return -1;

	/* u - na nb / 2 */
	const double above = excess(&r, 1) / 2;
	const double variance = na * nb / 12 * r.untied /
		((double)r.n * (double)(r.n - 1));

	free(r.walker);
	result->u = above + na * nb / 2;
	result->cliff = 2 * above / (na * nb);
	if (r.untied <= 0) {
		result->z = 0;
		result->p = 1;
		return 0;
	}
	result->z = copysign(fmax(fabs(above) - 0.5, 0) / sqrt(variance),
			     above);
	result->p = distribution_normal_tails(result->z);
	return 0;
}

int kruskal_wallis_test(const struct quantile *const *samples, unsigned k,
			struct kruskal_wallis *result)
{
	struct ranks r;
	double sum = 0;

	*result = (struct kruskal_wallis){ NAN, NAN, NAN };
	for (unsigned i = 0; i < k; i++)
		if (quantile_count(samples[i]) == 0)
			return 0;
	if (ranks_init(&r, samples, k) < 0)
		return -1;
	for (unsigned i = 0; i < k; i++) {
		const double d = excess(&r, i);

		sum += d * d / (double)quantile_count(samples[i]);
	}
	free(r.walker);

	result->df = k - 1;
	if (r.untied <= 0) {
		result->h = 0;
		result->p = 1;
		return 0;
	}
	result->h = 3 * sum * (double)(r.n - 1) / r.untied;
	result->p = distribution_chi2_tail(result->h, result->df);
	return 0;
}
