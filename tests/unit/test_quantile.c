/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/quantile.h"

#include <check.h>
#include <stdlib.h>

#include "stats/histogram.h"
#include "suite.h"

static struct quantile_budget budget;

static struct quantile *fresh(size_t limit)
{
	budget.left = QUANTILE_BUDGET;

	struct quantile *const q = quantile_new(limit, &budget);

	ck_assert_ptr_nonnull(q);
	return q;
}

static void add(struct quantile *q, int64_t value, uint64_t times)
{
	ck_assert_int_eq(quantile_add(q, value, times), 0);
}

static struct quantile_value percentile(struct quantile *q, unsigned p)
{
	return quantile_percentile(q, p, INT64_MIN, INT64_MAX);
}

static struct quantile_value median(struct quantile *q)
{
	return quantile_median(q, INT64_MIN, INT64_MAX);
}

START_TEST(two_peaks)
{
	struct quantile *const q = fresh(QUANTILE_DISTINCT);

	add(q, 1000, 49);
	add(q, 50000000, 51);
	ck_assert_double_eq(median(q).value, 50000000);
	ck_assert_double_eq(percentile(q, 49000).value, 1000);
	ck_assert_double_eq(percentile(q, 49001).value, 50000000);
	ck_assert(quantile_exact(q));
	quantile_free(q);
}
END_TEST

START_TEST(midpoint_of_the_middle_two)
{
	struct quantile *const q = fresh(QUANTILE_DISTINCT);

	add(q, -3, 1);
	add(q, -2, 1);
	ck_assert_double_eq(median(q).value, -2.5);
	ck_assert_int_eq(median(q).whole, -3);
	ck_assert(median(q).half);
	add(q, 10, 1);
	ck_assert_double_eq(median(q).value, -2);
	ck_assert(!median(q).half);
	quantile_free(q);

	struct quantile *const wide = fresh(QUANTILE_DISTINCT);

	add(wide, INT64_MAX, 1);
	add(wide, INT64_MAX - 2, 1);
	ck_assert_int_eq(median(wide).whole, INT64_MAX - 1);
	quantile_free(wide);
}
END_TEST

/* Nearest rank of 1..10: p10 is rank 1, p10.001 already rank 2. */
START_TEST(nearest_rank)
{
	struct quantile *const q = fresh(QUANTILE_DISTINCT);

	for (int64_t v = 10; v > 0; v--)
		add(q, v, 1);
	ck_assert_int_eq(percentile(q, 1).whole, 1);
	ck_assert_int_eq(percentile(q, 10000).whole, 1);
	ck_assert_int_eq(percentile(q, 10001).whole, 2);
	ck_assert_int_eq(percentile(q, 90000).whole, 9);
	ck_assert_int_eq(percentile(q, 99900).whole, 10);
	ck_assert_int_eq(percentile(q, 100000).whole, 10);
	quantile_free(q);
}
END_TEST

START_TEST(counts_beyond_32_bits)
{
	struct quantile *const q = fresh(QUANTILE_DISTINCT);
	const uint64_t many = UINT64_C(1) << 40;

	add(q, 3, many);
	add(q, 1, UINT32_MAX);
	add(q, 1, 1);
	add(q, 2, 1);
	for (int64_t v = 100; v < 10000; v++)
		add(q, v, 1);
	for (int i = 0; i < 3; i++)
		add(q, 3, many);
	ck_assert_uint_eq(quantile_count(q),
			  4 * many + (UINT64_C(1) << 32) + 1 + 9900);

	struct quantile_bucket b;
	size_t cursor = 0;

	ck_assert(quantile_walk(q, &cursor, &b));
	ck_assert_int_eq(b.low, 1);
	ck_assert_uint_eq(b.count, UINT64_C(1) << 32);
	ck_assert(quantile_walk(q, &cursor, &b));
	ck_assert_uint_eq(b.count, 1);
	ck_assert(quantile_walk(q, &cursor, &b));
	ck_assert_int_eq(b.low, 3);
	ck_assert_uint_eq(b.count, 4 * many);

	/* after the sort the same values are found again */
	add(q, 1, 7);
	cursor = 0;
	ck_assert(quantile_walk(q, &cursor, &b));
	ck_assert_uint_eq(b.count, (UINT64_C(1) << 32) + 7);
	ck_assert_int_eq(percentile(q, 50000).whole, 3);
	quantile_free(q);
}
END_TEST

/* p * n beyond 64 bits */
START_TEST(ranks_of_many)
{
	struct quantile *const q = fresh(QUANTILE_DISTINCT);

	add(q, 1, UINT64_C(9) << 59);
	add(q, 2, UINT64_C(1) << 59);
	ck_assert_int_eq(percentile(q, 90000).whole, 1);
	ck_assert_int_eq(percentile(q, 90001).whole, 2);
	quantile_free(q);
}
END_TEST

START_TEST(poured_only_above_the_limit)
{
	static const size_t limits[] = { 1, 64, 4096, 65535, 65536 };

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		const int64_t limit = (int64_t)limits[i];
		struct quantile *const q = fresh(limits[i]);

		for (int round = 0; round < 2; round++)
			for (int64_t v = limit; v > 0; v--)
				add(q, v * 1000003, 1);
		ck_assert(quantile_exact(q));
		ck_assert_uint_eq(budget.left, QUANTILE_BUDGET - limits[i]);
		ck_assert_int_eq(percentile(q, 100000).whole,
				 limit * 1000003);
		for (int64_t v = 1; v <= limit; v++)
			add(q, v * 1000003, 1);

		struct quantile_bucket b;

		for (size_t cursor = 0; quantile_walk(q, &cursor, &b);)
			ck_assert_uint_eq(b.count, 3);
		add(q, 0, 1);
		ck_assert(!quantile_exact(q));
		ck_assert_uint_eq(budget.left, QUANTILE_BUDGET);
		ck_assert_uint_eq(quantile_count(q), 3 * limits[i] + 1);
		quantile_free(q);
	}
}
END_TEST

START_TEST(budget_is_shared)
{
	struct quantile_budget three = { 3 };
	struct quantile *const a = quantile_new(100, &three);
	struct quantile *const b = quantile_new(100, &three);

	add(a, 1, 1);
	add(a, 2, 1);
	add(b, 1, 1);
	add(b, 1, 1);
	ck_assert_uint_eq(three.left, 0);
	add(b, 5, 1);
	ck_assert(!quantile_exact(b));
	ck_assert_uint_eq(three.left, 1);
	add(a, 3, 1);
	ck_assert(quantile_exact(a));
	quantile_free(a);
	quantile_free(b);
	ck_assert_uint_eq(three.left, 3);
}
END_TEST

START_TEST(buckets_hold_their_values)
{
	static const struct {
		int64_t value, low, high;
	} cases[] = {
		{ 0, 0, 0 },
		{ 2047, 2047, 2047 },
		{ -2047, -2047, -2047 },
		{ 2048, 2048, 2049 },
		{ 2049, 2048, 2049 },
		{ -2048, -2049, -2048 },
		{ 4095, 4094, 4095 },
		{ 4096, 4096, 4099 },
		{ INT64_C(1) << 40, INT64_C(1) << 40,
		  (INT64_C(1) << 40) + (INT64_C(1) << 30) - 1 },
		{ INT64_MAX, INT64_MAX - (INT64_C(1) << 52) + 1, INT64_MAX },
		{ INT64_MIN + 1, INT64_MIN + 1,
		  INT64_MIN + (INT64_C(1) << 52) },
		{ INT64_MIN, INT64_MIN, INT64_MIN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t low, high;

		histogram_bounds(cases[i].value, &low, &high);
		ck_assert_int_eq(low, cases[i].low);
		ck_assert_int_eq(high, cases[i].high);

		struct quantile *const q = fresh(0);
		struct quantile_bucket b;
		size_t cursor = 0;

		add(q, cases[i].value, 5);
		ck_assert(quantile_walk(q, &cursor, &b));
		ck_assert_int_eq(b.low, cases[i].low);
		ck_assert_int_eq(b.high, cases[i].high);
		ck_assert_uint_eq(b.count, 5);
		ck_assert(!quantile_walk(q, &cursor, &b));
		quantile_free(q);
	}
}
END_TEST

START_TEST(middle_of_a_bucket_within_the_extremes)
{
	struct quantile *const q = fresh(0);

	add(q, 1 << 20, 10);	/* bucket of 1024 values */

	const struct quantile_value middle = percentile(q, 50000);

	ck_assert_int_eq(middle.whole, (1 << 20) + 511);
	ck_assert_double_eq(middle.error, 512);

	const struct quantile_value known =
		quantile_percentile(q, 50000, 1 << 20, (1 << 20) + 10);

	ck_assert_int_eq(known.whole, (1 << 20) + 5);
	ck_assert_double_eq(known.error, 5);
	quantile_free(q);
}
END_TEST

START_TEST(walk_ascends_through_both_signs)
{
	static const int64_t values[] = {
		INT64_MIN, -1000000, -5000, -1, 0, 1, 7, 5000, 1000000,
		INT64_MAX,
	};
	struct quantile *const q = fresh(0);

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		add(q, values[i], i + 1);

	struct quantile_bucket b;
	size_t i = 0;

	for (size_t cursor = 0; quantile_walk(q, &cursor, &b); i++) {
		ck_assert_int_le(b.low, values[i]);
		ck_assert_int_ge(b.high, values[i]);
		ck_assert_uint_eq(b.count, i + 1);
	}
	ck_assert_uint_eq(i, sizeof(values) / sizeof(*values));
	quantile_free(q);
}
END_TEST

/* Dictionary or histogram, on either side, around the limit. */
START_TEST(merge_is_the_whole)
{
	static const struct {
		int64_t n, cut;
	} cases[] = {
		{ 10, 5 }, { 100, 1 }, { 100, 99 }, { 101, 50 },
		{ 150, 120 }, { 300, 20 }, { 300, 150 }, { 300, 280 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct quantile *const whole = fresh(100);
		struct quantile *const a = quantile_new(100, &budget);
		struct quantile *const b = quantile_new(100, &budget);

		for (int64_t v = 0; v < cases[i].n; v++) {
			add(whole, v * 12345 - 99999, 2);
			add(v < cases[i].cut ? a : b, v * 12345 - 99999, 2);
		}
		ck_assert_int_eq(quantile_merge(a, b), 0);
		ck_assert_int_eq(quantile_exact(a), cases[i].n <= 100);
		ck_assert_int_eq(quantile_exact(whole), cases[i].n <= 100);
		ck_assert_uint_eq(quantile_count(a), quantile_count(whole));

		struct quantile_bucket x, y;
		size_t p = 0, q = 0;

		while (quantile_walk(whole, &p, &x)) {
			ck_assert(quantile_walk(a, &q, &y));
			ck_assert_int_eq(x.low, y.low);
			ck_assert_int_eq(x.high, y.high);
			ck_assert_uint_eq(x.count, y.count);
		}
		ck_assert(!quantile_walk(a, &q, &y));
		quantile_free(whole);
		quantile_free(a);
		quantile_free(b);
		ck_assert_uint_eq(budget.left, QUANTILE_BUDGET);
	}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("quantile");
	TCase *const tcase = tcase_create("quantile");

	tcase_add_test(tcase, two_peaks);
	tcase_add_test(tcase, midpoint_of_the_middle_two);
	tcase_add_test(tcase, nearest_rank);
	tcase_add_test(tcase, counts_beyond_32_bits);
	tcase_add_test(tcase, ranks_of_many);
	tcase_add_test(tcase, poured_only_above_the_limit);
	tcase_add_test(tcase, budget_is_shared);
	tcase_add_test(tcase, buckets_hold_their_values);
	tcase_add_test(tcase, middle_of_a_bucket_within_the_extremes);
	tcase_add_test(tcase, walk_ascends_through_both_signs);
	tcase_add_test(tcase, merge_is_the_whole);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
