/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole way from bytes to rows and report: the same whatever each read()
 * gives.  read() and write() of standard input, output and error are replaced
 * (by the linker's --wrap) with pieces of memory.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "pipeline.h"

enum {
	OUTPUT_MAX = 8 << 20,
	WORDS = 12,
};

struct text {
	size_t len;
	bool full;
	char bytes[OUTPUT_MAX];
};

struct run {
	struct text out, err;
	struct outcome outcome;
};

/* What the wrapped calls are to do while a run is on. */
static struct {
	bool on;
	const uint8_t *bytes;
	size_t len;
	const size_t *chunks;	/* taken in turn; ends with a 0 */
	size_t turn;
	struct run *run;
} wrapped;

ssize_t __real_read(int fd, void *out, size_t room);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_read(int fd, void *out, size_t room);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);

ssize_t __wrap_read(int fd, void *out, size_t room)
{
	if (!wrapped.on || fd != STDIN_FILENO)
		return __real_read(fd, out, room);
	size_t n = wrapped.chunks[wrapped.turn++];

	if (!wrapped.chunks[wrapped.turn])
		wrapped.turn = 0;
	n = n < room ? n : room;
	n = n < wrapped.len ? n : wrapped.len;
	if (n > 0)
		memcpy(out, wrapped.bytes, n);
	wrapped.bytes += n;
	wrapped.len -= n;
	return (ssize_t)n;
}

/* The name of read() under _FORTIFY_SOURCE. */
ssize_t __wrap___read_chk(int fd, void *out, size_t room, size_t size);
ssize_t __wrap___read_chk(int fd, void *out, size_t room, size_t size)
{
	return __wrap_read(fd, out, room < size ? room : size);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	if (!wrapped.on || (fd != STDOUT_FILENO && fd != STDERR_FILENO))
		return __real_write(fd, bytes, len);
	struct text *const to = fd == STDOUT_FILENO ? &wrapped.run->out :
						      &wrapped.run->err;

	if (len > OUTPUT_MAX - to->len) {
		to->full = true;
		return (ssize_t)len;
	}
	memcpy(to->bytes + to->len, bytes, len);
	to->len += len;
	return (ssize_t)len;
}

static const char *const settings[][WORDS] = {
	{ "-e", "kvm_exit|kvm_entry", "--slowest=3", "--histogram" },
	{ "-e", "kvm_exit|kvm_entry", "-b", "tid", "--skim=*" },
	{ "-e", "kvm_exit|sys_exit_ppoll|kvm_exit", "-a", "fifo",
	  "--max-in-flight=3", "-b", "comm" },
	{ "-e", "kvm_exit|kvm_entry", "-a", "sequential", "--zero-fill" },
	{ "-e", "kvm_exit|kvm_entry", "-a", "original", "-u", "us" },
	{ "-e", "kvm_exit|kvm_entry", "-m", "1", "--skim=*", "-b", "cpu",
	  "--max-keys=2" },
	{ "-e", "kvm_exit|kvm_entry", "-g", "kvm_exit:reason", "-b",
	  "field:vcpu" },
	{ "-e", "a|b", "-f", "csv", "--timeout=1" },
	{ "-e", "a|b", "--skim=*", "-b", "key", "-g", "group" },
	{ "-t", "0", "--deltas-only" },
	{ "-e", "sys_enter|sys_exit", "-b", "/^NR ([0-9]+)(.*)$/",
	  "--where=sys_enter: NR [0-9]" },
	{ "-e", "kvm_exit|kvm_entry", "--strict" },
	{ "-e", "kvm_exit|kvm_entry", "--save-events=/dev/null", "-b",
	  "tid" },
	{ "-e", "a|b|c", "--time=1,200", "--cpu=0-3", "--comm=[a-z]*" },
};

enum { SETTINGS = sizeof(settings) / sizeof(*settings) };

static void make_plan(struct plan *plan, struct options *options,
		      const char *const *words)
{
	char *argv[WORDS + 4] = { 0 };
	char program[] = "program", stats[] = "-sjson";
	struct fault fault;
	int argc = 0;

	argv[argc++] = program;
	argv[argc++] = stats;
	for (int i = 0; i < WORDS && words[i]; i++) {
		argv[argc] = strdup(words[i]);
		FUZZ_CHECK(argv[argc++]);
	}
	FUZZ_CHECK(options_parse(options, argc, argv, &fault) == 0);
	FUZZ_CHECK(plan_make(plan, options, &fault) == 0);
	options_release(options);
	for (int i = 2; i < argc; i++)
		free(argv[i]);
}

/* Cuts the report from this key on: "seconds":0.01 is not the same twice; how
 * much was looked at by the time that --strict stops depends on the read, and
 * so do the bytes of a file that is refused by its beginning. */
static void cut_report(struct text *text, const char *key)
{
	const size_t len = strlen(key);
	const char *const end = text->bytes + text->len;
	const char *at = text->bytes;

	/* the last: a line that is shown may hold one, too */
	while ((at = memmem(at, (size_t)(end - at), key, len))) {
		text->len = (size_t)(at - text->bytes);
		at += len;
	}
}

/* Where an option asks for what the file lacks, only that is the same: how much
 * had been decoded by then is not. */
static void leave_refusal(struct text *text)
{
	static const char words[] = ", which this CSV lacks\n";

	if (!memmem(text->bytes, text->len, words, sizeof(words) - 1))
		return;
	text->len = sizeof(words) - 1;
	memcpy(text->bytes, words, text->len);
}

/* What is said of a format that cannot be read stands before or behind the
 * lines that could not be: it depends on the read. */
static void leave_advice(struct text *text)
{
	static const char words[] = "delta_processor: warning: ";
	char *const end = text->bytes + text->len;
	char *at = text->bytes;

	/* a line that is shown may hold the words, too */
	while ((at = memmem(at, (size_t)(end - at), words,
			    sizeof(words) - 1)) &&
	       at > text->bytes && at[-1] != '\n')
		at++;

	char *const newline = at ? memchr(at, '\n', (size_t)(end - at)) : NULL;

	if (!newline)
		return;
	memmove(at, newline + 1, (size_t)(end - (newline + 1)));
	text->len -= (size_t)(newline + 1 - at);
}

static void run(struct run *to, const struct plan *plan, const uint8_t *bytes,
		size_t len, const size_t *chunks)
{
	to->out.len = to->err.len = 0;
	to->out.full = to->err.full = false;
	wrapped.bytes = bytes;
	wrapped.len = len;
	wrapped.chunks = chunks;
	wrapped.turn = 0;
	wrapped.run = to;
	wrapped.on = true;
	to->outcome = pipeline_run(plan, "delta_processor");
	wrapped.on = false;
	cut_report(&to->err, plan->strict ? "{\"deltas\"" :
		   to->outcome.status == 2 ? "\"bytes\":" : "\"seconds\":");
	leave_refusal(&to->err);
	leave_advice(&to->err);
}

static void check_same(const struct text *a, const struct text *b)
{
	FUZZ_CHECK(a->full == b->full);
	FUZZ_CHECK(a->len == b->len);
	FUZZ_CHECK(!memcmp(a->bytes, b->bytes, a->len));
}

/* A terminal is safe from what was in the input. */
static void check_stderr(const struct text *err)
{
	for (size_t i = 0; i < err->len; i++) {
		const unsigned char c = (unsigned char)err->bytes[i];

		FUZZ_CHECK(c == '\n' || (c >= ' ' && c != 0x7f));
	}
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	static const size_t all[] = { SIZE_MAX, 0 };
	static const size_t odd[][8] = {
		{ 1, 0 }, { 2, 5, 0 }, { 3, 64, 1, 0 }, { 17, 0 },
		{ 63, 65, 0 }, { 4095, 1, 0 }, { 1, 1, 1000, 0 }, { 19, 0 },
	};
	static struct run whole, cut;
	static bool begun;
	const unsigned choice = fuzz_choice(bytes, len);
	struct options options;
	struct plan plan;

	if (!begun) {
		/* something that never makes poll() wait */
		const int fd = open("/dev/null", O_RDONLY);

		FUZZ_CHECK(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
		if (fd != STDIN_FILENO)
			close(fd);
		begun = true;
	}
	make_plan(&plan, &options, settings[choice % SETTINGS]);
	run(&whole, &plan, bytes, len, all);
	run(&cut, &plan, bytes, len, odd[(choice / SETTINGS + len) % 8]);
	FUZZ_CHECK(whole.outcome.status == cut.outcome.status);
	FUZZ_CHECK(whole.outcome.signal == 0 && cut.outcome.signal == 0);
	/* how much of broken gzip data can be inflated depends on the steps */
	if (whole.outcome.status != STATUS_ERROR || len < 2 ||
	    bytes[0] != 0x1f || bytes[1] != 0x8b) {
		check_same(&whole.out, &cut.out);
		check_same(&whole.err, &cut.err);
	}
	check_stderr(&whole.err);
	plan_release(&plan);
}
