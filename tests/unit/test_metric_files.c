/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "suite.h"
#include "output/metric_files.h"

#define S INT64_C(1000000000)

static const struct sequence order = { .n = 1, .name = { "kvm_exit" } };
static struct event_set *set;
static char dir[] = "/tmp/test_metric_files.XXXXXX";

static void setup(void)
{
	strcpy(strrchr(dir, '.'), ".XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	set = event_set_new(&order, 1, NULL, 0, true);
	ck_assert_ptr_nonnull(set);
}

static const char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* Files in the directory; hidden ones too.  They are removed on demand. */
static size_t count_files(bool and_remove)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	ck_assert_ptr_nonnull(d);
	for (struct dirent *e; (e = readdir(d));) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		n++;
		if (and_remove && unlink(path_of(e->d_name)) < 0)
			rmdir(path_of(e->d_name));
	}
	closedir(d);
	return n;
}

static void teardown(void)
{
	count_files(true);
	rmdir(dir);
	event_set_free(set);
}

static void expect_file(const char *name, const char *want)
{
	static char text[1 << 16];
	FILE *file = fopen(path_of(name), "r");

	ck_assert_msg(file != NULL, "no %s", name);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	ck_assert_str_eq(text, want);
}

static struct event event_of(const char *name, int64_t time)
{
	return (struct event){
		.time = time,
		.kind = name ? event_set_find(set, name, strlen(name), true)
			: KIND_LOST,
	};
}

static struct metric_files *dir_new(const char *const *taken, size_t ntaken)
{
	const struct metric_spec spec = {
		.set = set, .exponent = 9, .header = true, .dir = dir,
		.taken = { .name = taken, .nnames = ntaken },
	};
	struct fault fault;
	struct metric_files *m = metric_files_new(&spec, &fault);

	ck_assert_msg(m != NULL, "%s", fault.text);
	return m;
}

static void add(struct metric_files *m, const struct event *events, size_t n)
{
	struct fault fault = { "" };

	ck_assert_msg(metric_files_add(m, events, n, n, &fault) == 0, "%s",
		      fault.text);
}

static void commit(struct metric_files *m)
{
	struct fault fault = { "" };

	ck_assert_msg(metric_files_commit(m, &fault) == 0, "%s", fault.text);
	metric_files_free(m);
}

/* Events of these names, one each second, into files. */
static void write_files(const char *const *names, size_t n,
			const char *const *taken, size_t ntaken)
{
	struct metric_files *m = dir_new(taken, ntaken);

	for (size_t i = 0; i < n; i++) {
		const struct event event = event_of(names[i],
						    (int64_t)i * S);

		add(m, &event, 1);
	}
	commit(m);
}

START_TEST(stream)
{
	struct capture out;

	capture_begin(&out);
	const struct metric_spec spec = {
		.set = set, .exponent = 6, .header = true, .stream = out.sink,
	};
	struct fault fault;
	struct metric_files *m = metric_files_new(&spec, &fault);
	const struct event events[] = {
		event_of("kvm:kvm_exit", S), event_of("x,y", S + 500000),
		event_of("kvm:kvm_entry", S + 2000), event_of(NULL, 2 * S),
		event_of("kvm:kvm_exit", S + 1000),
		event_of("x,y", INT64_MIN), event_of("x,y", INT64_MAX),
	};

	ck_assert_ptr_nonnull(m);
	ck_assert_int_eq(metric_files_add(m, events, 6, 5, &fault), 0);
	ck_assert_int_eq(metric_files_add(m, events + 6, 1, 1, &fault), 0);
	ck_assert_int_eq(metric_files_commit(m, &fault), 0);
	ck_assert_uint_eq(metric_files_forgotten(m), 0);
	ck_assert_str_eq(capture_text(&out),
		"metric,entry,tstamp,delta\n"
		"kvm___,kvm_exit,1.000000,\n"
		"\"x,y\",\"x,y\",1.000500,\n"
		"kvm___,kvm_entry,1.000002,0.002\n"
		"kvm___,kvm_exit,1.000001,-0.001\n"
		"\"x,y\",\"x,y\",-9223372036.854775808,\n"
		"\"x,y\",\"x,y\",9223372036.854775807,\n");
	metric_files_free(m);
	capture_end(&out);
}
END_TEST

/* Same hashes for different keys: it is the key that counts. */
START_TEST(stream_by_key)
{
	struct capture out;

	capture_begin(&out);
	const struct metric_spec spec = {
		.set = set, .key = "t\"id", .exponent = 0, .stream = out.sink,
		.header = true,
	};
	struct fault fault;
	struct metric_files *m = metric_files_new(&spec, &fault);
	struct event events[6];
	static const struct {
		const char *text;
		int64_t number;
	} key[6] = { { NULL, 1 }, { NULL, 2 }, { "1", 0 }, { NULL, 1 },
		     { "1,", 0 }, { "1", 0 } };

	ck_assert_ptr_nonnull(m);
	for (int i = 0; i < 6; i++) {
		events[i] = event_of("kvm_exit", i * 1000 + i);
		if (key[i].text)
			events[i].key = span_from(key[i].text);
		events[i].key_number = key[i].number;
		events[i].key_hash = 77;
	}
	ck_assert_int_eq(metric_files_add(m, events, 6, 0, &fault), 0);
	ck_assert_str_eq(capture_text(&out),
			 "metric,\"t\"\"id\",entry,tstamp,delta\n"
			 "kvm___,1,kvm_exit,0.000000000,\n"
			 "kvm___,2,kvm_exit,0.000001001,\n"
			 "kvm___,1,kvm_exit,0.000002002,\n"
			 "kvm___,1,kvm_exit,0.000003003,3003\n"
			 "kvm___,\"1,\",kvm_exit,0.000004004,\n"
			 "kvm___,1,kvm_exit,0.000005005,3003\n");
	metric_files_free(m);
	capture_end(&out);
}
END_TEST

/* The pair idle for the longest goes, and only that one. */
START_TEST(forgets_the_idle)
{
	struct capture out;

	capture_begin(&out);
	const struct metric_spec spec = {
		.set = set, .key = "tid", .exponent = 0, .stream = out.sink,
	};
	struct fault fault;
	struct metric_files *m = metric_files_new(&spec, &fault);
	struct event event = event_of("e", 0);

	ck_assert_ptr_nonnull(m);
	for (int64_t i = 0; i < METRICS_MAX + 3; i++) {
		/* key 0 comes again after METRICS_MAX others, 1 and 2 */
		static const int64_t last[] = { 0, METRICS_MAX, 1 };

		event.key_number = i < METRICS_MAX ? i : last[i - METRICS_MAX];
		event.key_hash = (uint64_t)event.key_number * 12345;
		event.time = i;
		ck_assert_int_eq(metric_files_add(m, &event, 1, 1, &fault),
				 0);
	}
	ck_assert_uint_eq(metric_files_forgotten(m), 2);
	const char *text = capture_text(&out);
	const char *tail = text + strlen(text);

	for (int lines = 0; lines < 4; tail--)
		lines += tail[-1] == '\n';
	ck_assert_str_eq(tail + 1,
			 "e,0,e,0.000065,65536\n"
			 "e,65536,e,0.000065,\n"
			 "e,1,e,0.000065,\n");
	metric_files_free(m);
	capture_end(&out);
}
END_TEST

START_TEST(two_files)
{
	const char *const names[] = {
		"kvm:kvm_exit", "sched_switch", "kvm:kvm_entry",
	};

	write_files(names, 3, NULL, 0);
	ck_assert_uint_eq(count_files(false), 2);
	expect_file("kvm___.csv", "entry,tstamp,delta\n"
		    "kvm_exit,0.000000,\nkvm_entry,2.000000,2.000000\n");
	expect_file("sched_switch.csv", "entry,tstamp,delta\n"
		    "sched_switch,1.000000,\n");
}
END_TEST

START_TEST(nothing_before_the_commit)
{
	struct metric_files *m = dir_new(NULL, 0);
	struct event event = event_of("e", 0);

	/* 100 kB in all, so that it has to write */
	for (int i = 0; i < 5000; i++)
		add(m, &event, 1);
	ck_assert_uint_eq(count_files(false), 1);
	ck_assert_int_ne(access(path_of("e.csv"), F_OK), 0);
	metric_files_free(m);
	ck_assert_uint_eq(count_files(false), 0);
}
END_TEST

START_TEST(names_stay_inside)
{
	const char *const names[] = {
		"../up", "a/b", "/etc/x", ".", "..", ".hidden", "per%cent",
		"new\nline", "\033[31m", "\x7f", "\xff", "a:b*?",
		"a%2Fb", "100%", "%zf", "%f",
	};
	static const char *const files[] = {
		"%2E.%2Fup.csv", "a%2Fb.csv", "%2Fetc%2Fx.csv", "%2E.csv",
		"%2E..csv", "%2Ehidden.csv", "per%25cent.csv",
		"new\nline.csv", "%1B[31m.csv", "%7F.csv", "\xff.csv",
		"a:b*?.csv", "a%252Fb.csv", "100%.csv", "%zf.csv", "%f.csv",
	};
	const size_t n = sizeof(names) / sizeof(*names);

	write_files(names, n, NULL, 0);
	ck_assert_uint_eq(count_files(false), n);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(access(path_of(files[i]), F_OK) == 0, "%s",
			      files[i]);
}
END_TEST

START_TEST(names_do_not_collide)
{
	const char *const names[] = {
		"loop_diff", "submission", "A", "a", "loop_diff~2",
		"a/b", "a%2Fb",
	};
	const char *const taken[] = { "loop_diff.csv", "submission.csv" };
	static const char *const files[] = {
		"loop_diff~2.csv", "submission~2.csv", "A.csv", "a.csv",
		"loop_diff~2~2.csv", "a%2Fb.csv", "a%252Fb.csv",
	};

	write_files(names, 7, taken, 2);
	ck_assert_uint_eq(count_files(false), 7);
	for (size_t i = 0; i < 7; i++) {
		char want[128];

		snprintf(want, sizeof(want),
			 "entry,tstamp,delta\n%s,%zu.000000,\n", names[i], i);
		expect_file(files[i], want);
	}
}
END_TEST

/* FNV-1a of 300 and of 301 letters x, computed with Python integers. */
START_TEST(long_names)
{
	static char name[2][302], file[2][256];
	const char *const names[] = { name[0], name[1] };
	static const char *const hash[] = {
		"e78ddf9f1ba85555", "1e68285bff08bb77",
	};

	for (size_t i = 0; i < 2; i++) {
		memset(name[i], 'x', 300 + i);
		memset(file[i], 'x', 180);
		sprintf(file[i] + 180, "~%s.csv", hash[i]);
	}
	write_files(names, 2, NULL, 0);
	ck_assert_uint_eq(count_files(false), 2);
	ck_assert_int_eq(access(path_of(file[0]), F_OK), 0);
	ck_assert_int_eq(access(path_of(file[1]), F_OK), 0);
}
END_TEST

/* More files than descriptors, more rows than memory holds. */
START_TEST(thousands_of_files)
{
	enum { FILES = 3000, ROUNDS = 20 };
	struct rlimit few;
	struct metric_files *m = dir_new(NULL, 0);
	char want[4096];

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &few), 0);
	few.rlim_cur = 32;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < FILES; i++) {
			char name[100];

			sprintf(name, "%080d", i);
			const struct event event = event_of(name, round * S);

			add(m, &event, 1);
		}
	}
	commit(m);
	ck_assert_uint_eq(count_files(false), FILES);
	for (int i = 0; i < FILES; i += FILES - 1) {
		char name[100];
		int n = sprintf(want, "entry,tstamp,delta\n");

		for (int round = 0; round < ROUNDS; round++)
			n += sprintf(want + n, "%080d,%d.000000,%s\n", i,
				     round, round ? "1.000000" : "");
		sprintf(name, "%080d.csv", i);
		expect_file(name, want);
	}
}
END_TEST

START_TEST(no_directory)
{
	const struct metric_spec spec = { .set = set, .dir = "/no/such" };
	struct fault fault;

	ck_assert_ptr_null(metric_files_new(&spec, &fault));
	ck_assert_str_eq(fault.text, "/no/such: No such file or directory");
}
END_TEST

/* Two files cannot get their names, and each is told; the other does. */
START_TEST(files_that_fail)
{
	struct metric_files *m = dir_new(NULL, 0);
	const struct event events[] = {
		event_of("a", 0), event_of("b", 0), event_of("c", 0),
	};
	static const char *const bad[] = { "a.csv", "c.csv" };
	struct fault fault = { "" };
	char want[256];

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(mkdir(path_of(bad[i]), 0777), 0);
	add(m, events, 3);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(metric_files_commit(m, &fault), -1);
		snprintf(want, sizeof(want), "%s/%s: Is a directory", dir,
			 bad[i]);
		ck_assert_str_eq(fault.text, want);
	}
	commit(m);
	ck_assert_uint_eq(count_files(false), 3);
	expect_file("b.csv", "entry,tstamp,delta\nb,0.000000,\n");
}
END_TEST

/* A failed write removes its file and no other; what comes for it later is
 * dropped without another fault. */
START_TEST(a_write_that_fails)
{
	struct metric_files *m = dir_new(NULL, 0);
	const struct event few = event_of("few", 0), many = event_of("e", 0);
	struct rlimit usual, small;
	struct fault fault = { "" };
	int failures = 0;
	char want[256];

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &usual), 0);
	small = (struct rlimit){ 50000, usual.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	add(m, &few, 1);
	for (int i = 0; i < 10000; i++)
		failures += metric_files_add(m, &many, 1, 1, &fault) < 0;
	ck_assert_int_eq(failures, 1);
	snprintf(want, sizeof(want), "%s/e.csv: File too large", dir);
	ck_assert_str_eq(fault.text, want);
	commit(m);
	ck_assert_uint_eq(count_files(false), 1);
	expect_file("few.csv", "entry,tstamp,delta\nfew,0.000000,\n");
	/* others may run in this process */
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &usual), 0);
}
END_TEST

/* Of a file whose beginning is gone, and then of one that came before it. */
START_TEST(an_earlier_one_fails_later)
{
	struct metric_files *m = dir_new(NULL, 0);
	const struct event few = event_of("few", 0), many = event_of("e", 0);
	struct fault fault = { "" };
	int failures = 0;
	char want[256];

	add(m, &few, 1);
	for (int i = 0; i < 5000; i++)
		add(m, &many, 1);
	ck_assert_uint_eq(count_files(true), 1);
	for (int i = 0; i < 5000; i++)
		failures += metric_files_add(m, &many, 1, 1, &fault) < 0;
	ck_assert_int_eq(failures, 1);
	snprintf(want, sizeof(want), "%s/e.csv: No such file or directory",
		 dir);
	ck_assert_str_eq(fault.text, want);
	ck_assert_int_eq(mkdir(path_of("few.csv"), 0777), 0);
	ck_assert_int_eq(metric_files_commit(m, &fault), -1);
	snprintf(want, sizeof(want), "%s/few.csv: Is a directory", dir);
	ck_assert_str_eq(fault.text, want);
	commit(m);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("metric_files");
	TCase *tc = tcase_create("metrics");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, stream);
	tcase_add_test(tc, stream_by_key);
	tcase_add_test(tc, forgets_the_idle);
	tcase_add_test(tc, two_files);
	tcase_add_test(tc, nothing_before_the_commit);
	tcase_add_test(tc, names_stay_inside);
	tcase_add_test(tc, names_do_not_collide);
	tcase_add_test(tc, long_names);
	tcase_add_test(tc, thousands_of_files);
	tcase_add_test(tc, no_directory);
	tcase_add_test(tc, files_that_fail);
	tcase_add_test(tc, a_write_that_fails);
	tcase_add_test(tc, an_earlier_one_fails_later);
	suite_add_tcase(suite, tc);

	return suite_run(suite);
}
