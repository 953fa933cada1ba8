/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/distribution.h"

/* The series of a row, one for each run; NULL without a value. */
struct samples {
	unsigned n;
	const struct series **series;
	const struct moments **moments;		/* for anova_test() */
	const struct quantile **quantiles;	/* for kruskal_wallis_test() */
};

static bool same_names(char *const *a, unsigned na, char *const *b, unsigned nb)
{
	if (na != nb)
		return false;
	for (unsigned i = 0; i < na; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static bool same_series(const struct stats *a, const struct stats *b)
{
	const unsigned n = stats_series_count(a);

	if (n != stats_series_count(b))
		return false;
	for (unsigned s = 0; s < n; s++)
		if (strcmp(stats_series_name(a, s), stats_series_name(b, s)) !=
		    0)
			return false;
	return true;
}

static int check(const struct saved_stats *const *runs,
		 const char *const *names, unsigned n, struct fault *fault)
{
	for (unsigned i = 1; i < n; i++) {
		if (!same_names(runs[0]->order, runs[0]->norder,
				runs[i]->order, runs[i]->norder) ||
		    !same_series(runs[0]->stats, runs[i]->stats))
			return fault_set(fault, "%s: of another order or other"
					 " spans than %s", names[i], names[0]);
		if (!same_names(runs[0]->group, runs[0]->ngroups,
				runs[i]->group, runs[i]->ngroups))
			return fault_set(fault, "%s: of other groups than %s",
					 names[i], names[0]);
	}
	for (unsigned s = 0; s < stats_series_count(runs[0]->stats); s++) {
		uint64_t values = 0;

		for (unsigned i = 0; i < n; i++) {
			const struct series *const series =
				stats_series(runs[i]->stats, s, 0);

			if (__builtin_add_overflow(values, series ?
					series->moments.count : 0, &values) ||
			    values > INT64_MAX)
				return fault_set(fault, "%s: over 2^63 values"
						 " with those before it",
						 names[i]);
		}
	}
	return 0;
}

static void describe_median(struct compare_run *run,
			    const struct moments *m, const struct quantile *q)
{
	uint64_t rank;

	run->exact = quantile_exact(q);
	run->median = quantile_median(q, m->min, m->max);
	if (!median_interval(m->count, &rank))
		return;

	const struct quantile_value low =
		quantile_rank(q, rank, m->min, m->max);
	const struct quantile_value high =
		quantile_rank(q, m->count + 1 - rank, m->min, m->max);

	run->median_low = fmax(low.value - low.error, (double)m->min);
	run->median_high = fmin(high.value + high.error, (double)m->max);
}

static void describe(struct compare_run *run, const struct series *series)
{
	*run = (struct compare_run){
		.mean = NAN, .mean_low = NAN, .mean_high = NAN,
		.median_low = NAN, .median_high = NAN, .exact = true,
	};
	if (!series)
		return;

	const struct moments *const m = &series->moments;

	run->count = m->count;
	run->mean = moments_mean(m);
	if (m->count > 1) {
		const double n = (double)m->count;
		const double half = moments_stddev(m) / sqrt(n) *
			distribution_t_quantile(0.975, n - 1);

		run->mean_low = run->mean - half;
		run->mean_high = run->mean + half;
	}
	describe_median(run, m, series->quantile);
}

static int test_run(struct compare_run *run, const struct compare_run *base,
		    const struct series *a, const struct series *b)
{
	run->difference = run->percent = NAN;
	run->welch = (struct welch){ NAN, NAN, NAN };
	run->mann_whitney = (struct mann_whitney){ NAN, NAN, NAN, NAN };
	if (!a || !b)
		return 0;
	run->difference = mean_difference(&a->moments, &b->moments);
	run->percent = run->difference == 0 ? 0 :
		100 * run->difference / fabs(base->mean);
	run->welch = welch_test(&a->moments, &b->moments);
	return mann_whitney_test(a->quantile, b->quantile, &run->mann_whitney);
}

static int test_all(struct compare_row *row, const struct samples *samples)
{
	row->anova = (struct anova){ NAN, NAN, NAN, NAN };
	row->kruskal_wallis = (struct kruskal_wallis){ NAN, NAN, NAN };
	for (unsigned i = 0; i < samples->n; i++) {
		if (!samples->series[i])
			return 0;
		samples->moments[i] = &samples->series[i]->moments;
		samples->quantiles[i] = samples->series[i]->quantile;
	}
	row->anova = anova_test(samples->moments, samples->n);
	return kruskal_wallis_test(samples->quantiles, samples->n,
				   &row->kruskal_wallis);
}

static int fill_row(struct compare_row *row, const struct samples *samples)
{
	for (unsigned i = 0; i < samples->n; i++) {
		describe(&row->run[i], samples->series[i]);
		if (i > 0 && test_run(&row->run[i], &row->run[0],
				      samples->series[0],
				      samples->series[i]) < 0)
			return -1;
	}
	return test_all(row, samples);
}

static int fill_rows(struct comparison *c,
		     const struct saved_stats *const *runs,
		     const struct samples *samples)
{
	const unsigned nseries = stats_series_count(runs[0]->stats);

	for (unsigned r = 0; r < c->nrows; r++) {
		struct compare_row *const row = &c->row[r];
		const unsigned s = r % nseries, g = r / nseries;

		row->series = stats_series_name(runs[0]->stats, s);
		row->group = g > 0 ? runs[0]->group[g - 1] : NULL;
		row->run = c->all + (size_t)r * c->runs;
		for (unsigned i = 0; i < c->runs; i++)
			samples->series[i] =
				stats_series(runs[i]->stats, s, g);
		if (fill_row(row, samples) < 0)
			return -1;
	}
	return 0;
}

static enum verdict judge(const struct compare_run *run,
			  const struct compare_rule *rule)
{
	if (isnan(run->holm))
		return VERDICT_UNKNOWN;
	if (run->holm >= rule->alpha)
		return VERDICT_NOISE;
	if (run->percent > rule->threshold)
		return VERDICT_SLOWER;
	return run->percent < -rule->threshold ? VERDICT_FASTER
					       : VERDICT_SMALL;
}

static int judge_all(struct comparison *c, const struct compare_rule *rule)
{
	const unsigned n = c->nrows * c->runs;
	double *const p = calloc((size_t)n + 1, sizeof(*p));

	if (!p)
		return -1;
	for (unsigned i = 0; i < n; i++)
		p[i] = i % c->runs == 0 ? NAN : c->all[i].welch.p;

	const int status = holm_correct(p, n);

	for (unsigned i = 0; i < n; i++) {
		struct compare_run *const run = &c->all[i];

		if (i % c->runs == 0)
			continue;
		run->holm = p[i];
		run->verdict = judge(run, rule);
		c->slower |= run->verdict == VERDICT_SLOWER;
	}
	free(p);
	return status;
}

static int samples_init(struct samples *samples, unsigned n)
{
	samples->n = n;
	samples->series = calloc(n, sizeof(struct series *));
	samples->moments = calloc(n, sizeof(struct moments *));
	samples->quantiles = calloc(n, sizeof(struct quantile *));
	return samples->series && samples->moments && samples->quantiles ? 0
									 : -1;
}

static void samples_release(struct samples *samples)
{
	free(samples->series);
	free(samples->moments);
	free(samples->quantiles);
}

int compare_runs(struct comparison *c, const struct saved_stats *const *runs,
		 const char *const *names, unsigned n,
		 const struct compare_rule *rule, struct fault *fault)
{
	struct samples samples;
	int status = -1;

	*c = (struct comparison){ .runs = n };
	if (check(runs, names, n, fault) < 0)
		return -1;
	if (!distribution_known())
		return fault_set(fault, "comparing needs the GNU Scientific"
				 " Library, and this was built without");
	c->nrows = stats_series_count(runs[0]->stats) *
		(runs[0]->ngroups + 1);
	c->row = calloc((size_t)c->nrows + 1, sizeof(*c->row));
	c->all = calloc((size_t)c->nrows * n + 1, sizeof(*c->all));
	if (samples_init(&samples, n) == 0 && c->row && c->all &&
	    fill_rows(c, runs, &samples) == 0)
		status = judge_all(c, rule);
	samples_release(&samples);
	return status < 0 ? fault_set(fault, "out of memory") : 0;
}

void compare_release(struct comparison *c)
{
	free(c->row);
	free(c->all);
	*c = (struct comparison){ .runs = 0 };
}
