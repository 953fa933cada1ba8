/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct conf conf;
static struct fault fault;

static void forget(void)
{
	conf_release(&conf);
}

static int load(const char *text)
{
	return conf_load_text(&conf, "f", span_from(text), &fault);
}

static void refused(const char *text, const char *why)
{
	ck_assert_int_eq(load(text), -1);
	ck_assert_str_eq(fault.text, why);
	conf_release(&conf);
}

/* What `key` of `section` is, found as -t does. */
static const char *get(const char *section, const char *key)
{
	const struct conf_section *s = conf_find(&conf, section, &fault);

	ck_assert_ptr_nonnull(s);
	const struct conf_value *value = conf_get(&conf, s, key);

	return value ? value->text : "(none)";
}

START_TEST(sections_and_keys)
{
	ck_assert_int_eq(load("; a comment\n"
			      "[Native]\n"
			      "order = a|b   ; behind a blank\n"
			      "comm: x;y\n"
			      "\n"
			      "# another\n"
			      "[Threads]\r\n"
			      "ORDER=c|d\r\n"), 0);
	ck_assert_str_eq(conf.name, "f");
	ck_assert_uint_eq(conf.n, 2);
	ck_assert_str_eq(get("Native", "order"), "a|b");
	ck_assert_str_eq(get("Native", "comm"), "x;y");
	ck_assert_str_eq(get("Threads", "order"), "c|d");
	ck_assert_str_eq(get("Threads", "comm"), "(none)");
	ck_assert_str_eq(conf.section[1].name, "Threads");
	ck_assert_uint_eq(conf.section[1].line, 7);
	ck_assert_uint_eq(conf.section[1].value[0].line, 8);
	ck_assert_str_eq(conf.section[1].value[0].key, "order");
}
END_TEST

START_TEST(numbers_for_the_first_two)
{
	ck_assert_int_eq(load("[Threads]\norder=t\n[Native]\norder=n\n"), 0);
	ck_assert_str_eq(get("0", "order"), "n");
	ck_assert_str_eq(get("1", "order"), "t");
	ck_assert_ptr_null(conf_find(&conf, "2", &fault));
	ck_assert_str_eq(fault.text,
			 "f: no section [2]; possible: Threads, Native");
	ck_assert_ptr_null(conf_find(&conf, "native", &fault));
}
END_TEST

START_TEST(long_values_go_on)
{
	ck_assert_int_eq(load("[S]\n"
			      "order = a|\n"
			      "   b|\t; said of b\n"
			      "   # of nothing\n"
			      "\n"
			      "\tc\n"
			      "comm =\n"
			      " by = it is no key\n"
			      "by = tid\n"), 0);
	ck_assert_str_eq(get("S", "order"), "a|b|c");
	ck_assert_str_eq(get("S", "comm"), "by = it is no key");
	ck_assert_str_eq(get("S", "by"), "tid");
	ck_assert_uint_eq(conf.section[0].value[0].line, 2);
	ck_assert_uint_eq(conf.section[0].value[2].line, 9);
}
END_TEST

START_TEST(default_is_a_fallback)
{
	ck_assert_int_eq(load("[A]\nby=cpu\n"
			      "[DEFAULT]\nby=tid\ncomm=x\n"
			      "[Empty]\n"), 0);
	ck_assert_uint_eq(conf.n, 2);
	ck_assert_str_eq(get("A", "by"), "cpu");
	ck_assert_str_eq(get("A", "comm"), "x");
	ck_assert_str_eq(get("Empty", "by"), "tid");
	ck_assert_str_eq(get("Empty", "order"), "(none)");
	ck_assert_ptr_null(conf_find(&conf, "DEFAULT", &fault));
}
END_TEST

START_TEST(section_in_pieces)
{
	ck_assert_int_eq(load("\xef\xbb\xbf[A]\nby=tid\n[B]\n[A]\n"
			      "  order=x\n"), 0);
	ck_assert_uint_eq(conf.n, 2);
	ck_assert_str_eq(get("A", "by"), "tid");
	ck_assert_str_eq(get("A", "order"), "x");
	ck_assert_str_eq(get("B", "by"), "(none)");
}
END_TEST

START_TEST(keys_that_begin_so)
{
	ck_assert_int_eq(load("[A]\nskim=a\nskim_threads=b\nwhere=c\n"
			      "where.2=d\nsubmission=\ncompletion=\n"
			      "algorithm=\n"), 0);
	ck_assert_str_eq(get("A", "skim_threads"), "b");
	ck_assert_str_eq(get("A", "where.2"), "d");
	ck_assert_str_eq(get("A", "submission"), "");
}
END_TEST

START_TEST(what_is_wrong_and_where)
{
	refused("[A]\nordre = a|b\n",
		"f:2: unknown key 'ordre'; possible: order, skim..., comm,"
		" where..., by, algorithm, submission, completion");
	refused("order=a\n", "f:1: a key before the first [section]");
	refused("[A]\nby=1\n\nBY=2\n",
		"f:4: key 'by' again (first in line 2)");
	refused("[A]\nwhat is this\n",
		"f:2: neither a [section] nor 'key = value'");
	refused("[A\nby=1\n", "f:1: neither a [section] nor 'key = value'");
	refused("[]\n", "f:1: a section's name has 1 to 48 bytes");
	/* the first of several */
	refused("[A]\nbad\nordre=x\n",
		"f:2: neither a [section] nor 'key = value'");
	refused("[A]\nordre=x\nbad\n",
		"f:2: unknown key 'ordre'; possible: order, skim..., comm,"
		" where..., by, algorithm, submission, completion");
}
END_TEST

/* A line of 199 bytes is taken whole, one of 200 is refused. */
START_TEST(long_lines)
{
	char text[300] = "[A]\nby=";
	const size_t begin = strlen(text);

	memset(text + begin, 'x', 199 - 3);
	ck_assert_int_eq(load(text), 0);
	ck_assert_uint_eq(strlen(get("A", "by")), 199 - 3);
	ck_assert_str_eq(get("A", "by"), text + begin);
	conf_release(&conf);
	strcat(text, "\n");
	ck_assert_int_eq(load(text), 0);
	ck_assert_uint_eq(strlen(get("A", "by")), 199 - 3);
	conf_release(&conf);
	text[strlen(text) - 1] = 'x';
	refused(text, "f:2: a line of over 199 bytes (a value may go on on"
		      " indented lines)");
	text[4] = '#';
	refused(text, "f:2: a line of over 199 bytes (a value may go on on"
		      " indented lines)");
}
END_TEST

/* inih would cut longer names off without a word. */
START_TEST(long_names)
{
	char text[200];

	snprintf(text, sizeof(text), "[%048d]\nskim%044d=x\n", 1, 2);
	ck_assert_int_eq(load(text), 0);
	ck_assert_uint_eq(strlen(conf.section[0].name), 48);
	ck_assert_uint_eq(strlen(conf.section[0].value[0].key), 48);
	conf_release(&conf);
	snprintf(text, sizeof(text), "[%049d]\n", 1);
	ck_assert_int_eq(load(text), -1);
	conf_release(&conf);
	snprintf(text, sizeof(text), "[A]\nskim%045d=x\n", 1);
	ck_assert_int_eq(load(text), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, "f:2: unknown key 'skim0"));
}
END_TEST

START_TEST(nul_byte)
{
	static const char text[] = "[A]\nby=ti\0d\n";

	ck_assert_int_eq(conf_load_text(&conf, "f",
					span_of(text, sizeof(text) - 1),
					&fault), -1);
	ck_assert_str_eq(fault.text, "f:2: a NUL byte");
}
END_TEST

/* A file of its own, removed by the caller. */
static char *make_file(const char *text, size_t len)
{
	char *path = strdup("/tmp/test_conf_XXXXXX");
	const int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
	return path;
}

START_TEST(files)
{
	char *path = make_file("[A]\nby=tid", 10);
	const char *const second[] = { "/nowhere/x", path };
	const char *const none[] = { "/nowhere/x", "/dev/null/y" };

	ck_assert_int_eq(conf_load(&conf, path, &fault), 0);
	ck_assert_str_eq(conf.name, path);
	ck_assert_str_eq(get("A", "by"), "tid");
	conf_release(&conf);
	ck_assert_int_eq(conf_load_first(&conf, second, 2, &fault), 0);
	ck_assert_str_eq(conf.name, path);
	conf_release(&conf);
	ck_assert_int_eq(conf_load_first(&conf, none, 2, &fault), 0);
	ck_assert_str_eq(conf.name, "compiled in");
	unlink(path);
	free(path);
}
END_TEST

/* One that is there but broken is an error, never skipped. */
START_TEST(broken_files)
{
	char *path = make_file("[A]\nbad", 7);
	const char *const directory[] = { "/", path };
	const char *const broken[] = { path };
	char want[100];

	ck_assert_int_eq(conf_load_first(&conf, directory, 2, &fault), -1);
	ck_assert_str_eq(fault.text, "/: Is a directory");
	conf_release(&conf);
	snprintf(want, sizeof(want), "%s:2: neither a [section] nor"
		 " 'key = value'", path);
	ck_assert_int_eq(conf_load_first(&conf, broken, 1, &fault), -1);
	ck_assert_str_eq(fault.text, want);
	conf_release(&conf);
	unlink(path);
	snprintf(want, sizeof(want), "%s: No such file or directory", path);
	ck_assert_int_eq(conf_load(&conf, path, &fault), -1);
	ck_assert_str_eq(fault.text, want);
	free(path);
}
END_TEST

START_TEST(size_of_a_file)
{
	char *text = malloc(65537);

	memset(text, '\n', 65537);
	char *most = make_file(text, 65536), *over = make_file(text, 65537);

	ck_assert_int_eq(conf_load(&conf, most, &fault), 0);
	conf_release(&conf);
	ck_assert_int_eq(conf_load(&conf, over, &fault), -1);
	ck_assert_ptr_nonnull(strstr(fault.text,
				     ": a conf file of over 65536 bytes"));
	unlink(most);
	unlink(over);
	free(most);
	free(over);
	free(text);
}
END_TEST

/* What is compiled in is the shipped file, byte for byte. */
START_TEST(compiled_in)
{
	const char *srcdir = getenv("srcdir");
	char path[4096], text[65536];

	snprintf(path, sizeof(path), "%s/conf/delta_processor.conf",
		 srcdir ? srcdir : ".");
	FILE *in = fopen(path, "r");

	ck_assert_ptr_nonnull(in);
	const size_t len = fread(text, 1, sizeof(text), in);

	fclose(in);
	ck_assert_uint_eq(len, strlen(conf_default_text));
	ck_assert_mem_eq(text, conf_default_text, len);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("conf");
	TCase *const tcase = tcase_create("conf");

	tcase_add_checked_fixture(tcase, NULL, forget);
	tcase_add_test(tcase, sections_and_keys);
	tcase_add_test(tcase, numbers_for_the_first_two);
	tcase_add_test(tcase, long_values_go_on);
	tcase_add_test(tcase, default_is_a_fallback);
	tcase_add_test(tcase, section_in_pieces);
	tcase_add_test(tcase, keys_that_begin_so);
	tcase_add_test(tcase, what_is_wrong_and_where);
	tcase_add_test(tcase, long_lines);
	tcase_add_test(tcase, long_names);
	tcase_add_test(tcase, nul_byte);
	tcase_add_test(tcase, files);
	tcase_add_test(tcase, broken_files);
	tcase_add_test(tcase, size_of_a_file);
	tcase_add_test(tcase, compiled_in);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
