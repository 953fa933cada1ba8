/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * original: rows that the Python program of 2015 wrote for these events
 * (times multiplied by 10).
 */
#include "match_events.h"

static const struct match_spec plain = { .algorithm = ALGORITHM_ORIGINAL };
static const struct match_spec keyed = {
	.algorithm = ALGORITHM_ORIGINAL, .keyed = true,
};

START_TEST(stale_base)
{
	ck_loops(plain, "a|b|c", "a15 b25 c45 c55", "15 25 45; 15 25 55;");
	ck_loops(plain, "a|b|c", "a15 b25 c45 a65 c75", "15 25 45; 15 25 75;");
}
END_TEST

START_TEST(last_first)
{
	ck_loops(plain, "a|b|c", "c15 a25 b35 c45", "_ _ 15; 25 35 45;");
	ck_loops(plain, "a|b|c", "c15 a25 b35", "_ _ 15;");
}
END_TEST

START_TEST(repeats)
{
	ck_loops(plain, "a|b|c", "a15 a25 b35 c45", "25 35 45;");
	ck_loops(plain, "a|b|c|d", "a10 b20 a50 c30 d40", "10 20 30 40;");
	ck_loops(plain, "a|b|c|d", "b20 a50 a10 c30 d40", "10 20 30 40;");
	ck_loops(plain, "a|b|c|d", "a15 a25 b35 a45 c55 d65", "25 35 55 65;");
	ck_loops(plain, "a|b|c|d", "a15 b35 a12 c55 d65", "12 35 55 65;");
	ck_loops(plain, "a|b|c", "b10 a20 c30", "20 10 30;");
	ck_loops(plain, "a|b|c", "b15 b25 a35 c45", "35 25 45;");
	ck_loops(plain, "a|b|c", "a10 b20 b30 c40 a50 c60",
		 "10 20 40; 50 30 60;");
	ck_loops(plain, "a|b|c", "a15 b25 a35 b45 c55", "35 45 55;");
	ck_loops(plain, "a|b|c|d", "c15 a25 a35 c45 b55 d65", "35 55 45 65;");
}
END_TEST

START_TEST(phase_slip)
{
	ck_loops(plain, "a|b|c|d",
		 "a1 b2 c3 d4 a11 c13 d14 a21 b22 c23 d24 a31 b32 c33 d34",
		 "1 2 3 4; 1 2 3 14; 21 22 13 24; 31 32 23 34;");
	ck_loops(plain, "a|b|c|d",
		 "a10 b20 c30 d40 a110 b120 c130 c135 d140 "
		 "a210 b220 c230 d240 a310 b320 c330 d340",
		 "10 20 30 40; 110 120 130 140; 210 220 135 240; "
		 "310 320 230 340;");
	ck_loops(plain, "a|b|c|d",
		 "a1 b2 c3 d4 b12 c13 d14 a21 b22 c23 d24",
		 "1 2 3 4; 1 2 3 14; 21 12 13 24;");
}
END_TEST

/* 0 is unset where a slot or its successor is looked at, and fills a group */
START_TEST(time_zero)
{
	ck_loops(plain, "a|b|c", "a0 b2 c3", "0 2 3;");
	ck_loops(plain, "a|b|c|d", "a0 b2 a5 c3 d4", "5 2 3 4;");
	ck_loops(plain, "a|b|c|d", "a1 b0 a5 c3 d4", "5 0 3 4;");
	ck_loops(plain, "a|b|c|d", "a-1 b-2 a-5 c3 d4", "-5 -2 3 4;");
}
END_TEST

START_TEST(one_name)
{
	const struct match_counts c = ck_loops(plain, "a", "a1 b2 a3", "1; 3;");

	ck_assert_uint_eq(c.complete, 2);
	ck_assert_uint_eq(c.started, 0);
}
END_TEST

START_TEST(two_names)
{
	ck_loops(plain, "a|b", "b1 a2 a3 b4 b5 a6 b7",
		 "_ 1; 3 4; 3 5; 6 7;");
}
END_TEST

START_TEST(markers_and_keys)
{
	const struct match_counts c = ck_loops(plain, "a|b|c",
					       "a1 !2 b3 !4 c5 c6",
					       "1 3 5; 1 3 6;");

	ck_assert_uint_eq(c.complete, 2);
	ck_assert_uint_eq(c.cut + c.abandoned + c.unfinished + c.orphans, 0);
	ck_loops(keyed, "a|b|c", "1:a1 2:a2 2:b3 1:b4 1:c5 2:c6 3:c7",
		 "1 4 5; 2 3 6; _ _ 7;");
}
END_TEST

START_TEST(groups)
{
	ck_loops(plain, "a|b|c", "a1 b2/3 c3/4 a4/5 b5/6 c6 c7/9",
		 "1 2 3/3; 4 5 6/5; 4 5 7/5;");
	ck_loops(plain, "a|b|c", "c1/7 a2", "_ _ 1/7;");
}
END_TEST

START_TEST(missing_deltas)
{
	static struct loop_batch loops;
	struct match_spec spec = plain;
	struct event events[2];
	int64_t delta;
	struct event_set *set = set_of("a|b|c", &spec.n);

	spec.set = set;
	spec.max_keys = 1;
	struct matcher *m = matcher_new(&spec);

	matcher_feed(m, events, events_of(set, "c15", events), &loops);
	ck_assert_uint_eq(loops.count, 1);
	ck_assert_uint_eq(loops.loop[0].missing, 3);
	ck_assert_int_eq(loops.time[0], 0);
	ck_assert_int_eq(loops.time[1], 0);
	ck_assert(loop_delta(&loops, 0, 1, 2, &delta));
	ck_assert_int_eq(delta, 0);
	matcher_free(m);
	event_set_free(set);
}
END_TEST

/* --separate: what a file left behind is in no row of the next one */
START_TEST(cut_between_files)
{
	static struct loop_batch loops;
	struct match_spec spec = plain;
	struct event events[4];
	struct event_set *set = set_of("a|b|c", &spec.n);
	char text[64] = "";

	spec.set = set;
	spec.max_keys = 1;
	struct matcher *m = matcher_new(&spec);

	matcher_feed(m, events, events_of(set, "a1 b2 a3", events), &loops);
	matcher_cut(m);
	matcher_feed(m, events, events_of(set, "b4 c5", events), &loops);
	put_loops(&loops, text, sizeof(text));
	ck_assert_str_eq(text, "_ _ 5;");
	matcher_free(m);
	event_set_free(set);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		stale_base, last_first, repeats, phase_slip, time_zero,
		one_name, two_names, markers_and_keys, groups, missing_deltas,
		cut_between_files,
	};

	return run_tests("original", tests, sizeof(tests) / sizeof(*tests));
}
