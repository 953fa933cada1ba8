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
	ck_assert_int_eq(stats_merge(a, b, map, 0), 0);
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

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545f4914f6cdd1d;
}

static void ck_same_series(const struct series *a, const struct series *b)
{
	const struct moments *const m = &a->moments, *const n = &b->moments;
	struct quantile_bucket x, y;
	size_t i = 0, j = 0;

	ck_assert_uint_eq(m->count, n->count);
	ck_assert(m->sum == n->sum);
	ck_assert(m->sum_squares == n->sum_squares);
	ck_assert_int_eq(m->squares_overflow, n->squares_overflow);
	ck_assert_int_eq(m->min, n->min);
	ck_assert_int_eq(m->max, n->max);
	ck_assert_uint_eq(m->min_loop, n->min_loop);
	ck_assert_uint_eq(m->max_loop, n->max_loop);
	ck_assert_int_eq(m->min_time, n->min_time);
	ck_assert_int_eq(m->max_time, n->max_time);
	ck_assert_uint_eq(quantile_count(a->quantile),
			  quantile_count(b->quantile));
	ck_assert_int_eq(quantile_exact(a->quantile),
			 quantile_exact(b->quantile));
	while (quantile_walk(a->quantile, &i, &x)) {
		ck_assert(quantile_walk(b->quantile, &j, &y));
		ck_assert_int_eq(x.low, y.low);
		ck_assert_int_eq(x.high, y.high);
		ck_assert_uint_eq(x.count, y.count);
	}
	ck_assert(!quantile_walk(b->quantile, &j, &y));
}

/* Values around one, of so many bits, or the edges of int64. */
static int64_t draw_value(uint64_t *state, unsigned bits)
{
	const int64_t value = (int64_t)(next_random(state) >> (64 - bits));

	switch (next_random(state) % 4) {
	case 0:
		return -value;
	case 1:
		return next_random(state) % 64 ? value :
			bits == 63 ? INT64_MIN : ((int64_t)1 << bits);
	default:
		return value;
	}
}

/* Times go back now and then, so ties are won by later loops too. */
START_TEST(a_run_is_as_one_by_one)
{
	static const unsigned bits[] = { 1, 3, 17, 40, 57, 58, 59, 63 };
	enum { MOST = 8000, STRIDE = 3 };
	static int64_t values[MOST], times[MOST * STRIDE];
	struct stats *const a = fresh(), *const b = fresh();
	uint64_t state = 0x9e3779b97f4a7c15u, loop = 0;

	for (unsigned round = 0; round < 400; round++) {
		const unsigned n = (unsigned)(next_random(&state) %
				   (round % 16 == 0 ? MOST : 100));

		for (unsigned i = 0; i < n; i++) {
			values[i] = draw_value(&state, bits[_i]);
			times[i * STRIDE] =
				(int64_t)(next_random(&state) % 1000);
			ck_assert_int_eq(stats_add(a, 1, 0, values[i], loop + i,
						   times[i * STRIDE]), 0);
		}
		ck_assert_int_eq(stats_add_run(b, 1, values, n, loop, times,
					       STRIDE), 0);
		loop += n;
	}
	ck_assert_ptr_null(stats_series(b, 0, 0));
	ck_same_series(stats_series(a, 1, 0), stats_series(b, 1, 0));
	/* of the wide ones there are too many to stay exact */
	ck_assert_uint_gt(loop, 65536 + 4096);
	ck_assert(quantile_exact(stats_series(b, 1, 0)->quantile) ==
		  (bits[_i] < 17));
	stats_free(a);
	stats_free(b);
}
END_TEST

/* A count that leaves its 32 bits in the middle of a run. */
START_TEST(a_run_over_large_counts)
{
	static const int64_t values[] = { 7, 8, 7, 7, 7, 9, 7 };
	static const int64_t times[7];
	struct stats *const stats = fresh();
	struct quantile *const q = stats_open(stats, 0, 0)->quantile;
	struct quantile_bucket bucket;
	size_t cursor = 0;

	ck_assert_int_eq(quantile_add(q, 7, UINT32_MAX - 2), 0);
	ck_assert_int_eq(stats_add_run(stats, 0, values, 7, 0, times, 1), 0);
	ck_assert(quantile_walk(q, &cursor, &bucket));
	ck_assert_int_eq(bucket.low, 7);
	ck_assert_uint_eq(bucket.count, (uint64_t)UINT32_MAX - 2 + 5);
	ck_assert(quantile_walk(q, &cursor, &bucket));
	ck_assert_uint_eq(bucket.count, 1);
	ck_assert_uint_eq(quantile_count(q), (uint64_t)UINT32_MAX - 2 + 7);
	stats_free(stats);
}
END_TEST

START_TEST(room_is_what_the_budget_has_left)
{
	struct stats *const stats = fresh();

	ck_assert(stats_has_room(stats, QUANTILE_BUDGET));
	add(stats, 0, 0, 5);
	add(stats, 0, 0, 5);
	ck_assert(!stats_has_room(stats, QUANTILE_BUDGET));
	ck_assert(stats_has_room(stats, QUANTILE_BUDGET - 1));
	stats_free(stats);
}
END_TEST

static size_t rows_of(const struct stats *stats)
{
	size_t rows = 0;

	for (unsigned g = 1; g <= stats_groups(stats); g++)
		rows += quantile_rows(stats_series(stats, 0, g)->quantile);
	return rows;
}

/* 20 histograms of a row each, to which as many dictionaries are added whose
 * values lie in 10 rows each, one of them that row: 200 rows.  Where that is
 * too many, what is too much is a dictionary at most. */
START_TEST(merge_stops_at_its_limit)
{
	enum { GROUPS = 20, ROWS = 10 };
	static const size_t limit[] = { 200, 199, 100 };
	struct stats *const a = fresh();
	struct stats *const b = fresh();

	for (unsigned g = 1; g <= GROUPS; g++) {
		struct series *const one = stats_open(a, 0, g);

		ck_assert_int_eq(quantile_pour(one->quantile), 0);
		ck_assert_int_eq(quantile_add(one->quantile, 0, 1), 0);
		moments_add(&one->moments, 0, 0, 0);
		for (unsigned r = 0; r < ROWS; r++) {
			struct series *const more = stats_open(b, 0, g);
			const int64_t v = INT64_C(512) << r;

			ck_assert_int_eq(quantile_add(more->quantile, v, 1), 0);
			moments_add(&more->moments, v, 0, 0);
		}
	}
	ck_assert_uint_eq(rows_of(a), GROUPS);
	ck_assert_uint_eq(rows_of(b), 0);
	if (_i == 0) {
		ck_assert_int_eq(stats_merge(a, b, NULL, limit[_i]), 0);
		ck_assert_uint_eq(rows_of(a), GROUPS * ROWS);
	} else {
		ck_assert_int_eq(stats_merge(a, b, NULL, limit[_i]),
				 STATS_FULL);
		ck_assert_uint_le(rows_of(a), limit[_i] + ROWS - 1);
	}
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
	tcase_add_loop_test(tcase, merge_stops_at_its_limit, 0, 3);
	tcase_add_loop_test(tcase, a_run_is_as_one_by_one, 0, 8);
	tcase_add_test(tcase, a_run_over_large_counts);
	tcase_add_test(tcase, room_is_what_the_budget_has_left);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
