/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sink: what was put arrives, whole and under its name, or the failure is
 * told and nothing is left behind.  gzip is read back with zlib.
 */
#include "output/sink.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "suite.h"

enum { BIG = 300000 };

static char dir[] = "/tmp/test_sink.XXXXXX";

static void make_dir(void)
{
	/* another test of this process may have filled it in */
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0777), 0);
	ck_assert_int_eq(chdir(dir), 0);
	umask(022);
	signal(SIGPIPE, SIG_IGN);
}

static void remove_dir(void)
{
	DIR *d = opendir(".");

	for (struct dirent *e = readdir(d); e; e = readdir(d))
		unlinkat(dirfd(d), e->d_name,
			 e->d_type == DT_DIR ? AT_REMOVEDIR : 0);
	closedir(d);
	rmdir(dir);
}

/* How many files there are; the length of the last one's name. */
static unsigned look(size_t *len)
{
	DIR *d = opendir(".");
	unsigned n = 0;

	for (struct dirent *e = readdir(d); e; e = readdir(d))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			*len = strlen(e->d_name);
			n++;
		}
	closedir(d);
	return n;
}

static unsigned files(void)
{
	size_t len;

	return look(&len);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

static void ck_file(const char *path, const char *want, size_t len)
{
	FILE *f = fopen(path, "r");
	char *got = malloc(len + 1);

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fread(got, 1, len + 1, f), len);
	ck_assert_int_eq(memcmp(got, want, len), 0);
	fclose(f);
	free(got);
}

static void ck_text(const char *path, const char *want)
{
	ck_file(path, want, strlen(want));
}

static void ck_gzip(const char *path, const char *want, size_t len)
{
	gzFile f = gzopen(path, "r");
	char *got = malloc(len + 1);

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(gzread(f, got, (unsigned)len + 1), (int)len);
	ck_assert_int_eq(gzdirect(f), 0);
	ck_assert_int_eq(gzclose(f), Z_OK);
	ck_assert_int_eq(memcmp(got, want, len), 0);
	free(got);
}

/* BIG bytes that do not compress well. */
static const char *big(void)
{
	static char text[BIG];
	uint32_t x = 1;

	for (size_t i = 0; i < BIG; i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (char)(x >> 24);
	}
	return text;
}

static struct sink *open_atomic(const char *path)
{
	struct fault fault;
	struct sink *sink = sink_atomic(path, false, &fault);

	ck_assert_ptr_nonnull(sink);
	return sink;
}

static void commit(struct sink *sink)
{
	struct fault fault;

	ck_assert_int_eq(sink_commit(sink, &fault), 0);
	sink_close(sink);
}

static void write_atomic(const char *path, const char *text)
{
	struct sink *sink = open_atomic(path);

	sink_str(sink, text);
	commit(sink);
}

/* The failure is told, and leaves this many files. */
static void ck_no_commit(struct sink *sink, const char *why, unsigned left)
{
	struct fault fault;

	ck_assert_int_eq(sink_commit(sink, &fault), -1);
	ck_assert_str_eq(fault.text, why);
	ck_assert_uint_eq(files(), left);
	sink_close(sink);
}

/* ---- what is put ---- */

START_TEST(pieces)
{
	struct fault fault;
	struct sink *sink = sink_path("out", false, &fault);
	struct span absent = { 0 };

	ck_assert_ptr_nonnull(sink);
	ck_assert_str_eq(sink_name(sink), "out");
	sink_put(sink, "a\0b", 3);
	sink_put(sink, "", 0);
	sink_str(sink, "cd");
	sink_printf(sink, "%s-%d;", "x", 42);
	sink_csv(sink, absent);

	char *p = sink_reserve(sink, SINK_ROOM);

	memset(p, 'r', 10);
	sink_advance(sink, p + 10);
	ck_assert_uint_eq(sink_buffered(sink), 20);
	ck_file("out", "", 0);
	ck_assert_int_eq(sink_flush(sink), 0);
	ck_assert_uint_eq(sink_buffered(sink), 0);
	ck_assert_int_eq(sink_failed(sink), 0);
	ck_file("out", "a\0bcdx-42;rrrrrrrrrr", 20);
	sink_close(sink);
	sink_close(NULL);
}
END_TEST

START_TEST(csv)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "plain", "plain" },
		{ " blank ", " blank " },
		{ "a,b", "\"a,b\"" },
		{ "\"", "\"\"\"\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "\"\"x", "\"\"\"\"\"x\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "cr\r", "\"cr\r\"" },
		{ "semi;colon\ttab'", "semi;colon\ttab'" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fault fault;
		struct sink *sink = sink_path("out", false, &fault);

		sink_csv(sink, span_from(rows[i][0]));
		commit(sink);
		ck_text("out", rows[i][1]);
	}
}
END_TEST

/* across the buffer's end in every way */
START_TEST(much)
{
	struct fault fault;
	const char *text = big();

	for (size_t part = 1; part <= BIG; part = part * 3 + 1) {
		struct sink *sink = sink_path("out", false, &fault);

		for (size_t at = 0; at < BIG; at += part)
			sink_put(sink, text + at,
				 BIG - at < part ? BIG - at : part);
		commit(sink);
		ck_file("out", text, BIG);
	}
	for (size_t part = 1; part <= SINK_ROOM; part = part * 3 + 1) {
		struct sink *sink = sink_path("out", false, &fault);

		for (size_t at = 0; at < BIG; at += part) {
			const size_t n = BIG - at < part ? BIG - at : part;
			char *p = sink_reserve(sink, SINK_ROOM);

			memset(p, 'j', SINK_ROOM);
			memcpy(p, text + at, n);
			sink_advance(sink, p + n);
		}
		commit(sink);
		ck_file("out", text, BIG);
	}
}
END_TEST

START_TEST(long_printf)
{
	static char want[BIG + 3];
	struct fault fault;
	struct sink *sink = sink_path("out", false, &fault);

	memset(want, ' ', BIG);
	memcpy(want + BIG - 1, "7|", 3);
	sink_printf(sink, "%*d|", (int)BIG, 7);
	commit(sink);
	ck_text("out", want);
}
END_TEST

START_TEST(gzip)
{
	struct fault fault;
	const char *text = big();

	for (int atomic = 0; atomic < 2; atomic++) {
		struct sink *sink = (atomic ? sink_atomic : sink_path)
			("out.gz", true, &fault);

		ck_assert_ptr_nonnull(sink);
		sink_put(sink, text, BIG);
		commit(sink);
		ck_gzip("out.gz", text, BIG);

		sink = (atomic ? sink_atomic : sink_path)
			("empty.gz", true, &fault);
		commit(sink);
		ck_gzip("empty.gz", "", 0);
	}
}
END_TEST

/* what was flushed can be read before the file is finished; flushing nothing
 * adds nothing */
START_TEST(gzip_flush)
{
	struct fault fault;
	struct sink *sink = sink_path("out.gz", true, &fault);
	struct stat st;
	off_t size = 0;
	char got[16] = "";

	sink_str(sink, "rows\n");
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(sink_flush(sink), 0);
		ck_assert_int_eq(stat("out.gz", &st), 0);
		ck_assert(i == 0 || st.st_size == size);
		size = st.st_size;
	}

	gzFile f = gzopen("out.gz", "r");

	gzread(f, got, sizeof(got));
	ck_assert_str_eq(got, "rows\n");
	gzclose(f);
	sink_str(sink, "more");
	commit(sink);
	ck_gzip("out.gz", "rows\nmore", 9);
}
END_TEST

/* ---- descriptors ---- */

/* Reads slowly; its status tells whether it got big(). */
static pid_t slow_reader(int from, int other)
{
	const pid_t child = fork();

	if (child != 0)
		return child;
	close(other);

	static char got[BIG + 1];
	size_t len = 0;

	for (;;) {
		usleep(500);

		const ssize_t n = read(from, got + len, sizeof(got) - len < 3000
				       ? sizeof(got) - len : 3000);

		if (n <= 0)
			break;
		len += (size_t)n;
	}
	_exit(len != BIG || memcmp(got, big(), BIG) != 0);
}

/* writes that are partial, refused for a while or interrupted */
START_TEST(slow)
{
	int ends[2];
	int status;

	if (_i < 2)
		ck_assert_int_eq(pipe(ends), 0);
	else
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	if (_i > 0)
		ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);

	const pid_t child = slow_reader(ends[0], ends[1]);
	struct sink *sink = sink_fd(ends[1], "pipe");

	close(ends[0]);
	sink_put(sink, big(), BIG);
	ck_assert_int_eq(sink_flush(sink), 0);
	sink_close(sink);
	ck_assert_int_eq(close(ends[1]), 0);	/* is still ours */
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void ignore(int number)
{
	(void)number;
}

START_TEST(interrupted)
{
	const struct sigaction action = { .sa_handler = ignore };
	int ends[2];
	int status;

	ck_assert_int_eq(pipe(ends), 0);

	const pid_t child = slow_reader(ends[0], ends[1]);
	const pid_t writer = fork();

	if (writer == 0) {
		struct sink *sink = sink_fd(ends[1], "pipe");

		close(ends[0]);
		sigaction(SIGUSR1, &action, NULL);
		sink_put(sink, big(), BIG);

		const int failed = sink_flush(sink);

		sink_close(sink);
		_exit(failed != 0);
	}
	close(ends[0]);
	close(ends[1]);
	usleep(20000);
	while (waitpid(writer, &status, WNOHANG) == 0) {
		kill(writer, SIGUSR1);
		usleep(300);
	}
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(vanished_reader)
{
	int ends[2];
	struct fault fault;

	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);

	struct sink *sink = sink_fd(ends[1], "stdout");

	sink_str(sink, "x");
	ck_assert_int_eq(sink_failed(sink), 0);
	ck_assert_int_eq(sink_flush(sink), -1);
	ck_assert_int_eq(sink_failed(sink), EPIPE);

	/* the first failure stays, and nothing more is tried */
	ck_assert_int_eq(dup2(open("late", O_WRONLY | O_CREAT, 0600), ends[1]),
			 ends[1]);
	sink_put(sink, big(), BIG);
	ck_assert_int_eq(sink_flush(sink), -1);
	ck_assert_int_eq(sink_failed(sink), EPIPE);
	ck_assert_int_eq(sink_commit(sink, &fault), -1);
	ck_assert_str_eq(fault.text, "stdout: Broken pipe");
	sink_close(sink);
	ck_text("late", "");
}
END_TEST

START_TEST(committed_descriptor)
{
	struct sink *sink = sink_fd(open("out", O_WRONLY | O_CREAT, 0600),
				    "out");

	sink_str(sink, "all");
	commit(sink);
	ck_text("out", "all");
}
END_TEST

START_TEST(full)
{
	static const char why[] = "/dev/full: No space left on device";

	for (int gz = 0; gz < 2; gz++)
		for (int atomic = 0; atomic < 2; atomic++) {
			struct fault fault;
			struct sink *sink = (atomic ? sink_atomic : sink_path)
				("/dev/full", gz, &fault);
			struct stat st;

			ck_assert_ptr_nonnull(sink);
			sink_str(sink, "x");
			if (_i)
				ck_assert_int_eq(sink_flush(sink), -1);
			ck_no_commit(sink, why, 0);
			ck_assert_int_eq(stat("/dev/full", &st), 0);
			ck_assert(S_ISCHR(st.st_mode));
		}
}
END_TEST

/* ---- files that appear when they are complete ---- */

START_TEST(appears)
{
	struct sink *sink = open_atomic("out");

	sink_put(sink, big(), BIG);
	ck_assert_int_eq(access("out", F_OK), -1);
	ck_assert_uint_eq(files(), 1);
	commit(sink);
	ck_assert_uint_eq(files(), 1);
	ck_file("out", big(), BIG);

	sink = open_atomic("./out");
	sink_str(sink, "new");
	ck_assert_int_eq(sink_flush(sink), 0);
	ck_file("out", big(), BIG);
	commit(sink);
	ck_text("out", "new");
	ck_assert_uint_eq(files(), 1);
}
END_TEST

START_TEST(given_up)
{
	write_file("old", "old");
	for (int i = 0; i < 2; i++) {
		struct sink *sink = open_atomic(i ? "old" : "new");

		sink_put(sink, big(), BIG);
		sink_close(sink);
	}
	ck_assert_uint_eq(files(), 1);
	ck_text("old", "old");
}
END_TEST

START_TEST(failed_write)
{
	const struct rlimit limit = { 100000, 100000 };

	write_file("out", "old");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int gz = 0; gz < 2; gz++) {
		struct fault fault;
		struct sink *sink = sink_atomic("out", gz, &fault);

		ck_assert_ptr_nonnull(sink);
		sink_put(sink, big(), BIG);
		ck_assert_int_eq(sink_failed(sink), EFBIG);
		ck_no_commit(sink, "out: File too large", 1);
		ck_text("out", "old");
	}
}
END_TEST

START_TEST(failed_rename)
{
	struct sink *sink = open_atomic("out");

	sink_str(sink, "x");
	ck_assert_int_eq(mkdir("out", 0777), 0);
	ck_no_commit(sink, "out: Is a directory", 1);
}
END_TEST

static void ck_no_open(const char *path, const char *why)
{
	struct fault fault;

	for (int gz = 0; gz < 2; gz++) {
		ck_assert_ptr_null(sink_atomic(path, gz, &fault));
		ck_assert_str_eq(fault.text, why);
		ck_assert_ptr_null(sink_path(path, gz, &fault));
		ck_assert_str_eq(fault.text, why);
	}
	ck_assert_uint_eq(files(), 0);
}

START_TEST(open_errors)
{
	ck_no_open("no/such", "no/such: No such file or directory");
	ck_no_open("new/", "new/: Is a directory");
	ck_no_open(".", ".: Is a directory");

	char name[NAME_MAX + 2];
	char why[NAME_MAX + 32];

	memset(name, 'n', NAME_MAX + 1);
	name[NAME_MAX + 1] = '\0';
	snprintf(why, sizeof(why), "%s: File name too long", name);
	ck_no_open(name, why);
}
END_TEST

/* the longest names; the second in characters of three bytes, of which none is
 * cut in the file's first name ".NAME.XXXXXX" */
START_TEST(long_names)
{
	char name[NAME_MAX + 1] = "";

	if (_i == 0) {
		memset(name, 'n', NAME_MAX);
	} else {
		for (int i = 0; i < NAME_MAX / 3; i++)
			strcat(name, "\xe2\x82\xac");
	}
	ck_assert_uint_eq(strlen(name), NAME_MAX);

	struct sink *sink = open_atomic(name);
	size_t len;

	ck_assert_uint_eq(look(&len), 1);
	ck_assert_uint_eq(len, _i ? 1 + 246 + 7 : NAME_MAX);
	sink_str(sink, "long");
	commit(sink);
	ck_text(name, "long");
	ck_assert_uint_eq(files(), 1);
}
END_TEST

/* links stay links; what they point to is replaced or made */
START_TEST(links)
{
	char link[64];

	ck_assert_int_eq(mkdir("d", 0777), 0);
	write_file("d/target", "old");
	ck_assert_int_eq(symlink("d/hop", "link"), 0);
	ck_assert_int_eq(symlink("target", "d/hop"), 0);
	write_atomic("link", "one");
	ck_text("d/target", "one");
	ck_assert_int_eq(readlink("link", link, sizeof(link)), 5);
	ck_assert_int_eq(readlink("d/hop", link, sizeof(link)), 6);

	ck_assert_int_eq(unlink("d/target"), 0);
	write_atomic("link", "two");
	ck_text("d/target", "two");

	ck_assert_int_eq(unlink("d/hop"), 0);
	snprintf(link, sizeof(link), "%s/absolute", dir);
	ck_assert_int_eq(symlink(link, "d/hop"), 0);
	write_atomic("link", "three");
	ck_text("absolute", "three");

	unlink("d/hop");
	unlink("d/target");
}
END_TEST

START_TEST(link_loop)
{
	struct fault fault;

	ck_assert_int_eq(symlink("b", "a"), 0);
	ck_assert_int_eq(symlink("a", "b"), 0);
	ck_assert_ptr_null(sink_atomic("a", false, &fault));
	ck_assert_str_eq(fault.text,
			 "a: Too many levels of symbolic links");
}
END_TEST

static mode_t mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_mode & 07777;
}

START_TEST(permissions)
{
	umask(027);
	write_atomic("new", "");
	ck_assert_uint_eq(mode_of("new"), 0640);
	ck_assert_uint_eq(umask(022), 027);

	ck_assert_int_eq(chmod("new", 0604), 0);
	write_atomic("new", "");
	ck_assert_uint_eq(mode_of("new"), 0604);
}
END_TEST

/* a file that may not be written is not replaced either */
START_TEST(read_only)
{
	struct fault fault;

	write_file("out", "old");
	ck_assert_int_eq(chmod("out", 0444), 0);

	const uid_t user = geteuid();

	ck_assert(user != 0 || seteuid(65534) == 0);

	const struct sink *sink = sink_atomic("out", false, &fault);

	ck_assert_int_eq(seteuid(user), 0);
	ck_assert_ptr_null(sink);
	ck_assert_str_eq(fault.text, "out: Permission denied");
	ck_assert_uint_eq(files(), 1);
}
END_TEST

START_TEST(fifo)
{
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);

	const int from = open("fifo", O_RDONLY | O_NONBLOCK);
	struct sink *sink = open_atomic("fifo");
	char got[8] = "";

	sink_str(sink, "text");
	commit(sink);
	ck_assert_int_eq(read(from, got, sizeof(got)), 4);
	ck_assert_str_eq(got, "text");
	ck_assert_uint_eq(files(), 1);
	close(from);
}
END_TEST

/* /dev/stdout is gone on with, not replaced or cut */
START_TEST(open_descriptor)
{
	const int fd = open("out", O_RDWR | O_CREAT, 0600);
	char path[32];
	char got[32] = "";

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "here ", 5), 5);
	snprintf(path, sizeof(path), "%s/%d", _i ? "/proc/self/fd" : "/dev/fd",
		 fd);
	write_atomic(path, "text ");
	ck_assert_int_eq(pread(fd, got, sizeof(got), 0), 10);
	ck_assert_str_eq(got, "here text ");

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ck_assert_int_eq(symlink(path, "stdout"), 0);
	write_atomic("stdout", "again");
	ck_assert_int_eq(pread(fd, got, sizeof(got), 0), 15);
	ck_assert_str_eq(got, "here text again");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sink");
	TCase *all = tcase_create("sink");

	tcase_set_timeout(all, 60);
	tcase_add_checked_fixture(all, make_dir, remove_dir);
	tcase_add_test(all, pieces);
	tcase_add_test(all, csv);
	tcase_add_test(all, much);
	tcase_add_test(all, long_printf);
	tcase_add_test(all, gzip);
	tcase_add_test(all, gzip_flush);
	tcase_add_loop_test(all, slow, 0, 3);
	tcase_add_test(all, interrupted);
	tcase_add_test(all, vanished_reader);
	tcase_add_test(all, committed_descriptor);
	tcase_add_loop_test(all, full, 0, 2);
	tcase_add_test(all, appears);
	tcase_add_test(all, given_up);
	tcase_add_test(all, failed_write);
	tcase_add_test(all, failed_rename);
	tcase_add_test(all, open_errors);
	tcase_add_loop_test(all, long_names, 0, 2);
	tcase_add_test(all, links);
	tcase_add_test(all, link_loop);
	tcase_add_test(all, permissions);
	tcase_add_test(all, read_only);
	tcase_add_test(all, fifo);
	if (access("/proc/self/fd", F_OK) == 0)	/* mounted */
		tcase_add_loop_test(all, open_descriptor, 0, 2);
	suite_add_tcase(suite, all);

	return suite_run(suite);
}
