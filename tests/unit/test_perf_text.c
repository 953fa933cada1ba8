/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_text: random lines against what they were made of, learned layouts
 * against the reading of each line on its own, and the line classes by hand.
 */
#include <check.h>

#include "input/perf_text.h"
#include "input/scan.h"
#include "input/source.h"
#include "perf_maker.h"
#include "suite.h"

enum { LINES = 25000, SLACK = SCAN_SLACK };

static const char *const wanted[] = { "kvm:kvm_exit", "kvm_entry",
				      "sys_exit_ppoll", "block:block_rq_issue",
				      "cycles" };
enum { WANTED = sizeof(wanted) / sizeof(*wanted) };

static struct event_set *set_of(const char *const *names, unsigned n, bool all)
{
	struct sequence s = { .n = n };

	for (unsigned i = 0; i < n; i++)
		s.name[i] = names[i];
	return event_set_new(&s, 1, NULL, 0, all);
}

/* What became of a text. */
struct outcome {
	struct line_counts counts;
	size_t n;
	struct event event[4 * EVENT_BATCH];
	struct bad_lines bad;
};

/* Decodes a text to its end.  It lies in memory of just its size and slack. */
static void decode(struct perf_text *perf, const char *text, size_t len,
		   struct outcome *o)
{
	static char *copy;

	free(copy);
	copy = malloc(SLACK + len + SLACK);
	memset(copy, '\n', SLACK);
	memcpy(copy + SLACK, text, len);
	memset(copy + SLACK + len, '\n', SLACK);
	struct span block = span_of(copy + SLACK, len);

	while (block.len > 0 && !perf_text_stopped(perf))
		o->n += perf_text_decode(perf, &block, o->event + o->n,
					 &o->counts, &o->bad);
	ck_assert_uint_le(o->n, 3 * EVENT_BATCH);
}

static uint64_t classes(const struct line_counts *c)
{
	return c->event + c->other + c->not_event + c->filtered + c->no_key +
	       c->malformed + c->lost;
}

static bool is_text(struct span got, const char *want)
{
	return got.ptr && span_eq(got, span_from(want));
}

/* The ids and the comm of a line without a cpu can be mistaken (a comm may
 * end like one), and of an unpadded one the comm's ends cannot be seen. */
static void ck_event(const struct event *e, const struct made *m,
		     const struct event_set *set)
{
	const struct layout *const l = &m->layout;

	ck_assert_msg(e->time == m->time, "%.*s: time %" PRId64, (int)m->len,
		      m->line, e->time);
	ck_assert_msg(is_text(e->text, m->text), "%.*s: text '%.*s'",
		      (int)m->len, m->line, (int)e->text.len, e->text.ptr);
	ck_assert_uint_eq(e->decimals, l->ns ? 9 : 6);
	ck_assert_uint_eq(e->lines, 1);
	ck_assert_uint_eq(e->group, 0);
	ck_assert_uint_eq(e->lost, 0);
	ck_assert_ptr_null(e->key.ptr);
	ck_assert_ptr_null(e->group_text.ptr);
	const char *const name = event_set_name_text(set,
		event_set_name(set, e->kind));

	const char *const colon = strchr(m->name, ':');

	ck_assert_msg(!strcmp(name, m->name) ||
		      (colon && !strcmp(name, colon + 1)),
		      "%.*s: name %s", (int)m->len, m->line, name);
	if (!l->cpu || !l->padded)
		return;
	ck_assert_msg(e->cpu == m->cpu && e->tid == m->tid &&
		      e->pid == (l->pid ? m->pid : EVENT_NO_ID) &&
		      is_text(e->comm, m->comm),
		      "%.*s: comm '%.*s' pid %d tid %d cpu %d", (int)m->len,
		      m->line, (int)e->comm.len, e->comm.ptr, e->pid, e->tid,
		      e->cpu);
}

static const char *const names[] = {
	"kvm:kvm_exit", "kvm:kvm_entry", "syscalls:sys_exit_ppoll",
	"block:block_rq_issue", "sched:sched_switch", "kvm:kvm_pio", "cycles",
	"cpu-clock:u", "syscalls:sys_enter_ppoll", "raw_syscalls:sys_exit",
	"probe_libc:malloc__return", "xkvm:kvm_exit2", "cycles:ppp",
	/* what perf does not print */
	"sys_ppoll(x", "a(b:kvm_entry", "(kvm:kvm_exit", "kvm:kvm_exit:\tx",
	"x:\tkvm:kvm_exit", "raw 0x1a8", "unknown tracepoint", "P", "sys_a -> 0",
};
enum { PRINTED = 13, NAMES = sizeof(names) / sizeof(*names) };

/* The one payload that makes a raw event a system call's. */
static void resolve(struct made *m)
{
	if (!strcmp(m->name, "raw_syscalls:sys_exit") &&
	    !strncmp(m->text, "NR 271 ", 7))
		strcpy(m->name, "syscalls:sys_exit_ppoll");
}

/* Batches of lines, several layouts in turn, each line known. */
START_TEST(random_lines_are_read_as_made)
{
	enum { BATCH = 100 };
	static struct made made[BATCH];
	static char text[BATCH * (MADE_LINE_MAX + 1)];
	static struct outcome o;
	struct dice dice = { (uint64_t)_i };
	struct event_set *const set = set_of(wanted, WANTED, false);
	struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
	struct layout layouts[6];

	for (int i = 0; i < 6; i++)
		layouts[i] = make_layout(&dice);
	for (unsigned done = 0; done < LINES; done += BATCH) {
		size_t len = 0, taken = 0;

		if (roll(&dice, 20) == 0)
			layouts[roll(&dice, 6)] = make_layout(&dice);
		for (int i = 0; i < BATCH; i++) {
			make_line(&dice, &layouts[roll(&dice, roll(&dice, 4) ?
						       2 : 6)],
				  names[roll(&dice, PRINTED)], &made[i]);
			memcpy(text + len, made[i].line, made[i].len);
			len += made[i].len;
			text[len++] = '\n';
		}
		memset(&o, 0, sizeof(o));
		decode(perf, text, len, &o);
		for (int i = 0; i < BATCH; i++) {
			resolve(&made[i]);
			const char *const name = made[i].name;

			if (event_set_named(set, name, strlen(name))) {
				ck_assert_uint_lt(taken, o.n);
				ck_event(&o.event[taken++], &made[i], set);
			}
		}
		ck_assert_uint_eq(taken, o.n);
		ck_assert_uint_eq(o.counts.total, BATCH);
		ck_assert_uint_eq(o.counts.other, BATCH - taken);
		ck_assert_uint_eq(o.bad.n, 0);
	}
	ck_assert_uint_eq(perf_text_line(perf), LINES);
	perf_text_free(perf);
	event_set_free(set);
}
END_TEST

static bool same_span(struct span a, struct span b)
{
	return !a.ptr == !b.ptr && span_eq(a, b);
}

static void ck_same(const struct event *a, const struct event *b,
		    const char *line, size_t len)
{
	ck_assert_msg(a->time == b->time && a->kind == b->kind &&
		      a->lines == b->lines && a->pid == b->pid &&
		      a->tid == b->tid && a->cpu == b->cpu &&
		      a->group == b->group && a->lost == b->lost &&
		      a->decimals == b->decimals && same_span(a->comm, b->comm) &&
		      same_span(a->text, b->text) && same_span(a->key, b->key) &&
		      same_span(a->group_text, b->group_text),
		      "%.*s: read differently: %" PRId64 "/%" PRId64
		      " kind %u/%u tid %d/%d cpu %d/%d comm '%.*s'/'%.*s'",
		      (int)len, line, a->time, b->time, a->kind, b->kind,
		      a->tid, b->tid, a->cpu, b->cpu, (int)a->comm.len,
		      a->comm.ptr, (int)b->comm.len, b->comm.ptr);
}

/* As an event of which all is read, in what was asked for. */
static void ck_as_asked(const struct event *e, const struct event *all,
			unsigned fields)
{
	ck_assert_int_eq(e->time, all->time);
	ck_assert_uint_eq(e->kind, all->kind);
	ck_assert_uint_eq(e->decimals, all->decimals);
	ck_assert_uint_eq(e->lost, all->lost);
	if (fields & PERF_IDS) {
		ck_assert_int_eq(e->pid, all->pid);
		ck_assert_int_eq(e->tid, all->tid);
		ck_assert_int_eq(e->cpu, all->cpu);
	}
	if (fields & PERF_TEXTS) {
		ck_assert(span_eq(e->comm, all->comm));
		ck_assert(span_eq(e->text, all->text));
	}
}

/* A line is read the same whether its layout was learned or not.  Every line
 * is decoded with what was learned before it, with nothing known, and where not
 * all fields are asked for. */
START_TEST(a_learned_layout_changes_nothing)
{
	static struct outcome warm_out, cold_out, bare_out;
	const unsigned fields = (unsigned)_i % 3;
	struct dice dice = { 1000 + (uint64_t)_i };
	struct event_set *const set = set_of(wanted, WANTED, _i % 4 == 3);
	struct perf_text *const warm = perf_text_new(set, PERF_ALL, false);
	struct perf_text *const cold = perf_text_new(set, PERF_ALL, false);
	struct perf_text *const bare = perf_text_new(set, fields, false);
	struct layout layouts[6];
	struct made made;
	char *copies[3] = { NULL, NULL, NULL };

	for (int i = 0; i < 6; i++)
		layouts[i] = make_layout(&dice);
	for (unsigned i = 0; i < LINES; i++) {
		if (roll(&dice, 500) == 0)
			layouts[roll(&dice, 6)] = make_layout(&dice);
		make_line(&dice, &layouts[roll(&dice, roll(&dice, 4) ? 2 : 6)],
			  names[roll(&dice, NAMES)], &made);
		if (roll(&dice, 3))
			mutate(&dice, made.line, &made.len, MADE_LINE_MAX - 2);
		made.line[made.len] = '\n';
		struct perf_text *const perf[] = { warm, cold, bare };
		struct outcome *const out[] = { &warm_out, &cold_out,
						&bare_out };

		perf_text_begin(cold);
		for (int k = 0; k < 3; k++) {
			free(copies[k]);
			copies[k] = malloc(SLACK + made.len + 1 + SLACK);
			memset(copies[k], '\n', SLACK + made.len + 1 + SLACK);
			memcpy(copies[k] + SLACK, made.line, made.len + 1);
			struct span block = span_of(copies[k] + SLACK,
						    made.len + 1);

			out[k]->counts = (struct line_counts){ 0 };
			out[k]->bad.n = 0;
			out[k]->n = perf_text_decode(perf[k], &block,
						     out[k]->event,
						     &out[k]->counts,
						     &out[k]->bad);
			ck_assert_uint_eq(block.len, 0);
			ck_assert_uint_eq(out[k]->counts.total, 1);
			ck_assert_uint_eq(classes(&out[k]->counts) + out[k]->n,
					  1);
		}
		ck_assert_msg(warm_out.n == cold_out.n &&
			      !memcmp(&warm_out.counts, &cold_out.counts,
				      sizeof(warm_out.counts)),
			      "%.*s: event %zu/%zu other %d/%d malformed %d/%d",
			      (int)made.len, made.line, warm_out.n, cold_out.n,
			      (int)warm_out.counts.other,
			      (int)cold_out.counts.other,
			      (int)warm_out.counts.malformed,
			      (int)cold_out.counts.malformed);
		if (warm_out.n)
			ck_same(&warm_out.event[0], &cold_out.event[0],
				made.line, made.len);
		ck_assert_uint_eq(bare_out.n, warm_out.n);
		ck_assert_mem_eq(&bare_out.counts, &warm_out.counts,
				 sizeof(bare_out.counts));
		if (bare_out.n)
			ck_as_asked(&bare_out.event[0], &warm_out.event[0],
				    fields);
		ck_assert_uint_eq(warm_out.bad.n, cold_out.bad.n);
		if (warm_out.bad.n) {
			ck_assert_str_eq(warm_out.bad.at[0].why,
					 cold_out.bad.at[0].why);
			ck_assert_str_eq(warm_out.bad.at[0].text,
					 cold_out.bad.at[0].text);
			ck_assert_uint_eq(warm_out.bad.at[0].line, i + 1);
		}
	}
	free(copies[0]);
	free(copies[1]);
	free(copies[2]);
	perf_text_free(warm);
	perf_text_free(cold);
	perf_text_free(bare);
	event_set_free(set);
}
END_TEST

/* Kinds are numbered as they are met, which is earlier in a longer block. */
static uint64_t sum_of(const struct event *e, const struct event_set *set)
{
	const uint64_t name = e->kind == KIND_LOST ? 1 :
		strlen(event_set_name_text(set, event_set_name(set, e->kind)));

	return (uint64_t)e->time + (uint64_t)e->tid * 7 + name +
	       e->text.len * 3 + e->comm.len;
}

/* The lines of a file give the same however they arrive. */
static void ck_file(const char *path, size_t chunk, struct line_counts *counts,
		    uint64_t *events, uint64_t *sum)
{
	struct event_set *const set = set_of(wanted, WANTED, true);
	struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
	struct fault fault;
	struct bad_lines bad = { 0 };
	struct event batch[EVENT_BATCH];
	struct span block;
	struct source *const whole = source_open(path, &fault);
	char *text = NULL;
	size_t len = 0;

	ck_assert_msg(whole != NULL, "%s", path);
	while (source_next(whole, &block, &fault) > 0) {
		text = realloc(text, len + block.len);
		memcpy(text + len, block.ptr, block.len);
		len += block.len;
	}
	source_close(whole);
	struct source *const cut = source_open_memory(text, len, chunk, &fault);

	*counts = (struct line_counts){ 0 };
	*events = *sum = 0;
	while (source_next(cut, &block, &fault) > 0)
		while (block.len > 0) {
			const size_t n = perf_text_decode(perf, &block, batch,
							  counts, &bad);

			*events += n;
			for (size_t i = 0; i < n; i++)
				*sum = *sum * 31 + sum_of(&batch[i], set);
		}
	source_close(cut);
	free(text);
	perf_text_free(perf);
	event_set_free(set);
}

START_TEST(cut_anywhere)
{
	static const char *const files[] = {
		"good-perf-all-layouts.txt", "good-mixed-software-events.txt.gz",
		"good-kvm-native-callchains.txt.gz", "good-oddnames.txt.gz",
		"good-raw-syscalls.txt.gz", "good-ftrace.txt.gz",
	};
	static const size_t chunks[] = { 13, 100, 4096 };
	const char *const srcdir = getenv("srcdir");
	struct line_counts whole, cut;
	uint64_t events, sum, cut_events, cut_sum;
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/corpus/%s",
		 srcdir ? srcdir : ".", files[_i]);
	ck_file(path, 0, &whole, &events, &sum);
	ck_assert_uint_gt(events, 30);
	ck_assert_uint_eq(whole.total, classes(&whole) + events);
	for (size_t i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
		ck_file(path, chunks[i], &cut, &cut_events, &cut_sum);
		ck_assert(!memcmp(&whole, &cut, sizeof(cut)));
		ck_assert_uint_eq(events, cut_events);
		ck_assert_uint_eq(sum, cut_sum);
	}
}
END_TEST

#define HEAD "            qemu  5571 [000]  3259.059797: "

/* One line, and what it is to the names kvm_exit, sys_exit_ppoll, raw.
 * Each is read first on its own, then behind lines that teach its layout. */
static const struct {
	const char *line;
	const char *want;	/* the written name, or a class */
} lines[] = {
	{ HEAD "kvm:kvm_exit: x", "kvm_exit" },
	{ HEAD "kvm:kvm_exit:", "kvm_exit" },
	{ HEAD "kvm:kvm_exit: ", "kvm_exit" },
	{ HEAD "kvm_exit: x\r", "kvm_exit" },
	{ HEAD "kvm:kvm_exit:\r", "kvm_exit" },
	{ HEAD "kvm:kvm_exit:x", "other" },
	{ HEAD "kvm:kvm_exit2: x", "other" },
	{ HEAD "a:kvm:kvm_exit: x", "other" },
	{ HEAD "       100 kvm:kvm_exit: x", "kvm_exit" },
	{ HEAD "sched:sched_switch: next_comm=kvm:kvm_exit: x", "other" },
	{ HEAD "foo(bar: kvm:kvm_exit x", "other" },
	{ HEAD "PERF_RECORD_COMM: kvm_exit: 1/1", "other" },
	{ HEAD "PERF_RECORD_SWITCH OUT", "other" },
	{ HEAD "PERF_RECORD_LOST lost 158", "lost 158" },
	{ HEAD "PERF_RECORD_LOST lost 158 \r", "lost 158" },
	{ HEAD "PERF_RECORD_LOST_SAMPLES lost 5", "lost 5" },
	{ HEAD "PERF_RECORD_LOST", "lost 0" },
	{ "CPU:1 [LOST 442 EVENTS]", "lost 442" },
	{ "CPU:1 [LOST EVENTS]", "lost 0" },
	{ "CPU:0 [123 EVENTS DROPPED]", "lost 123" },
	{ "CPU:0 [123 EVENTS", "other" },
	{ "##### CPU 0 buffer started ####", "not_event" },
	{ "", "not_event" },
	{ "  \t", "not_event" },
	{ "\r", "not_event" },
	{ "\tkvm_exit: 1.000000: kvm_exit: ", "not_event" },
	{ "# kvm_exit: ", "not_event" },
	{ "#", "not_event" },
	{ "#\tx", "not_event" },
	{ "#\r", "not_event" },
	{ "#x 1 [000] 1.000000: kvm_exit: ", "kvm_exit" },
	{ "kvm_exit", "other" },
	{ "Warning: something", "other" },
	/* a wanted name in an event's place, but no event */
	{ "            qemu  5571 [000] kvm:kvm_exit: x", "malformed" },
	{ "            qemu  5571 [000]  3259.0597: kvm:kvm_exit: x",
	  "malformed" },
	{ "            qemu  5571 [000]  3259059797: kvm_exit:", "malformed" },
	{ "            qemu  5571 [000]  3259.0597: kvm:kvm_entry: x",
	  "other" },
	{ "            qemu  5571 [000] 18446744073.709551: kvm:kvm_exit: x",
	  "malformed" },
	{ "            qemu  5571 [000] 9223372036.854776: kvm:kvm_exit: x",
	  "malformed" },
	{ "            qemu  5571 [000] 9223372036.854775: kvm:kvm_exit: x",
	  "kvm_exit" },
	{ "            qemu  5571 [000] 18446744073.709551: kvm:kvm_entry: x",
	  "other" },
	{ HEAD "123kvm: kvm:kvm_exit: x", "malformed" },
	/* raw_syscalls: their call's, or their own */
	{ HEAD "raw_syscalls:sys_exit: NR 271 = 1", "sys_exit_ppoll" },
	{ HEAD "sys_exit: NR 271 = 1", "sys_exit_ppoll" },
	{ HEAD "raw_syscalls:sys_exit: NR 270 = 1", "other" },
	{ HEAD "raw_syscalls:sys_enter: NR 271 (1, 2, 3)", "other" },
	{ HEAD "raw_syscalls:sys_exit: NR -1 = 0", "other" },
	{ HEAD "raw_syscalls:sys_exit: NR 99999999999999999999 = 0", "other" },
	{ HEAD "raw_syscalls:sys_exit: NR x", "other" },
	{ HEAD "raw_syscalls:sys_exit:", "other" },
	{ HEAD "my_syscalls:sys_exit: NR 271 = 1", "other" },
	{ HEAD "raw_syscalls:sys_exit: NR 4 = 1", "sys_exit_newstat" },
	{ HEAD "raw_syscalls:sys_exit: NR 5 = 1", "sys_exit_fstat" },
	{ HEAD "raw_syscalls:sys_exit: NR 166 = 1", "other" },
	{ HEAD "syscalls:sys_exit_ppoll: 0x1", "sys_exit_ppoll" },
	/* ftrace */
	{ "            qemu-10520   [001] .....  4061.842491: sys_ppoll -> 0x1",
	  "sys_exit_ppoll" },
	{ "            qemu-10520   [001] .....  4061.842491: sys_ppoll(a: 1)",
	  "other" },
	{ "            qemu-10520   [001] .....  4061.842491: kvm_exit: x",
	  "kvm_exit" },
};

static const char *what_is(const struct outcome *o, const struct event_set *set)
{
	static char text[64];
	const struct event *const e = &o->event[0];

	if (o->n && e->kind == KIND_LOST)
		snprintf(text, sizeof(text), "lost %" PRIu64, e->lost);
	else if (o->n)
		snprintf(text, sizeof(text), "%s", event_set_name_text(set,
			 event_set_name(set, e->kind)));
	else
		snprintf(text, sizeof(text), "%s",
			 o->counts.malformed ? "malformed" :
			 o->counts.not_event ? "not_event" :
			 o->counts.other ? "other" : "nothing");
	return text;
}

/* A line, read on its own and behind one that teaches a layout with columns
 * wider than any number that fits. */
static const char *const wide[][2] = {
	{ "            qemu  5571 [000]                          1.000000: a:b: ",
	  "            qemu  5571 [000]       36893488147419103233.000000: kvm_exit: " },
	{ "            qemu  5571 [000]                          1.000000: a:b: ",
	  "            qemu  5571 [000]       00000000000000000001.000000: kvm_exit: " },
	{ "            qemu  5571 [000]                          1.000000: a:b: ",
	  "            qemu  5571 [000]               000000000001.000000: kvm_exit: " },
	{ "            qemu  5571 [000]                          1.000000: a:b: ",
	  "            qemu  5571 [000]                00000000001.000000: kvm_exit: " },
	{ "            qemu                      5571 [000]  1.000000: a:b: ",
	  "            qemu      36893488147419103233 [000]  1.000000: kvm_exit: " },
	{ "            qemu                      5571 [000]  1.000000: a:b: ",
	  "            qemu                9999999999 [000]  1.000000: kvm_exit: " },
	{ "            qemu     1/571                  [000]  1.000000: a:b: ",
	  "            qemu     1/36893488147419103233 [000]  1.000000: kvm_exit: " },
	{ "            qemu                    571/571 [000]  1.000000: a:b: ",
	  "            qemu   36893488147419103233/571 [000]  1.000000: kvm_exit: " },
	{ "            qemu  5571 [00000000000000000000]  1.000000: a:b: ",
	  "            qemu  5571 [36893488147419103233]  1.000000: kvm_exit: " },
};

static const char *const order[] = { "kvm_exit", "sys_exit_ppoll",
				     "sys_exit_newstat", "sys_exit_fstat" };

START_TEST(classes_of_lines)
{
	static const char lesson[] = HEAD "kvm:kvm_pio: x\n"
		"            qemu  5571 [000] 1259059797.059797: kvm:kvm_pio: x\n";
	struct event_set *const set = set_of(order, 4, false);
	struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
	static struct outcome o;
	char text[256];
	const int len = snprintf(text, sizeof(text), "%s\n", lines[_i].line);

	for (unsigned round = 0; round < 3; round++) {
		memset(&o, 0, sizeof(o));
		decode(perf, text, (size_t)len, &o);
		ck_assert_str_eq(what_is(&o, set), lines[_i].want);
		ck_assert_uint_eq(o.counts.total, 1);
		ck_assert_uint_eq(classes(&o.counts) + o.n, 1);
		ck_assert_uint_eq(o.bad.n, o.counts.malformed);
		if (o.bad.n) {
			ck_assert_str_eq(o.bad.at[0].text, lines[_i].line);
			ck_assert_uint_eq(o.bad.at[0].line, round * 3 + 1);
		}
		memset(&o, 0, sizeof(o));
		decode(perf, lesson, sizeof(lesson) - 1, &o);
		ck_assert_uint_eq(o.counts.other, 2);
	}
	perf_text_free(perf);
	event_set_free(set);
}
END_TEST

START_TEST(columns_too_wide)
{
	struct event_set *const set = set_of(order, 1, false);
	struct perf_text *const cold = perf_text_new(set, PERF_ALL, false);
	struct perf_text *const warm = perf_text_new(set, PERF_ALL, false);
	static struct outcome cold_out, warm_out;
	char text[256];
	int len = snprintf(text, sizeof(text), "%s\n", wide[_i][0]);

	memset(&warm_out, 0, sizeof(warm_out));
	memset(&cold_out, 0, sizeof(cold_out));
	decode(warm, text, (size_t)len, &warm_out);
	len = snprintf(text, sizeof(text), "%s\n", wide[_i][1]);
	decode(cold, text, (size_t)len, &cold_out);
	decode(warm, text, (size_t)len, &warm_out);
	ck_assert_uint_eq(warm_out.n, cold_out.n);
	ck_assert_uint_eq(warm_out.counts.malformed, cold_out.counts.malformed);
	if (warm_out.n) {
		ck_assert_int_eq(warm_out.event[0].time, 1000000000);
		ck_assert_int_eq(warm_out.event[0].time,
				 cold_out.event[0].time);
		ck_assert_int_eq(warm_out.event[0].pid, cold_out.event[0].pid);
		ck_assert_int_eq(warm_out.event[0].tid, cold_out.event[0].tid);
		ck_assert_int_eq(warm_out.event[0].cpu, cold_out.event[0].cpu);
	}
	perf_text_free(cold);
	perf_text_free(warm);
	event_set_free(set);
}
END_TEST

/* The raw event under its own name, or all events. */
START_TEST(raw_names)
{
	static const char text[] =
		HEAD "raw_syscalls:sys_exit: NR 271 = 1\n"
		HEAD "raw_syscalls:sys_enter: NR 166 (1, 2)\n"
		HEAD "raw_syscalls:sys_enter: NR 999 (1, 2)\n";
	static const char *const own[] = { "sys_exit", "sys_exit_ppoll" };
	static const char *const wants[2][3] = {
		{ "sys_exit", NULL, NULL },
		{ "sys_exit_ppoll", "sys_enter_umount", "sys_enter" },
	};

	for (int all = 0; all < 2; all++) {
		struct event_set *const set = set_of(own + all, 2 - (unsigned)all,
						     all);
		struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
		static struct outcome o;

		for (int round = 0; round < 3; round++) {
			memset(&o, 0, sizeof(o));
			decode(perf, text, sizeof(text) - 1, &o);
			for (size_t i = 0; i < o.n; i++)
				ck_assert_str_eq(event_set_name_text(set,
					event_set_name(set, o.event[i].kind)),
					wants[all][i]);
			ck_assert_uint_eq(o.n, all ? 3 : 1);
		}
		perf_text_free(perf);
		event_set_free(set);
	}
}
END_TEST

/* A marker without a time has that of the event before it. */
START_TEST(time_of_a_marker)
{
	static const char text[] =
		HEAD "kvm:kvm_exit: x\n"
		"CPU:3 [LOST 2 EVENTS]\n"
		"         swapper     0 [001]     0.000000: PERF_RECORD_LOST lost 1\n"
		"         swapper     0 [001]  3260.000000: PERF_RECORD_LOST lost 1\n"
		"CPU:3 [LOST EVENTS]\n";
	static const int64_t times[] = { 3259059797000, 3259059797000,
					 3259059797000, 3260000000000,
					 3260000000000 };
	static const int cpus[] = { 0, 3, 1, 1, 3 };
	struct event_set *const set = set_of(order, 1, false);
	struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
	static struct outcome o;

	memset(&o, 0, sizeof(o));
	decode(perf, text, sizeof(text) - 1, &o);
	ck_assert_uint_eq(o.n, 5);
	ck_assert_uint_eq(perf_text_first_line(perf), 1);
	for (size_t i = 0; i < o.n; i++) {
		ck_assert_int_eq(o.event[i].time, times[i]);
		ck_assert_int_eq(o.event[i].cpu, cpus[i]);
	}
	perf_text_free(perf);
	event_set_free(set);
}
END_TEST

/* strict: events before the first malformed line, nothing behind it, and
 * classes that add up, wherever that line stands. */
START_TEST(strict_stops)
{
	struct event_set *const set = set_of(order, 1, false);
	static struct outcome o;
	static char text[100 * 128];

	for (int at = 0; at < 100; at++) {
		struct perf_text *const perf = perf_text_new(set, PERF_ALL, true);
		size_t len = 0;

		for (int i = 0; i < 100; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
				"%s\n", i == at ? "kvm_exit: bad" :
				i % 3 == 0 ? HEAD "x:y: " :
				i % 3 == 1 ? "# " : HEAD "kvm:kvm_exit: ");
		memset(&o, 0, sizeof(o));
		decode(perf, text, len, &o);
		ck_assert(perf_text_stopped(perf));
		ck_assert_uint_eq(o.n, (size_t)at / 3);
		ck_assert_uint_eq(o.counts.malformed, 1);
		ck_assert_uint_eq(o.bad.n, 1);
		ck_assert_uint_eq(o.bad.at[0].line, (uint64_t)at + 1);
		ck_assert_uint_eq(o.counts.total, classes(&o.counts) + o.n);
		perf_text_free(perf);
	}
	event_set_free(set);
}
END_TEST

/* No more than BAD_LINES_MAX are kept, all are counted. */
START_TEST(many_malformed)
{
	struct event_set *const set = set_of(order, 1, false);
	struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
	static struct outcome o;
	static char text[50 * 128];
	size_t len = 0;

	for (int i = 0; i < 50; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"kvm_exit: bad %d\n", i);
	memset(&o, 0, sizeof(o));
	decode(perf, text, len, &o);
	ck_assert_uint_eq(o.counts.malformed, 50);
	ck_assert_uint_eq(o.bad.n, BAD_LINES_MAX);
	ck_assert_str_eq(o.bad.at[4].text, "kvm_exit: bad 4");
	perf_text_free(perf);
	event_set_free(set);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("perf_text");
	TCase *const tcase = tcase_create("perf_text");

	tcase_add_loop_test(tcase, random_lines_are_read_as_made, 0, 4);
	tcase_add_loop_test(tcase, a_learned_layout_changes_nothing, 0, 4);
	tcase_add_loop_test(tcase, cut_anywhere, 0, 6);
	tcase_add_loop_test(tcase, classes_of_lines, 0,
			    sizeof(lines) / sizeof(*lines));
	tcase_add_loop_test(tcase, columns_too_wide, 0,
			    sizeof(wide) / sizeof(*wide));
	tcase_add_test(tcase, raw_names);
	tcase_add_test(tcase, time_of_a_marker);
	tcase_add_test(tcase, strict_stops);
	tcase_add_test(tcase, many_malformed);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
