/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slowest: the heap against sorting everything.
 */
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>

#include "match/key_table.h"
#include "output/slowest.h"
#include "suite.h"

static struct loop_batch batch;
static struct event events[EVENT_BATCH];

/* Loops of two events: from 1000 * number on, this long. */
static void ck_add(struct slowest *s, uint64_t first, const int64_t *values,
		   size_t n)
{
	batch.count = n;
	batch.n = 2;
	for (size_t i = 0; i < n; i++) {
		batch.loop[i] = (struct loop){ .event = (uint32_t)i };
		batch.time[2 * i] = (int64_t)(first + i) * 1000;
		batch.time[2 * i + 1] = batch.time[2 * i] + values[i];
	}
	slowest_add(s, events, &batch, first);
}

static void ck_slow(struct slowest *s, const uint64_t *loops,
		    const int64_t *values, size_t n)
{
	size_t got;
	const struct slow_loop *const slow = slowest_sorted(s, &got);

	ck_assert_uint_eq(got, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(slow[i].loop, loops[i]);
		ck_assert_int_eq(slow[i].value, values[i]);
		ck_assert_uint_eq(slow[i].n, 2);
		ck_assert_int_eq(slow[i].time[0], (int64_t)loops[i] * 1000);
		ck_assert_int_eq(slow[i].time[1] - slow[i].time[0], values[i]);
		ck_assert_str_eq(slow[i].key, "");
	}
}

START_TEST(none_and_few)
{
	struct slowest *const s = slowest_new(3, true);

	memset(events, 0, sizeof(events));
	ck_slow(s, NULL, NULL, 0);
	ck_add(s, 0, (const int64_t[]){ 5, 7 }, 2);
	ck_slow(s, (const uint64_t[]){ 1, 0 }, (const int64_t[]){ 7, 5 }, 2);
	slowest_free(s);
	slowest_free(NULL);
}
END_TEST

START_TEST(of_equal_ones_the_earlier_stays)
{
	struct slowest *const s = slowest_new(2, true);

	memset(events, 0, sizeof(events));
	ck_add(s, 0, (const int64_t[]){ 5, 5, 5 }, 3);
	ck_slow(s, (const uint64_t[]){ 0, 1 }, (const int64_t[]){ 5, 5 }, 2);
	ck_add(s, 3, (const int64_t[]){ 6, 5 }, 2);
	ck_slow(s, (const uint64_t[]){ 3, 0 }, (const int64_t[]){ 6, 5 }, 2);
	slowest_free(s);
}
END_TEST

/* Negative ones are the fastest; a loop that does not fit int64 has none. */
START_TEST(negative_and_overflow)
{
	struct slowest *const s = slowest_new(2, true);

	memset(events, 0, sizeof(events));
	ck_add(s, 0, (const int64_t[]){ -5, -9, -7 }, 3);
	ck_slow(s, (const uint64_t[]){ 0, 2 }, (const int64_t[]){ -5, -7 }, 2);
	batch.count = 1;
	batch.n = 2;
	batch.loop[0] = (struct loop){ 0 };
	batch.time[0] = -2;
	batch.time[1] = INT64_MAX;
	slowest_add(s, events, &batch, 3);
	ck_slow(s, (const uint64_t[]){ 0, 2 }, (const int64_t[]){ -5, -7 }, 2);
	slowest_free(s);
}
END_TEST

/* A missing event counts as 0 in last - first. */
START_TEST(missing)
{
	struct slowest *const s = slowest_new(1, true);
	size_t n;

	memset(events, 0, sizeof(events));
	batch.count = 1;
	batch.n = 2;
	batch.loop[0] = (struct loop){ .missing = 1 };
	batch.time[0] = 0;
	batch.time[1] = 77;
	slowest_add(s, events, &batch, 4);
	ck_assert_int_eq(slowest_sorted(s, &n)->value, 0);
	ck_assert_uint_eq(n, 1);
	slowest_free(s);
}
END_TEST

START_TEST(keys)
{
	struct slowest *const s = slowest_new(4, true);
	size_t n;
	const char *const text =
		"0123456789012345678901234567890123456789012345678901234567890";

	memset(events, 0, sizeof(events));
	events[0].key = span_of(text, 4);
	events[1].key_number = INT64_MIN;
	events[1].key_hash = key_hash_number(INT64_MIN);
	events[2].key = span_of(text, 0);
	events[3].key = span_from(text);
	ck_add(s, 0, (const int64_t[]){ 9, 8, 7, 6 }, 4);
	const struct slow_loop *const slow = slowest_sorted(s, &n);

	ck_assert_uint_eq(n, 4);
	ck_assert_str_eq(slow[0].key, "0123");
	ck_assert_str_eq(slow[1].key, "-9223372036854775808");
	ck_assert_str_eq(slow[2].key, "");
	ck_assert_str_eq(slow[3].key, text);
	slowest_free(s);
	/* a CSV's column key, but no --by */
	struct slowest *const plain = slowest_new(1, false);

	ck_add(plain, 0, (const int64_t[]){ 9 }, 1);
	ck_assert_str_eq(slowest_sorted(plain, &n)->key, "");
	slowest_free(plain);
}
END_TEST

struct value {
	uint64_t loop;
	int64_t value;
};

static int by_value(const void *va, const void *vb)
{
	const struct value *const a = va, *const b = vb;

	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	return a->loop < b->loop ? -1 : a->loop > b->loop;
}

START_TEST(random_ones_against_sorting)
{
	enum { N = 5000 };
	static struct value all[N];
	const unsigned most = 1 + (unsigned)_i * 13;
	struct slowest *const s = slowest_new(most, true);
	uint64_t n = 0;

	memset(events, 0, sizeof(events));
	srand((unsigned)_i);
	while (n < N) {
		int64_t values[EVENT_BATCH];
		const size_t room = N - n < EVENT_BATCH ? N - n : EVENT_BATCH;
		const size_t count = 1 + (size_t)rand() % room;

		for (size_t i = 0; i < count; i++) {
			values[i] = rand() % (_i % 2 ? 100 : 100000) - 50;
			all[n + i] = (struct value){ n + i, values[i] };
		}
		ck_add(s, n, values, count);
		n += count;
	}
	qsort(all, N, sizeof(*all), by_value);
	uint64_t loops[N];
	int64_t values[N];

	for (unsigned i = 0; i < most; i++) {
		loops[i] = all[i].loop;
		values[i] = all[i].value;
	}
	ck_slow(s, loops, values, most);
	ck_slow(s, loops, values, most);
	slowest_free(s);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("slowest");
	TCase *const tcase = tcase_create("slowest");

	tcase_add_test(tcase, none_and_few);
	tcase_add_test(tcase, of_equal_ones_the_earlier_stays);
	tcase_add_test(tcase, negative_and_overflow);
	tcase_add_test(tcase, missing);
	tcase_add_test(tcase, keys);
	tcase_add_loop_test(tcase, random_ones_against_sorting, 0, 10);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
