/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"
#include "suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* What a parse of these words gives; the words outlive it. */
struct parsed {
	int result;
	struct options options;
	struct fault fault;
};

static struct parsed parse(const char *const *words)
{
	struct parsed p = { .fault = { "" } };
	char *argv[16] = { (char *)"delta_processor" };
	int argc = 1;

	while (words[argc - 1]) {
		argv[argc] = (char *)words[argc - 1];
		argc++;
	}
	p.result = options_parse(&p.options, argc, argv, &p.fault);
	return p;
}

#define PARSE(...) parse((const char *const []){ __VA_ARGS__, NULL })

static void refused(struct parsed p, const char *text)
{
	ck_assert_int_eq(p.result, -1);
	ck_assert_str_eq(p.fault.text, text);
	options_release(&p.options);
}

START_TEST(nothing_given)
{
	struct parsed p = parse((const char *const []){ NULL });

	ck_assert_int_eq(p.result, 0);
	ck_assert_uint_eq(p.options.inputs.n, 0);
	ck_assert_uint_eq(p.options.where.n, 0);
	ck_assert_ptr_null(p.options.order);
	ck_assert(!p.options.quiet);
	options_release(&p.options);
}
END_TEST

/* Operands and -i keep the order they were written in. */
START_TEST(files_in_their_order)
{
	struct parsed p = PARSE("a", "-i", "b", "-q", "c", "--input=d", "-",
				"--", "-e", "--");
	static const char *const want[] = {
		"a", "b", "c", "d", "-", "-e", "--"
	};

	ck_assert_int_eq(p.result, 0);
	ck_assert_uint_eq(p.options.inputs.n, 7);
	for (size_t i = 0; i < 7; i++)
		ck_assert_str_eq(p.options.inputs.at[i], want[i]);
	ck_assert(p.options.quiet);
	ck_assert_ptr_null(p.options.order);
	options_release(&p.options);
}
END_TEST

START_TEST(where_adds_up)
{
	struct parsed p = PARSE("--where", "a: b", "--where=c: d");

	ck_assert_int_eq(p.result, 0);
	ck_assert_uint_eq(p.options.where.n, 2);
	ck_assert_str_eq(p.options.where.at[0], "a: b");
	ck_assert_str_eq(p.options.where.at[1], "c: d");
	options_release(&p.options);
}
END_TEST

START_TEST(last_counts)
{
	struct parsed p = PARSE("-e", "a|b", "--order=c|d", "-t1");

	ck_assert_int_eq(p.result, 0);
	ck_assert_str_eq(p.options.order, "c|d");
	ck_assert_str_eq(p.options.type, "1");
	options_release(&p.options);
}
END_TEST

START_TEST(abbreviations)
{
	struct parsed p = PARSE("--ord", "x", "--deltas", "--max-k=7");

	ck_assert_int_eq(p.result, 0);
	ck_assert_str_eq(p.options.order, "x");
	ck_assert_str_eq(p.options.max_keys, "7");
	ck_assert_ptr_null(p.options.max_in_flight);
	ck_assert(p.options.deltas_only);
	options_release(&p.options);
}
END_TEST

/* Each letter and its long form store at the same place, and nowhere else. */
START_TEST(letters_and_names)
{
	static const struct {
		const char *letter, *name;
	} pairs[] = {
		{ "-o", "--output" }, { "-c", "--conf" }, { "-m", "--mode" },
		{ "-t", "--type" }, { "-l", "--log" }, { "-e", "--order" },
		{ "-a", "--algorithm" }, { "-f", "--format" },
		{ "-u", "--unit" }, { "-s", "--stats" },
		{ "-p", "--percentiles" }, { "-g", "--group" },
		{ "-b", "--by" },
	};

	static const char value[] = "v";
	const size_t from = offsetof(struct options, output);
	const size_t len = offsetof(struct options, zero_fill) - from;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct parsed p[] = {
			PARSE(pairs[i].letter, value),
			PARSE(pairs[i].name, value),
			PARSE("--"),
		};
		const char *at[3];

		for (int k = 0; k < 3; k++) {
			ck_assert_int_eq(p[k].result, 0);
			at[k] = (const char *)&p[k].options + from;
		}
		ck_assert_mem_eq(at[0], at[1], len);
		ck_assert_mem_ne(at[0], at[2], len);
		for (int k = 0; k < 3; k++)
			options_release(&p[k].options);
	}
}
END_TEST

START_TEST(each_at_its_field)
{
	struct parsed p = PARSE("--skim=1", "--comm=2", "--pid=3", "--tid=4",
				"--cpu=5", "--time=6", "--timeout=7",
				"--save-events=8", "--save-stats=9",
				"--report=10", "--slowest=11", "-bk", "-gg",
				"-u12", "-s13");

	ck_assert_int_eq(p.result, 0);
	ck_assert_str_eq(p.options.skim, "1");
	ck_assert_str_eq(p.options.comm, "2");
	ck_assert_str_eq(p.options.pid, "3");
	ck_assert_str_eq(p.options.tid, "4");
	ck_assert_str_eq(p.options.cpu, "5");
	ck_assert_str_eq(p.options.time, "6");
	ck_assert_str_eq(p.options.timeout, "7");
	ck_assert_str_eq(p.options.save_events, "8");
	ck_assert_str_eq(p.options.save_stats, "9");
	ck_assert_str_eq(p.options.report, "10");
	ck_assert_str_eq(p.options.slowest, "11");
	ck_assert_str_eq(p.options.by, "k");
	ck_assert_str_eq(p.options.group, "g");
	ck_assert_str_eq(p.options.unit, "12");
	ck_assert_str_eq(p.options.stats, "13");
	options_release(&p.options);
}
END_TEST

START_TEST(flags)
{
	struct parsed p = PARSE("--zero-fill", "--separate", "--strict",
				"--no-header", "--deltas-only", "--histogram",
				"--quiet", "--check-conf");

	ck_assert_int_eq(p.result, 0);
	ck_assert(p.options.zero_fill && p.options.separate &&
		  p.options.strict && p.options.no_header &&
		  p.options.deltas_only && p.options.histogram &&
		  p.options.quiet && p.options.check_conf);
	ck_assert(!p.options.help && !p.options.version);
	options_release(&p.options);
}
END_TEST

START_TEST(help_ends_the_parse)
{
	struct parsed p = PARSE("-h", "--no-such-option");

	ck_assert_int_eq(p.result, 0);
	ck_assert(p.options.help);
	options_release(&p.options);
	p = PARSE("-V", "-?");
	ck_assert_int_eq(p.result, 0);
	ck_assert(p.options.version && !p.options.help);
	options_release(&p.options);
}
END_TEST

START_TEST(unknown_options)
{
	refused(PARSE("--ordr"),
		"unknown option --ordr; did you mean --order?");
	refused(PARSE("--order-by=x"),
		"unknown option --order-by; did you mean --order?");
	refused(PARSE("--interleave=x"), "unknown option --interleave");
	refused(PARSE("--max_keys=3"),
		"unknown option --max_keys; did you mean --max-keys?");
	refused(PARSE("--hlep"), "unknown option --hlep; did you mean --help?");
	refused(PARSE("--zz"), "unknown option --zz");
	refused(PARSE("--a-very-long-name-that-is-no-option"),
		"unknown option --a-very-long-name-that-is-no-option");
	refused(PARSE("-x"), "unknown option -x");
	refused(PARSE("-qx"), "unknown option -x");
	refused(PARSE("--=x"), "unknown option --");
}
END_TEST

START_TEST(ambiguous)
{
	refused(PARSE("--max=3"), "option --max is ambiguous: --max-keys,"
				  " --max-in-flight");
}
END_TEST

START_TEST(arguments)
{
	refused(PARSE("-e"), "option --order needs an argument: NAME|...");
	refused(PARSE("a", "--where"),
		"option --where needs an argument: EVENT: REGEX");
	refused(PARSE("--quiet=yes"), "option --quiet takes no argument");
}
END_TEST

/* A second parse in one process starts anew. */
START_TEST(twice)
{
	refused(PARSE("-q", "-x", "rest"), "unknown option -x");
	struct parsed p = PARSE("-e", "a", "b");

	ck_assert_int_eq(p.result, 0);
	ck_assert_str_eq(p.options.order, "a");
	ck_assert_uint_eq(p.options.inputs.n, 1);
	ck_assert(!p.options.quiet);
	options_release(&p.options);
}
END_TEST

START_TEST(help_fits_a_terminal)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	options_help(out);
	ck_assert_int_eq(fclose(out), 0);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		ck_assert_uint_lt(strcspn(line, "\n"), 80);
	ck_assert_ptr_nonnull(strstr(text, "\nMatching:\n"));
	ck_assert_ptr_nonnull(strstr(text, "  -e, --order=NAME|...  "));
	ck_assert_ptr_nonnull(strstr(text, "      --where=EVENT: REGEX  "));
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tc = tcase_create("options");

	tcase_add_test(tc, nothing_given);
	tcase_add_test(tc, files_in_their_order);
	tcase_add_test(tc, where_adds_up);
	tcase_add_test(tc, last_counts);
	tcase_add_test(tc, abbreviations);
	tcase_add_test(tc, letters_and_names);
	tcase_add_test(tc, each_at_its_field);
	tcase_add_test(tc, flags);
	tcase_add_test(tc, help_ends_the_parse);
	tcase_add_test(tc, unknown_options);
	tcase_add_test(tc, ambiguous);
	tcase_add_test(tc, arguments);
	tcase_add_test(tc, twice);
	tcase_add_test(tc, help_fits_a_terminal);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
