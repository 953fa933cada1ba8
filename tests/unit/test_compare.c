/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/compare.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/distribution.h"
#include "suite.h"

enum { FIXTURES = 25, RUNS_MAX = 8 };

static const char *const order[] = { "a", "b" };
static const char *const series[] = { "delta:b__a" };
static const char *const names[RUNS_MAX] = {
	"0.csv", "1.csv", "2.csv", "3.csv", "4.csv", "5.csv", "6.csv", "7.csv",
};
static const struct compare_rule rule = { .threshold = 5, .alpha = 0.05 };

static struct fault fault;

/* Statistics of one series. */
static void begin(struct saved_stats *run)
{
	saved_stats_init(run);
	run->stats = stats_new(series, 1);
	ck_assert_ptr_nonnull(run->stats);
	ck_assert_int_eq(saved_stats_order(run, order, 2), 0);
}

static void add(struct saved_stats *run, int64_t value)
{
	ck_assert_int_eq(stats_add(run->stats, 0, 0, value, 0, 0), 0);
}

static void compare(struct comparison *c, struct saved_stats *runs, unsigned n)
{
	const struct saved_stats *all[RUNS_MAX];

	for (unsigned i = 0; i < n; i++)
		all[i] = &runs[i];
	ck_assert_msg(compare_runs(c, all, names, n, &rule, &fault) == 0, "%s",
		      fault.text);
}

static void release(struct comparison *c, struct saved_stats *runs, unsigned n)
{
	compare_release(c);
	for (unsigned i = 0; i < n; i++)
		saved_stats_release(&runs[i]);
}

static void near(const char *what, double got, double expected)
{
	ck_assert_msg(fabs(got - expected) <= 1e-6 * fabs(expected) + 1e-12,
		      "%s: %.17g, not %.17g", what, got, expected);
}

/* A line of a fixture that says what SciPy found. */
static void check_line(const struct comparison *c, const char *line)
{
	const struct compare_row *const row = &c->row[0];
	char what[32];
	unsigned i = 0;
	double x = 0, y = 0;
	const int n = sscanf(line, "%31s %u %lf %lf", what, &i, &x, &y);
	const struct compare_run *const run = &row->run[i < c->runs ? i : 0];

	ck_assert_int_ge(n, 2);
	if (!strcmp(what, "mean_interval")) {
		near(line, run->mean_low, x);
		near(line, run->mean_high, y);
	} else if (!strcmp(what, "median_interval")) {
		near(line, run->median_low, x);
		near(line, run->median_high, y);
	} else if (!strcmp(what, "no_median_interval")) {
		ck_assert(isnan(run->median_low));
		ck_assert(isnan(run->median_high));
	} else if (!strcmp(what, "welch")) {
		near(line, run->welch.t, x);
		near(line, run->welch.p, y);
	} else if (!strcmp(what, "mann_whitney")) {
		near(line, run->mann_whitney.u, x);
		near(line, run->mann_whitney.p, y);
	} else if (!strcmp(what, "cliff")) {
		near(line, run->mann_whitney.cliff, x);
	} else {
		ck_assert_int_eq(sscanf(line, "%31s %lf %lf", what, &x, &y), 3);
		if (!strcmp(what, "anova")) {
			near(line, row->anova.f, x);
			near(line, row->anova.p, y);
		} else {
			ck_assert_str_eq(what, "kruskal_wallis");
			near(line, row->kruskal_wallis.h, x);
			near(line, row->kruskal_wallis.p, y);
		}
	}
}

static void read_sample(struct saved_stats *run, const char *line)
{
	begin(run);
	for (char *end; ; line = end) {
		const int64_t value = strtoll(line, &end, 10);

		if (end == line)
			return;
		add(run, value);
	}
}

START_TEST(as_scipy)
{
	const char *const srcdir = getenv("srcdir");
	struct saved_stats runs[RUNS_MAX];
	struct comparison c;
	unsigned n = 0, found = 0;
	char path[4096];
	char *line = NULL;
	size_t room = 0;

	snprintf(path, sizeof(path), "%s/tests/corpus/compare/%02d.txt",
		 srcdir ? srcdir : ".", _i + 1);

	FILE *const in = fopen(path, "r");

	ck_assert_msg(in != NULL, "no %s", path);
	while (getline(&line, &room, in) > 0) {
		if (!strncmp(line, "about ", 6))
			continue;
		if (!strncmp(line, "sample ", 7)) {
			ck_assert_uint_lt(n, RUNS_MAX);
			read_sample(&runs[n++], line + 7);
			continue;
		}
		if (found++ == 0)
			compare(&c, runs, n);
		check_line(&c, line);
	}
	ck_assert_uint_eq(found, 2 * n + 3 * (n - 1) + 2);
	free(line);
	fclose(in);
	release(&c, runs, n);
}
END_TEST

/* One sample known by its buckets, the other by its values: the same as both
 * by their buckets. */
START_TEST(buckets_against_values)
{
	struct saved_stats exact[2], mixed[2];
	struct comparison a, b;

	for (unsigned i = 0; i < 2; i++) {
		begin(&exact[i]);
		begin(&mixed[i]);
	}
	for (int64_t k = 0; k < 3000; k++) {
		const int64_t x = 100000 + k * 7919 % 30011;
		const int64_t y = x + 500 + k % 13;

		add(&mixed[0], x);
		add(&mixed[1], y);
		/* 2^16 to 2^17: buckets of 64; the values as these round */
		add(&exact[0], x < 131072 ? x & ~63 : x & ~127);
		add(&exact[1], y < 131072 ? y & ~63 : y & ~127);
	}
	ck_assert_int_eq(quantile_pour(
		stats_series(mixed[1].stats, 0, 0)->quantile), 0);
	compare(&a, exact, 2);
	compare(&b, mixed, 2);
	ck_assert_double_eq(a.row->run[1].mann_whitney.u,
			    b.row->run[1].mann_whitney.u);
	ck_assert_double_eq(a.row->run[1].mann_whitney.p,
			    b.row->run[1].mann_whitney.p);
	ck_assert_double_eq(a.row->kruskal_wallis.h, b.row->kruskal_wallis.h);
	release(&a, exact, 2);
	release(&b, mixed, 2);
}
END_TEST

/* Holm by hand: 4 p values, the smallest times 4, then 3, 2, 1; never below
 * the one before, never above 1. */
START_TEST(holm)
{
	double p[] = { 0.03, 0.005, NAN, 0.04, 0.01 };
	double high[] = { 0.6, 0.5 };

	ck_assert_int_eq(holm_correct(p, 5), 0);
	near("0.005 * 4", p[1], 0.02);
	near("0.01 * 3", p[4], 0.03);
	near("0.03 * 2", p[0], 0.06);
	near("not below 0.06", p[3], 0.06);
	ck_assert(isnan(p[2]));
	ck_assert_int_eq(holm_correct(high, 2), 0);
	near("not above 1", high[0], 1);
	near("not above 1", high[1], 1);
}
END_TEST

/* Ranks by scipy.stats.binom: the largest r with cdf(r - 1, n, 0.5) <= 0.025.
 * Above 1000 one less is as good: a wider interval. */
START_TEST(ranks_of_the_median)
{
	static const struct {
		uint64_t n, rank;
	} cases[] = {
		{ 6, 1 }, { 7, 1 }, { 8, 1 }, { 9, 2 }, { 25, 8 }, { 100, 40 },
		{ 999, 469 }, { 1000, 469 }, { 1500, 712 }, { 3333, 1610 },
		{ 10000, 4902 },
	};
	uint64_t rank;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert(median_interval(cases[i].n, &rank));
		ck_assert_uint_eq(rank, cases[i].rank);
	}
	for (uint64_t n = 0; n < 6; n++)
		ck_assert(!median_interval(n, &rank));
}
END_TEST

static void fill(struct saved_stats *run, int64_t from, unsigned spread)
{
	begin(run);
	for (unsigned i = 0; i < 100; i++)
		add(run, from + i * 37 % spread);
}

START_TEST(verdicts)
{
	struct saved_stats runs[6];
	struct comparison c;

	fill(&runs[0], 1000, 20);
	fill(&runs[1], 1100, 20);	/* 10 % more */
	fill(&runs[2], 900, 20);	/* 10 % less */
	fill(&runs[3], 1030, 20);	/* 3 % more */
	fill(&runs[4], 1000, 20);	/* the same */
	begin(&runs[5]);
	add(&runs[5], 1100);		/* one value */
	compare(&c, runs, 6);
	ck_assert_int_eq(c.row->run[1].verdict, VERDICT_SLOWER);
	ck_assert_int_eq(c.row->run[2].verdict, VERDICT_FASTER);
	ck_assert_int_eq(c.row->run[3].verdict, VERDICT_SMALL);
	ck_assert_int_eq(c.row->run[4].verdict, VERDICT_NOISE);
	ck_assert_int_eq(c.row->run[5].verdict, VERDICT_UNKNOWN);
	ck_assert(c.slower);
	near("mean", c.row->run[0].mean, 1009.5);
	near("difference", c.row->run[1].difference, 100);
	near("percent", c.row->run[1].percent, 100 / 10.095);
	near("cliff", c.row->run[2].mann_whitney.cliff, -1);
	release(&c, runs, 6);
}
END_TEST

START_TEST(constants)
{
	struct saved_stats runs[3];
	struct comparison c;

	fill(&runs[0], 1000, 1);
	fill(&runs[1], 1000, 1);
	fill(&runs[2], 1100, 1);
	compare(&c, runs, 3);
	near("the same", c.row->run[1].welch.p, 1);
	near("the same", c.row->run[1].mann_whitney.p, 1);
	near("another", c.row->run[2].welch.p, 0);
	ck_assert_int_eq(c.row->run[1].verdict, VERDICT_NOISE);
	ck_assert_int_eq(c.row->run[2].verdict, VERDICT_SLOWER);
	near("anova", c.row->anova.p, 0);
	release(&c, runs, 3);
}
END_TEST

START_TEST(nothing_to_compare)
{
	struct saved_stats runs[2];
	struct comparison c;

	begin(&runs[0]);
	fill(&runs[1], 1000, 20);
	compare(&c, runs, 2);
	ck_assert_int_eq(c.row->run[1].verdict, VERDICT_UNKNOWN);
	ck_assert_uint_eq(c.row->run[0].count, 0);
	ck_assert(isnan(c.row->anova.p));
	ck_assert(!c.slower);
	release(&c, runs, 2);
}
END_TEST

/* Base and three more draws of one distribution: in 100 of these, each with
 * three tests, no more than 5 may find something slower. */
START_TEST(same_workload_is_rarely_slower)
{
	uint64_t state = 42;
	unsigned alarms = 0;

	for (unsigned draw = 0; draw < 100; draw++) {
		struct saved_stats runs[4];
		struct comparison c;

		for (unsigned i = 0; i < 4; i++) {
			begin(&runs[i]);
			for (unsigned k = 0; k < 60; k++) {
				double sum = 0;

				for (int j = 0; j < 4; j++) {
					/* Knuth's MMIX */
					state = state * 6364136223846793005u +
						1442695040888963407u;
					sum += (double)(state >> 11) / 0x1p53;
				}
				add(&runs[i], (int64_t)(1000 * sum * sum));
			}
		}
		compare(&c, runs, 4);
		alarms += c.slower;
		release(&c, runs, 4);
	}
	ck_assert_uint_le(alarms, 5);
}
END_TEST

START_TEST(other_runs_are_refused)
{
	static const char *const other[] = { "a", "c" };
	struct saved_stats a, b;
	const struct saved_stats *const both[] = { &a, &b };
	struct comparison c;

	begin(&a);
	saved_stats_init(&b);
	b.stats = stats_new(series, 1);
	ck_assert_int_eq(saved_stats_order(&b, other, 2), 0);
	ck_assert_int_eq(compare_runs(&c, both, names, 2, &rule, &fault), -1);
	ck_assert_str_eq(fault.text, "1.csv: of another order or other spans"
			 " than 0.csv");
	compare_release(&c);
	saved_stats_release(&b);
	begin(&b);
	ck_assert_int_eq(saved_stats_group(&b, "IO"), 0);
	ck_assert_int_eq(compare_runs(&c, both, names, 2, &rule, &fault), -1);
	ck_assert_str_eq(fault.text, "1.csv: of other groups than 0.csv");
	compare_release(&c);
	saved_stats_release(&a);
	saved_stats_release(&b);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("compare");
	TCase *const tcase = tcase_create("compare");

	if (!distribution_known()) {
		puts("built without the GNU Scientific Library");
		return 77;
	}
	tcase_add_loop_test(tcase, as_scipy, 0, FIXTURES);
	tcase_add_test(tcase, buckets_against_values);
	tcase_add_test(tcase, holm);
	tcase_add_test(tcase, ranks_of_the_median);
	tcase_add_test(tcase, verdicts);
	tcase_add_test(tcase, constants);
	tcase_add_test(tcase, nothing_to_compare);
	tcase_add_test(tcase, same_workload_is_rarely_slower);
	tcase_add_test(tcase, other_runs_are_refused);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
