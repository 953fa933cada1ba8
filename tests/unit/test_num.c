/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/num.h"

#include "base/digits.h"
#include "suite.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text;
	int64_t ns;
	unsigned decimals;
} good_seconds[] = {
	{ "0", 0, 0 },
	{ "-0", 0, 0 },
	{ "+0.0", 0, 1 },
	{ "5", 5000000000, 0 },
	{ "5.", 5000000000, 0 },
	{ ".5", 500000000, 1 },
	{ "+.5", 500000000, 1 },
	{ "-0.5", -500000000, 1 },
	{ "-.000000001", -1, 9 },
	{ "0.000000001", 1, 9 },
	{ "0.00000001", 10, 8 },
	{ "1.2345678", 1234567800, 7 },
	{ "9.000000000", 9000000000, 9 },
	{ "2427107.654949", 2427107654949000, 6 },
	{ "2427107.654949123", 2427107654949123, 9 },
	{ "1.000001", 1000001000, 6 },
	{ "-1.000001", -1000001000, 6 },
	{ "99999999.999999", 99999999999999000, 6 },
	{ "100000000.999999", 100000000999999000, 6 },
	{ "12345678.5", 12345678500000000, 1 },
	{ "123456789.87654321", 123456789876543210, 8 },
	{ "0000000000000000000000000000001.5", 1500000000, 1 },
	{ "0000000000000000009223372036.000000000", 9223372036000000000, 9 },
	{ "9223372036.854775807", INT64_MAX, 9 },
	{ "-9223372036.854775807", -INT64_MAX, 9 },
	{ "-9223372036.854775808", INT64_MIN, 9 },
	{ "1600000000.000001", 1600000000000001000, 6 },
};

static const char *const bad_seconds[] = {
	"", "-", "+", ".", "-.", "+.", "..", "1..", "1.5.", "1.5.5", "--1",
	"+-1", "1-", "1.-5", "1.+5", " 1", "1 ", "1. 5", "1e3", "1.5e3",
	"inf", "nan", "0x10", "1,5", "1:5", "1/5", "1.5:", "1.5/", ":.5",
	"12345678:", "1234567/.5", "0.0000000001", "1.0000000000",
	"9223372036.854775808", "-9223372036.854775809", "9223372037",
	"9223372036.9", "-9223372037", "18446744073.709551",
	"18446744073709551616", "36893488147419103232",
	"99999999999999999999999999999999999999", "92233720368.5",
	/* a few seconds, modulo 2^64 (of seconds, of ns) */
	"18446744073709551617", "001844674407370955161605",
	"18446744074", "36893488148.5", "18446744073.709551617",
	"1.2345678x", "1.x2345678", "1x.2345678", "12345678.1234567\xb0",
	"\xb1.5", "1.\xb5", "1234567\xff.5",
};

START_TEST(seconds_are_read_exactly)
{
	const char *const text = good_seconds[_i].text;
	unsigned decimals = 77;
	int64_t ns = 77;

	ck_assert_msg(parse_seconds(span_from(text), &ns, &decimals),
		      "%s is refused", text);
	ck_assert_int_eq(ns, good_seconds[_i].ns);
	ck_assert_uint_eq(decimals, good_seconds[_i].decimals);
	ck_assert(parse_seconds(span_from(text), &ns, NULL));
}
END_TEST

START_TEST(other_texts_are_no_seconds)
{
	int64_t ns;
	unsigned decimals;

	ck_assert_msg(!parse_seconds(span_from(bad_seconds[_i]), &ns,
				     &decimals),
		      "\"%s\" is taken", bad_seconds[_i]);
}
END_TEST

START_TEST(absent_and_cut_texts)
{
	static const char text[] = "17.25x";
	int64_t ns;

	ck_assert(!parse_seconds((struct span){ 0 }, &ns, NULL));
	ck_assert(parse_seconds(span_of(text, 5), &ns, NULL));
	ck_assert_int_eq(ns, 17250000000);
	ck_assert(!parse_seconds(span_of("1\0005", 3), &ns, NULL));
	ck_assert(!parse_seconds(span_of("1.5\0", 4), &ns, NULL));
}
END_TEST

/* One wrong character anywhere in a text is noticed.  A digit in the point's
 * place makes too large a number. */
START_TEST(every_character_counts)
{
	static const struct {
		const char *right;
		size_t point;
	} texts[] = {
		{ "-12345678.123456789", 9 },
		{ "12345678.123456", 8 },
		{ "2427107.654949", 7 },
	};
	const char *const right = texts[_i].right;
	const size_t len = strlen(right);

	for (size_t i = 0; i < len; i++)
		for (int c = 0; c < 256; c++) {
			char text[32];
			int64_t ns;
			const bool want = i == texts[_i].point ? c == '.' :
				(c >= '0' && c <= '9') || c == right[i] ||
				(i == 0 && (c == '+' || c == '-'));

			memcpy(text, right, len);
			text[i] = (char)c;
			ck_assert_msg(parse_seconds(span_of(text, len), &ns,
						    NULL) == want,
				      "character %d as %d", (int)i, c);
		}
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* All magnitudes: random bits, shifted by a random number. */
static int64_t random_ns(uint64_t *state)
{
	const uint64_t r = next_random(state);

	return (int64_t)(next_random(state) >> (r % 64)) * (r & 64 ? -1 : 1);
}

/* printf is the other implementation. */
START_TEST(random_seconds_agree_with_printf)
{
	uint64_t state = 0x243f6a8885a308d3;

	for (int i = 0; i < 200000; i++) {
		const int64_t ns = random_ns(&state);
		const uint64_t size = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
		char text[64], put[PUT_MAX + 1];
		int64_t back;
		unsigned decimals;

		snprintf(text, sizeof(text), "%s%" PRIu64 ".%09" PRIu64,
			 ns < 0 ? "-" : "", size / NS_PER_S, size % NS_PER_S);
		ck_assert_msg(parse_seconds(span_from(text), &back, &decimals),
			      "%s", text);
		ck_assert_int_eq(back, ns);
		ck_assert_uint_eq(decimals, 9);
		*put_ns(put, ns, 9, 9) = '\0';
		ck_assert_str_eq(put, text);
		snprintf(text, sizeof(text), "%" PRId64, ns);
		*put_i64(put, ns) = '\0';
		ck_assert_str_eq(put, text);
		*put_ns(put, ns, 0, 0) = '\0';
		ck_assert_str_eq(put, text);
		snprintf(text, sizeof(text), "%" PRIu64, (uint64_t)ns);
		*put_u64(put, (uint64_t)ns) = '\0';
		ck_assert_str_eq(put, text);
	}
}
END_TEST

START_TEST(integers_at_the_edges)
{
	static const uint64_t values[] = {
		0, 9, 10, 99, 100, 101, 999, 1000, 9999, 10000, 99999999,
		100000000, 100000001, 9999999999999999, 10000000000000000,
		10000000000000001, 18446744073709551615u
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		char want[32], got[PUT_MAX + 1];

		snprintf(want, sizeof(want), "%" PRIu64, values[i]);
		*put_u64(got, values[i]) = '\0';
		ck_assert_str_eq(got, want);
	}
	char got[PUT_MAX + 1];

	*put_i64(got, INT64_MIN) = '\0';
	ck_assert_str_eq(got, "-9223372036854775808");
	*put_i64(got, INT64_MAX) = '\0';
	ck_assert_str_eq(got, "9223372036854775807");
	*put_i64(got, -1) = '\0';
	ck_assert_str_eq(got, "-1");
}
END_TEST

static const struct {
	int64_t ns;
	unsigned exponent, decimals;
	const char *text;
} put_cases[] = {
	{ 0, 9, 6, "0.000000" },
	{ 0, 9, 0, "0" },
	{ 1, 9, 9, "0.000000001" },
	{ -1, 9, 9, "-0.000000001" },
	{ -500000000, 9, 6, "-0.500000" },
	{ 2427107654949000, 9, 6, "2427107.654949" },
	{ 2427107654949123, 9, 9, "2427107.654949123" },
	{ 5000000000, 9, 0, "5" },
	{ 1999999999, 9, 0, "1" },
	{ 1999999999, 9, 6, "1.999999" },
	{ 1234567890, 9, 1, "1.2" },
	{ INT64_MIN, 9, 9, "-9223372036.854775808" },
	{ INT64_MAX, 9, 9, "9223372036.854775807" },
	{ INT64_MIN, 6, 6, "-9223372036854.775808" },
	{ INT64_MAX, 3, 3, "9223372036854775.807" },
	{ INT64_MIN, 0, 0, "-9223372036854775808" },
	{ 1500000, 6, 3, "1.500" },
	{ 1500001, 6, 6, "1.500001" },
	{ -7, 6, 6, "-0.000007" },
	{ 12000000, 6, 0, "12" },
	{ 1500, 3, 3, "1.500" },
	{ -42, 3, 3, "-0.042" },
	{ 1009, 3, 3, "1.009" },
	{ 7000, 3, 0, "7" },
	{ 7, 0, 0, "7" },
};

START_TEST(times_are_written_exactly)
{
	char got[PUT_MAX + 1];

	memset(got, '#', sizeof(got));
	*put_ns(got, put_cases[_i].ns, put_cases[_i].exponent,
		put_cases[_i].decimals) = '\0';
	ck_assert_str_eq(got, put_cases[_i].text);
	ck_assert_int_eq(got[PUT_MAX], '#');
}
END_TEST

/* All values of both halves, which do not touch one another. */
START_TEST(eight_digits_there_and_back)
{
	for (uint32_t i = 0; i < 10000; i++) {
		const uint32_t value = i * 10000 + (9999 - i);
		char want[9], got[PUT_MAX] = "";

		snprintf(want, sizeof(want), "%08" PRIu32, value);
		digits_store(got, digits_of(value));
		ck_assert_str_eq(got, want);
		ck_assert_uint_eq(digits_value(digits_load(got)), value);
		*put_u64(got, i) = '\0';
		snprintf(want, sizeof(want), "%" PRIu32, i);
		ck_assert_str_eq(got, want);
	}
}
END_TEST

START_TEST(u64_is_digits_only)
{
	static const char *const bad[] = {
		"", "-1", "+1", " 1", "1 ", "1x", "x", "18446744073709551616",
		"18446744073709551620", "28446744073709551615",
		"100000000000000000000", "1.0", "/", ":",
	};
	uint64_t value;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(!parse_u64(span_from(bad[i]), &value),
			      "\"%s\" is taken", bad[i]);
	ck_assert(!parse_u64((struct span){ 0 }, &value));
	ck_assert(parse_u64(span_from("18446744073709551615"), &value));
	ck_assert(value == UINT64_MAX);
	ck_assert(parse_u64(span_from("000"), &value));
	ck_assert_uint_eq(value, 0);
	ck_assert(parse_u64(span_from("00000000000000000000000042"), &value));
	ck_assert_uint_eq(value, 42);
}
END_TEST

START_TEST(i32_keeps_its_range)
{
	static const char *const bad[] = {
		"", "-", "--1", "+1", "2147483648", "-2147483649", "1-", "0x1",
		"4294967296", "-18446744073709551615",
	};
	int32_t value;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(!parse_i32(span_from(bad[i]), &value),
			      "\"%s\" is taken", bad[i]);
	ck_assert(!parse_i32((struct span){ 0 }, &value));
	ck_assert(parse_i32(span_from("2147483647"), &value));
	ck_assert_int_eq(value, INT32_MAX);
	ck_assert(parse_i32(span_from("-2147483648"), &value));
	ck_assert_int_eq(value, INT32_MIN);
	ck_assert(parse_i32(span_from("-1"), &value));
	ck_assert_int_eq(value, -1);
	ck_assert(parse_i32(span_from("003"), &value));
	ck_assert_int_eq(value, 3);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("num");
	TCase *const tcase = tcase_create("num");

	tcase_add_loop_test(tcase, seconds_are_read_exactly, 0,
			    sizeof(good_seconds) / sizeof(*good_seconds));
	tcase_add_loop_test(tcase, other_texts_are_no_seconds, 0,
			    sizeof(bad_seconds) / sizeof(*bad_seconds));
	tcase_add_loop_test(tcase, times_are_written_exactly, 0,
			    sizeof(put_cases) / sizeof(*put_cases));
	tcase_add_test(tcase, absent_and_cut_texts);
	tcase_add_loop_test(tcase, every_character_counts, 0, 3);
	tcase_add_test(tcase, random_seconds_agree_with_printf);
	tcase_add_test(tcase, integers_at_the_edges);
	tcase_add_test(tcase, eight_digits_there_and_back);
	tcase_add_test(tcase, u64_is_digits_only);
	tcase_add_test(tcase, i32_keeps_its_range);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
