/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"
#include "suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct plan plan;
static struct fault fault;
static char conf_path[] = "/tmp/test_plan_XXXXXX";

static void set_up(void)
{
	strcpy(conf_path, "/tmp/test_plan_XXXXXX");
	const int fd = mkstemp(conf_path);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void tear_down(void)
{
	plan_release(&plan);
	unlink(conf_path);
}

static void write_conf(const char *text)
{
	FILE *out = fopen(conf_path, "w");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	ck_assert_int_eq(fclose(out), 0);
}

static int parse(struct options *options, const char *const *words)
{
	static char *argv[24];
	int argc = 0;

	argv[argc++] = (char *)"delta_processor";
	for (; *words; words++)
		argv[argc++] = (char *)*words;
	return options_parse(options, argc, argv, &fault);
}

static int make(const char *const *words)
{
	struct options options;

	plan_release(&plan);
	ck_assert_int_eq(parse(&options, words), 0);
	const int result = plan_make(&plan, &options, &fault);

	options_release(&options);
	return result;
}

#define WORDS(...) ((const char *const []){ __VA_ARGS__, NULL })
#define MAKE(...) make(WORDS(__VA_ARGS__))

static void refused(const char *const *words, const char *why)
{
	ck_assert_int_eq(make(words), -1);
	ck_assert_str_eq(fault.text, why);
}

/* That text as section [S] is refused, by what it says of its line 2. */
static void conf_refused(const char *text, const char *why)
{
	char whole[2000], want[2000];

	snprintf(whole, sizeof(whole), "[S]\n%s\n", text);
	snprintf(want, sizeof(want), "%s:2: %s", conf_path, why);
	write_conf(whole);
	refused(WORDS("-c", conf_path, "-t", "S"), want);
}

static void names_are(const struct sequence *sequence, const char *want)
{
	char text[1000] = "";

	for (unsigned i = 0; i < sequence->n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, sequence->name[i]);
	}
	ck_assert_str_eq(text, want);
}

static void strings_are(const struct strings *strings, const char *want)
{
	char text[1000] = "";

	for (size_t i = 0; i < strings->n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, strings->at[i]);
	}
	ck_assert_str_eq(text, want);
}

START_TEST(order_alone)
{
	ck_assert_int_eq(MAKE("-e", "kvm_exit | kvm_entry|kvm_exit"), 0);
	names_are(&plan.order, "kvm_exit kvm_entry kvm_exit");
	strings_are(&plan.files, "-");
	strings_are(&plan.extra, "");
	ck_assert_ptr_null(plan.conf_name);
	ck_assert_ptr_null(plan.section);
	ck_assert_ptr_null(plan.comm);
	ck_assert_ptr_null(plan.by);
	ck_assert_ptr_null(plan.group);
	ck_assert_ptr_null(plan.output_dir);
	ck_assert_uint_eq(plan.nspans, 0);
	ck_assert_int_eq(plan.format, FORMAT_AUTO);
	ck_assert_int_eq(plan.algorithm, ALGORITHM_LATEST);
	ck_assert_int_eq(plan.stats, REPORT_TABLE);
	ck_assert_uint_eq(plan.max_keys, 65536);
	ck_assert_uint_eq(plan.max_in_flight, 65536);
	ck_assert_int_eq(plan.timeout, 0);
	ck_assert_uint_eq(plan.exponent, 9);
	ck_assert_uint_eq(plan.npercentiles, 3);
	ck_assert_uint_eq(plan.percentile[0], 90000);
	ck_assert_uint_eq(plan.percentile[1], 99000);
	ck_assert_uint_eq(plan.percentile[2], 99900);
	ck_assert(plan.header);
	ck_assert(!plan.metrics && !plan.quiet && !plan.csv_skimmed &&
		  !plan.skim_all && !plan.deltas_only && !plan.zero_fill);
}
END_TEST

START_TEST(order_of_1_to_32_names)
{
	static const char most[] = "0|1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|"
				   "6|7|8|9|0|1|2|3|4|5|6|7|8|9|0|1";
	char over[sizeof(most) + 2];

	snprintf(over, sizeof(over), "%s|x", most);
	ck_assert_int_eq(MAKE("-e", most), 0);
	ck_assert_uint_eq(plan.order.n, 32);
	ck_assert_str_eq(plan.order.name[31], "1");
	refused(WORDS("-e", over),
		"--order: 33 names; an order has at most 32");
	refused(WORDS("-e", ""), "--order: an empty name in ''");
	refused(WORDS("-e", "a||b"), "--order: an empty name in 'a||b'");
	refused(WORDS("-e", "a|b|"), "--order: an empty name in 'a|b|'");
	refused(WORDS("-e", "a| |b"), "--order: an empty name in 'a| |b'");
}
END_TEST

START_TEST(output_options)
{
	ck_assert_int_eq(MAKE("-e", "a", "x.gz", "-i", "y", "-f", "csv",
			      "-m", "1", "-u", "us", "-s", "json", "-q",
			      "--no-header", "--deltas-only", "-o", "d", "-l",
			      "log", "--report", "r", "--save-events=e"), 0);
	strings_are(&plan.files, "x.gz y");
	ck_assert_int_eq(plan.format, FORMAT_CSV);
	ck_assert(plan.metrics && plan.quiet && plan.deltas_only);
	ck_assert(!plan.header);
	ck_assert_uint_eq(plan.exponent, 3);
	ck_assert_int_eq(plan.stats, REPORT_JSON);
	ck_assert_str_eq(plan.output_dir, "d");
	ck_assert_str_eq(plan.log, "log");
	ck_assert_str_eq(plan.report, "r");
	ck_assert_str_eq(plan.save_events, "e");
	ck_assert_int_eq(MAKE("-e", "a", "--save-stats=s", "--histogram",
			      "--slowest=9", "-m-1", "-u", "ms", "-s", "none",
			      "--separate", "--strict", "-f", "perf"), 0);
	ck_assert_str_eq(plan.save_stats, "s");
	ck_assert(plan.histogram && plan.separate && plan.strict);
	ck_assert(!plan.metrics);
	ck_assert_uint_eq(plan.slowest, 9);
	ck_assert_uint_eq(plan.exponent, 6);
	ck_assert_int_eq(plan.stats, REPORT_NONE);
	ck_assert_int_eq(plan.format, FORMAT_PERF);
}
END_TEST

START_TEST(words_and_numbers)
{
	refused(WORDS("-e", "a", "-f", "xml"),
		"--format: unknown 'xml'; possible: perf, csv");
	refused(WORDS("-e", "a", "-u", "m"),
		"--unit: unknown 'm'; possible: s, ms, us, ns");
	refused(WORDS("-e", "a", "-s", ""),
		"--stats: unknown ''; possible: table, log, csv, json, none");
	refused(WORDS("-e", "a", "-a", "3"),
		"--algorithm: unknown '3'; possible: latest, fifo, sequential,"
		" original, 1, 2");
	refused(WORDS("-e", "a", "-m", "one"), "--mode: 'one' is not a number");
	refused(WORDS("-e", "a", "--slowest=x"),
		"--slowest: 'x' is not a number from 1 to 1000000");
	refused(WORDS("-e", "a", "--max-keys=0"),
		"--max-keys: '0' is not a number from 1 to 2147483648");
	refused(WORDS("-e", "a", "--max-in-flight=2147483649"),
		"--max-in-flight: '2147483649' is not a number from 1 to"
		" 2147483648");
	ck_assert_int_eq(MAKE("-e", "a", "--max-keys=2147483648",
			      "--max-in-flight=1"), 0);
	ck_assert_uint_eq(plan.max_keys, 2147483648u);
	ck_assert_uint_eq(plan.max_in_flight, 1);
}
END_TEST

START_TEST(percentiles)
{
	ck_assert_int_eq(MAKE("-e", "a", "-p", "50,0.001,99.999,100,5.5"), 0);
	ck_assert_uint_eq(plan.npercentiles, 5);
	ck_assert_uint_eq(plan.percentile[0], 50000);
	ck_assert_uint_eq(plan.percentile[1], 1);
	ck_assert_uint_eq(plan.percentile[2], 99999);
	ck_assert_uint_eq(plan.percentile[3], 100000);
	ck_assert_uint_eq(plan.percentile[4], 5500);

	static const char *const bad[] = {
		"", "0", "-1", "100.001", "99.9999", "x", "90,,99", "90,",
		"1e1",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(MAKE("-e", "a", "-p", bad[i]), -1);
		ck_assert_ptr_nonnull(strstr(fault.text, "is not a percentile:"
					     " above 0, at most 100, up to 3"
					     " decimals"));
	}
	refused(WORDS("-e", "a", "-p", "50,90,50.0"),
		"--percentiles: '50.0' is there twice");
}
END_TEST

START_TEST(as_many_percentiles_as_fit)
{
	char text[200] = "1";

	for (int i = 2; i <= 32; i++)
		sprintf(text + strlen(text), ",%d", i);
	ck_assert_int_eq(MAKE("-e", "a", "-p", text), 0);
	ck_assert_uint_eq(plan.npercentiles, 32);
	ck_assert_uint_eq(plan.percentile[31], 32000);
	strcat(text, ",33");
	refused(WORDS("-e", "a", "-p", text),
		"--percentiles: over 32 percentiles");
}
END_TEST

START_TEST(timeouts)
{
	ck_assert_int_eq(MAKE("-e", "a", "--timeout=0.5"), 0);
	ck_assert_int_eq(plan.timeout, 500000000);
	ck_assert_int_eq(MAKE("-e", "a", "-a", "fifo", "--timeout=2"), 0);
	ck_assert_int_eq(plan.timeout, 2000000000);
	refused(WORDS("-e", "a", "--timeout=0"),
		"--timeout: '0' is not a number of seconds above 0");
	refused(WORDS("-e", "a", "--timeout=-1"),
		"--timeout: '-1' is not a number of seconds above 0");
	refused(WORDS("-e", "a", "-a", "original", "--timeout=1"),
		"--timeout goes with --algorithm latest and fifo only");
}
END_TEST

START_TEST(algorithms)
{
	static const struct {
		const char *text;
		enum algorithm algorithm;
	} names[] = {
		{ "latest", ALGORITHM_LATEST }, { "fifo", ALGORITHM_FIFO },
		{ "sequential", ALGORITHM_SEQUENTIAL },
		{ "1", ALGORITHM_SEQUENTIAL },
		{ "original", ALGORITHM_ORIGINAL }, { "2", ALGORITHM_ORIGINAL },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		ck_assert_int_eq(MAKE("-e", "a|b", "-a", names[i].text), 0);
		ck_assert_int_eq(plan.algorithm, names[i].algorithm);
	}
	ck_assert_int_eq(MAKE("-e", "a|b", "-a", "1", "--zero-fill"), 0);
	ck_assert(plan.zero_fill);
	refused(WORDS("-e", "a|b", "--zero-fill"),
		"--zero-fill goes with --algorithm sequential only");
	refused(WORDS("-e", "a|b|a", "-a", "2"),
		"--order: 'a' stands twice; algorithm original needs each name"
		" once");
}
END_TEST

START_TEST(selection)
{
	ck_assert_int_eq(MAKE("-e", "a", "--comm=x.*", "--pid=1,3-5",
			      "--tid=7", "--cpu=0", "--time=1.5,",
			      "--where=q: r", "--where", "s:t: u",
			      "--by=field:dev"), 0);
	ck_assert_str_eq(plan.comm, "x.*");
	ck_assert(plan.comm_is_option && plan.by_is_option);
	ck_assert_str_eq(plan.pids, "1,3-5");
	ck_assert_str_eq(plan.tids, "7");
	ck_assert_str_eq(plan.cpus, "0");
	ck_assert_str_eq(plan.time, "1.5,");
	ck_assert_str_eq(plan.by, "field:dev");
	ck_assert_uint_eq(plan.where.n, 2);
	ck_assert_uint_eq(plan.where_options, 2);
	ck_assert_str_eq(plan.where.at[1], "s:t: u");
	strings_are(&plan.extra, "q s:t");
	ck_assert_int_eq(MAKE("-e", "a", "--by", "none"), 0);
	ck_assert_ptr_null(plan.by);
}
END_TEST

/* One line that begins with the option; what follows is the filter's. */
START_TEST(bad_selection)
{
	static const char *const bad[][2] = {
		{ "--comm", "(" }, { "--comm", "" }, { "--pid", "x" },
		{ "--tid", "3-" }, { "--cpu", "," }, { "--time", "5" },
		{ "--time", "6,5" }, { "--where", "x" }, { "--where", "x: (" },
		{ "--by", "/(/" }, { "--by", "thread" }, { "--by", "field:" },
		{ "--by", "" }, { "--skim", "a||b" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char begin[20];

		snprintf(begin, sizeof(begin), "%s: ", bad[i][0]);
		ck_assert_int_eq(MAKE("-e", "a", bad[i][0], bad[i][1]), -1);
		ck_assert_mem_eq(fault.text, begin, strlen(begin));
		ck_assert_ptr_null(strstr(fault.text + 2, "--"));
	}
}
END_TEST

START_TEST(groups)
{
	ck_assert_int_eq(MAKE("-e", "kvm_exit|b", "-g", "kvm_exit:reason"), 0);
	ck_assert_str_eq(plan.group, "kvm_exit:reason");
	strings_are(&plan.extra, "kvm_exit");
	/* the last colon splits; a full name stands for its second part */
	ck_assert_int_eq(MAKE("-e", "kvm_exit|b", "-g", "kvm:kvm_exit:x"), 0);
	ck_assert_int_eq(MAKE("-e", "kvm:kvm_exit|b", "-g", "kvm_exit:x"), 0);
	ck_assert_int_eq(MAKE("-e", "a", "-g", "group"), 0);
	ck_assert_str_eq(plan.group, "group");
	strings_are(&plan.extra, "");
	refused(WORDS("-e", "kvm_exit|b", "-g", "kvm_entry:reason"),
		"--group: 'kvm_entry' is not in the order");
	refused(WORDS("-e", "kvm:kvm_exit|b", "-g", "x:kvm_exit:reason"),
		"--group: 'x:kvm_exit' is not in the order");
	refused(WORDS("-e", "a", "-g", "a"),
		"--group: 'a' is neither EVENT:FIELD nor 'group', the column"
		" of a CSV");
	ck_assert_int_eq(MAKE("-e", "a", "-g", "a:"), -1);
	ck_assert_int_eq(MAKE("-e", "a", "-g", ":a"), -1);
}
END_TEST

START_TEST(skim_option)
{
	ck_assert_int_eq(MAKE("-e", "a", "--skim=b | c"), 0);
	strings_are(&plan.extra, "b c");
	ck_assert(plan.csv_skimmed && !plan.skim_all);
	ck_assert_int_eq(MAKE("-e", "a", "--skim=b|*"), 0);
	ck_assert(plan.skim_all);
	strings_are(&plan.extra, "b");
}
END_TEST

/* A conf of the 2015 program. */
START_TEST(conf_of_2015)
{
	write_conf("# `order` is used to identify loop sequence\n"
		   "[Native]\n"
		   "skim_native = kvm_exit|x|kvm_entry\n"
		   "order = kvm_exit|x\n"
		   "submission = kvm_exit|x\n"
		   "completion = kvm_entry__kvm_inj_virq__after|"
		   "sys_exit_ppoll__sys_exit_pread64__before"
		   "  x__y__before|z\n"
		   "\n"
		   "[Threads]\n"
		   "skim_threads = q\n"
		   "order = a|b|c");
	ck_assert_int_eq(MAKE("-c", conf_path), 0);
	ck_assert_str_eq(plan.conf_name, conf_path);
	ck_assert_str_eq(plan.section, "Native");
	names_are(&plan.order, "kvm_exit x");
	strings_are(&plan.extra, "kvm_exit x kvm_entry");
	ck_assert(!plan.csv_skimmed);
	ck_assert_uint_eq(plan.nspans, 3);
	ck_assert_str_eq(plan.spans[0].name, "submission");
	names_are(&plan.spans[0].sequence, "kvm_exit x");
	ck_assert_str_eq(plan.spans[1].name, "completion");
	names_are(&plan.spans[1].sequence, "sys_exit_ppoll sys_exit_pread64"
		  " kvm_inj_virq kvm_entry");
	ck_assert_str_eq(plan.spans[2].name, "completion.2");
	names_are(&plan.spans[2].sequence, "z x y");

	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "1"), 0);
	ck_assert_str_eq(plan.section, "Threads");
	names_are(&plan.order, "a b c");
	ck_assert_uint_eq(plan.nspans, 0);
}
END_TEST

START_TEST(conf_keys)
{
	write_conf("[DEFAULT]\ncomm = qemu\nwhere.all = k: x\n"
		   "[S]\norder = a|b\nby = tid\nalgorithm = fifo\n"
		   "where = a: y\n"
		   "[T]\ncomm = t\nwhere.all = a: z\n");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), 0);
	ck_assert_str_eq(plan.comm, "qemu");
	ck_assert_str_eq(plan.by, "tid");
	ck_assert_int_eq(plan.algorithm, ALGORITHM_FIFO);
	ck_assert_uint_eq(plan.where.n, 2);
	ck_assert_str_eq(plan.where.at[0], "a: y");
	ck_assert_str_eq(plan.where.at[1], "k: x");
	ck_assert_uint_eq(plan.where_options, 0);
	ck_assert(!plan.comm_is_option && !plan.by_is_option);
	strings_are(&plan.extra, "a k");

	/* options in their place */
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S", "-e", "c|d",
			      "--comm=x", "--by=none", "-a", "latest",
			      "--where=c: w", "--skim=e"), 0);
	names_are(&plan.order, "c d");
	ck_assert_str_eq(plan.comm, "x");
	ck_assert(plan.comm_is_option);
	ck_assert_ptr_null(plan.by);
	ck_assert_int_eq(plan.algorithm, ALGORITHM_LATEST);
	strings_are(&plan.where, "c: w");
	ck_assert_uint_eq(plan.where_options, 1);
	strings_are(&plan.extra, "e c");

	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "T", "-e", "a"), 0);
	ck_assert_str_eq(plan.comm, "t");
	strings_are(&plan.where, "a: z");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "T"), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, ": section [T] has no order,"
				     " and no --order is given"));
}
END_TEST

START_TEST(which_skim)
{
	write_conf("[DEFAULT]\nskim_all = d\n"
		   "[Native]\norder = o\nskim_native = n\nskim_threads = t\n"
		   "[Threads]\norder = o\nskim_x = x|y\nskim = z\n"
		   "[Bare]\norder = o\n");
	ck_assert_int_eq(MAKE("-c", conf_path), 0);
	strings_are(&plan.extra, "n");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t1"), 0);
	strings_are(&plan.extra, "x y z d");
	ck_assert_int_eq(MAKE("-c", conf_path, "-tBare"), 0);
	strings_are(&plan.extra, "d");
}
END_TEST

START_TEST(bad_conf)
{
	conf_refused("order = a||b", "order: an empty name in 'a||b'");
	conf_refused("skim = a|", "skim: an empty name in 'a|'");
	conf_refused("comm = (a", "comm: bad regex '(a': Unmatched ( or \\(");
	conf_refused("algorithm = best", "algorithm: unknown 'best'; possible:"
		     " latest, fifo, sequential, original, 1, 2");
	conf_refused("order = a|b|a\nalgorithm = original", "order: 'a' stands"
		     " twice; algorithm original needs each name once");
	conf_refused("submission = a", "submission: 'a' is not of two parts,"
		     " begin and end");
	conf_refused("completion = a|b|c", "completion: 'a|b|c' is not of two"
		     " parts, begin and end");
	conf_refused("submission = a|b |c d", "submission: 'a|b |c' is not of"
		     " two parts, begin and end");
	conf_refused("submission = a|", "submission: an empty name in 'a|'");
	conf_refused("submission = a__b__c__after|d", "submission:"
		     " 'a__b__c__after' can be read in several ways, as one of"
		     " its names holds '__'");
	conf_refused("ordre = a", "unknown key 'ordre'; possible: order,"
		     " skim..., comm, where..., by, algorithm, submission,"
		     " completion");
}
END_TEST

/* A section that is not in use is checked as well, and so is DEFAULT. */
START_TEST(every_section_counts)
{
	write_conf("[S]\norder = a|b\n[T]\norder = c\nby = thread\n");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, ":5: by: "));
	write_conf("[S]\norder = a|b\ncomm = x\n[DEFAULT]\ncomm = (\n");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, ":5: comm: "));
}
END_TEST

START_TEST(blanks_in_spans)
{
	write_conf("[S]\norder = a\nsubmission =  a | b  c|d e| f \n"
		   "completion = x__y__after | z\n");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), 0);
	ck_assert_uint_eq(plan.nspans, 4);
	names_are(&plan.spans[0].sequence, "a b");
	names_are(&plan.spans[1].sequence, "c d");
	ck_assert_str_eq(plan.spans[2].name, "submission.3");
	names_are(&plan.spans[2].sequence, "e f");
	names_are(&plan.spans[3].sequence, "z y x");
}
END_TEST

/* With one name on no side of "__" it is a name as any other. */
START_TEST(names_that_look_like_parts)
{
	write_conf("[S]\norder = a\n"
		   "submission = foo__before|__after __x__y__before|z\n");
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), 0);
	names_are(&plan.spans[0].sequence, "foo__before __after");
	names_are(&plan.spans[1].sequence, "__x y z");
}
END_TEST

START_TEST(up_to_16_spans)
{
	char text[300] = "[S]\norder = a\nsubmission =";

	for (int i = 0; i < 15; i++)
		strcat(text, " a|b");
	strcat(text, "\ncompletion = a|b");
	write_conf(text);
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), 0);
	ck_assert_uint_eq(plan.nspans, 16);
	ck_assert_str_eq(plan.spans[14].name, "submission.15");
	strcat(text, " a|b");
	write_conf(text);
	ck_assert_int_eq(MAKE("-c", conf_path, "-t", "S"), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, ":4: completion: over 16"
				     " spans in one section"));
}
END_TEST

static char *check_conf(int want, const char *const *words)
{
	struct options options;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	ck_assert_int_eq(parse(&options, words), 0);
	ck_assert(options.check_conf);
	ck_assert_int_eq(plan_check_conf(&options, out, &fault), want);
	ck_assert_int_eq(fclose(out), 0);
	options_release(&options);
	return text;
}

START_TEST(checking)
{
	char want[1000];

	write_conf("[DEFAULT]\ncomm = qemu\n"
		   "[S]\nORDER: a | b\nskim = c|d\nwhere.1 = a: x\nby = tid\n"
		   "completion = a__b__after|c\n"
		   "[T]\nskim = x|*\nalgorithm = 2\n");
	snprintf(want, sizeof(want), "# %s\n"
		 "\n[S]\norder = a|b\nskim = c|d\ncomm = qemu\n"
		 "where.1 = a: x\nby = tid\nalgorithm = latest\n"
		 "completion = c, b, a\n"
		 "\n[T]\n# no order: usable with --order only\nskim = *\n"
		 "comm = qemu\nby = none\nalgorithm = original\n", conf_path);
	char *text = check_conf(0, WORDS("--check-conf", "-c", conf_path));

	ck_assert_str_eq(text, want);
	free(text);
	text = check_conf(-1, WORDS("--check-conf", "-c", conf_path, "-tX"));
	ck_assert_str_eq(text, "");
	free(text);
	write_conf("[S]\norder = a\n[T]\norder = a|\n");
	text = check_conf(-1, WORDS("--check-conf", "-c", conf_path));
	ck_assert_str_eq(text, "");
	ck_assert_ptr_nonnull(strstr(fault.text, ":4: order: "));
	free(text);
	write_conf("# nothing\n");
	free(check_conf(-1, WORDS("--check-conf", "-c", conf_path)));
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("plan");
	TCase *const tcase = tcase_create("plan");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, order_alone);
	tcase_add_test(tcase, order_of_1_to_32_names);
	tcase_add_test(tcase, output_options);
	tcase_add_test(tcase, words_and_numbers);
	tcase_add_test(tcase, percentiles);
	tcase_add_test(tcase, as_many_percentiles_as_fit);
	tcase_add_test(tcase, timeouts);
	tcase_add_test(tcase, algorithms);
	tcase_add_test(tcase, selection);
	tcase_add_test(tcase, bad_selection);
	tcase_add_test(tcase, groups);
	tcase_add_test(tcase, skim_option);
	tcase_add_test(tcase, conf_of_2015);
	tcase_add_test(tcase, conf_keys);
	tcase_add_test(tcase, which_skim);
	tcase_add_test(tcase, bad_conf);
	tcase_add_test(tcase, every_section_counts);
	tcase_add_test(tcase, blanks_in_spans);
	tcase_add_test(tcase, names_that_look_like_parts);
	tcase_add_test(tcase, up_to_16_spans);
	tcase_add_test(tcase, checking);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
