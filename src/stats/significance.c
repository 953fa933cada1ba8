/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/significance.h"

#include <math.h>
#include <stdlib.h>

#include "stats/distribution.h"

static double square(double x)
{
	return x * x;
}

double mean_difference(const struct moments *a, const struct moments *b)
{
	return moments_mean_above(b, a->min) - moments_mean_above(a, a->min);
}

struct welch welch_test(const struct moments *a, const struct moments *b)
{
	struct welch w = { NAN, NAN, NAN };

	if (a->count < 2 || b->count < 2)
		return w;

	const double na = (double)a->count, nb = (double)b->count;
	const double va = square(moments_stddev(a)) / na;
	const double vb = square(moments_stddev(b)) / nb;
	const double difference = mean_difference(a, b);

	if (va + vb == 0) {
		w.t = difference == 0 ? 0 : copysign(INFINITY, difference);
		w.p = difference == 0 ? 1 : 0;
		return w;
	}
	w.t = difference / sqrt(va + vb);
	w.df = square(va + vb) / (va * va / (na - 1) + vb * vb / (nb - 1));
	w.p = distribution_t_tails(w.t, w.df);
	return w;
}

struct anova anova_test(const struct moments *const *samples, unsigned k)
{
	struct anova a = { NAN, NAN, NAN, NAN };
	const int64_t origin = samples[0]->min;
	double n = 0, sum = 0, between = 0, within = 0;

	for (unsigned i = 0; i < k; i++) {
		if (samples[i]->count == 0)
			return a;
		n += (double)samples[i]->count;
		sum += (double)samples[i]->count *
			moments_mean_above(samples[i], origin);
	}
	if (n <= k)
		return a;
	for (unsigned i = 0; i < k; i++) {
		const double ni = (double)samples[i]->count;

		between += ni * square(moments_mean_above(samples[i], origin) -
				       sum / n);
		if (ni > 1)
			within += (ni - 1) * square(moments_stddev(samples[i]));
	}
	a.df1 = k - 1;
	a.df2 = n - k;
	if (within == 0) {
		a.f = between == 0 ? NAN : INFINITY;
		a.p = between == 0 ? 1 : 0;
		return a;
	}
	a.f = between / a.df1 / (within / a.df2);
	a.p = distribution_f_tail(a.f, a.df1, a.df2);
	return a;
}

/* The terms are those of Pascal's triangle, each from the one before. */
static bool exact_interval(uint64_t n, uint64_t *low)
{
	double term = ldexp(1, -(int)n);
	double sum = term;
	uint64_t rank = 0;

	while (sum <= 0.025) {
		term *= (double)(n - rank) / (double)(rank + 1);
		sum += term;
		rank++;
	}
	*low = rank;
	return rank > 0;
}

bool median_interval(uint64_t n, uint64_t *low)
{
	enum { EXACT_MAX = 1000 };	/* 2^-1000 is a double */
	const double z = 1.959963984540054; /* of 97.5 % */

	if (n <= EXACT_MAX)
		return exact_interval(n, low);
	*low = (uint64_t)(((double)n + 1 - z * sqrt((double)n)) / 2);
	return true;
}

struct place {
	double p;
	unsigned i;
};

static int by_p(const void *a, const void *b)
{
	const struct place *const x = a;
	const struct place *const y = b;

	return (x->p > y->p) - (x->p < y->p);
}

int holm_correct(double *p, unsigned n)
{
	struct place *const sorted = calloc((size_t)n + 1, sizeof(*sorted));
	unsigned known = 0;
	double least = 0;

	if (!sorted)
		return -1;
	for (unsigned i = 0; i < n; i++)
		if (!isnan(p[i]))
			sorted[known++] = (struct place){ p[i], i };
	qsort(sorted, known, sizeof(*sorted), by_p);
	for (unsigned i = 0; i < known; i++) {
		least = fmax(least, (known - i) * sorted[i].p);
		p[sorted[i].i] = fmin(least, 1);
	}
	free(sorted);
	return 0;
}
