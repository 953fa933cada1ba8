/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * account: counts and times of the taken events.
 */
#include <check.h>
#include <stdlib.h>

#include "account.h"
#include "suite.h"

struct fixture {
	struct event_set *set;
	struct account account;
	struct line_counts counts;
	uint32_t a, b;
};

static struct fixture fixture_new(void)
{
	const struct sequence order = { .n = 2, .name = { "a", "b" } };
	struct fixture f = { .set = event_set_new(&order, 1, NULL, 0, false) };

	f.a = event_set_find(f.set, "a", 1, false);
	f.b = event_set_find(f.set, "b", 1, false);
	return f;
}

static size_t add(struct fixture *f, const struct event *events, size_t n)
{
	return account_add(&f->account, f->set, events, n, &f->counts);
}

static struct event at(uint32_t kind, int64_t time, uint8_t decimals)
{
	return (struct event){ .kind = kind, .time = time, .lines = 1,
			       .decimals = decimals };
}

START_TEST(nothing)
{
	struct fixture f = fixture_new();

	ck_assert_uint_eq(add(&f, NULL, 0), 0);
	ck_assert(!f.account.has_time);
	ck_assert(!f.account.fine);
	ck_assert_uint_eq(f.counts.event, 0);
	event_set_free(f.set);
}
END_TEST

/* Earliest and latest, not first and last in the input; each step back is
 * one, whatever was before it; negative times are times. */
START_TEST(times)
{
	struct fixture f = fixture_new();
	const struct event events[] = {
		at(f.a, 10, 6), at(f.b, 5, 6), at(f.a, 5, 6), at(f.b, -7, 6),
		at(f.a, 20, 6), at(f.b, 19, 6), at(f.b, 20, 6),
	};

	ck_assert_uint_eq(add(&f, events, 3), 3);
	ck_assert_uint_eq(add(&f, events + 3, 4), 4);
	ck_assert(f.account.has_time);
	ck_assert_int_eq(f.account.first_time, -7);
	ck_assert_int_eq(f.account.last_time, 20);
	ck_assert_int_eq(f.account.time, 20);
	ck_assert_uint_eq(f.account.backward, 3);
	ck_assert_uint_eq(event_set_counted(f.set, f.a), 3);
	ck_assert_uint_eq(event_set_counted(f.set, f.b), 4);
	ck_assert_uint_eq(f.counts.event, 7);
	event_set_free(f.set);
}
END_TEST

START_TEST(only_negative_times)
{
	struct fixture f = fixture_new();
	const struct event events[] = { at(f.a, -9, 6), at(f.b, -3, 6) };

	add(&f, events, 2);
	ck_assert_int_eq(f.account.first_time, -9);
	ck_assert_int_eq(f.account.last_time, -3);
	ck_assert_uint_eq(f.account.backward, 0);
	event_set_free(f.set);
}
END_TEST

/* A marker's time and decimals are looked at by nobody. */
START_TEST(markers)
{
	struct fixture f = fixture_new();
	struct event events[] = {
		at(KIND_LOST, 99, 9), at(f.a, 10, 6), at(KIND_LOST, 1, 9),
		at(f.b, 11, 6),
	};

	events[0].lost = 158;
	events[0].lines = 2;
	events[2].lost = 4;
	ck_assert_uint_eq(add(&f, events, 4), 4);
	ck_assert_uint_eq(f.account.lost_markers, 2);
	ck_assert_uint_eq(f.account.lost_events, 162);
	ck_assert_uint_eq(f.counts.lost, 3);
	ck_assert_uint_eq(f.counts.event, 2);
	ck_assert_int_eq(f.account.first_time, 10);
	ck_assert_int_eq(f.account.last_time, 11);
	ck_assert_uint_eq(f.account.backward, 0);
	ck_assert(!f.account.fine);
	event_set_free(f.set);
}
END_TEST

START_TEST(lines_of_an_event)
{
	struct fixture f = fixture_new();
	struct event e = at(f.a, 1, 6);

	e.lines = 3;
	add(&f, &e, 1);
	ck_assert_uint_eq(f.counts.event, 3);
	ck_assert_uint_eq(event_set_counted(f.set, f.a), 1);
	event_set_free(f.set);
}
END_TEST

/* From the first event with more than 6 decimals on, for good. */
START_TEST(fine_from)
{
	struct fixture f = fixture_new();
	const struct event events[] = {
		at(f.a, 1, 6), at(f.a, 2, 0), at(f.a, 3, 7), at(f.a, 4, 6),
		at(f.a, 5, 9),
	};

	ck_assert_uint_eq(add(&f, events, 2), 2);
	ck_assert(!f.account.fine);
	ck_assert_uint_eq(add(&f, events, 5), 2);
	ck_assert(f.account.fine);
	ck_assert_uint_eq(add(&f, events, 2), 0);
	ck_assert_uint_eq(add(&f, events, 0), 0);
	event_set_free(f.set);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("account");
	TCase *const tcase = tcase_create("account");

	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, times);
	tcase_add_test(tcase, only_negative_times);
	tcase_add_test(tcase, markers);
	tcase_add_test(tcase, lines_of_an_event);
	tcase_add_test(tcase, fine_from);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
