/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/time_memo.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "suite.h"

static struct time_memo memo;
static int64_t ns;
static unsigned decimals;

/* A cell with other text behind it, as far as the memo may look. */
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

static bool knows_time(const char *text)
{
	struct cell at;

	return time_memo_find(&memo, cell(&at, text, strlen(text))->span, &ns,
			     &decimals);
}

static void add_time(const char *text)
{
	struct cell at;

	cell(&at, text, strlen(text));
	ck_assert(parse_seconds(at.span, &ns, &decimals));
	time_memo_add(&memo, at.span, ns, decimals);
}

START_TEST(nothing_is_known_at_first)
{
	struct cell at;

	time_memo_init(&memo);
	for (size_t len = 0; len < 64; len++) {
		char zeros[64] = "";

		cell(&at, zeros, len);
		ck_assert(!time_memo_find(&memo, at.span, &ns, &decimals));
	}
	ck_assert(!time_memo_find(&memo, (struct span){ 0 }, &ns, &decimals));
}
END_TEST

START_TEST(times_of_one_second)
{
	time_memo_init(&memo);
	add_time("2427107.654949");
	ck_assert(knows_time("2427107.000001"));
	ck_assert_int_eq(ns, 2427107000001000);
	ck_assert_uint_eq(decimals, 6);
	ck_assert(knows_time("2427107.999999"));
	ck_assert_int_eq(ns, 2427107999999000);
	ck_assert(!knows_time("2427108.000001"));
	ck_assert(!knows_time("2427107.65494"));
	ck_assert(!knows_time("2427107.6549491"));
	/* other lengths beside it */
	add_time("2427107.65494");
	ck_assert(knows_time("2427107.65495"));
	ck_assert_int_eq(ns, 2427107654950000);
	ck_assert_uint_eq(decimals, 5);
	ck_assert(knows_time("2427107.000001"));
	ck_assert_int_eq(ns, 2427107000001000);
	/* a tenth of a second where there are 9 decimals */
	add_time("2427107.654949123");
	ck_assert(knows_time("2427107.699999999"));
	ck_assert_int_eq(ns, 2427107699999999);
	ck_assert_uint_eq(decimals, 9);
	ck_assert(!knows_time("2427107.799999999"));
	/* the latest second of its length */
	add_time("2427108.000000");
	ck_assert(!knows_time("2427107.000001"));
	ck_assert(knows_time("2427108.000001"));
}
END_TEST

START_TEST(times_that_are_not_kept)
{
	static const char *const texts[] = {
		"12345678", "1234567.", "1.5", "12345.6", "-2427107.654949",
		"-0.654949", "0000000002427107.654949", "9223372036.854775",
		"9223372036.854775807",
	};

	time_memo_init(&memo);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		add_time(texts[i]);
		ck_assert_msg(!knows_time(texts[i]), "%s", texts[i]);
	}
}
END_TEST

/* With any one byte other than it was: either not known, or just what the
 * general way makes of it; and known if only decimals differ. */
START_TEST(every_byte_of_a_time_counts)
{
	static const char *const texts[] = {
		"2427107.654949", "12345.67", ".1234567", "+427107.65494",
		"1.23456789", "1.123456789", "1234567890.1", "9223372034.9",
		"1234567890.123456789", "00000000123.1",
	};
	const char *const right = texts[_i];
	const size_t len = strlen(right);

	time_memo_init(&memo);
	add_time(right);
	const unsigned last = decimals < 8 ? decimals : 8;

	for (size_t i = 0; i < len; i++)
		for (int c = 0; c < 256; c++) {
			struct cell at;
			int64_t want_ns;
			unsigned want_decimals;

			cell(&at, right, len)->text[i] = (char)c;
			const bool good = parse_seconds(at.span, &want_ns,
							&want_decimals);
			const bool known = time_memo_find(&memo, at.span, &ns,
							 &decimals);

			ck_assert_int_eq(known, good &&
					 (c == right[i] || i >= len - last));
			if (!known)
				continue;
			ck_assert_int_eq(ns, want_ns);
			ck_assert_uint_eq(decimals, want_decimals);
		}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("time_memo");
	TCase *const tcase = tcase_create("time_memo");

	tcase_add_test(tcase, nothing_is_known_at_first);
	tcase_add_test(tcase, times_of_one_second);
	tcase_add_test(tcase, times_that_are_not_kept);
	tcase_add_loop_test(tcase, every_byte_of_a_time_counts, 0, 10);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
