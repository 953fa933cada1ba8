/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf text: the fast way through many lines, with each vector code, finds
 * what reading every line by itself finds.
 */
#include <string.h>

#include "base/event_set.h"
#include "fuzz.h"
#include "input/perf_text.h"
#include "input/source.h"

enum { EVENTS = 20000 };

struct seen {
	size_t n;
	struct line_counts counts;
	struct event event[EVENTS];	/* spans: hashes, see keep() */
};

static const struct sequence orders[] = {
	{ 2, { "kvm_exit", "kvm_entry" } },
	{ 3, { "kvm_exit", "sys_exit_ppoll", "sys_enter_pread64" } },
	{ 2, { "sys_enter", "syscalls:sys_exit_pread64" } },
	{ 2, { "a", "block:block_rq_issue" } },
};

static uint64_t hash(struct span s)
{
	uint64_t h = 14695981039346656037u + (s.ptr != NULL);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
	return h;
}

/* An event outlives its text as the hashes of its parts. */
static void keep(struct seen *seen, const struct event *e)
{
	if (seen->n == EVENTS)
		return;
	struct event *const to = &seen->event[seen->n++];

	*to = *e;
	to->key_hash = hash(e->comm) * 3 + hash(e->text);
}

static void check_counts(const struct seen *seen, uint64_t lines)
{
	const struct line_counts *const c = &seen->counts;

	FUZZ_CHECK(c->total == lines);
	FUZZ_CHECK(seen->n == EVENTS ||
		   seen->n + c->other + c->not_event + c->malformed == lines);
	FUZZ_CHECK(c->event == 0 && c->filtered == 0 && c->no_key == 0 &&
		   c->lost == 0);
}

/* Many lines at once, or (alone) each as if it were a file's only one. */
static void decode(struct perf_text *perf, struct span block, bool alone,
		   struct seen *seen)
{
	struct event events[EVENT_BATCH];
	struct bad_lines bad = { 0 };

	while (block.len > 0) {
		struct span part = block;

		if (alone) {
			const char *const end = memchr(block.ptr, '\n',
						       block.len);

			part.len = (size_t)(end + 1 - block.ptr);
			perf_text_begin(perf);
		}
		const size_t whole = part.len;
		const size_t n = perf_text_decode(perf, &part, events,
						  &seen->counts, &bad);

		FUZZ_CHECK(!alone || part.len == 0);
		for (size_t i = 0; i < n; i++)
			keep(seen, &events[i]);
		block.ptr += whole - part.len;
		block.len -= whole - part.len;
		bad.n = 0;
	}
}

static void read_all(struct seen *seen, const char *isa, bool alone,
		     struct event_set *set, const uint8_t *bytes, size_t len)
{
	setenv("DELTA_PROCESSOR_ISA", isa, 1);
	struct fault fault;
	struct perf_text *const perf = perf_text_new(set, PERF_ALL, false);
	struct source *const source = source_open_memory(bytes, len, 0, &fault);
	struct span block;

	FUZZ_CHECK(perf && source);
	seen->n = 0;
	seen->counts = (struct line_counts){ 0 };
	while (source_next(source, &block, &fault) > 0)
		decode(perf, block, alone, seen);
	source_close(source);
	perf_text_free(perf);
}

static void check_same(const struct seen *a, const struct seen *b)
{
	FUZZ_CHECK(a->n == b->n);
	FUZZ_CHECK(!memcmp(&a->counts, &b->counts, sizeof(a->counts)));
	for (size_t i = 0; i < a->n; i++) {
		const struct event *const x = &a->event[i];
		const struct event *const y = &b->event[i];

		FUZZ_CHECK(x->time == y->time);
		FUZZ_CHECK(x->kind == y->kind);
		FUZZ_CHECK(x->lines == 1 && y->lines == 1);
		FUZZ_CHECK(x->pid == y->pid && x->tid == y->tid &&
			   x->cpu == y->cpu);
		FUZZ_CHECK(x->lost == y->lost);
		FUZZ_CHECK(x->decimals == y->decimals);
		FUZZ_CHECK(x->key_hash == y->key_hash);
	}
}

/* Lines as a human counts them. */
static uint64_t count_lines(const uint8_t *bytes, size_t len)
{
	uint64_t n = len > 0 && bytes[len - 1] != '\n';

	for (size_t i = 0; i < len; i++)
		n += bytes[i] == '\n';
	return n;
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	static const char *const isas[] = { "plain", "sse2", "avx2" };
	static struct seen alone, fast;
	const unsigned choice = fuzz_choice(bytes, len);
	struct event_set *const set = event_set_new(&orders[choice % 4], 1,
						    NULL, 0,
						    (choice >> 2) % 4 == 0);

	FUZZ_CHECK(set);
	read_all(&alone, "plain", true, set, bytes, len);
	if (len < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b)
		check_counts(&alone, count_lines(bytes, len));
	for (size_t i = 0; i < sizeof(isas) / sizeof(*isas); i++) {
		read_all(&fast, isas[i], false, set, bytes, len);
		check_same(&alone, &fast);
	}
	event_set_free(set);
}
