/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diag.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct {
	const char *text, *shown;
} shown[] = {
	{ "", "" },
	{ "file.txt:3: what is wrong", "file.txt:3: what is wrong" },
	{ "a\nb\rc\td", "a\\x0ab\\x0dc\\x09d" },
	{ "\x1b[2J\x7f\a", "\\x1b[2J\\x7f\\x07" },
	{ "back\\slash", "back\\slash" },
	/* one character of two, three and four bytes each */
	{ "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
	  "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
	/* the first and the last characters of each length, and U+00A0 */
	{ "\xc2\xa0\xdf\xbf", "\xc2\xa0\xdf\xbf" },
	{ "\xe0\xa0\x80\xef\xbf\xbf", "\xe0\xa0\x80\xef\xbf\xbf" },
	{ "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
	  "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
	/* control characters in two bytes: NEL, CSI */
	{ "\xc2\x85\xc2\x9b""31m", "\\xc2\\x85\\xc2\\x9b31m" },
	/* latin-1, alone and at the end */
	{ "caf\xe9", "caf\\xe9" },
	{ "\xe9t\xe9", "\\xe9t\\xe9" },
	/* overlong, surrogate, beyond U+10FFFF, stray, cut short */
	{ "\xc0\xaf\xc1\xbf", "\\xc0\\xaf\\xc1\\xbf" },
	{ "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },
	{ "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" },
	{ "\xed\x9f\xbf\xed\xa0\x80", "\xed\x9f\xbf\\xed\\xa0\\x80" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	{ "\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80" },
	{ "\x80\xbf\xff", "\\x80\\xbf\\xff" },
	{ "\xe2\x82", "\\xe2\\x82" },
	{ "\xf0\x9f\x98", "\\xf0\\x9f\\x98" },
	{ "\xe2\x82x", "\\xe2\\x82x" },
	{ "\xf0\x9fxx", "\\xf0\\x9fxx" },
};

START_TEST(only_harmless_text_is_shown)
{
	char out[256];
	const size_t n = diag_escape(span_from(shown[_i].text), out,
				     sizeof(out));

	ck_assert_str_eq(out, shown[_i].shown);
	ck_assert_uint_eq(n, strlen(shown[_i].shown));
}
END_TEST

START_TEST(nul_and_the_end_of_the_span)
{
	char out[64];

	ck_assert_uint_eq(diag_escape(span_of("a\0b", 3), out, sizeof(out)),
			  6);
	ck_assert_str_eq(out, "a\\x00b");
	/* the character's last byte lies behind the span */
	diag_escape(span_of("\xc3\xa9", 1), out, sizeof(out));
	ck_assert_str_eq(out, "\\xc3");
	ck_assert_uint_eq(diag_escape((struct span){ 0 }, out, sizeof(out)), 0);
	ck_assert_str_eq(out, "");
}
END_TEST

/* Never half an escape, never half a character. */
START_TEST(cut_between_characters)
{
	static const char text[] = "a\xe2\x82\xac\x1b";
	static const char *const want[] = {
		NULL, "", "a", "a", "a", "a\xe2\x82\xac", "a\xe2\x82\xac",
		"a\xe2\x82\xac", "a\xe2\x82\xac", "a\xe2\x82\xac\\x1b",
	};

	for (size_t size = 1; size < sizeof(want) / sizeof(*want); size++) {
		char out[16];

		memset(out, '#', sizeof(out));
		const size_t n = diag_escape(span_from(text), out, size);

		ck_assert_str_eq(out, want[size]);
		ck_assert_uint_eq(n, strlen(want[size]));
		ck_assert_int_eq(out[size], '#');
	}
}
END_TEST

/* What one call writes to standard error, as one read of a pipe sees it. */
static void written(void (*say)(const char *, const char *), const char *text,
		    char *out, size_t size)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	const int old = dup(STDERR_FILENO);

	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	say("delta_processor", text);
	ck_assert_int_ge(dup2(old, STDERR_FILENO), 0);
	close(old);
	close(ends[1]);
	const ssize_t n = read(ends[0], out, size - 1);

	close(ends[0]);
	ck_assert_int_ge(n, 0);
	out[n] = '\0';
}

START_TEST(one_line_for_the_user)
{
	char out[8192];

	written(diag_error, "x.csv:7: bad \"\x1b\"", out, sizeof(out));
	ck_assert_str_eq(out, "delta_processor: x.csv:7: bad \"\\x1b\"\n");
	written(diag_warning, "lost\nevents", out, sizeof(out));
	ck_assert_str_eq(out, "delta_processor: warning: lost\\x0aevents\n");
}
END_TEST

/* A pipe that is full, to a reader who comes later. */
START_TEST(a_reader_that_is_late)
{
	static const char line[] = "delta_processor: x: No such file\n";
	static char got[1 << 20];
	size_t filled = 0, n = 0;
	ssize_t part;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	while ((part = write(ends[1], got, 1)) > 0)
		filled += (size_t)part;
	ck_assert_int_eq(errno, EAGAIN);
	const pid_t child = fork();

	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		diag_error("delta_processor", "x: No such file");
		_exit(0);
	}
	close(ends[1]);
	usleep(100000);		/* else there is room when it begins */
	while (n < sizeof(got) &&
	       (part = read(ends[0], got + n, sizeof(got) - n)) > 0)
		n += (size_t)part;
	close(ends[0]);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_uint_eq(n, filled + strlen(line));
	ck_assert_mem_eq(got + filled, line, strlen(line));
}
END_TEST

START_TEST(a_long_text_stays_one_line)
{
	char text[1024], out[8192];

	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	written(diag_error, text, out, sizeof(out));
	/* 1023 escapes of four characters: the longest fault fits */
	ck_assert_uint_eq(strlen(out), strlen("delta_processor: ") +
				       4 * 1023 + 1);
	ck_assert_ptr_eq(strchr(out, '\n'), out + strlen(out) - 1);

	char *const longer = malloc(20000);

	memset(longer, 'x', 19999);
	longer[19999] = '\0';
	written(diag_error, longer, out, sizeof(out));
	free(longer);
	ck_assert_uint_lt(strlen(out), sizeof(out) - 1);
	ck_assert_ptr_eq(strchr(out, '\n'), out + strlen(out) - 1);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("diag");
	TCase *const tcase = tcase_create("diag");

	tcase_add_loop_test(tcase, only_harmless_text_is_shown, 0,
			    sizeof(shown) / sizeof(*shown));
	tcase_add_test(tcase, nul_and_the_end_of_the_span);
	tcase_add_test(tcase, cut_between_characters);
	tcase_add_test(tcase, one_line_for_the_user);
	tcase_add_test(tcase, a_reader_that_is_late);
	tcase_add_test(tcase, a_long_text_stays_one_line);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
