/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan: all instruction sets find the same, on random, real and mutated lines;
 * what a head tells of a line; the edges of the window and of a block.
 */
#include <check.h>

#include "input/scan.h"
#include "input/source.h"
#include "perf_maker.h"
#include "suite.h"

enum { ISAS = 3 };

static const char *const isas[ISAS] = { "plain", "sse2", "avx2" };

static const char *const wanted[] = { "kvm:kvm_exit", "kvm_entry",
				      "sys_exit_ppoll" };
static const char *const with_short[] = { "kvm:kvm_exit", "cycles" };

static struct event_set *set_of(const char *const *names, unsigned n, bool all)
{
	struct sequence s = { .n = n };

	for (unsigned i = 0; i < n; i++)
		s.name[i] = names[i];
	return event_set_new(&s, 1, NULL, 0, all);
}

static struct scan *scan_of(struct event_set *set, bool raw, const char *isa)
{
	setenv("DELTA_PROCESSOR_ISA", isa, 1);
	struct scan *const scan = scan_new(set, raw);

	ck_assert_ptr_nonnull(scan);
	return scan;
}

/* A block in memory of just its size and the slack that is promised. */
static struct span block_of(const char *text, size_t len)
{
	static char *copy;

	free(copy);
	copy = malloc(len + SCAN_SLACK);
	memcpy(copy, text, len);
	memset(copy + len, '\n', SCAN_SLACK);
	return span_of(copy, len);
}

START_TEST(the_environment_chooses)
{
	struct event_set *const set = set_of(wanted, 3, false);
	struct scan *scan = scan_of(set, false, "plain");

	ck_assert_str_eq(scan_isa(scan), "plain");
	scan_free(scan);
	unsetenv("DELTA_PROCESSOR_ISA");
	scan = scan_new(set, false);
#if defined(__x86_64__)
	ck_assert_str_eq(scan_isa(scan), __builtin_cpu_supports("avx2") &&
			 __builtin_cpu_supports("bmi") ? "avx2" : "sse2");
	scan_free(scan);
	scan = scan_of(set, false, "sse2");
	ck_assert_str_eq(scan_isa(scan), "sse2");
#endif
	scan_free(scan);
	event_set_free(set);
}
END_TEST

static void ck_candidate(const struct candidate *a, const struct candidate *b)
{
	ck_assert_ptr_eq(a->line, b->line);
	ck_assert_uint_eq(a->len, b->len);
	ck_assert_uint_eq(a->kind, b->kind);
	ck_assert_uint_eq(a->number, b->number);
	ck_assert_int_eq(!a->head, !b->head);
	if (a->head) {
		ck_assert(!memcmp(a->head, b->head, sizeof(*a->head)));
		ck_assert_ptr_eq(a->name.ptr, b->name.ptr);
		ck_assert_uint_eq(a->name.len, b->name.len);
	}
}

/* What a line is, told without scan: its class as far as scan gives one, and
 * whether it holds an event that is wanted. */
static bool begins_no_event(const char *line, size_t len)
{
	if (len > 0 && *line == '\t')
		return true;
	if (len > 0 && *line == '#' &&
	    (len == 1 || memchr(" \t#\r", line[1], 4)))
		return true;
	for (size_t i = 0; i < len; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return false;
	return true;
}

/*
 * Scans a block with all instruction sets side by side, each of which learns
 * what perf_line makes of its first candidate without a head.  Checks that
 * every line is in one class or a candidate, and that no wanted one is lost.
 */
static void ck_block(struct scan *const scans[ISAS], struct event_set *set,
		     struct span block)
{
	static struct candidate out[ISAS][SCAN_LINES];
	struct span rest[ISAS] = { block, block, block };

	while (rest[0].len > 0) {
		const char *line = rest[0].ptr;
		struct line_counts counts[ISAS] = { { 0 } };
		uint64_t lines = 0, not_event = 0;
		size_t n[ISAS], at = 0;

		for (int i = 0; i < ISAS; i++)
			n[i] = scan_lines(scans[i], &rest[i], out[i],
					  &counts[i]);
		for (int i = 1; i < ISAS; i++) {
			ck_assert_uint_eq(n[i], n[0]);
			ck_assert_ptr_eq(rest[i].ptr, rest[0].ptr);
			ck_assert_uint_eq(rest[i].len, rest[0].len);
			ck_assert(!memcmp(&counts[i], &counts[0],
					  sizeof(*counts)));
			for (size_t k = 0; k < n[0]; k++)
				ck_candidate(&out[i][k], &out[0][k]);
		}
		ck_assert_uint_le(n[0], SCAN_LINES);
		ck_assert(n[0] > 0 || rest[0].len == 0);
		for (; line < rest[0].ptr; lines++) {
			const size_t len = (size_t)((const char *)memchr(line,
				'\n', (size_t)(rest[0].ptr - line)) - line);
			const bool found = at < n[0] && out[0][at].line == line;
			struct perf_line read;

			if (found) {
				ck_assert_uint_eq(out[0][at].len, len);
				ck_assert(!begins_no_event(line, len));
				at++;
			}
			perf_line_read(&read, span_of(line, len));
			if (begins_no_event(line, len))
				not_event++;
			else if (!found)
				ck_assert_msg(read.verdict != PERF_EVENT ||
					event_set_find(set, read.name.ptr,
						       read.name.len, false) ==
					KIND_NONE, "lost: %.*s", (int)len, line);
			line += len + 1;
		}
		ck_assert_uint_eq(at, n[0]);
		ck_assert_uint_eq(counts[0].total, lines);
		ck_assert_uint_eq(counts[0].not_event, not_event);
		ck_assert_uint_eq(counts[0].other + not_event + n[0], lines);
		for (size_t k = 0; k < n[0]; k++) {
			struct perf_line read;

			if (out[0][k].head)
				continue;
			perf_line_read(&read, span_of(out[0][k].line,
						      out[0][k].len));
			if (!read.head.anchored)
				continue;
			for (int i = 0; i < ISAS; i++)
				scan_learn(scans[i], out[0][k].line,
					   out[0][k].len, &read.head);
			break;
		}
	}
}

static const char *const names[] = {
	"kvm:kvm_exit", "kvm:kvm_entry", "syscalls:sys_exit_ppoll", "cycles",
	"block:block_rq_issue", "sched:sched_switch", "cpu-clock:u", "x", "P",
	"raw_syscalls:sys_enter", "sys_exit", "probe_libc:malloc__return",
	"a_name_longer_than_the_window_of_sixty_four_columns_of_a_head:kvm_exit",
	"_", "kvm_entry", "PERF_RECORD_", "PERF_RECORD_COMM",
};

START_TEST(the_same_on_random_lines)
{
	enum { BLOCKS = 120, LINES = 150 };
	static char text[LINES * (MADE_LINE_MAX + 1)];
	struct dice dice = { (uint64_t)_i };
	struct event_set *const set = _i % 3 == 0 ? set_of(wanted, 3, false) :
				      _i % 3 == 1 ? set_of(with_short, 2, false) :
						    set_of(wanted, 1, true);
	struct scan *scans[ISAS];
	struct layout layouts[6];
	struct made made;

	for (int i = 0; i < ISAS; i++)
		scans[i] = scan_of(set, _i & 1, isas[i]);
	for (int i = 0; i < 6; i++)
		layouts[i] = make_layout(&dice);
	for (int b = 0; b < BLOCKS; b++) {
		const uint64_t lines = 1 + roll(&dice, LINES - 1);
		size_t len = 0;

		if (roll(&dice, 20) == 0)
			layouts[roll(&dice, 6)] = make_layout(&dice);
		for (uint64_t k = 0; k < lines; k++) {
			make_line(&dice, &layouts[roll(&dice, 6)],
				  names[roll(&dice, sizeof(names) /
						    sizeof(*names))], &made);
			if (roll(&dice, 2))
				mutate(&dice, made.line, &made.len,
				       MADE_LINE_MAX);
			memcpy(text + len, made.line, made.len);
			len += made.len;
			text[len++] = '\n';
		}
		ck_block(scans, set, block_of(text, len));
	}
	for (int i = 0; i < ISAS; i++)
		scan_free(scans[i]);
	event_set_free(set);
}
END_TEST

START_TEST(the_same_on_real_lines)
{
	static const char *const files[] = {
		"good-kvm-native.txt.gz", "good-kvm-native-ns.txt.gz",
		"good-kvm-threads-F-pid-tid.txt.gz", "good-oddnames.txt.gz",
		"good-mixed-software-events.txt.gz", "good-raw-syscalls.txt.gz",
		"good-kvm-native-callchains.txt.gz", "good-ftrace.txt.gz",
		"good-perf-all-layouts.txt", "good-perf-line-lengths.txt.gz",
	};
	const char *const srcdir = getenv("srcdir");
	struct dice dice = { (uint64_t)_i };
	char path[4096];
	struct fault fault;
	struct span block;
	uint64_t lines = 0;

	snprintf(path, sizeof(path), "%s/tests/corpus/%s", srcdir ? srcdir : ".",
		 files[_i]);
	for (int mutated = 0; mutated < 2; mutated++) {
		struct source *const source = source_open(path, &fault);
		struct event_set *const set = set_of(wanted, 3, false);
		struct scan *scans[ISAS];

		ck_assert_msg(source != NULL, "%s", path);
		for (int i = 0; i < ISAS; i++)
			scans[i] = scan_of(set, true, isas[i]);
		while (source_next(source, &block, &fault) > 0) {
			char *const copy = malloc(block.len);

			memcpy(copy, block.ptr, block.len);
			for (size_t at = 0; mutated && at < block.len;
			     at += roll(&dice, 200))
				if (copy[at] != '\n')
					copy[at] = make_byte(&dice);
			ck_block(scans, set, block_of(copy, block.len));
			free(copy);
		}
		lines += scan_line(scans[0]);
		for (int i = 0; i < ISAS; i++)
			scan_free(scans[i]);
		event_set_free(set);
		source_close(source);
	}
	ck_assert_uint_ge(lines, 100);
}
END_TEST

#define HEAD "            qemu  5571 [000]  3259.059797: "

/* A scan that has learned HEAD. */
static struct scan *learned(struct event_set *set, bool raw, const char *isa)
{
	static const char line[] = HEAD "a:b: ";
	struct scan *const scan = scan_of(set, raw, isa);
	struct perf_line read;
	char padded[sizeof(line) + SCAN_SLACK] = { 0 };

	memcpy(padded, line, sizeof(line) - 1);
	perf_line_read(&read, span_of(padded, sizeof(line) - 1));
	ck_assert(read.head.anchored);
	scan_learn(scan, padded, sizeof(line) - 1, &read.head);
	return scan;
}

enum what { OTHER, NOT_EVENT, FITS, UNKNOWN };

static enum what what_is(struct scan *scan, const char *line, size_t len,
			 struct candidate *c)
{
	static char text[4096];
	static struct candidate out[SCAN_LINES];
	struct line_counts counts = { 0 };

	memcpy(text, line, len);
	text[len] = '\n';
	struct span block = block_of(text, len + 1);
	const size_t n = scan_lines(scan, &block, out, &counts);

	ck_assert_uint_eq(counts.total, 1);
	ck_assert_uint_eq(block.len, 0);
	ck_assert_uint_eq(n + counts.other + counts.not_event, 1);
	if (n)
		*c = out[0];
	return counts.not_event ? NOT_EVENT : counts.other ? OTHER :
	       out[0].head ? FITS : UNKNOWN;
}

static const struct {
	const char *line;
	enum what want;
	const char *name;	/* of one that fits */
} cases[] = {
	{ HEAD "kvm:kvm_exit: x", FITS, "kvm:kvm_exit" },
	{ HEAD "      kvm:kvm_exit: x", FITS, "kvm:kvm_exit" },
	{ HEAD "x:kvm_entry: ", FITS, "x:kvm_entry" },
	{ HEAD "kvm:kvm_pio: kvm:kvm_exit: ", OTHER, NULL },
	{ HEAD "a: kvm:kvm_exit: ", OTHER, NULL },
	{ HEAD "kvm:kvm_exit2: x", OTHER, NULL },
	{ HEAD "vm:kvm_exit: x", OTHER, NULL },
	/* to be read in the general way */
	{ HEAD "kvm:kvm_exit:", UNKNOWN, NULL },
	{ HEAD "kvm:kvm_exit:\r", UNKNOWN, NULL },
	{ HEAD "       100 kvm:kvm_exit: x", UNKNOWN, NULL },
	{ HEAD "PERF_RECORD_LOST lost 5", UNKNOWN, NULL },
	{ HEAD "PERF_RECORD_COMM: kvm_exit: ", UNKNOWN, NULL },
	{ HEAD "(unknown): x", UNKNOWN, NULL },
	{ HEAD "[unknown]: x", UNKNOWN, NULL },
	{ HEAD "a b: x", UNKNOWN, NULL },
	{ HEAD "kvm_exit", UNKNOWN, NULL },
	{ HEAD, UNKNOWN, NULL },
	{ HEAD "                                                             ",
	  UNKNOWN, NULL },
	{ HEAD "PERF_RECORDS:kvm_exit: x", OTHER, NULL },
	/* heads with other numbers, and other heads */
	{ "CPU 0/KVM 1 [00]     1 [127]     0.000000: kvm:kvm_exit: x", FITS,
	  "kvm:kvm_exit" },
	{ "            qemu     1 [000]  3259.059797: kvm:kvm_pio: x", OTHER,
	  NULL },
	{ "            qemu 55710 [000] 93259.059797: kvm:kvm_exit: x", FITS,
	  "kvm:kvm_exit" },
	{ "            qemu 5 571 [000]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu       [000]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu    -1 [000]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu  5571 [0 0]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu  5571 [000]      .059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu  5571 [000]  3259.05 797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu  5571 [000]  3259.059797  kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu  5571 [000]  3259.0597971: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu-5571  [000]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "           qemu  5571 [000]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "            qemu  5571 [0000]  3259.059797: kvm:kvm_pio: x", UNKNOWN,
	  NULL },
	{ "x", UNKNOWN, NULL },
	/* by their beginning */
	{ "", NOT_EVENT, NULL },
	{ " ", NOT_EVENT, NULL },
	{ " \t\r", NOT_EVENT, NULL },
	{ "\r", NOT_EVENT, NULL },
	{ "\tx", NOT_EVENT, NULL },
	{ "#", NOT_EVENT, NULL },
	{ "# x", NOT_EVENT, NULL },
	{ "#\tx", NOT_EVENT, NULL },
	{ "##", NOT_EVENT, NULL },
	{ "#\r", NOT_EVENT, NULL },
	{ "#x", UNKNOWN, NULL },
	{ " #", UNKNOWN, NULL },
	{ "\rx", UNKNOWN, NULL },
};

START_TEST(lines_and_a_head)
{
	struct event_set *const set = set_of(wanted, 2, false);
	struct candidate c;

	for (int i = 0; i < ISAS; i++) {
		struct scan *const scan = learned(set, false, isas[i]);
		const enum what got = what_is(scan, cases[_i].line,
					      strlen(cases[_i].line), &c);

		ck_assert_msg(got == cases[_i].want, "%s: '%s': %d", isas[i],
			      cases[_i].line, got);
		if (got == FITS)
			ck_assert(span_eq(c.name, span_from(cases[_i].name)));
		scan_free(scan);
	}
	event_set_free(set);
}
END_TEST

/* The name at every column, its end before, at and behind that of the window,
 * and a line that ends anywhere in it: the slack behind is all there is. */
START_TEST(round_the_window)
{
	struct event_set *const set = set_of(wanted, 2, false);
	struct scan *const scan = learned(set, false, isas[_i]);
	struct candidate c;
	char line[512];

	for (int blanks = 0; blanks < 60; blanks++) {
		const int len = snprintf(line, sizeof(line),
					 HEAD "%*skvm:kvm_exit: x", blanks, "");

		for (size_t n = 0; n <= (size_t)len; n++) {
			const enum what got = what_is(scan, line, n, &c);

			if (n < 16 || n == (size_t)len - 4)
				ck_assert(got != FITS && got != OTHER);
			if (n >= (size_t)len - 1 && got == FITS)
				ck_assert(span_eq(c.name,
						  span_from("kvm:kvm_exit")));
			/* a name is only what its line holds in full */
			if (n < (size_t)len - 2)
				ck_assert(got == UNKNOWN || got == NOT_EVENT);
			if (n == (size_t)len)
				ck_assert_int_eq(got, blanks + 43 < 16 + 64 ?
						 FITS : UNKNOWN);
		}
	}
	for (int width = 1; width < 120; width++) {
		const int len = snprintf(line, sizeof(line), HEAD "%.*s:kvm_entry: x",
			width, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaa");
		const enum what got = what_is(scan, line, (size_t)len, &c);

		/* a candidate in any case; a name of up to 62 columns is read */
		ck_assert_int_eq(got, width + 10 < 63 ? FITS : UNKNOWN);
		if (got == FITS)
			ck_assert_uint_eq(c.name.len, (size_t)width + 10);
	}
	scan_free(scan);
	event_set_free(set);
}
END_TEST

/* Names shorter than the end that is compared at first. */
START_TEST(short_names)
{
	static const char *const shorts[] = { "a", "kvm:b", "longer_than_8" };
	static const char *const good[] = { "a", "x:a", "kvm:b", "x:kvm:b",
					    "longer_than_8" };
	static const char *const bad[] = { "b", "x:b", "aa", "x:y:a",
					   "onger_than_8", "llonger_than_8" };
	struct event_set *const set = set_of(shorts, 3, false);
	struct candidate c;
	char line[256];

	for (int i = 0; i < ISAS; i++) {
		struct scan *const scan = learned(set, false, isas[i]);

		for (size_t k = 0; k < sizeof(good) / sizeof(*good); k++) {
			const int n = snprintf(line, sizeof(line), HEAD "%s: x",
					       good[k]);

			ck_assert_int_eq(what_is(scan, line, (size_t)n, &c),
					 FITS);
			ck_assert_uint_ne(c.kind, KIND_NONE);
		}
		for (size_t k = 0; k < sizeof(bad) / sizeof(*bad); k++) {
			const int n = snprintf(line, sizeof(line), HEAD "%s: x",
					       bad[k]);

			ck_assert_int_eq(what_is(scan, line, (size_t)n, &c),
					 OTHER);
		}
		scan_free(scan);
	}
	event_set_free(set);
}
END_TEST

START_TEST(raw_names)
{
	static const char *const raws[] = { "raw_syscalls:sys_enter",
					    "raw_syscalls:sys_exit",
					    "sys_enter", "sys_exit" };
	struct event_set *const set = set_of(wanted, 2, false);
	struct candidate c;
	char line[256];

	for (int i = 0; i < ISAS * 2; i++) {
		struct scan *const scan = learned(set, i & 1, isas[i / 2]);

		for (size_t k = 0; k < sizeof(raws) / sizeof(*raws); k++) {
			const int n = snprintf(line, sizeof(line), HEAD "%s: x",
					       raws[k]);

			ck_assert_int_eq(what_is(scan, line, (size_t)n, &c),
					 i & 1 ? FITS : OTHER);
			if (i & 1)
				ck_assert_uint_eq(c.kind, KIND_NONE);
		}
		scan_free(scan);
	}
	event_set_free(set);
}
END_TEST

/* Few at a time while no head is known, then no more than SCAN_LINES, and the
 * rest by the next calls; the lines are numbered through. */
START_TEST(many_candidates)
{
	enum { LINES = 1500 };
	struct event_set *const set = set_of(wanted, 2, false);
	static struct candidate out[SCAN_LINES];
	char *const text = malloc(LINES * 80);
	size_t len = 0;

	for (int i = 0; i < LINES; i++)
		len += (size_t)sprintf(text + len, HEAD "kvm:kvm_exit: %d\n", i);
	for (int know = 0; know < 2; know++) {
		struct scan *const scan = know ?
			learned(set, false, isas[_i]) :
			scan_of(set, false, isas[_i]);
		struct line_counts counts = { 0 };
		struct span block = block_of(text, len);
		uint64_t number = 0;

		while (block.len > 0) {
			const size_t n = scan_lines(scan, &block, out, &counts);

			ck_assert_uint_gt(n, 0);
			ck_assert_uint_le(n, SCAN_LINES);
			if (know && LINES - number > SCAN_LINES)
				ck_assert_uint_eq(n, SCAN_LINES);
			if (!know)
				ck_assert_uint_lt(n, SCAN_LINES / 4);
			for (size_t i = 0; i < n; i++)
				ck_assert_uint_eq(out[i].number, ++number);
		}
		ck_assert_uint_eq(number, LINES);
		ck_assert_uint_eq(counts.total, LINES);
		ck_assert_uint_eq(counts.other + counts.not_event, 0);
		ck_assert_uint_eq(scan_line(scan), LINES);
		scan_begin(scan);
		ck_assert_uint_eq(scan_line(scan), 0);
		struct candidate c;

		ck_assert_int_eq(what_is(scan, HEAD "a:b: ", strlen(HEAD) + 5,
					 &c), UNKNOWN);
		ck_assert_uint_eq(c.number, 1);
		scan_free(scan);
	}
	free(text);
	event_set_free(set);
}
END_TEST

/* The latest SCAN_HEADS layouts are known, an older one is forgotten. */
START_TEST(heads_learned)
{
	static const char *const lines[] = {
		"            qemu  5571 [000]  3259.059797: a:b: ",
		"            qemu  5571 [000]  3259.059797123: a:b: ",
		"            qemu    5571 [000]  3259.059797: a:b: ",
		"            qemu  5571/5571  [000]  3259.059797: a:b: ",
		"            qemu  5571 [0000]  3259.059797: a:b: ",
	};
	enum { N = sizeof(lines) / sizeof(*lines) };
	struct event_set *const set = set_of(wanted, 2, false);
	struct scan *const scan = scan_of(set, false, isas[_i]);
	struct candidate c;
	char padded[256 + SCAN_SLACK];
	struct perf_line read;

	for (int k = 0; k < N; k++) {
		const size_t len = strlen(lines[k]);

		ck_assert_int_eq(what_is(scan, lines[k], len, &c), UNKNOWN);
		for (int twice = 0; twice < 2; twice++) {
			memset(padded, '\n', sizeof(padded));
			memcpy(padded, lines[k], len);
			perf_line_read(&read, span_of(padded, len));
			scan_learn(scan, padded, len, &read.head);
		}
		for (int j = 0; j <= k; j++)
			ck_assert_int_eq(what_is(scan, lines[j],
						 strlen(lines[j]), &c),
					 k - j < SCAN_HEADS ? OTHER : UNKNOWN);
	}
	scan_free(scan);
	event_set_free(set);
}
END_TEST

/* What has no columns of its own is not learned. */
START_TEST(heads_not_learned)
{
	static const char *const lines[] = {
		"            qemu-5571  [000]  3259.059797: a:b: ",
		"            qemu  5571  3259.059797: a:b: ",
		"            qemu    -1 [000]  3259.059797: a:b: ",
		"            qemu  5571 [-01]  3259.059797: a:b: ",
		"            qemu  5571 [000] KH     3259.059797: a:b: ",
		"            qemu  5571 [000] 2024-02-01 12:34:56.000001  3259.059797: a:b: ",
		"qemu  5571 [000]  3259.059797: a:b: ",
		"VM:    1             qemu  5571 [000]  3259.059797: a:b: ",
		"            qemu  5571 [000]  3259.059797:",
		"            qemu                                      5571 [000]  3259.059797: a:b: ",
		"CPU:1 [LOST 442 EVENTS]",
	};
	struct event_set *const set = set_of(wanted, 2, false);
	struct candidate c;
	char padded[256 + SCAN_SLACK];
	struct perf_line read;

	for (size_t k = 0; k < sizeof(lines) / sizeof(*lines); k++) {
		struct scan *const scan = scan_of(set, false, isas[_i]);
		const size_t len = strlen(lines[k]);

		memset(padded, '\n', sizeof(padded));
		memcpy(padded, lines[k], len);
		perf_line_read(&read, span_of(padded, len));
		scan_learn(scan, padded, len, &read.head);
		ck_assert_msg(what_is(scan, lines[k], len, &c) == UNKNOWN, "%s",
			      lines[k]);
		scan_free(scan);
	}
	event_set_free(set);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("scan");
	TCase *const tcase = tcase_create("scan");

	tcase_add_test(tcase, the_environment_chooses);
	tcase_add_loop_test(tcase, the_same_on_random_lines, 0, 6);
	tcase_add_loop_test(tcase, the_same_on_real_lines, 0, 10);
	tcase_add_loop_test(tcase, lines_and_a_head, 0,
			    sizeof(cases) / sizeof(*cases));
	tcase_add_loop_test(tcase, round_the_window, 0, ISAS);
	tcase_add_test(tcase, short_names);
	tcase_add_test(tcase, raw_names);
	tcase_add_loop_test(tcase, many_candidates, 0, ISAS);
	tcase_add_loop_test(tcase, heads_learned, 0, ISAS);
	tcase_add_loop_test(tcase, heads_not_learned, 0, ISAS);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
