/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare: whether runs differ, delta by delta.
 *
 * Run 0 is the base, the others are held against it.  There is a row for each
 * series, first of all loops, then of each group.  A series is slower when its
 * mean rose by more than the threshold and Welch's p, corrected by Holm over
 * all rows and runs, is below alpha; faster likewise.
 */
#ifndef STATS_COMPARE_H
#define STATS_COMPARE_H

#include "base/fault.h"
#include "stats/saved_stats.h"
#include "stats/significance.h"

enum verdict {
	VERDICT_UNKNOWN,	/* no p value */
	VERDICT_NOISE,		/* p >= alpha */
	VERDICT_SMALL,		/* surely another mean, but not by much */
	VERDICT_SLOWER,
	VERDICT_FASTER,
};

/* What of a run is in a row.  NAN: not known (too few values, or what depends
 * on the sum of squares and that overflowed). */
struct compare_run {
	uint64_t count;		/* 0: all else is not known */
	double mean;
	double mean_low, mean_high;	/* 95 % confidence, Student's t */
	struct quantile_value median;
	bool exact;		/* else it is known by its buckets */
	/* 95 % confidence of the median; of buckets the outer ends */
	double median_low, median_high;

	/* against the base; not set in run 0 */
	double difference;	/* of the means, ns */
	double percent;		/* of the base's mean; infinite if that is 0 */
	struct welch welch;
	double holm;		/* welch.p, corrected */
	struct mann_whitney mann_whitney;
	enum verdict verdict;
};

struct compare_row {
	const char *series;
	const char *group;	/* NULL: all loops */
	struct compare_run *run;	/* [runs] */
	struct anova anova;
	struct kruskal_wallis kruskal_wallis;
};

struct comparison {
	unsigned runs;
	unsigned nrows;
	struct compare_row *row;
	struct compare_run *all;	/* [nrows * runs], behind row[].run */
	bool slower;		/* some row of some run is */
};

struct compare_rule {
	double threshold;	/* percent of the base's mean */
	double alpha;
};

/*
 * Compares at least two runs; names are for faults.  Names in the result
 * belong to runs[0].  0, or -1 and a fault if orders or groups differ, memory
 * is short or GSL is missing; release in both cases.
 */
int compare_runs(struct comparison *c, const struct saved_stats *const *runs,
		 const char *const *names, unsigned n,
		 const struct compare_rule *rule, struct fault *fault);
void compare_release(struct comparison *c);

#endif
