/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/perf_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/digits.h"
#include "base/num.h"
#include "input/perf_line.h"
#include "input/scan.h"
#include "input/source.h"
#include "input/syscalls.h"

struct perf_text {
	struct event_set *set;
	struct scan *scan;
	unsigned fields;		/* PERF_IDS ... */
	bool all;			/* every event is wanted */
	bool strict, stopped;
	int64_t last_time;
	uint64_t first_line;		/* with an event, or 0 */
	/* copied: setting the members would be a slow "rep stos" to gcc */
	struct event blank;
	struct candidate candidate[SCAN_LINES];
	/* a line whose head is to be learned when the batch is done */
	struct span learn;
	struct perf_head head;
};

struct perf_text *perf_text_new(struct event_set *set, unsigned fields,
				bool strict)
{
	struct perf_text *perf = calloc(1, sizeof(*perf));

	if (!perf)
		return NULL;
	perf->set = set;
	perf->fields = fields;
	perf->all = event_set_all(set);
	perf->blank = (struct event){
		.lines = 1,
		.pid = EVENT_NO_ID,
		.tid = EVENT_NO_ID,
		.cpu = EVENT_NO_ID,
	};
	perf->strict = strict;
	perf->scan = scan_new(set, true);
	if (!perf->scan) {
		free(perf);
		return NULL;
	}
	return perf;
}

void perf_text_free(struct perf_text *perf)
{
	if (!perf)
		return;
	scan_free(perf->scan);
	free(perf);
}

void perf_text_begin(struct perf_text *perf)
{
	scan_begin(perf->scan);
	perf->first_line = 0;
}

bool perf_text_stopped(const struct perf_text *perf)
{
	return perf->stopped;
}

uint64_t perf_text_line(const struct perf_text *perf)
{
	return scan_line(perf->scan);
}

uint64_t perf_text_first_line(const struct perf_text *perf)
{
	return perf->first_line;
}

#define BLANKS	0x2020202020202020u

/* 1 to 8 bytes before end, in the highest of a word; 8 must be readable. */
static uint64_t load_last(const char *end, unsigned n)
{
	return word_load(end - 8) & ~(uint64_t)0 << (64 - 8 * n);
}

/* Digits as a number; blanks and NUL count as 0, so a column that is padded
 * in front can be read at its full width. */
static uint32_t word_value(uint64_t word)
{
	return digits_value(word & 0x0f0f0f0f0f0f0f0fu);
}

static uint32_t read_digits(const char *end, unsigned n)
{
	return word_value(load_last(end, n));
}

static inline uint64_t read_column(const char *from, const char *end)
{
	uint64_t v = 0;

	if (end - from <= 8)
		return end > from ? read_digits(end, (unsigned)(end - from)) : 0;
	for (; from < end; from++)
		if (*from != ' ')
			v = 10 * v + (uint64_t)(*from - '0');
	return v;
}

/* Digits, padded in front or behind: one at least. */
static int32_t read_id(const char *from, const char *end)
{
	if (end - from <= 8) {
		const uint64_t word = load_last(end, (unsigned)(end - from));
		const int padding = __builtin_clzll(word ^ BLANKS) / 8;

		return (int32_t)word_value(word << 8 * padding);
	}
	while (end[-1] == ' ')
		end--;
	const uint64_t v = read_column(from, end);

	return v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

/* The comm's column: 16 bytes. */
static struct span read_comm(const char *line)
{
	const uint64_t a = word_load(line) ^ BLANKS;
	const uint64_t b = word_load(line + 8) ^ BLANKS;

	if (!(a | b))
		return span_of(line, 0);
	const int before = a ? __builtin_ctzll(a) : 64 + __builtin_ctzll(b);
	const int behind = b ? __builtin_clzll(b) : 64 + __builtin_clzll(a);

	return span_of(line + before / 8,
		       (size_t)(16 - before / 8 - behind / 8));
}

static struct span trim(const char *from, const char *end)
{
	while (end > from && end[-1] == ' ')
		end--;
	while (from < end && *from == ' ')
		from++;
	return span_of(from, (size_t)(end - from));
}

static void read_ids(const struct candidate *c, struct event *e)
{
	const char *const line = c->line;
	const struct perf_head *const h = c->head;

	e->cpu = read_id(line + h->cpu_at + 1, line + h->cpu_end - 1);
	if (h->slash) {
		e->pid = read_id(line + 17, line + h->slash);
		e->tid = read_id(line + h->slash + 1, line + h->ids_end);
	} else {
		e->tid = read_id(line + 17, line + h->ids_end);
	}
}

static void read_texts(const struct candidate *c, struct event *e)
{
	const char *end = c->line + c->len;

	while (end[-1] == '\r')
		end--;
	e->comm = read_comm(c->line);
	e->text = trim(c->name.ptr + c->name.len + 1, end);
}

/* The time and kind of a line that fits a head, and nothing else.  False: the
 * time does not fit. */
static bool read_time(const struct perf_text *perf, const struct candidate *c,
		      struct event *e)
{
	const char *const line = c->line;
	const struct perf_head *const h = c->head;
	const char *const point = line + h->point;
	const uint64_t seconds = read_column(line + h->cpu_end + 1, point);
	uint64_t fraction = (uint64_t)read_digits(point + 7, 6) * 1000;

	if (h->decimals == 9)
		fraction += read_digits(point + 10, 3);
	*e = perf->blank;
	e->time = (int64_t)(seconds * NS_PER_S + fraction);
	e->kind = c->kind;
	e->decimals = (uint8_t)h->decimals;
	return seconds <= INT64_MAX / NS_PER_S &&
	       seconds * NS_PER_S + fraction <= INT64_MAX;
}

/* The kind of sys_enter_X or sys_exit_X, under either of the call's names. */
static uint32_t syscall_kind(struct perf_text *perf, const char *prefix,
			     long number)
{
	const char *const names[] = { syscall_tracepoint(number),
				      syscall_name(number) };
	char full[80];

	for (size_t i = 0; i < 2 && names[i]; i++) {
		const int n = snprintf(full, sizeof(full), "syscalls:%s_%s",
				       prefix, names[i]);

		if (event_set_named(perf->set, full, (size_t)n))
			return event_set_find(perf->set, full, (size_t)n,
					      false);
	}
	if (!names[0] || !perf->all)
		return KIND_NONE;
	const int n = snprintf(full, sizeof(full), "syscalls:%s_%s", prefix,
			       names[0]);

	return event_set_find(perf->set, full, (size_t)n, false);
}

/* "NR 271 ..." */
static bool read_number(struct span text, long *number)
{
	size_t i = 3;

	if (text.len < 4 || memcmp(text.ptr, "NR ", 3))
		return false;
	*number = 0;
	for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
		if (*number < INT32_MAX)
			*number = 10 * *number + (text.ptr[i] - '0');
	return i > 3;
}

/* A raw_syscalls event is of its system call's kind, unless it is wanted
 * under its own name. */
static uint32_t kind_of(struct perf_text *perf, struct span name,
			struct span text)
{
	static const char *const systems[] = { "raw_syscalls:", "" };
	static const char *const prefixes[] = { "sys_enter", "sys_exit" };

	for (size_t s = 0; s < 2; s++) {
		const size_t skip = strlen(systems[s]);

		if (name.len <= skip || memcmp(name.ptr, systems[s], skip))
			continue;
		const struct span own = span_of(name.ptr + skip,
						name.len - skip);

		for (size_t i = 0; i < 2; i++) {
			long number;

			if (!span_eq(own, span_from(prefixes[i])) ||
			    event_set_named(perf->set, name.ptr, name.len) ||
			    !read_number(text, &number))
				continue;
			const uint32_t kind = syscall_kind(perf, prefixes[i],
							   number);

			if (kind != KIND_NONE)
				return kind;
		}
	}
	return event_set_find(perf->set, name.ptr, name.len, false);
}

static bool is_wanted(const struct perf_text *perf, const char *name,
		      size_t len)
{
	if (event_set_named(perf->set, name, len))
		return true;
	return perf->all && memchr(name, ':', len) &&
	       (unsigned)((name[0] | 32) - 'a') < 26;
}

/* A wanted name where an event's name could stand: a word that ends in ':'. */
static bool holds_wanted(const struct perf_text *perf, struct span line)
{
	const char *at = line.ptr;
	const char *end = line.ptr + line.len;

	while (end > at && end[-1] == '\r')
		end--;
	while ((at = memchr(at, ':', (size_t)(end - at)))) {
		const char *word = at++;

		/* before the way back, which then leads over no byte twice */
		if (at < end && *at != ' ')
			continue;
		while (word > line.ptr && word[-1] != ' ' && word[-1] != '\t')
			word--;
		if (word < at - 1 &&
		    is_wanted(perf, word, (size_t)(at - 1 - word)))
			return true;
	}
	return false;
}

static void malformed(struct perf_text *perf, const struct candidate *c,
		      const char *why, struct line_counts *counts,
		      struct bad_lines *bad)
{
	counts->malformed++;
	bad_lines_add(bad, c->number, why, span_of(c->line, c->len));
	perf->stopped = perf->strict;
}

/* "PERF_RECORD_LOST lost 158", "PERF_RECORD_LOST_SAMPLES lost 5" */
static bool is_loss(struct perf_line *read)
{
	static const char word[] = "PERF_RECORD_LOST";
	struct span text = span_trim(read->event.text);

	if (read->verdict == PERF_LOST)
		return true;
	if (read->verdict != PERF_RECORD ||
	    read->name.len < sizeof(word) - 1 ||
	    memcmp(read->name.ptr, word, sizeof(word) - 1))
		return false;
	if (text.len > 5 && !memcmp(text.ptr, "lost ", 5)) {
		size_t n = 5;

		while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
			n++;
		parse_u64(span_of(text.ptr + 5, n - 5), &read->event.lost);
	}
	return true;
}

/* A line that fits no known head: true if it is an event or a loss marker. */
static bool read_other(struct perf_text *perf, const struct candidate *c,
		       struct event *e, struct line_counts *counts,
		       struct bad_lines *bad)
{
	const struct span line = span_of(c->line, c->len);
	struct perf_line read;

	perf_line_read(&read, line);
	if (is_loss(&read)) {
		*e = read.event;
		e->kind = KIND_LOST;
		if (e->time == 0)
			e->time = perf->last_time;
		return true;
	}
	switch (read.verdict) {
	case PERF_EVENT:
		if (read.head.anchored) {
			perf->learn = line;
			perf->head = read.head;
		}
		*e = read.event;
		e->kind = kind_of(perf, read.name, read.event.text);
		if (e->kind != KIND_NONE)
			return true;
		break;
	case PERF_BAD_TIME:
		if (kind_of(perf, read.name, read.event.text) == KIND_NONE)
			break;
		malformed(perf, c, "the time does not fit 64 bits of ns",
			  counts, bad);
		return false;
	case PERF_NO:
		if (!holds_wanted(perf, line))
			break;
		malformed(perf, c, "no readable time before the event's name",
			  counts, bad);
		return false;
	case PERF_NO_EVENT:
		if (!holds_wanted(perf, read.event.text))
			break;
		malformed(perf, c, "no event's name behind the time",
			  counts, bad);
		return false;
	case PERF_RECORD:
	case PERF_LOST:
		break;
	}
	counts->other++;
	return false;
}

static bool read_candidate(struct perf_text *perf, const struct candidate *c,
			   struct event *e, struct line_counts *counts,
			   struct bad_lines *bad)
{
	if (!c->head)
		return read_other(perf, c, e, counts, bad);
	const bool fits = read_time(perf, c, e);
	const bool raw = e->kind == KIND_NONE ||
		(perf->all && scan_raw_name(c->name));

	if (perf->fields & PERF_IDS)
		read_ids(c, e);
	if ((perf->fields & PERF_TEXTS) || raw)
		read_texts(c, e);
	if (raw)
		e->kind = kind_of(perf, c->name, e->text);
	if (e->kind == KIND_NONE)
		counts->other++;
	else if (!fits)
		malformed(perf, c, "the time does not fit 64 bits of ns",
			  counts, bad);
	return fits && e->kind != KIND_NONE;
}

/* Why an event cannot be searched, or NULL. */
static const char *too_long(const struct perf_text *perf,
			    const struct candidate *c, const struct event *e)
{
	if (e->kind == KIND_LOST)
		return NULL;
	if (c->len >= SOURCE_LINE_MAX && (perf->fields & PERF_WHOLE))
		return "the line is longer than 256 KiB";
	if (e->text.len > EVENT_SEARCHED_MAX && (perf->fields & PERF_SEARCHED))
		return "the text is longer than 8 KiB, too long for a regex";
	return NULL;
}

size_t perf_text_decode(struct perf_text *perf, struct span *block,
			struct event *events, struct line_counts *counts,
			struct bad_lines *bad)
{
	const size_t found = scan_lines(perf->scan, block, perf->candidate,
					counts);
	size_t n = 0, i = 0;

	for (; i < found && !perf->stopped; i++) {
		const struct candidate *const c = &perf->candidate[i];

		if (!read_candidate(perf, c, &events[n], counts, bad))
			continue;
		const char *const why = too_long(perf, c, &events[n]);

		if (why) {
			malformed(perf, c, why, counts, bad);
			continue;
		}
		if (!perf->first_line && events[n].kind != KIND_LOST)
			perf->first_line = c->number;
		perf->last_time = events[n++].time;
	}
	counts->total -= found - i;
	if (perf->learn.ptr) {
		scan_learn(perf->scan, perf->learn.ptr, perf->learn.len,
			   &perf->head);
		perf->learn = (struct span){ 0 };
	}
	return n;
}
