/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/moments.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "suite.h"

static struct moments of(const int64_t *values, size_t n)
{
	struct moments m;

	moments_init(&m);
	for (size_t i = 0; i < n; i++)
		moments_add(&m, values[i], i, (int64_t)i);
	return m;
}

#define OF(...)                                                          \
	of((const int64_t[]){ __VA_ARGS__ },                             \
	   sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

START_TEST(empty_has_no_mean)
{
	struct moments m;

	moments_init(&m);
	ck_assert_uint_eq(m.count, 0);
	ck_assert(isnan(moments_mean(&m)));
	ck_assert(isnan(moments_stddev(&m)));
}
END_TEST

START_TEST(one_value_has_no_deviation)
{
	const struct moments m = OF(-7);

	ck_assert_double_eq(moments_mean(&m), -7);
	ck_assert(isnan(moments_stddev(&m)));
	ck_assert_int_eq(m.min, -7);
	ck_assert_int_eq(m.max, -7);
}
END_TEST

/* 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared distances 32, 32 / 7. */
START_TEST(known_sample)
{
	const struct moments m = OF(2, 4, 4, 4, 5, 5, 7, 9);

	ck_assert_double_eq(moments_mean(&m), 5);
	ck_assert_double_eq(moments_stddev(&m), 2.1380899352993950774764278);
}
END_TEST

/* The same distances at 10^18, where doubles are 128 apart. */
START_TEST(far_offset_loses_nothing)
{
	enum { MANY = 8 };
	const int64_t small[MANY] = { 2, 4, 4, 4, 5, 5, 7, 9 };
	int64_t large[MANY];

	for (int i = 0; i < MANY; i++)
		large[i] = small[i] + INT64_C(1000000000000000000);

	const struct moments m = of(large, MANY);

	ck_assert_double_eq(moments_stddev(&m), 2.1380899352993950774764278);
	ck_assert_double_eq(moments_mean(&m), 1e18);
}
END_TEST

START_TEST(constants_do_not_deviate)
{
	const struct moments m = OF(INT64_MAX, INT64_MAX, INT64_MAX);

	ck_assert_double_eq(moments_stddev(&m), 0);
	ck_assert_double_eq(moments_mean(&m), 0x1p63);
}
END_TEST

/* (2^53 + 1) is a tie between 2^53 and 2^53 + 2; a third of an ns above or
 * below decides it. */
START_TEST(mean_is_rounded_once)
{
	const int64_t tie = (INT64_C(1) << 53) + 1;
	const struct moments even = OF(tie, tie, tie);
	const struct moments above = OF(tie, tie, tie + 1);
	const struct moments below = OF(tie, tie, tie - 1);
	const struct moments negative = OF(-tie, -tie, -tie - 1);

	ck_assert_double_eq(moments_mean(&even), 0x1p53);
	ck_assert_double_eq(moments_mean(&above), 0x1p53 + 2);
	ck_assert_double_eq(moments_mean(&below), 0x1p53);
	ck_assert_double_eq(moments_mean(&negative), -0x1p53 - 2);
}
END_TEST

/* At 2^60 doubles are 256 apart; a third above the origin is a third. */
START_TEST(mean_above_an_origin)
{
	const int64_t far = INT64_C(1) << 60;
	const struct moments m = OF(far, far, far + 1);
	const struct moments edge = OF(INT64_MIN, INT64_MAX);
	const struct moments many = {
		.count = UINT64_MAX, .sum = (__int128)INT64_MIN * UINT64_MAX,
	};

	ck_assert_double_eq(moments_mean_above(&m, far), 1.0 / 3);
	ck_assert_double_eq(moments_mean_above(&m, far + 1), -2.0 / 3);
	ck_assert_double_eq(moments_mean_above(&edge, -1), 0.5);
	/* 128 bits are too few here, and doubles have to do */
	ck_assert_double_eq(moments_mean_above(&many, INT64_MAX),
			    -0x1p63 - 0x1p63);
}
END_TEST

START_TEST(extremes_of_int64)
{
	const struct moments m = OF(INT64_MIN, INT64_MAX);

	/* distance 2^64 - 1; over sqrt(2), nearest double */
	ck_assert_double_eq(moments_mean(&m), -0.5);
	ck_assert_double_eq(moments_stddev(&m), 13043817825332782212.0);
	ck_assert(!m.squares_overflow);
}
END_TEST

/* (2^63)^2 * 4 = 2^128 */
START_TEST(overflow_of_squares_is_noticed)
{
	const struct moments three = OF(INT64_MIN, INT64_MIN, INT64_MIN);
	const struct moments edge = OF(INT64_MIN, INT64_MIN, INT64_MIN,
				       INT64_MAX);
	const struct moments four = OF(INT64_MIN, INT64_MIN, INT64_MIN,
				       INT64_MIN, 1);

	ck_assert(!three.squares_overflow);
	ck_assert(!edge.squares_overflow);
	ck_assert(four.squares_overflow);
	ck_assert(isnan(moments_stddev(&four)));
	/* -(2^65 - 1) / 5 */
	ck_assert_double_eq(moments_mean(&four), -7378697629483820646.2);
}
END_TEST

START_TEST(overflow_comes_with_a_merge)
{
	struct moments a = OF(INT64_MIN, INT64_MIN);
	const struct moments b = OF(INT64_MIN, INT64_MIN);
	struct moments c = OF(1);

	moments_merge(&a, &b);
	ck_assert(a.squares_overflow);
	moments_merge(&c, &a);
	ck_assert(c.squares_overflow);
	ck_assert_uint_eq(c.count, 5);
	ck_assert(isnan(moments_stddev(&c)));
}
END_TEST

START_TEST(extremes_are_named)
{
	struct moments m;

	moments_init(&m);
	moments_add(&m, 5, 0, 100);
	moments_add(&m, 9, 1, 300);
	moments_add(&m, 9, 2, 200);	/* the same value, an earlier time */
	moments_add(&m, 9, 3, 200);	/* the same time, a later loop */
	moments_add(&m, -1, 4, 400);
	moments_add(&m, -1, 5, 500);
	ck_assert_int_eq(m.max, 9);
	ck_assert_uint_eq(m.max_loop, 2);
	ck_assert_int_eq(m.max_time, 200);
	ck_assert_int_eq(m.min, -1);
	ck_assert_uint_eq(m.min_loop, 4);
	ck_assert_int_eq(m.min_time, 400);
}
END_TEST

START_TEST(merge_names_the_earliest)
{
	struct moments a, b, empty;

	moments_init(&a);
	moments_init(&b);
	moments_init(&empty);
	moments_add(&a, 9, 7, 300);
	moments_add(&b, 9, 0, 200);
	moments_add(&b, 3, 1, 250);

	struct moments c = b;

	moments_merge(&c, &a);
	ck_assert_uint_eq(c.max_loop, 0);
	moments_merge(&a, &b);
	ck_assert_int_eq(a.max_time, 200);
	ck_assert_uint_eq(a.max_loop, UINT64_MAX);
	ck_assert_int_eq(a.min, 3);
	ck_assert_uint_eq(a.count, 3);
	ck_assert_double_eq(moments_mean(&a), 7);

	const struct moments before = a;

	moments_merge(&a, &empty);
	ck_assert_uint_eq(a.count, before.count);
	ck_assert_int_eq(a.min, 3);
	moments_merge(&empty, &before);
	ck_assert_int_eq(empty.max, 9);
	ck_assert_int_eq(empty.min_time, 250);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("moments");
	TCase *const tcase = tcase_create("moments");

	tcase_add_test(tcase, empty_has_no_mean);
	tcase_add_test(tcase, one_value_has_no_deviation);
	tcase_add_test(tcase, known_sample);
	tcase_add_test(tcase, far_offset_loses_nothing);
	tcase_add_test(tcase, constants_do_not_deviate);
	tcase_add_test(tcase, mean_is_rounded_once);
	tcase_add_test(tcase, mean_above_an_origin);
	tcase_add_test(tcase, extremes_of_int64);
	tcase_add_test(tcase, overflow_of_squares_is_noticed);
	tcase_add_test(tcase, overflow_comes_with_a_merge);
	tcase_add_test(tcase, extremes_are_named);
	tcase_add_test(tcase, merge_names_the_earliest);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
