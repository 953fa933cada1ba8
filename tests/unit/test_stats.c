/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/stats.h"

#include <check.h>
#include <stdlib.h>

#include "suite.h"

static const char *const names[] = { "delta:b__a", "loop" };

static struct stats *fresh(void)
{
	struct stats *const stats = stats_new(names, 2);

	ck_assert_ptr_nonnull(stats);
	return stats;
}

static void add(struct stats *stats, unsigned s, unsigned group, int64_t value)
{
	ck_assert_int_eq(stats_add(stats, s, group, value, 0, 0), 0);
}

START_TEST(names_are_copied)
{
	char name[] = "x";
	const char *const one[] = { name };
	struct stats *const stats = stats_new(one, 1);

	name[0] = 'y';
	ck_assert_uint_eq(stats_series_count(stats), 1);
	ck_assert_str_eq(stats_series_name(stats, 0), "x");
	stats_free(stats);
}
END_TEST

START_TEST(no_value_no_series)
{
	struct stats *const stats = fresh();

	ck_assert_ptr_null(stats_series(stats, 0, 0));
	add(stats, 0, 0, 5);
	ck_assert_ptr_nonnull(stats_series(stats, 0, 0));
	ck_assert_ptr_null(stats_series(stats, 1, 0));
	ck_assert_ptr_null(stats_series(stats, 0, 1));
	ck_assert_uint_eq(stats_groups(stats), 0);
	stats_free(stats);

	struct stats *const none = stats_new(NULL, 0);

	ck_assert_uint_eq(stats_series_count(none), 0);
	stats_free(none);
}
END_TEST

START_TEST(groups_count_toward_the_whole)
{
	struct stats *const stats = fresh();

	add(stats, 0, 3, 5);
	add(stats, 0, 1, 7);
	add(stats, 0, 0, 9);
	ck_assert_uint_eq(stats_groups(stats), 3);
	ck_assert_uint_eq(stats_series(stats, 0, 0)->moments.count, 3);
	ck_assert_int_eq(stats_series(stats, 0, 3)->moments.max, 5);
	ck_assert_int_eq(stats_series(stats, 0, 1)->moments.max, 7);
	ck_assert_ptr_null(stats_series(stats, 0, 2));
	ck_assert_uint_eq(
		quantile_count(stats_series(stats, 0, 0)->quantile), 3);
	stats_free(stats);
}
END_TEST

START_TEST(groups_have_a_lower_limit)
{
	struct stats *const stats = fresh();

	for (int64_t v = 0; v < 4097; v++)
		add(stats, 0, 1, v);
	ck_assert(quantile_exact(stats_series(stats, 0, 0)->quantile));
	ck_assert(!quantile_exact(stats_series(stats, 0, 1)->quantile));
	stats_free(stats);
}
END_TEST

START_TEST(merge_maps_groups)
{
	const unsigned map[] = { 0, 4, 1 };
	struct stats *const a = fresh();
	struct stats *const b = fresh();

	add(a, 0, 1, 10);
	add(b, 0, 1, 20);
	add(b, 0, 2, 30);
	add(b, 1, 0, 40);
	stats_overflow(a);
	stats_overflow(b);
	stats_loops_add(a, 1, 10);
	stats_loops_add(b, 1, 100);
	stats_loops_add(b, 2, 1000);
	ck_assert_int_eq(stats_merge(a, b, map), 0);
	ck_assert_uint_eq(stats_loops(a, 1), 1010);
	ck_assert_uint_eq(stats_loops(a, 2), 0);
	ck_assert_uint_eq(stats_loops(a, 4), 100);
	ck_assert_uint_eq(stats_loops(a, 99), 0);
	ck_assert_uint_eq(stats_overflows(a), 2);
	ck_assert_uint_eq(stats_series(a, 0, 0)->moments.count, 3);
	ck_assert_uint_eq(stats_series(a, 0, 1)->moments.count, 2);
	ck_assert_int_eq(stats_series(a, 0, 1)->moments.max, 30);
	ck_assert_int_eq(stats_series(a, 0, 4)->moments.max, 20);
	ck_assert_int_eq(stats_series(a, 1, 0)->moments.max, 40);
	ck_assert_uint_eq(quantile_count(stats_series(a, 0, 1)->quantile), 2);
	stats_free(a);
	stats_free(b);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("stats");
	TCase *const tcase = tcase_create("stats");

	tcase_add_test(tcase, names_are_copied);
	tcase_add_test(tcase, no_value_no_series);
	tcase_add_test(tcase, groups_count_toward_the_whole);
	tcase_add_test(tcase, groups_have_a_lower_limit);
	tcase_add_test(tcase, merge_maps_groups);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
