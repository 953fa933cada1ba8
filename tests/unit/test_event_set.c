/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event_set: which events are wanted, under which name they are written and
 * at which positions they stand.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/event_set.h"
#include "suite.h"

static struct sequence sequence_of(const char *const *names)
{
	struct sequence s = { 0 };

	while (names[s.n]) {
		s.name[s.n] = names[s.n];
		s.n++;
	}
	return s;
}

static struct event_set *set_of(const char *const *order,
				const char *const *span,
				const char *const *extra, bool all)
{
	const struct sequence sequences[] = {
		sequence_of(order),
		span ? sequence_of(span) : (struct sequence){ 0 },
	};
	size_t nextra = 0;

	while (extra && extra[nextra])
		nextra++;
	struct event_set *const set = event_set_new(sequences, span ? 2 : 1,
						    extra, nextra, all);

	ck_assert_ptr_nonnull(set);
	return set;
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static uint32_t find(struct event_set *set, const char *name, bool take)
{
	return event_set_find(set, name, strlen(name), take);
}

static const char *written(struct event_set *set, const char *name, bool take)
{
	const uint32_t kind = find(set, name, take);

	return kind == KIND_NONE ? "(none)" :
		event_set_name_text(set, event_set_name(set, kind));
}

#define ck_written(set, name, take, want) \
	ck_assert_str_eq(written(set, name, take), want)

START_TEST(full_name_or_behind_the_first_colon)
{
	struct event_set *const set = set_of(NAMES("kvm_exit", "b:c"), NULL,
					     NULL, false);

	ck_written(set, "kvm_exit", false, "kvm_exit");
	ck_written(set, "kvm:kvm_exit", false, "kvm_exit");
	ck_written(set, "x:kvm_exit", false, "kvm_exit");
	ck_written(set, ":kvm_exit", false, "kvm_exit");
	ck_written(set, "b:c", false, "b:c");
	ck_written(set, "a:b:c", false, "b:c");
	ck_written(set, "x:y:kvm_exit", false, "(none)");
	ck_written(set, "kvm:kvm_exit2", false, "(none)");
	ck_written(set, "kvm_exi", false, "(none)");
	ck_written(set, "kvm:xkvm_exit", false, "(none)");
	ck_written(set, "kvm_exit:", false, "(none)");
	ck_written(set, "c", false, "(none)");
	ck_written(set, "", false, "(none)");
	ck_written(set, ":", false, "(none)");
	event_set_free(set);
}
END_TEST

/* The order's names, then the spans', then the extra ones. */
START_TEST(the_first_wanted_name_is_written)
{
	struct event_set *set = set_of(NAMES("a", "kvm:b"), NAMES("b", "s:a"),
				       NAMES("s:c", "c"), false);

	ck_written(set, "s:a", false, "a");
	ck_written(set, "kvm:b", false, "kvm:b");
	ck_written(set, "x:b", false, "b");
	ck_written(set, "s:c", false, "s:c");
	ck_written(set, "t:c", false, "c");
	event_set_free(set);
	set = set_of(NAMES("s:a"), NULL, NAMES("a"), false);
	ck_written(set, "s:a", false, "s:a");
	ck_written(set, "a", false, "a");
	event_set_free(set);
}
END_TEST

START_TEST(unwanted_names_by_their_system)
{
	static const char *const cases[][2] = {
		{ "kvm:kvm_pio", "kvm_pio" },
		{ "sched:sched_switch", "sched_switch" },
		{ "syscalls:sys_exit_read", "sys_exit_read" },
		{ "raw_syscalls:sys_exit", "sys_exit" },
		{ "block:block_rq_issue", "block:block_rq_issue" },
		{ "kvmx:y", "kvmx:y" },
		{ "kv:y", "kv:y" },
		{ "kvm", "kvm" },
		{ "cycles:ppp", "cycles:ppp" },
		{ "kvm:a:b", "a:b" },
		{ "", "" },
	};
	struct event_set *const all = set_of(NAMES("z"), NULL, NULL, true);
	struct event_set *const take = set_of(NAMES("z"), NULL, NULL, false);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_written(all, cases[i][0], false, cases[i][1]);
		ck_written(take, cases[i][0], false, "(none)");
		ck_written(take, cases[i][0], true, cases[i][1]);
		ck_written(take, cases[i][0], false, "(none)");
	}
	ck_assert(event_set_all(all));
	ck_assert(!event_set_all(take));
	event_set_free(all);
	event_set_free(take);
}
END_TEST

/* The cache in front must not answer for the other question. */
START_TEST(taken_or_only_found)
{
	struct event_set *const set = set_of(NAMES("wanted"), NULL, NULL,
					     false);

	for (int round = 0; round < 3; round++) {
		ck_assert_uint_eq(find(set, "kvm:other", false), KIND_NONE);
		const uint32_t other = find(set, "kvm:other", true);

		ck_assert_uint_ne(other, KIND_NONE);
		ck_assert_uint_eq(find(set, "kvm:other", true), other);
		ck_assert_uint_eq(find(set, "kvm:other", false), KIND_NONE);
		const uint32_t wanted = find(set, "x:wanted", round & 1);

		ck_assert_uint_ne(wanted, KIND_NONE);
		ck_assert_uint_eq(find(set, "x:wanted", true), wanted);
		ck_assert_uint_eq(find(set, "x:wanted", false), wanted);
	}
	ck_assert_uint_eq(event_set_kinds(set), 2);
	event_set_free(set);
}
END_TEST

START_TEST(positions)
{
	struct event_set *const set = set_of(NAMES("a", "b", "a", "s:a"),
					     NAMES("b", "x", "b"),
					     NAMES("e"), false);
	const uint32_t a = find(set, "a", false), xa = find(set, "x:a", false);
	const uint32_t sa = find(set, "s:a", false);
	const uint32_t b = find(set, "kvm:b", false);
	const uint32_t e = find(set, "e", false), x = find(set, "x", false);

	ck_assert_uint_eq(event_set_positions(set, 0, a), 5);
	ck_assert_uint_eq(event_set_positions(set, 0, xa), 5);
	ck_assert_uint_eq(event_set_positions(set, 0, sa), 13);
	ck_assert_uint_eq(event_set_positions(set, 0, b), 2);
	ck_assert_uint_eq(event_set_positions(set, 0, e), 0);
	ck_assert_uint_eq(event_set_positions(set, 1, a), 0);
	ck_assert_uint_eq(event_set_positions(set, 1, b), 5);
	ck_assert_uint_eq(event_set_positions(set, 1, x), 2);
	const uint32_t taken = find(set, "z:z", true);

	ck_assert_uint_eq(event_set_positions(set, 0, taken), 0);
	ck_assert_uint_eq(event_set_positions(set, 1, taken), 0);
	for (unsigned s = 0; s < 2; s++) {
		size_t stride;
		const uint32_t *const masks = event_set_masks(set, s, &stride);

		for (uint32_t k = 0; k < event_set_kinds(set); k++)
			ck_assert_uint_eq(masks[k * stride],
					  event_set_positions(set, s, k));
	}
	event_set_free(set);
}
END_TEST

START_TEST(the_last_position)
{
	struct sequence s = { .n = ORDER_MAX };

	for (unsigned k = 0; k < ORDER_MAX; k++)
		s.name[k] = k % 2 ? "odd" : "even";
	struct event_set *const set = event_set_new(&s, 1, NULL, 0, false);

	ck_assert_uint_eq(event_set_positions(set, 0, find(set, "odd", false)),
			  0xaaaaaaaau);
	ck_assert_uint_eq(event_set_positions(set, 0, find(set, "even", false)),
			  0x55555555u);
	event_set_free(set);
}
END_TEST

START_TEST(one_event_two_wanted_names)
{
	struct event_set *const set = set_of(NAMES("a", "s:a", "b"), NULL,
					     NAMES("s:b"), false);
	uint32_t both[2], part[2], full[2], none[2];
	const uint32_t a = event_set_wanted(set, "a");
	const uint32_t sa = event_set_wanted(set, "s:a");

	event_set_matched(set, find(set, "s:a", false), both);
	event_set_matched(set, find(set, "t:a", false), part);
	event_set_matched(set, find(set, "a", false), full);
	event_set_matched(set, find(set, "no", true), none);
	ck_assert_uint_eq(both[0], sa);
	ck_assert_uint_eq(both[1], a);
	ck_assert_uint_eq(part[0], KIND_NONE);
	ck_assert_uint_eq(part[1], a);
	ck_assert_uint_eq(full[0], a);
	ck_assert_uint_eq(full[1], KIND_NONE);
	ck_assert_uint_eq(none[0], KIND_NONE);
	ck_assert_uint_eq(none[1], KIND_NONE);
	ck_assert_uint_eq(event_set_wanted(set, "no"), KIND_NONE);
	ck_assert_uint_eq(event_set_wanted_names(set), 4);
	ck_assert_str_eq(event_set_wanted_text(set, sa), "s:a");
	/* both are positions of the event; each alone is one name */
	ck_assert_uint_eq(event_set_positions(set, 0, find(set, "s:a", false)),
			  3);
	ck_assert(event_set_named(set, "t:a", 3));
	ck_assert(!event_set_named(set, "t:t:a", 5));
	event_set_free(set);
}
END_TEST

START_TEST(named_does_not_mean_all)
{
	struct event_set *const set = set_of(NAMES("a"), NULL, NULL, true);

	ck_assert(event_set_named(set, "a", 1));
	ck_assert(!event_set_named(set, "b", 1));
	ck_assert_uint_ne(find(set, "b", false), KIND_NONE);
	ck_assert(!event_set_named(set, "b", 1));
	event_set_free(set);
}
END_TEST

/* Kinds of one written name share its number; counting is by kind. */
START_TEST(names_and_counts)
{
	struct event_set *const set = set_of(NAMES("b", "a"), NULL, NULL,
					     true);
	const uint32_t sa = find(set, "s:a", false), a = find(set, "a", false);
	const uint32_t z = find(set, "kvm:z", false);
	const uint32_t z2 = find(set, "z", false);

	ck_assert_uint_ne(sa, a);
	ck_assert_uint_eq(event_set_name(set, sa), 0);
	ck_assert_uint_eq(event_set_name(set, a), 0);
	ck_assert_uint_eq(z, z2);
	ck_assert_uint_eq(event_set_name(set, z), 1);
	ck_assert_uint_eq(event_set_names(set), 2);

	const struct event taken[] = {
		{ .kind = sa }, { .kind = KIND_LOST }, { .kind = z },
		{ .kind = sa },
	};

	event_set_count(set, taken, 4);
	ck_assert_uint_eq(event_set_counted(set, sa), 2);
	ck_assert_uint_eq(event_set_counted(set, a), 0);
	ck_assert_uint_eq(event_set_counted(set, z), 1);
	event_set_free(set);
}
END_TEST

/* Every length, also of the two ends of what is cached; a name that differs
 * in one byte is another one. */
START_TEST(every_length)
{
	struct event_set *const set = set_of(NAMES("zz"), NULL, NULL, true);
	char text[301];
	uint32_t kind[301];

	memset(text, 'n', sizeof(text));
	for (int round = 0; round < 3; round++)
		for (size_t len = 0; len <= 300; len++) {
			const uint32_t k = event_set_find(set, text, len,
							  false);

			ck_assert_uint_eq(k, round ? kind[len] : (uint32_t)len);
			kind[len] = k;
			ck_assert_uint_eq(strlen(event_set_name_text(set,
				event_set_name(set, k))), len);
		}
	for (size_t len = 1; len <= 70; len++)
		for (size_t at = 0; at < len; at++) {
			text[at] = 'm';
			const uint32_t k = event_set_find(set, text, len,
							  false);

			ck_assert_uint_eq(k, event_set_kinds(set) - 1);
			ck_assert_uint_eq(event_set_find(set, text, len, false),
					  k);
			text[at] = 'n';
			ck_assert_uint_eq(event_set_find(set, text, len, false),
					  kind[len]);
		}
	event_set_free(set);
}
END_TEST

/* Short names with bytes that a padded word could be taken for. */
START_TEST(nul_bytes)
{
	struct event_set *const set = set_of(NAMES("ab"), NULL, NULL, true);
	const uint32_t ab = event_set_find(set, "ab", 2, false);
	const uint32_t ab0 = event_set_find(set, "ab\0", 3, false);
	const uint32_t ab00 = event_set_find(set, "ab\0\0", 4, false);
	const uint32_t nul = event_set_find(set, "\0", 1, false);
	const uint32_t empty = event_set_find(set, "", 0, false);

	ck_assert_uint_eq(event_set_kinds(set), 5);
	ck_assert_uint_eq(event_set_names(set), 5);
	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, ab)),
			 "ab");
	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, ab0)),
			 "ab\\0");
	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, ab00)),
			 "ab\\0\\0");
	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, nul)),
			 "\\0");
	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, empty)),
			 "");
	ck_assert_uint_eq(event_set_positions(set, 0, ab0), 0);
	for (int round = 0; round < 2; round++) {
		ck_assert_uint_eq(event_set_find(set, "ab", 2, false), ab);
		ck_assert_uint_eq(event_set_find(set, "ab\0", 3, false), ab0);
		ck_assert_uint_eq(event_set_find(set, "ab\0\0", 4, false),
				  ab00);
		ck_assert_uint_eq(event_set_find(set, "\0", 1, false), nul);
		ck_assert_uint_eq(event_set_find(set, "", 0, false), empty);
	}
	ck_assert(event_set_named(set, "ab", 2));
	ck_assert(!event_set_named(set, "ab\0", 3));
	event_set_free(set);
}
END_TEST

/* Beyond NAMES_MAX all new names are one kind; wanted and known ones are not
 * touched by that, even those met for the first time only then. */
START_TEST(beyond_the_most)
{
	struct event_set *const set = set_of(NAMES("a", "b"), NULL, NULL,
					     true);
	const uint32_t a = find(set, "x:a", false);
	char text[32];

	for (uint32_t i = 1; i < NAMES_MAX; i++) {
		snprintf(text, sizeof(text), "n%u", i);
		ck_assert_uint_eq(find(set, text, false), i);
	}
	const uint32_t other = find(set, "new", false);

	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, other)),
			 "(other)");
	for (uint32_t i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "beyond%u", i);
		ck_assert_uint_eq(find(set, text, false), other);
	}
	ck_assert_uint_eq(event_set_positions(set, 0, other), 0);
	ck_assert_uint_eq(find(set, "x:a", false), a);
	ck_assert_uint_eq(find(set, "n77", false), 77);
	const uint32_t b = find(set, "x:b", false);

	ck_assert_uint_ne(b, other);
	ck_assert_uint_eq(event_set_positions(set, 0, b), 2);
	ck_assert_uint_eq(event_set_kinds(set), NAMES_MAX + 2);
	event_set_free(set);
}
END_TEST

/* Long unwanted names do not fill the memory before they are NAMES_MAX. */
START_TEST(long_names_are_bounded)
{
	enum { LEN = 20000, N = 2000 };
	struct event_set *const set = set_of(NAMES("a"), NULL, NULL, true);
	char *const text = malloc(LEN + 1);
	uint32_t last = 0;

	memset(text, 'l', LEN);
	text[LEN] = '\0';
	for (int i = 0; i < N; i++) {
		const int n = snprintf(text, LEN, "%d", i);

		text[n] = '_';
		last = event_set_find(set, text, LEN, false);
	}
	ck_assert_str_eq(event_set_name_text(set, event_set_name(set, last)),
			 "(other)");
	ck_assert_uint_lt((uint64_t)event_set_kinds(set) * LEN, 16u << 20);
	ck_assert_uint_ne(find(set, "a", false), last);
	free(text);
	event_set_free(set);
}
END_TEST

/* The cache against a table of its own: names that share their last 8 bytes,
 * their beginning or their length. */
START_TEST(cache_collisions)
{
	enum { N = 3000 };
	struct event_set *const set = set_of(NAMES("s:even0", "odd"), NULL,
					     NULL, true);
	static uint32_t kind[N];
	char text[64];

	for (int round = 0; round < 3; round++)
		for (unsigned i = 0; i < N; i++) {
			snprintf(text, sizeof(text), "%*ssame_%u_tail_tail_%s",
				 (int)(i % 13), "", i / 3,
				 i % 3 == 0 ? "12345678" :
				 i % 3 == 1 ? "2345678" : "z12345678");
			const uint32_t k = find(set, text, false);

			ck_assert_str_eq(event_set_name_text(set,
				event_set_name(set, k)), text);
			ck_assert(round == 0 || kind[i] == k);
			kind[i] = k;
		}
	event_set_free(set);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("event_set");
	TCase *const tcase = tcase_create("event_set");

	tcase_add_test(tcase, full_name_or_behind_the_first_colon);
	tcase_add_test(tcase, the_first_wanted_name_is_written);
	tcase_add_test(tcase, unwanted_names_by_their_system);
	tcase_add_test(tcase, taken_or_only_found);
	tcase_add_test(tcase, positions);
	tcase_add_test(tcase, the_last_position);
	tcase_add_test(tcase, one_event_two_wanted_names);
	tcase_add_test(tcase, named_does_not_mean_all);
	tcase_add_test(tcase, names_and_counts);
	tcase_add_test(tcase, every_length);
	tcase_add_test(tcase, nul_bytes);
	tcase_add_test(tcase, beyond_the_most);
	tcase_add_test(tcase, long_names_are_bounded);
	tcase_add_test(tcase, cache_collisions);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
