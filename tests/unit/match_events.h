/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * match_events: events and loops as short text, for the tests of match/.
 *
 * "a1 b-2 x3" are events a, b and x at 1, -2 and 3 ns; "7:a1" has the key
 * (and cpu) number 7; "a1/2" is of group 2; "!4" is a loss marker at 4 ns and
 * "7:!4" one of cpu 7.  An order is "a|b|a".
 */
#ifndef TESTS_MATCH_EVENTS_H
#define TESTS_MATCH_EVENTS_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/key_table.h"
#include "match/matcher.h"
#include "suite.h"

static inline struct event_set *set_of(const char *order, unsigned *n)
{
	char text[256];
	struct sequence sequence = { 0 };
	char *rest = text;

	snprintf(text, sizeof(text), "%s", order);
	for (char *name; (name = strsep(&rest, "|")) != NULL;)
		sequence.name[sequence.n++] = name;
	*n = sequence.n;
	struct event_set *set = event_set_new(&sequence, 1, NULL, 0, true);

	ck_assert_ptr_nonnull(set);
	return set;
}

static inline struct event event_at(struct event_set *set, const char *name,
				    int64_t key, int64_t time)
{
	return (struct event){
		.time = time,
		.kind = *name == '!' ? KIND_LOST :
			event_set_find(set, name, strlen(name), true),
		.lines = 1, .pid = EVENT_NO_ID, .tid = EVENT_NO_ID,
		.cpu = key < 0 ? EVENT_NO_ID : (int32_t)key,
		.key_number = key, .key_hash = key_hash_number(key),
	};
}

/* One word of the short text; without a key its key is -1. */
static inline struct event event_of(struct event_set *set, const char *word)
{
	const char *colon = strchr(word, ':');
	const char *name = colon ? colon + 1 : word;
	const char letter[] = { *name, '\0' };
	char *end;
	struct event e = event_at(set, letter, colon ? atoi(word) : -1,
				  strtoll(name + 1, &end, 10));

	e.group = *end == '/' ? (uint32_t)atoi(end + 1) : 0;
	return e;
}

static inline size_t events_of(struct event_set *set, const char *text,
			       struct event *events)
{
	char *copy = strdup(text);
	char *rest = copy;
	size_t n = 0;

	for (char *word; (word = strsep(&rest, " ")) != NULL;)
		if (*word)
			events[n++] = event_of(set, word);
	free(copy);
	return n;
}

/* Loops as text: "1 2 4; 5 _ 7/2;" with "_" for a missing one. */
static inline void put_loops(const struct loop_batch *loops, char *out,
			     size_t size)
{
	size_t len = strlen(out);

	for (size_t i = 0; i < loops->count; i++) {
		for (unsigned k = 0; k < loops->n; k++) {
			const char *blank = k ? " " : len ? " " : "";

			if (loops->loop[i].missing >> k & 1)
				len += (size_t)snprintf(out + len, size - len,
							"%s_", blank);
			else
				len += (size_t)snprintf(out + len, size - len,
					"%s%" PRId64, blank,
					loops->time[i * loops->n + k]);
		}
		if (loops->loop[i].group)
			len += (size_t)snprintf(out + len, size - len, "/%u",
						loops->loop[i].group);
		len += (size_t)snprintf(out + len, size - len, ";");
	}
	ck_assert_uint_lt(len, size);
}

static inline uint64_t accounted(const struct match_counts *c)
{
	return c->complete + c->abandoned + c->cut + c->evicted +
		c->unfinished;
}

/* Feeds a text, in batches of at most `step` events, and finishes. */
static inline struct match_counts run_events(struct match_spec spec,
					     const char *order,
					     const char *text, size_t step,
					     char *out, size_t size)
{
	static struct loop_batch loops;
	struct event events[EVENT_BATCH];
	struct match_counts counts;
	struct event_set *set = set_of(order, &spec.n);

	spec.set = set;
	if (!spec.max_keys)
		spec.max_keys = 100;
	if (!spec.max_in_flight)
		spec.max_in_flight = 100;
	struct matcher *m = matcher_new(&spec);

	ck_assert_ptr_nonnull(m);
	const size_t n = events_of(set, text, events);

	*out = '\0';
	for (size_t i = 0; i < n; i += step) {
		const size_t now = n - i < step ? n - i : step;

		ck_assert_int_eq(matcher_feed(m, events + i, now, &loops), 0);
		put_loops(&loops, out, size);
	}
	matcher_finish(m);
	matcher_counts(m, &counts);
	if (spec.algorithm == ALGORITHM_LATEST ||
	    spec.algorithm == ALGORITHM_FIFO)
		ck_assert_uint_eq(counts.started, accounted(&counts));
	matcher_free(m);
	event_set_free(set);
	return counts;
}

/* Expects these loops of a text, whatever the batches; returns the counts. */
static inline struct match_counts ck_loops(struct match_spec spec,
					   const char *order, const char *text,
					   const char *want)
{
	static const size_t steps[] = { 1, 2, 3, EVENT_BATCH };
	struct match_counts counts;
	char got[4096];

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		counts = run_events(spec, order, text, steps[i], got,
				    sizeof(got));
		ck_assert_msg(!strcmp(got, want),
			      "%s: %s\n gives %s\n wanted %s", order, text,
			      got, want);
	}
	return counts;
}

/* Runs the cases of one program. */
static inline int run_tests(const char *name, const TTest *const *tests,
			    size_t n)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);

	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < n; i++)
		tcase_add_test(tcase, tests[i]);
	return suite_run(suite);
}

/* Small random numbers, the same in every run (xorshift64, Marsaglia 2003). */
static inline uint64_t random_below(uint64_t *state, uint64_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (*state >> 11) % n;
}

#endif
