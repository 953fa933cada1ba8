/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * regex: what is found, by hand; and that it stays the same, and small, when it
 * is made anew.
 */
#include <check.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "match/regex.h"
#include "suite.h"

static struct regex made(const char *pattern, enum regex_use use)
{
	struct regex regex;
	struct fault fault;

	ck_assert_msg(regex_init(&regex, pattern, use, &fault) == 0, "%s: %s",
		      pattern, fault.text);
	return regex;
}

START_TEST(within_and_all)
{
	static const struct {
		const char *pattern, *text;
		bool within, all;
	} cases[] = {
		{ "b", "abc", true, false },
		{ "a|abc", "abc", true, true },
		{ "b*", "abc", true, false },
		{ "^a.c$", "abc", true, true },
		{ "x", "abc", false, false },
		{ "", "", true, true },
		{ "", "abc", true, false },
		{ "qemu.*|CPU [0-9]+/KVM", "CPU 0/KVM", true, true },
		{ "qemu.*|CPU [0-9]+/KVM", "a CPU 0/KVM", true, false },
		{ "[^a]", "\xff", true, true },
		{ ".", "\xc3\xa4", true, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct regex within = made(cases[i].pattern, REGEX_WITHIN);
		struct regex all = made(cases[i].pattern, REGEX_ALL);
		const struct span text = span_from(cases[i].text);

		ck_assert_msg(regex_match(&within, text) ==
			      cases[i].within, "%s", cases[i].pattern);
		ck_assert_msg(regex_match(&all, text) ==
			      cases[i].all, "all of %s", cases[i].pattern);
		regex_release(&within);
		regex_release(&all);
	}
}
END_TEST

/* A text is what its length says, not what a NUL ends. */
START_TEST(any_bytes)
{
	struct regex regex = made("a[^x]b$", REGEX_WITHIN);

	ck_assert(regex_match(&regex, span_of("xa\0b", 4)));
	ck_assert(!regex_match(&regex, span_of("xa\0b", 3)));
	ck_assert(!regex_match(&regex, span_of("a.bb", 0)));
	ck_assert(regex_match(&regex, span_of("a.bb", 3)));
	regex_release(&regex);
	regex = made("ab", REGEX_WITHIN);
	ck_assert(regex_match(&regex, span_of("\0a\n\xff\0ab", 7)));
	ck_assert(!regex_match(&regex, span_of("\0a\n\xff\0a", 6)));
	regex_release(&regex);
	regex = made("a.b", REGEX_WITHIN);
	ck_assert(!regex_match(&regex, span_of("a\0b", 3)));
	ck_assert(regex_match(&regex, span_of("a\nb", 3)));
	regex_release(&regex);
}
END_TEST

START_TEST(groups)
{
	struct regex regex = made("(a+)(x)?(b|c)", REGEX_GROUPS);
	regmatch_t match[4];

	ck_assert_uint_eq(regex_groups(&regex), 3);
	ck_assert(regex_locate(&regex, span_from("..aac"), match, 4));
	ck_assert_int_eq(match[0].rm_so, 2);
	ck_assert_int_eq(match[0].rm_eo, 5);
	ck_assert_int_eq(match[1].rm_eo, 4);
	ck_assert_int_eq(match[2].rm_so, -1);
	ck_assert_int_eq(match[3].rm_so, 4);
	ck_assert(!regex_locate(&regex, span_from("..aa"), match, 4));
	regex_release(&regex);
}
END_TEST

START_TEST(length)
{
	static char text[REGEX_TEXT_MAX + 2];
	struct regex regex = made("x$", REGEX_WITHIN);

	memset(text, 'x', REGEX_TEXT_MAX + 1);
	ck_assert(regex_match(&regex, span_of(text, REGEX_TEXT_MAX)));
	ck_assert(!regex_match(&regex, span_of(text, REGEX_TEXT_MAX + 1)));
	regex_release(&regex);
}
END_TEST

/* 2000 texts of 100 bytes are some 30 times REGEX_WORK for these 25. */
START_TEST(made_anew)
{
	static const char pattern[] = "([ab]*)c([a-z]{20})d";
	const struct mallinfo2 before = mallinfo2();
	struct regex regex = made(pattern, REGEX_GROUPS);
	regmatch_t match[3];
	char text[101];

	srand(1);
	for (int i = 0; i < 2000; i++) {
		for (int k = 0; k < 100; k++)
			text[k] = "ab"[rand() & 1];

		const int at = rand() % 70;

		text[at] = 'c';
		text[at + 21] = i % 3 ? 'd' : 'c';
		text[100] = '\0';
		ck_assert(regex_locate(&regex, span_of(text, 100), match, 3) ==
			  (i % 3 != 0));
		if (i % 3 == 0)
			continue;
		ck_assert_int_eq(match[0].rm_so, 0);
		ck_assert_int_eq(match[1].rm_eo, at);
		ck_assert_int_eq(match[2].rm_so, at + 1);
		ck_assert_int_eq(match[2].rm_eo, at + 21);
	}

	const struct mallinfo2 after = mallinfo2();

	ck_assert_uint_le(after.uordblks + after.hblkhd,
			  before.uordblks + before.hblkhd + (64u << 20));
	regex_release(&regex);
}
END_TEST

static void put(char *pattern, const char *what)
{
	strcat(pattern, what);
}

static void put_branches(char *pattern, int depth)
{
	static const char *const atoms[] = {
		"a", "b", "c", "c", ".", "[ab]", "[^a]", "ab",
	};
	static const char *const ends[] = {
		"", "", "", "*", "+", "?", "{1,2}",
	};

	for (int parts = 1 + rand() % 3; parts > 0; parts--) {
		if (rand() % 12 == 0) {
			put(pattern, rand() % 2 ? "^" : "$");
		} else if (depth < 2 && rand() % 5 == 0) {
			put(pattern, "(");
			put_branches(pattern, depth + 1);
			put(pattern, ")");
		} else {
			put(pattern, atoms[rand() % 8]);
			put(pattern, ends[rand() % 7]);
		}
		if (rand() % 6 == 0)
			put(pattern, "|");
	}
}

/* regexec() with the pattern as it is, which is slow but asks nothing else. */
START_TEST(as_without_what_leads)
{
	srand((unsigned)_i);
	for (int i = 0; i < 3000; i++) {
		char pattern[1000] = "", text[12] = "";
		const size_t len = (size_t)rand() % 9;
		struct regex within, grouped;
		regmatch_t want[20], got[20];
		struct fault fault;
		regex_t plain;

		put_branches(pattern, 0);
		if (regex_init(&within, pattern, REGEX_WITHIN, &fault) < 0)
			continue;
		grouped = made(pattern, REGEX_GROUPS);
		ck_assert_int_eq(regcomp(&plain, pattern, REG_EXTENDED), 0);
		for (size_t k = 0; k < len; k++)
			text[k] = "abcd"[rand() % 4];

		const size_t n = plain.re_nsub + 1;
		const bool found = !regexec(&plain, text, n, want, 0);
		const struct span span = span_of(text, len);

		ck_assert_msg(regex_match(&within, span) == found,
			      "/%s/ in '%s'", pattern, text);
		ck_assert_uint_eq(regex_groups(&grouped) + 1, n);
		ck_assert_msg(regex_locate(&grouped, span, got, n) == found,
			      "/%s/ of '%s'", pattern, text);
		for (size_t k = 0; found && k < n; k++) {
			ck_assert_int_eq(got[k].rm_so, want[k].rm_so);
			ck_assert_int_eq(got[k].rm_eo, want[k].rm_eo);
		}
		regex_release(&within);
		regex_release(&grouped);
		regfree(&plain);
	}
}
END_TEST

/* Which took 0.2 s and 55 MB for each, and for all an hour. */
START_TEST(hostile)
{
	static char text[REGEX_TEXT_MAX + 1];	/* a string for checkers */
	const size_t len = REGEX_TEXT_MAX;
	struct regex ways = made(".*a.{60}c", REGEX_WITHIN);
	struct regex end = made("a.*b", REGEX_GROUPS);
	regmatch_t match[1];

	srand(2);
	for (int i = 0; i < 100; i++) {
		for (size_t k = 0; k < len; k++)
			text[k] = "ab"[rand() & 1];
		ck_assert(!regex_match(&ways, span_of(text, len)));
		memset(text, 'a', len);
		ck_assert(!regex_locate(&end, span_of(text, len), match, 1));
	}
	text[7000] = 'b';
	ck_assert(regex_locate(&end, span_of(text, len), match, 1));
	ck_assert_int_eq(match[0].rm_eo, 7001);
	text[7061] = 'c';
	ck_assert(!regex_match(&ways, span_of(text, len)));
	text[7062] = 'c';
	text[7001] = 'b';
	ck_assert(!regex_match(&ways, span_of(text, 7062)));
	text[7001] = 'a';
	ck_assert(regex_match(&ways, span_of(text, len)));
	regex_release(&ways);
	regex_release(&end);
}
END_TEST

START_TEST(bad)
{
	static const struct {
		const char *pattern, *want;
	} cases[] = {
		{ "a(", "bad regex 'a(': " },
		{ "a)|(b", "a regex with a ')' that closes nothing" },
		{ "(a*)*", "a regex that repeats what may be empty" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (int use = REGEX_WITHIN; use <= REGEX_GROUPS; use++) {
			struct regex regex;
			struct fault fault;

			ck_assert_int_eq(regex_init(&regex, cases[i].pattern,
						    (enum regex_use)use,
						    &fault), -1);
			ck_assert_msg(!strncmp(fault.text, cases[i].want,
					       strlen(cases[i].want)),
				      "%s", fault.text);
		}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("regex");
	TCase *const tests = tcase_create("regex");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, within_and_all);
	tcase_add_test(tests, any_bytes);
	tcase_add_test(tests, groups);
	tcase_add_test(tests, length);
	tcase_add_test(tests, made_anew);
	tcase_add_loop_test(tests, as_without_what_leads, 0, 4);
	tcase_add_test(tests, hostile);
	tcase_add_test(tests, bad);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
