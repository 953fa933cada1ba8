/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latest: by hand, and against the definition on random streams.
 */
#include "rounds.h"
#include "match_events.h"

static const struct match_spec plain = { .algorithm = ALGORITHM_LATEST };
static const struct match_spec keyed = {
	.algorithm = ALGORITHM_LATEST, .keyed = true,
};
static const struct match_spec by_cpu = {
	.algorithm = ALGORITHM_LATEST, .keyed = true, .key_is_cpu = true,
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
}

START_TEST(clean)
{
	ck_counts(ck_loops(plain, "a|b|c", "a1 x2 b3 c4 a5 b6 x7 c8",
			   "1 3 4; 5 6 8;"),
		  (struct match_counts){ .started = 2, .complete = 2 });
}
END_TEST

START_TEST(one_name)
{
	ck_counts(ck_loops(plain, "a", "a1 b2 a3 !4 a5", "1; 3; 5;"),
		  (struct match_counts){ .started = 3, .complete = 3 });
	ck_counts(ck_loops(keyed, "a", "1:a1/4 2:a3", "1/4; 3;"),
		  (struct match_counts){ .started = 2, .complete = 2 });
}
END_TEST

/* a missing, repeated or misplaced event spoils at most its own loop */
START_TEST(spoilt)
{
	ck_counts(ck_loops(plain, "a|b|c", "a1 c2 a3 b4 c5", "3 4 5;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1 });
	ck_counts(ck_loops(plain, "a|b|c", "a1 b2 b3 c4 a5 b6 c7",
			   "1 3 4; 5 6 7;"),
		  (struct match_counts){ .started = 2, .complete = 2 });
	ck_counts(ck_loops(plain, "a|b|c", "a1 a2 b3 c4 c5", "2 3 4;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1 });
	ck_counts(ck_loops(plain, "a|b|c", "b1 c2 a3 b4 c5 b6", "3 4 5;"),
		  (struct match_counts){ .started = 1, .complete = 1,
					 .orphans = 3 });
}
END_TEST

/* a newer first event does not disturb a loop that is further on */
START_TEST(overlapping)
{
	ck_counts(ck_loops(plain, "a|b|c", "a1 b2 a3 c4 b5 c6",
			   "1 2 4; 3 5 6;"),
		  (struct match_counts){ .started = 2, .complete = 2 });
	/* b4 takes the newer a3 on, and a1 is left behind */
	ck_counts(ck_loops(plain, "a|b|c", "a1 b2 a3 b4 c5 c6", "3 4 5;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1 });
}
END_TEST

/* a1's copies at 0 and 1 go with it: c5 cannot use it again */
START_TEST(shared_first)
{
	ck_counts(ck_loops(plain, "a|b|c", "a1 b2 c3 b4 c5", "1 2 3;"),
		  (struct match_counts){ .started = 1, .complete = 1,
					 .orphans = 2 });
	ck_counts(ck_loops(plain, "a|b|c|d", "a1 b2 c3 b4", ""),
		  (struct match_counts){ .started = 1, .unfinished = 1 });
}
END_TEST

START_TEST(repeated_names)
{
	ck_counts(ck_loops(plain, "a|b|a", "a1 b2 a3 b4 a5 a6",
			   "1 2 3; 3 4 5;"),
		  (struct match_counts){ .started = 4, .complete = 2,
					 .abandoned = 1, .unfinished = 1 });
	ck_counts(ck_loops(plain, "a|a", "a1 a2 a4", "1 2; 2 4;"),
		  (struct match_counts){ .started = 3, .complete = 2,
					 .unfinished = 1 });
	ck_counts(ck_loops(plain, "a|a|a", "a1 a2 a3 a4", "1 2 3; 2 3 4;"),
		  (struct match_counts){ .started = 4, .complete = 2,
					 .unfinished = 2 });
}
END_TEST

START_TEST(groups)
{
	ck_loops(plain, "a|b|c", "a1 b2/5 c3/6 a4/7 b5/8 c6 a7 b8 c9/2",
		 "1 2 3/5; 4 5 6/7; 7 8 9/2;");
}
END_TEST

START_TEST(keys)
{
	ck_counts(ck_loops(keyed, "a|b", "1:a1 2:a2 1:b3 3:b4 2:b5 1:b6",
			   "1 3; 2 5;"),
		  (struct match_counts){ .started = 2, .complete = 2,
					 .orphans = 2 });
}
END_TEST

START_TEST(key_eviction)
{
	struct match_spec spec = keyed;

	spec.max_keys = 2;
	/* 2 is idle for the longest when 3 comes; 1 was used by b */
	ck_counts(ck_loops(spec, "a|b|c",
			   "1:a1 2:a2 1:b3 3:a4 2:b5 2:c6 1:c7 3:b8 3:c9",
			   "1 3 7; 4 8 9;"),
		  (struct match_counts){ .started = 3, .complete = 2,
					 .evicted = 1, .evicted_keys = 1,
					 .orphans = 2 });
	/* a key with nothing open is in nobody's way */
	ck_counts(ck_loops(spec, "a|b", "1:a1 1:b2 2:a3 3:a4 2:b5 3:b6",
			   "1 2; 3 5; 4 6;"),
		  (struct match_counts){ .started = 3, .complete = 3 });
}
END_TEST

START_TEST(loss)
{
	ck_counts(ck_loops(plain, "a|b|c", "a1 b2 a3 !4 b5 c6 a7 b8 c9",
			   "7 8 9;"),
		  (struct match_counts){ .started = 3, .complete = 1, .cut = 2,
					 .orphans = 2 });
	ck_counts(ck_loops(keyed, "a|b", "1:a1 2:a2 2:!3 1:b4 2:b5", ""),
		  (struct match_counts){ .started = 2, .cut = 2,
					 .orphans = 2 });
	ck_counts(ck_loops(by_cpu, "a|b", "1:a1 2:a2 2:!3 9:!3 1:b4 2:b5",
			   "1 4;"),
		  (struct match_counts){ .started = 2, .complete = 1, .cut = 1,
					 .orphans = 1 });
	ck_counts(ck_loops(by_cpu, "a|b", "1:a1 2:a2 !3 1:b4 2:b5", ""),
		  (struct match_counts){ .started = 2, .cut = 2,
					 .orphans = 2 });
}
END_TEST

START_TEST(timed_out)
{
	struct match_spec spec = keyed;

	spec.timeout = 10;
	ck_counts(ck_loops(spec, "a|b", "1:a0 1:b10 1:a20 1:b31", "0 10;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1 });
	/* at the end: 1 is too old, 2 is not */
	ck_counts(ck_loops(spec, "a|b", "1:a0 2:a5 3:a11", ""),
		  (struct match_counts){ .started = 3, .abandoned = 1,
					 .unfinished = 2 });
	/* at a loss marker the same */
	ck_counts(ck_loops(spec, "a|b", "1:a0 2:a5 !11", ""),
		  (struct match_counts){ .started = 2, .abandoned = 1,
					 .cut = 1 });
	/* time that goes backward leaves a hole: the newer one times out */
	ck_counts(ck_loops(spec, "a|b|c", "1:a20 1:b21 1:a5 1:b22 1:c23",
			   "20 21 23;"),
		  (struct match_counts){ .started = 2, .complete = 1,
					 .abandoned = 1, .orphans = 1 });
	/* ages beyond int64 */
	ck_counts(ck_loops(spec, "a|b",
			   "1:a-9223372036854775807 1:b9223372036854775807",
			   ""),
		  (struct match_counts){ .started = 1, .abandoned = 1,
					 .orphans = 1 });
}
END_TEST

START_TEST(backward_time)
{
	ck_loops(plain, "a|b|c", "a5 b3 c4", "5 3 4;");
}
END_TEST

START_TEST(cut_between_files)
{
	struct match_spec spec = plain;
	static struct loop_batch loops;
	struct event events[8];
	struct match_counts counts;
	struct event_set *set = set_of("a|b", &spec.n);

	spec.set = set;
	struct matcher *m = matcher_new(&spec);

	ck_assert_int_eq(matcher_feed(m, events, 0, &loops), 0);
	ck_assert_uint_eq(loops.count, 0);
	matcher_feed(m, events, events_of(set, "a1", events), &loops);
	matcher_counts(m, &counts);
	ck_assert_uint_eq(counts.started, 1);
	ck_assert_uint_eq(accounted(&counts), 0);
	matcher_cut(m);
	matcher_feed(m, events, events_of(set, "b2 a3 b4", events), &loops);
	ck_assert_uint_eq(loops.count, 1);
	ck_assert_uint_eq(loops.loop[0].event, 2);
	matcher_finish(m);
	matcher_counts(m, &counts);
	ck_counts(counts, (struct match_counts){ .started = 2, .complete = 1,
						 .cut = 1, .orphans = 1 });
	matcher_free(m);
	event_set_free(set);
}
END_TEST

START_TEST(longest_order)
{
	char order[256] = "", text[512] = "", want[512] = "";

	for (int i = 0; i < ORDER_MAX; i++) {
		const char c = (char)('A' + i);

		sprintf(order + strlen(order), "%s%c", i ? "|" : "", c);
		sprintf(text + strlen(text), " %c%d", c, i);
		sprintf(want + strlen(want), "%s%d", i ? " " : "", i);
	}
	strcat(want, ";");
	ck_loops(plain, order, text, want);
}
END_TEST

/*
 * The definition, on the whole history of a key: a partial loop that ends with
 * event i at position k is i, the latest event before it that may stand at
 * k - 1, the latest before that which may stand at k - 2, and so on.  It is
 * there if its first event is in no loop yet, not cut off and not too old.
 */
enum { STREAM = 40, KEYS = 3 };

struct history {
	size_t n;
	struct past {
		int64_t time;
		uint32_t mask;
		bool used;	/* as the first event of a loop */
	} at[STREAM];
};

static bool find_chain(const struct history *h, size_t i, unsigned k,
		       int64_t now, int64_t timeout, size_t *chain)
{
	chain[k] = i;
	while (k > 0) {
		k--;
		do {
			if (i-- == 0)
				return false;
		} while (!(h->at[i].mask >> k & 1));
		chain[k] = i;
	}
	return !h->at[i].used && (!timeout || now - h->at[i].time <= timeout);
}

/* The first events that are open at the end of a history; all are forgotten. */
static void defined_end(struct history *h, unsigned n, int64_t now,
			int64_t timeout, uint64_t *open)
{
	bool counted[STREAM] = { false };
	size_t chain[ORDER_MAX];

	for (unsigned k = 0; k + 1 < n; k++)
		for (size_t i = h->n; i-- > 0;) {
			if (!(h->at[i].mask >> k & 1))
				continue;
			if (find_chain(h, i, k, now, timeout, chain) &&
			    !counted[chain[0]]) {
				counted[chain[0]] = true;
				(*open)++;
			}
			break;
		}
	h->n = 0;
}

static void defined_event(struct history *h, const struct event *e,
			  uint32_t mask, unsigned n, int64_t timeout,
			  struct match_counts *counts, char *out)
{
	bool taken = false;
	size_t chain[ORDER_MAX];

	if (!mask)
		return;
	h->at[h->n++] = (struct past){ .time = e->time, .mask = mask };
	for (unsigned k = n; k-- > 0;) {
		if (!(mask >> k & 1) || !find_chain(h, h->n - 1, k, e->time,
						    timeout, chain))
			continue;
		taken = true;
		counts->started += k == 0;
		if (k < n - 1)
			continue;
		counts->complete++;
		h->at[chain[0]].used = true;
		for (unsigned j = 0; j < n; j++)
			out += sprintf(out, "%s%" PRId64, j ? " " :
				       counts->complete > 1 ? " " : "",
				       h->at[chain[j]].time);
		out += sprintf(out, ";");
	}
	counts->orphans += !taken;
}

static void compare(struct event_set *set, unsigned n, bool backward,
		    uint64_t *seed)
{
	static struct loop_batch loops;
	const int64_t timeout = backward || random_below(seed, 3) ? 0 : 25;
	const struct match_spec spec = {
		.algorithm = ALGORITHM_LATEST, .set = set, .n = n,
		.keyed = random_below(seed, 2), .key_is_cpu = true,
		.max_keys = KEYS, .timeout = timeout,
	};
	const unsigned nkeys = spec.keyed ? KEYS : 1;
	struct history history[KEYS] = { 0 };
	struct match_counts want = { 0 }, got;
	struct event events[STREAM];
	char want_text[STREAM * ORDER_MAX * 4] = "";
	char got_text[sizeof(want_text)] = "";
	int64_t time = 0;

	for (size_t i = 0; i < STREAM; i++) {
		const bool lost = random_below(seed, 60) == 0;
		const char name[] = { lost ? '!' :
			(char)('a' + random_below(seed, 4)), '\0' };
		const unsigned key = (unsigned)random_below(seed, nkeys);

		time += (int64_t)random_below(seed, 6) - (backward ? 3 : 0);
		events[i] = event_at(set, name, (int64_t)key, time);
		if (!lost) {
			defined_event(&history[key], &events[i],
				      event_set_positions(set, 0,
							  events[i].kind),
				      n, timeout, &want,
				      want_text + strlen(want_text));
			continue;
		}
		if (spec.keyed && random_below(seed, 2)) {
			defined_end(&history[key], n, time, timeout,
				    &want.cut);
			continue;
		}
		events[i].cpu = EVENT_NO_ID;
		for (unsigned j = 0; j < nkeys; j++)
			defined_end(&history[j], n, time, timeout, &want.cut);
	}
	for (unsigned j = 0; j < nkeys; j++)
		defined_end(&history[j], n, time, timeout, &want.unfinished);
	want.abandoned = want.started - accounted(&want);

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
	uint64_t streams = 0;

	for (unsigned orders = 0; orders < rounds(500); orders++) {
		char order[16] = "";
		unsigned n = 2 + (unsigned)random_below(&seed, 4);

		for (unsigned k = 0; k < n; k++)
			sprintf(order + strlen(order), "%s%c", k ? "|" : "",
				(char)('a' + random_below(&seed, 4)));
		struct event_set *set = set_of(order, &n);

		for (int i = 0; i < 200; i++, streams++)
			compare(set, n, i % 4 == 0, &seed);
		event_set_free(set);
	}
	ck_assert_uint_eq(streams, rounds(500) * 200);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		clean, one_name, spoilt, overlapping, shared_first,
		repeated_names, groups, keys, key_eviction, loss, timed_out,
		backward_time, cut_between_files, longest_order, definition,
	};

	return run_tests("latest", tests, sizeof(tests) / sizeof(*tests));
}
