/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * significance: whether samples differ, and where their middle is.
 *
 * A p value is two-sided, and NAN where there are too few values for it, the
 * deviation is not known (moments.h), or without GSL.
 */
#ifndef STATS_SIGNIFICANCE_H
#define STATS_SIGNIFICANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/moments.h"
#include "stats/quantile.h"

/* Mean of b minus mean of a, of at least one value each, not by way of the
 * two: those may be large, and this small. */
double mean_difference(const struct moments *a, const struct moments *b);

/*
 * Welch's t test of b against a, which need not have the same variance:
 * t = (mean b - mean a) / sqrt(va/na + vb/nb), with the degrees of freedom of
 * Welch and Satterthwaite (B. L. Welch, Biometrika 34, 1947).  Two constants
 * differ surely (p 0) or not at all (p 1).
 */
struct welch {
	double t, df, p;
};
struct welch welch_test(const struct moments *a, const struct moments *b);

/* One-way analysis of variance of k >= 2 samples: whether all have one mean.
 * F = (between / (k - 1)) / (within / (n - k)). */
struct anova {
	double f, df1, df2, p;
};
struct anova anova_test(const struct moments *const *samples, unsigned k);

/*
 * Mann and Whitney's U of b against a (the Wilcoxon rank sum test): ranks with
 * ties at their mean, normal approximation with the variance corrected for
 * ties and with continuity correction.  u counts the pairs in which b's value
 * is the larger, ties as 1/2.  Cliff's delta = 2 u / (na nb) - 1, from -1 (all
 * of b is below all of a) to 1, is the effect size: it asks for no
 * distribution and does not fear outliers (N. Cliff, Psychological Bulletin
 * 114, 1993).
 *
 * Kruskal and Wallis' H of k >= 2 samples, corrected for ties, against
 * chi-squared with k - 1 degrees of freedom.
 *
 * Both rank the distinct values with their counts; if any sample is known by
 * its buckets only, then all by their buckets, whose values count as ties.
 * 0, or -1 when memory is short.
 */
struct mann_whitney {
	double u, z, p, cliff;
};
int mann_whitney_test(const struct quantile *a, const struct quantile *b,
		      struct mann_whitney *result);

struct kruskal_wallis {
	double h, df, p;
};
int kruskal_wallis_test(const struct quantile *const *samples, unsigned k,
			struct kruskal_wallis *result);

/*
 * Confidence interval of the median, at least 95 %, for any distribution: the
 * values at rank *low and n + 1 - *low, where P(B <= low - 1) <= 0.025 for B
 * binomial (n, 1/2).  False for n < 6, where no two ranks are enough.  Above
 * 1000 by the normal approximation with continuity correction, which may be
 * one rank wider.  (W. J. Conover, Practical Nonparametric Statistics, 3.2.)
 */
bool median_interval(uint64_t n, uint64_t *low);

/* Holm's correction of n p values, in place: the probability of even one false
 * alarm among them stays below what each is held against (S. Holm, Scand. J.
 * Statistics 6, 1979).  NAN stays NAN and does not count.  -1 when memory is
 * short. */
int holm_correct(double *p, unsigned n);

#endif
