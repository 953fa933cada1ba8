/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sequential: by hand, rows that the Python program of 2015 wrote (times
 * multiplied by 10), and the definition on random streams.
 */
#include "match_events.h"

static const struct match_spec plain = { .algorithm = ALGORITHM_SEQUENTIAL };
static const struct match_spec zeros = {
	.algorithm = ALGORITHM_SEQUENTIAL, .zero_fill = true,
};

START_TEST(zero_fill)
{
	ck_loops(zeros, "a|b|c", "a15 x20 b25 c35", "_ 25 35;");
	ck_loops(zeros, "a|b|c", "a15 b25 c35 c45", "15 25 35; _ 25 45;");
	ck_loops(zeros, "a|b|c", "c15 a25 b25 c35", "_ _ 15; 25 25 35;");
}
END_TEST

START_TEST(complete_windows)
{
	struct match_counts c;

	c = ck_loops(plain, "a|b|c", "a1 b2 c3 x4 b5 a6 c7 b8 c9 c10",
		     "1 2 3; 6 5 7;");
	ck_assert_uint_eq(c.complete, 2);
	ck_assert_uint_eq(c.incomplete, 2);
	c = ck_loops(plain, "a|b|c", "c1 a2 c3 a4 b5 b6 c7 c8", "");
	ck_assert_uint_eq(c.incomplete, 4);
	ck_assert_uint_eq(c.complete, 0);
	ck_assert_uint_eq(c.started, 0);
	c = ck_loops(zeros, "a|b", "b1 x2 b3", "_ 1; _ 3;");
	ck_assert_uint_eq(c.complete, 2);
	ck_assert_uint_eq(c.incomplete, 0);
	ck_loops(plain, "a", "a1 b2 a3", "1; 3;");
	/* a time of 0 is a time */
	ck_loops(zeros, "a|b", "a0 b1", "0 1;");
}
END_TEST

/* of equal names the latest counts, also at two positions */
START_TEST(repeated_names)
{
	ck_loops(plain, "a|b|a", "a1 b2 a3", "3 2 3;");
}
END_TEST

START_TEST(keys)
{
	struct match_spec spec = plain;

	spec.keyed = true;
	ck_loops(spec, "a|b", "1:a1 2:x2 1:b3 2:a4 1:x5 2:b6 1:b7",
		 "1 3; 4 6;");
	spec.max_keys = 2;
	const struct match_counts c = ck_loops(spec, "a|b",
		"1:a1 2:a2 1:x3 1:a4 3:a5 2:b6 3:b7 1:b8", "5 7;");

	/* 2 for 3, 1 for 2, 2 for 1 */
	ck_assert_uint_eq(c.evicted_keys, 3);
	ck_assert_uint_eq(c.evicted, 0);
	ck_assert_uint_eq(c.incomplete, 2);
}
END_TEST

START_TEST(groups)
{
	ck_loops(plain, "a|b|c", "b1/2 a2/3 c3 a4 b5/6 c6/7",
		 "2 1 3/3; 4 5 6/6;");
}
END_TEST

/* no window reaches over a loss, unless the old rows are wanted */
START_TEST(loss)
{
	struct match_spec spec = plain;
	const struct match_counts c = ck_loops(plain, "a|b",
					       "a1 !2 b3 a4 b5", "4 5;");

	ck_assert_uint_eq(c.incomplete, 1);
	ck_assert_uint_eq(c.cut, 0);
	ck_loops(zeros, "a|b", "a1 !2 b3 !4 b5", "1 3; _ 5;");
	spec.keyed = true;
	spec.key_is_cpu = true;
	ck_loops(spec, "a|b", "1:a1 2:a2 1:!3 1:b4 2:b5", "2 5;");
}
END_TEST

/* The window of each last event, taken from the whole history of its key. */
enum { STREAM = 60, KEYS = 3 };

static void defined_window(const struct event *events, size_t i,
			   const struct match_spec *spec, char *out)
{
	int64_t time[ORDER_MAX];
	uint32_t found = 0;
	unsigned left = spec->n;

	for (size_t j = i + 1; j-- > 0 && left > 0;) {
		if (events[j].key_number != events[i].key_number)
			continue;
		left--;
		for (unsigned k = 0; k < spec->n; k++)
			if (event_set_positions(spec->set, 0, events[j].kind) &
			    ~found & 1u << k) {
				found |= 1u << k;
				time[k] = events[j].time;
			}
	}
	if (!spec->zero_fill && found != (1u << spec->n) - 1)
		return;
	const bool first = *out == '\0';

	out += strlen(out);
	for (unsigned k = 0; k < spec->n; k++) {
		const char *blank = k || !first ? " " : "";

		if (found >> k & 1)
			out += sprintf(out, "%s%" PRId64, blank, time[k]);
		else
			out += sprintf(out, "%s_", blank);
	}
	sprintf(out, ";");
}

static void compare(struct event_set *set, unsigned n, uint64_t *seed)
{
	static struct loop_batch loops;
	const struct match_spec spec = {
		.algorithm = ALGORITHM_SEQUENTIAL, .set = set, .n = n,
		.keyed = true, .max_keys = KEYS,
		.zero_fill = random_below(seed, 2),
	};
	struct event events[STREAM];
	char want[STREAM * ORDER_MAX * 5] = "", got[sizeof(want)] = "";

	for (size_t i = 0; i < STREAM; i++) {
		const char name[] = { (char)('a' + random_below(seed, 4)),
				      '\0' };

		events[i] = event_at(set, name,
				     (int64_t)random_below(seed, KEYS),
				     (int64_t)random_below(seed, 1000));
		if (event_set_positions(set, 0, events[i].kind) &
		    1u << (n - 1))
			defined_window(events, i, &spec, want);
	}
	struct matcher *m = matcher_new(&spec);

	for (size_t i = 0; i < STREAM; i += 6) {
		matcher_feed(m, events + i, 6, &loops);
		put_loops(&loops, got, sizeof(got));
	}
	matcher_free(m);
	ck_assert_msg(!strcmp(got, want), "gives %s\n wanted %s", got, want);
}

START_TEST(definition)
{
	uint64_t seed = 4711;

	for (unsigned orders = 0; orders < 100; orders++) {
		char order[16] = "";
		unsigned n = 1 + (unsigned)random_below(&seed, 5);

		for (unsigned k = 0; k < n; k++)
			sprintf(order + strlen(order), "%s%c", k ? "|" : "",
				(char)('a' + random_below(&seed, 4)));
		struct event_set *set = set_of(order, &n);

		for (int i = 0; i < 30; i++)
			compare(set, n, &seed);
		event_set_free(set);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		zero_fill, complete_windows, repeated_names, keys, groups,
		loss, definition,
	};

	return run_tests("sequential", tests, sizeof(tests) / sizeof(*tests));
}
