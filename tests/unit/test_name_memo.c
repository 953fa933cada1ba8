/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/name_memo.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static struct name_memo memo;
static uint32_t kind;

/* A name with other text behind it, as far as the memo may look. */
struct cell {
	char text[128];
	struct span span;
};

static struct cell *cell(struct cell *at, const char *bytes, size_t len)
{
	memset(at->text, '7', sizeof(at->text));
	memcpy(at->text, bytes, len);
	at->span = span_of(at->text, len);
	return at;
}

START_TEST(nothing_is_known_at_first)
{
	struct cell at;

	name_memo_init(&memo);
	for (size_t len = 0; len < 64; len++) {
		char zeros[64] = "";

		cell(&at, zeros, len);
		ck_assert(!name_memo_find(&memo, at.span, &kind));
	}
}
END_TEST

START_TEST(every_byte_of_a_name_counts)
{
	const size_t len = (size_t)_i;
	char name[64];
	struct cell at;

	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = (char)('a' + i % 26);
	name_memo_init(&memo);
	name_memo_add(&memo, cell(&at, name, len)->span, 77);
	if (len > NAME_MEMO_AHEAD) {
		ck_assert(!name_memo_find(&memo, at.span, &kind));
		return;
	}
	ck_assert(name_memo_find(&memo, at.span, &kind));
	ck_assert_uint_eq(kind, 77);
	for (size_t i = 0; i < sizeof(at.text); i++) {
		const char was = at.text[i];

		at.text[i] = '#';
		ck_assert_int_eq(name_memo_find(&memo, at.span, &kind),
				 i >= len);
		at.text[i] = was;
	}
	for (size_t other = 1; other < sizeof(name); other++)
		ck_assert_int_eq(name_memo_find(&memo,
				 cell(&at, name, other)->span, &kind),
				 other == len);
}
END_TEST

/* More names than there is room for: what is known is right. */
START_TEST(names_in_one_place)
{
	enum { NAMES = 4 * NAME_MEMO_ENTRIES };
	unsigned known = 0;

	name_memo_init(&memo);
	for (uint32_t i = 0; i < 2 * NAMES; i++) {
		char name[32];
		struct cell at;

		snprintf(name, sizeof(name), "sys_enter_%u", i % NAMES);
		cell(&at, name, strlen(name));
		if (i < NAMES) {
			name_memo_add(&memo, at.span, i);
			ck_assert(name_memo_find(&memo, at.span, &kind));
			ck_assert_uint_eq(kind, i);
		} else if (name_memo_find(&memo, at.span, &kind)) {
			ck_assert_uint_eq(kind, i - NAMES);
			known++;
		}
	}
	ck_assert_uint_gt(known, NAME_MEMO_ENTRIES / 2);
	ck_assert_uint_le(known, NAME_MEMO_ENTRIES);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("name_memo");
	TCase *const tcase = tcase_create("name_memo");

	tcase_add_test(tcase, nothing_is_known_at_first);
	tcase_add_loop_test(tcase, every_byte_of_a_name_counts, 1, 40);
	tcase_add_test(tcase, names_in_one_place);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
