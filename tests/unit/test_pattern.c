/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "match/pattern.h"
#include "suite.h"

static const char *refused(const char *pattern)
{
	unsigned written_out;

	return pattern_refused(pattern, &written_out);
}

static void ck_refused(const char *pattern, const char *why)
{
	const char *const said = refused(pattern);

	ck_assert_msg(said && strstr(said, why), "%s: %s", pattern,
		      said ? said : "taken");
}

START_TEST(usual_ones)
{
	static const char *const patterns[] = {
		"", "qemu-kvm|qemu-system-.*|CPU [0-9]+/KVM", "(^a|b)x*$",
		"([0-9]{1,3}\\.){3}[0-9]{1,3}", "[0-9a-f]{16} [0-9a-f]{16}",
		"^([0-9]+,[0-9]+) .* ([0-9]+) \\+", "x(a|b){3}", "( .*)*end",
		"[]*+{9999}]+", "[^]a]*", "[[:alpha:]]+[[=a=]]*",
		"\\(\\)\\{9999\\}\\+\\++", "()|a", "a\\",
		/* left to regcomp(), which knows what is wrong */
		"(a", "[a", "[[:", "a{", "a{x", "a{1", "((",
	};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		ck_assert_msg(!refused(patterns[i]), "%s: a regex %s",
			      patterns[i], refused(patterns[i]));
}
END_TEST

START_TEST(long_ones)
{
	char pattern[1002];

	memset(pattern, 'a', sizeof(pattern));
	pattern[1001] = '\0';
	ck_refused(pattern, "over 1000 bytes");
	pattern[1000] = '\0';
	ck_assert(!refused(pattern));
	/* the deepest there can be */
	memset(pattern, '(', 1000);
	ck_assert(!refused(pattern));
}
END_TEST

START_TEST(what_repetitions_copy)
{
	static const char why[] = "written out";

	ck_assert(!refused("a{2000}"));
	ck_refused("a{2001}", why);
	ck_refused("a{1,2001}", why);
	ck_refused("a{2000,}", why);
	ck_refused("a{99999999999999999999}", why);
	ck_refused("a{1000}b{1001}", why);
	ck_refused("(a{50}){50}", why);
	ck_refused("((a{20}){20}){20}", why);
	/* every '+' doubles: 2^10 and 2^11 */
	ck_assert(!refused("a++++++++++"));
	ck_refused("a+++++++++++", why);
	ck_refused("(((((((((((a+)+)+)+)+)+)+)+)+)+)+)", why);
	ck_refused("((a{2001}", why);
	ck_refused("a{2001}|b", why);
}
END_TEST

START_TEST(closes_nothing)
{
	static const char why[] = "that closes nothing";

	ck_refused("a)", why);
	ck_refused(")(", why);
	ck_refused("(a)|b)+", why);
	ck_refused("[)]a)", why);
	ck_assert(!refused("a\\)[)]"));
	ck_assert(!refused("(a)()"));
}
END_TEST

START_TEST(what_may_be_empty)
{
	static const char why[] = "repeats what may be empty";

	ck_refused("((a*)*|(b*)*){30}", why);
	ck_refused("(a*)+", why);
	ck_refused("(a?b*)*", why);
	ck_refused("(|a)*", why);
	ck_refused("(a||b)*", why);
	ck_refused("(a|)*", why);
	ck_refused("()*", why);
	ck_refused("(a{0,3}){2,}", why);
	ck_refused("(a?)*", why);
	ck_refused("(^)*", why);
	ck_refused("a{,3}*", why);
	ck_refused("(a*){3}", why);
	ck_refused("x(a|b?){3}", why);
	ck_refused("((\\b)*|(\\B)*){30}", why);
	ck_refused("((\\<)*)?", why);
	ck_refused("(((\\`)+)+)", why);
	/* once, or with a letter */
	ck_assert(!refused("(a*)?"));
	ck_assert(!refused("(a*){1}"));
	ck_assert(!refused("(\\<a|a\\>)*"));
	ck_assert(!refused("(a*b)*"));
	ck_assert(!refused("(a|b*c)*"));
	ck_assert(!refused("a*|b*"));
}
END_TEST

/* In several ways, so many times as 2000 has room for; in one, as 1000 bytes
 * have. */
START_TEST(what_may_be_empty_in_ways)
{
	static const struct {
		const char *group;
		unsigned most;
	} cases[] = {
		{ "(a?)", 250 }, { "(a?b?)", 166 }, { "(|a)", 250 },
		/* in two ways: a, |, b and the group, 4 * 2 * 8; 4 for a, |, b
		 * and the inner one, then |, c and the outer, 7 * 2 * 8; a
		 * and two groups, 3 * 2 * 8 */
		{ "(a?|b?)", 31 }, { "((a|b?)|c?)", 17 }, { "((a?)?)?", 41 },
		/* in four: four letters, three | and the group, 8 * 4 * 8 */
		{ "(a?|b?|c?|d?)", 7 },
	};
	char pattern[PATTERN_BYTES + 50];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const size_t len = strlen(cases[i].group);
		unsigned n = 0, at = 0;

		for (; at + len <= PATTERN_BYTES; at += (unsigned)len, n++) {
			strcpy(pattern + at, cases[i].group);
			if (refused(pattern))
				break;
		}
		ck_assert_msg(n == cases[i].most, "%s: %u times",
			      cases[i].group, n);
	}
}
END_TEST

START_TEST(how_long_written_out)
{
	static const struct {
		const char *pattern;
		unsigned length;
	} cases[] = {
		{ "", 0 }, { "abc", 3 }, { "a[bc]*\\.", 3 }, { "(ab|c)", 5 },
		{ "a{7}b+", 9 }, { "(ab){3,5}", 15 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned length = 12345;

		ck_assert(!pattern_refused(cases[i].pattern, &length));
		ck_assert_msg(length == cases[i].length, "%s: %u",
			      cases[i].pattern, length);
	}
}
END_TEST

START_TEST(back_references)
{
	ck_refused("(a)\\1", "back-reference");
	ck_refused("(a|b\\9)", "back-reference");
	ck_assert(!refused("(a)\\0"));
	ck_assert(!refused("(a)\\\\1"));
	ck_assert(!refused("(a)[\\1]"));
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("pattern");
	TCase *const tests = tcase_create("pattern");

	tcase_add_test(tests, usual_ones);
	tcase_add_test(tests, long_ones);
	tcase_add_test(tests, what_repetitions_copy);
	tcase_add_test(tests, closes_nothing);
	tcase_add_test(tests, what_may_be_empty);
	tcase_add_test(tests, what_may_be_empty_in_ways);
	tcase_add_test(tests, how_long_written_out);
	tcase_add_test(tests, back_references);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
