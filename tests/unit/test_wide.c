/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/wide.h"

#include <check.h>
#include <stdlib.h>

#include "suite.h"

static const char *const good[] = {
	"0", "7", "-1", "10", "9223372036854775807", "-9223372036854775808",
	"18446744073709551615", "18446744073709551616",
	"170141183460469231731687303715884105727",
	"-170141183460469231731687303715884105728",
	"340282366920938463463374607431768211455",
};

START_TEST(text_and_back)
{
	char text[WIDE_TEXT];
	struct wide w;

	ck_assert(wide_parse(span_from(good[_i]), &w));
	ck_assert_str_eq(wide_text(w, text), good[_i]);
}
END_TEST

static const char *const bad[] = {
	"", "-", "-0", "00", "01", "-01", "+1", " 1", "1 ", "1x", "0x1", "1.0",
	"--1", "340282366920938463463374607431768211456",
	"9999999999999999999999999999999999999999",
};

START_TEST(other_texts)
{
	struct wide w;

	ck_assert(!wide_parse(span_from(bad[_i]), &w));
}
END_TEST

START_TEST(ranges)
{
	struct wide w;
	uint64_t u;
	int64_t i;
	__int128 wide;

	ck_assert(wide_parse(span_from("18446744073709551615"), &w));
	ck_assert(wide_to_u64(w, &u) && u == UINT64_MAX);
	ck_assert(!wide_to_i64(w, &i));
	ck_assert(wide_parse(span_from("18446744073709551616"), &w));
	ck_assert(!wide_to_u64(w, &u));
	ck_assert(wide_parse(span_from("-1"), &w));
	ck_assert(!wide_to_u64(w, &u));
	ck_assert(wide_to_i64(w, &i) && i == -1);
	ck_assert(wide_parse(span_from("-9223372036854775808"), &w));
	ck_assert(wide_to_i64(w, &i) && i == INT64_MIN);
	ck_assert(wide_parse(span_from("-9223372036854775809"), &w));
	ck_assert(!wide_to_i64(w, &i));
	ck_assert(wide_to_i128(w, &wide));
	ck_assert(wide == (__int128)INT64_MIN - 1);
	ck_assert(wide_parse(span_from(good[8]), &w));
	ck_assert(wide_to_i128(w, &wide));
	ck_assert(wide == (__int128)(~(unsigned __int128)0 >> 1));
	ck_assert(wide_parse(span_from(good[9]), &w));
	ck_assert(wide_to_i128(w, &wide));
	ck_assert(wide == -(__int128)(~(unsigned __int128)0 >> 1) - 1);
	ck_assert(wide_parse(span_from(
		"170141183460469231731687303715884105728"), &w));
	ck_assert(!wide_to_i128(w, &wide));
}
END_TEST

START_TEST(of_integers)
{
	char text[WIDE_TEXT];

	ck_assert_str_eq(wide_text(wide_of(INT64_MIN), text),
			 "-9223372036854775808");
	ck_assert_str_eq(wide_text(wide_of(0), text), "0");
	ck_assert_str_eq(wide_text(wide_of(-(__int128)UINT64_MAX), text),
			 "-18446744073709551615");
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("wide");
	TCase *const tcase = tcase_create("wide");

	tcase_add_loop_test(tcase, text_and_back, 0,
			    sizeof(good) / sizeof(*good));
	tcase_add_loop_test(tcase, other_texts, 0, sizeof(bad) / sizeof(*bad));
	tcase_add_test(tcase, ranges);
	tcase_add_test(tcase, of_integers);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
