/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fifo: by hand, and against a plain list of partial loops on random streams.
 */
#include "match_events.h"

static const struct match_spec plain = { .algorithm = ALGORITHM_FIFO };
static const struct match_spec keyed = {
	.algorithm = ALGORITHM_FIFO, .keyed = true,
};

static void ck_counts(struct match_counts got, struct match_counts want)
{
	ck_assert_uint_eq(got.started, want.started);
	ck_assert_uint_eq(got.complete, want.complete);
	ck_assert_uint_eq(got.abandoned, want.abandoned);
	ck_assert_uint_eq(got.cut, want.cut);
	ck_assert_uint_eq(got.evicted, want.evicted);
	ck_assert_uint_eq(got.unfinished, want.unfinished);
	ck_assert_uint_eq(got.orphans, want.orphans);
	ck_assert_uint_eq(got.evicted_keys, want.evicted_keys);
	ck_assert_int_eq(got.longest_complete, want.longest_complete);
	ck_assert_int_eq(got.oldest_open, want.oldest_open);
}

START_TEST(overlapping)
{
	ck_counts(ck_loops(plain, "a|b|c", "a1 a2 b3 a4 b5 c6 x7 c8 c9 b10",
			   "1 3 6; 2 5 8;"),
		  (struct match_counts){ .started = 3, .complete = 2,
					 .unfinished = 1, .orphans = 1,
					 .longest_complete = 6,
					 .oldest_open = 6 });
}
END_TEST

START_TEST(one_name)
{
	ck_counts(ck_loops(plain, "a", "a1 b2 a3/4", "1; 3/4;"),
		  (struct match_counts){ .started = 2, .complete = 2 });
}
END_TEST

START_TEST(repeated_names)
{
	ck_counts(ck_loops(plain, "a|b|a", "a1 b2 a3 b4 a5 a6",
			   "1 2 3; 3 4 5;"),
		  (struct match_counts){ .started = 4, .complete = 2,
					 .unfinished = 2,
					 .longest_complete = 2,
					 .oldest_open = 1 });
	/* one event never moves a partial loop twice */
	ck_counts(ck_loops(plain, "a|a|a|b", "a1 a2 b3 a4 b5 b6", "1 2 4 5;"),
		  (struct match_counts){ .started = 3, .complete = 1,
					 .unfinished = 2, .orphans = 2,
					 .longest_complete = 4,
					 .oldest_open = 4 });
}
END_TEST

START_TEST(groups)
{
	ck_loops(plain, "a|b|c", "a1 a2/3 b3/5 b4/6 c5 c6 a7 b8 c9/2",
		 "1 3 5/5; 2 4 6/3; 7 8 9/2;");
}
END_TEST

START_TEST(in_flight_limit)
{
	struct match_spec spec = keyed;

	spec.max_in_flight = 2;
	ck_counts(ck_loops(spec, "a|b", "1:a1 2:a2 3:a3 1:b4 2:b5 3:b6",
			   "2 5; 3 6;"),
		  (struct match_counts){ .started = 3, .complete = 2,
					 .abandoned = 1, .orphans = 1,
					 .longest_complete = 3 });
	spec.max_in_flight = 1;
	ck_counts(ck_loops(spec, "a|b|c", "1:a1 1:b2 1:a3 1:c4 1:b5 1:c6",
			   "3 5 6;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1,
					 .longest_complete = 3 });
}
END_TEST

START_TEST(key_eviction)
{
	struct match_spec spec = keyed;

	spec.max_keys = 2;
	ck_counts(ck_loops(spec, "a|b|c",
			   "1:a1 2:a2 2:a2 1:b3 3:a4 2:b5 1:c7 3:b8 3:c9",
			   "1 3 7; 4 8 9;"),
		  (struct match_counts){ .started = 4, .complete = 2,
					 .evicted = 2, .evicted_keys = 1,
					 .orphans = 1, .longest_complete = 6 });
}
END_TEST

/* a key with nothing open is in nobody's way, however it came to that */
START_TEST(slots_given_back)
{
	struct match_spec spec = keyed;

	spec.max_keys = 2;
	ck_counts(ck_loops(spec, "a|b", "1:a1 1:b2 2:a3 3:a4 2:b5 3:b6",
			   "1 2; 3 5; 4 6;"),
		  (struct match_counts){ .started = 3, .complete = 3,
					 .longest_complete = 2 });
	/* 1 times out; it was used later than 2, which would have to go */
	spec.timeout = 10;
	ck_counts(ck_loops(spec, "a|b|c", "1:a0 2:a8 1:c9 3:a12 2:b13 2:c14",
			   "8 13 14;"),
		  (struct match_counts){ .started = 3, .complete = 1,
					 .abandoned = 1, .unfinished = 1,
					 .orphans = 1, .longest_complete = 6,
					 .oldest_open = 2 });
	/* 1 is the oldest of three in flight */
	spec.timeout = 0;
	spec.max_in_flight = 2;
	ck_counts(ck_loops(spec, "a|b", "1:a1 2:a2 2:a3 3:a4 2:b5 3:b6",
			   "3 5; 4 6;"),
		  (struct match_counts){ .started = 4, .complete = 2,
					 .abandoned = 2,
					 .longest_complete = 2 });
}
END_TEST

START_TEST(loss)
{
	struct match_spec spec = keyed;

	ck_counts(ck_loops(spec, "a|b", "1:a1 1:a1 2:a2 2:!3 1:b4", ""),
		  (struct match_counts){ .started = 3, .cut = 3,
					 .orphans = 1 });
	spec.key_is_cpu = true;
	ck_counts(ck_loops(spec, "a|b", "1:a1 2:a2 2:!3 5:!3 2:b4 1:b5",
			   "1 5;"),
		  (struct match_counts){ .started = 2, .complete = 1, .cut = 1,
					 .orphans = 1, .longest_complete = 4 });
}
END_TEST

START_TEST(timed_out)
{
	struct match_spec spec = keyed;

	spec.timeout = 10;
	/* a lost b shifts the queue until its a is too old */
	ck_counts(ck_loops(spec, "a|b", "1:a0 1:a5 1:b6 1:a15 1:b16 1:b17",
			   "0 6; 15 16;"),
		  (struct match_counts){ .started = 3, .complete = 2,
					 .abandoned = 1, .orphans = 1,
					 .longest_complete = 6 });
	ck_counts(ck_loops(spec, "a|b", "1:a0 2:a5 x11", ""),
		  (struct match_counts){ .started = 2, .abandoned = 1,
					 .unfinished = 1, .oldest_open = 6 });
	ck_counts(ck_loops(spec, "a|b", "1:a0 2:a5 !11", ""),
		  (struct match_counts){ .started = 2, .abandoned = 1,
					 .cut = 1 });
	/* backward time: the older one is young enough, the newer one not */
	ck_counts(ck_loops(spec, "a|b", "1:a20 1:a5 1:b21 1:b22", "20 21;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1,
					 .longest_complete = 1 });
	ck_counts(ck_loops(spec, "a|b", "1:a20 2:a5 2:b21 1:b22", "20 22;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1,
					 .longest_complete = 2 });
}
END_TEST

/* All partial loops in the order of their start, searched from the front. */
enum { STREAM = 60, KEYS = 3 };

struct list {
	size_t n;
	struct open {
		bool gone;
		unsigned key, position;
		int64_t time[ORDER_MAX];
	} at[STREAM];
};

static struct open *oldest(struct list *l, unsigned position, unsigned key)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->at[i].gone && l->at[i].position == position &&
		    l->at[i].key == key)
			return &l->at[i];
	return NULL;
}

/* Takes out those of a key (KEYS: of all) that started before a time. */
static uint64_t take_out(struct list *l, unsigned key, int64_t before)
{
	uint64_t count = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct open *o = &l->at[i];

		if (o->gone || (key < KEYS && o->key != key) ||
		    o->time[0] >= before)
			continue;
		o->gone = true;
		count++;
	}
	return count;
}

static void start_one(struct list *l, const struct event *e, unsigned key,
		      size_t limit, struct match_counts *counts)
{
	size_t waiting = 0, first = l->n;

	l->at[l->n++] = (struct open){ .key = key, .time = { e->time } };
	counts->started++;
	for (size_t i = l->n; i-- > 0;)
		if (!l->at[i].gone) {
			waiting++;
			first = i;
		}
	if (waiting <= limit)
		return;
	l->at[first].gone = true;
	counts->abandoned++;
}

static void defined_event(struct list *l, const struct event *e, unsigned key,
			  uint32_t mask, const struct match_spec *spec,
			  struct match_counts *counts, char *out)
{
	bool taken = mask == 0;

	if (mask && spec->timeout)
		counts->abandoned += take_out(l, KEYS, e->time - spec->timeout);
	for (unsigned k = spec->n; k-- > 0;) {
		struct open *o = NULL;

		if (!(mask >> k & 1))
			continue;
		if (k == 0)
			start_one(l, e, key, spec->max_in_flight, counts);
		else if ((o = oldest(l, k - 1, key)) == NULL)
			continue;
		taken = true;
		if (!o)
			continue;
		o->position = k;
		o->time[k] = e->time;
		if (k < spec->n - 1)
			continue;
		o->gone = true;
		counts->complete++;
		if (o->time[k] - o->time[0] > counts->longest_complete)
			counts->longest_complete = o->time[k] - o->time[0];
		for (unsigned j = 0; j < spec->n; j++)
			out += sprintf(out, "%s%" PRId64, j ||
				       counts->complete > 1 ? " " : "",
				       o->time[j]);
		out += sprintf(out, ";");
	}
	counts->orphans += !taken;
}

static void defined_rest(struct list *l, unsigned key, int64_t now,
			 int64_t timeout, uint64_t *abandoned, uint64_t *class)
{
	if (timeout)
		*abandoned += take_out(l, key, now - timeout);
	*class += take_out(l, key, INT64_MAX);
}

static void compare(struct event_set *set, unsigned n, uint64_t *seed)
{
	static struct loop_batch loops;
	const bool backward = random_below(seed, 3) == 0;
	const struct match_spec spec = {
		.algorithm = ALGORITHM_FIFO, .set = set, .n = n,
		.keyed = random_below(seed, 2), .key_is_cpu = true,
		.max_keys = KEYS,
		.max_in_flight = 1 + (uint32_t)random_below(seed, 20),
		.timeout = backward || random_below(seed, 2) ? 0 : 40,
	};
	const unsigned nkeys = spec.keyed ? KEYS : 1;
	struct list list = { 0 };
	struct match_counts want = { 0 }, got;
	struct event events[STREAM];
	char want_text[STREAM * ORDER_MAX * 4] = "";
	char got_text[sizeof(want_text)] = "";
	int64_t time = 0;

	for (size_t i = 0; i < STREAM; i++) {
		const bool lost = random_below(seed, 80) == 0;
		const char name[] = { lost ? '!' :
			(char)('a' + random_below(seed, 4)), '\0' };
		unsigned key = (unsigned)random_below(seed, nkeys);

		time += (int64_t)random_below(seed, 6) - (backward ? 3 : 0);
		events[i] = event_at(set, name, (int64_t)key, time);
		if (!lost) {
			defined_event(&list, &events[i], key,
				      event_set_positions(set, 0,
							  events[i].kind),
				      &spec, &want,
				      want_text + strlen(want_text));
			continue;
		}
		if (!spec.keyed || random_below(seed, 2)) {
			events[i].cpu = EVENT_NO_ID;
			key = KEYS;
		}
		defined_rest(&list, key, time, spec.timeout, &want.abandoned,
			     &want.cut);
	}
	if (spec.timeout)
		want.abandoned += take_out(&list, KEYS, time - spec.timeout);
	for (size_t i = 0; i < list.n; i++)
		if (!list.at[i].gone &&
		    time - list.at[i].time[0] > want.oldest_open)
			want.oldest_open = time - list.at[i].time[0];
	want.unfinished = take_out(&list, KEYS, INT64_MAX);

	struct matcher *m = matcher_new(&spec);

	ck_assert_ptr_nonnull(m);
	for (size_t i = 0; i < STREAM;) {
		size_t step = 1 + random_below(seed, 9);

		if (step > STREAM - i)
			step = STREAM - i;
		ck_assert_int_eq(matcher_feed(m, events + i, step, &loops), 0);
		put_loops(&loops, got_text, sizeof(got_text));
		i += step;
	}
	matcher_finish(m);
	matcher_counts(m, &got);
	matcher_free(m);
	ck_assert_msg(!strcmp(got_text, want_text), "gives %s\n wanted %s",
		      got_text, want_text);
	ck_counts(got, want);
}

START_TEST(definition)
{
	uint64_t seed = 20150611;

	for (unsigned orders = 0; orders < 200; orders++) {
		char order[16] = "";
		unsigned n = 2 + (unsigned)random_below(&seed, 4);

		for (unsigned k = 0; k < n; k++)
			sprintf(order + strlen(order), "%s%c", k ? "|" : "",
				(char)('a' + random_below(&seed, 4)));
		struct event_set *set = set_of(order, &n);

		for (int i = 0; i < 100; i++)
			compare(set, n, &seed);
		event_set_free(set);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		overlapping, one_name, repeated_names, groups, in_flight_limit,
		key_eviction, slots_given_back, loss, timed_out, definition,
	};

	return run_tests("fifo", tests, sizeof(tests) / sizeof(*tests));
}
