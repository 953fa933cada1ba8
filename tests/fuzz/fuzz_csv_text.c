/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_text: the same events whatever the vector code and wherever the blocks
 * end; and, where all quotes are as RFC 4180 has them, those that libcsv alone
 * finds.
 */
#include <csv.h>
#include <string.h>

#include "base/event_set.h"
#include "base/num.h"
#include "fuzz.h"
#include "input/csv_text.h"
#include "input/source.h"

enum {
	LEN_MAX = 60000,	/* a row with quotes may have 64 KiB */
	EVENTS = LEN_MAX,
	CELLS = LEN_MAX + 1,	/* no text has more */
};

struct event_seen {
	int64_t time;
	uint32_t kind;
	uint64_t comm;		/* hash */
};

struct seen {
	size_t n;
	struct line_counts counts;
	uint64_t lines;		/* of the events */
	struct event_seen event[EVENTS];
};

static uint64_t hash(struct span s)
{
	uint64_t h = 14695981039346656037u + (s.ptr != NULL);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
	return h;
}

static void keep(struct seen *seen, const struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		FUZZ_CHECK(seen->n < EVENTS);
		seen->lines += events[i].lines;
		seen->event[seen->n++] = (struct event_seen){
			events[i].time, events[i].kind, hash(events[i].comm)
		};
	}
}

static void read_all(struct seen *seen, const char *isa, size_t chunk,
		     struct event_set *set, bool skimmed,
		     const uint8_t *bytes, size_t len)
{
	setenv("DELTA_PROCESSOR_ISA", isa, 1);
	struct fault fault;
	struct csv_text *const csv = csv_text_new(set, skimmed, false);
	struct source *const source = source_open_memory(bytes, len, chunk,
							 &fault);
	struct event events[EVENT_BATCH];
	struct bad_lines bad = { 0 };
	struct span block;

	FUZZ_CHECK(csv && source);
	seen->n = 0;
	seen->lines = 0;
	seen->counts = (struct line_counts){ 0 };
	while (source_next(source, &block, &fault) > 0)
		while (block.len > 0) {
			keep(seen, events,
			     csv_text_decode(csv, &block, events,
					     &seen->counts, &bad));
			bad.n = 0;
		}
	while (!csv_text_ended(csv)) {
		keep(seen, events,
		     csv_text_end(csv, events, &seen->counts, &bad));
		bad.n = 0;
	}
	FUZZ_CHECK(csv_text_line(csv) == seen->counts.total);
	source_close(source);
	csv_text_free(csv);
}

static void check_same(const struct seen *a, const struct seen *b)
{
	FUZZ_CHECK(a->n == b->n);
	FUZZ_CHECK(a->lines == b->lines);
	FUZZ_CHECK(!memcmp(&a->counts, &b->counts, sizeof(a->counts)));
	for (size_t i = 0; i < a->n; i++) {
		FUZZ_CHECK(a->event[i].time == b->event[i].time);
		FUZZ_CHECK(a->event[i].kind == b->event[i].kind);
		FUZZ_CHECK(a->event[i].comm == b->event[i].comm);
	}
}

static void check_counts(const struct seen *seen, const uint8_t *bytes,
			 size_t len)
{
	const struct line_counts *const c = &seen->counts;
	uint64_t lines = len > 0 && bytes[len - 1] != '\n';

	for (size_t i = 0; i < len; i++)
		lines += bytes[i] == '\n';
	FUZZ_CHECK(c->total == lines);
	FUZZ_CHECK(seen->lines + c->other + c->not_event + c->malformed ==
		   lines);
	FUZZ_CHECK(c->event == 0 && c->filtered == 0 && c->no_key == 0 &&
		   c->lost == 0);
}

/* The text as libcsv is to see it: without a CR before LF, if the quotes are
 * in order and there are no comments and byte order marks, nor rows of nothing
 * between quotes, which are not blank, but look so to libcsv.  False else. */
static bool tidy(const uint8_t *bytes, size_t len, char *out, size_t *n)
{
	bool quoted = false, at_field = true, at_row = true;
	bool quotes = false, filled = false;	/* of this row */

	*n = 0;
	for (size_t i = 0; i < len; i++) {
		const char c = (char)bytes[i];
		const char next = i + 1 < len ? (char)bytes[i + 1] : '\n';

		if (c == '\xef' || (at_row && (c == '#' || c == '\t')))
			return false;
		if (at_row)
			quotes = filled = false;
		at_row = false;
		quotes |= c == '"';
		filled |= !strchr(" \t\r\n\v\f\"", c) || c == '\0';
		if (quoted && c == '"' && i + 1 < len && next == '"') {
			out[(*n)++] = c;
			i++;
		} else if (quoted && c == '"') {
			const char later = i + 2 < len ? (char)bytes[i + 2] :
							 '\n';

			if (next != ',' && next != '\n' &&
			    (next != '\r' || later != '\n'))
				return false;
			quoted = false;
		} else if (!quoted && c == '"' && at_field) {
			quoted = true;
		} else if (!quoted && c == '\r' && next == '\n') {
			continue;
		} else if (!quoted) {
			at_row = c == '\n';
			if (at_row && quotes && !filled)
				return false;
		}
		at_field = !quoted && (c == ',' || c == '\n');
		out[(*n)++] = c;
	}
	return !quoted && (at_row || !quotes || filled);
}

/* What libcsv has found so far, row by row. */
struct oracle {
	struct event_set *set;
	bool take, begun;
	int64_t last;
	size_t column[3];	/* of tstamp, entry, comm; CELLS: none */
	size_t cells;
	struct span *cell;	/* CELLS of them */
	struct seen *seen;
	char *scratch;
	size_t used;
};

static void on_cell(void *text, size_t len, void *arg)
{
	struct oracle *const o = arg;

	FUZZ_CHECK(o->cells < CELLS);
	memcpy(o->scratch + o->used, text, len);
	o->cell[o->cells++] = span_of(o->scratch + o->used, len);
	o->used += len;
}

static struct span cell(const struct oracle *o, int which)
{
	const size_t at = o->column[which];

	return at < o->cells ? span_trim(o->cell[at]) : (struct span){ 0 };
}

static bool is_header(const struct oracle *o, size_t column[3])
{
	static const char *const names[] = { "tstamp", "entry", "comm" };

	for (int c = 0; c < 3; c++) {
		column[c] = CELLS;
		for (size_t i = o->cells; i-- > 0;)
			if (span_eq(span_trim(o->cell[i]),
				    span_from(names[c])))
				column[c] = i;
	}
	return column[0] < CELLS && column[1] < CELLS;
}

static bool is_event(struct oracle *o)
{
	const struct span time = cell(o, 0);
	const struct span entry = o->column[1] < o->cells ?
		o->cell[o->column[1]] : (struct span){ 0 };
	const bool lost = span_eq(entry, span_from("PERF_RECORD_LOST"));
	int64_t ns;

	if (span_trim(entry).len == 0)
		return false;
	if (!parse_seconds(time, &ns, NULL)) {
		if (!lost || time.len > 0)
			return false;
		ns = o->last;
	}
	const uint32_t kind = lost ? KIND_LOST :
		event_set_find(o->set, entry.ptr, entry.len, o->take);

	if (kind != KIND_NONE) {
		o->last = ns;
		o->seen->event[o->seen->n++] = (struct event_seen){
			ns, kind, hash(cell(o, 2))
		};
	}
	return true;
}

static bool is_bare(const struct oracle *o)
{
	int64_t ns;

	if (o->cells != 2 || !parse_seconds(span_trim(o->cell[0]), &ns, NULL))
		return false;
	const struct span entry = span_trim(o->cell[1]);
	const unsigned char c = entry.len > 0 ? (unsigned char)*entry.ptr : 0;

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void on_row(int end, void *arg)
{
	struct oracle *const o = arg;
	size_t column[3];

	(void)end;
	if (o->cells == 1 && span_trim(o->cell[0]).len == 0) {
		/* blank */
	} else if (!o->begun && !is_header(o, column) && is_bare(o)) {
		o->column[0] = 0;
		o->column[1] = 1;
		o->begun = true;
		is_event(o);
	} else {
		/* a first row that lacks something still sets what it has */
		if (!is_event(o) && (is_header(o, column) || !o->begun))
			memcpy(o->column, column, sizeof(column));
		o->begun = true;
	}
	o->cells = 0;
	o->used = 0;
}

static int is_newline(unsigned char c)
{
	return c == '\n';
}

static int is_never(unsigned char c)
{
	(void)c;
	return 0;
}

static void check_libcsv(const struct seen *seen, struct event_set *set,
			 bool skimmed, const uint8_t *bytes, size_t len)
{
	static char text[LEN_MAX + 1], scratch[LEN_MAX + 1];
	static struct span cells[CELLS];
	static struct seen found;
	struct oracle oracle = {
		.set = set, .take = !skimmed, .seen = &found,
		.cell = cells, .scratch = scratch,
		.column = { CELLS, CELLS, CELLS },
	};
	struct csv_parser parser;
	size_t n;

	if (!tidy(bytes, len, text, &n))
		return;
	FUZZ_CHECK(csv_init(&parser, 0) == 0);
	csv_set_term_func(&parser, is_newline);
	csv_set_space_func(&parser, is_never);
	found.n = 0;
	FUZZ_CHECK(csv_parse(&parser, text, n, on_cell, on_row, &oracle) == n);
	csv_fini(&parser, on_cell, on_row, &oracle);
	csv_free(&parser);
	FUZZ_CHECK(found.n == seen->n);
	for (size_t i = 0; i < found.n; i++) {
		FUZZ_CHECK(found.event[i].time == seen->event[i].time);
		FUZZ_CHECK(found.event[i].kind == seen->event[i].kind);
		FUZZ_CHECK(found.event[i].comm == seen->event[i].comm);
	}
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	static const struct sequence order = { 2, { "kvm_exit", "kvm_entry" } };
	static const size_t chunks[] = { 1, 2, 3, 7, 18, 19, 64, 4095 };
	static const char *const isas[] = { "avx2", "sse2", "plain" };
	static struct seen whole, cut;
	const unsigned choice = fuzz_choice(bytes, len);
	const bool skimmed = choice & 8;

	if (len > LEN_MAX || (len >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b))
		return;
	struct event_set *const set = event_set_new(&order, 1, NULL, 0, false);

	FUZZ_CHECK(set);
	read_all(&whole, "plain", 0, set, skimmed, bytes, len);
	check_counts(&whole, bytes, len);
	for (size_t i = 0; i < 3; i++) {
		read_all(&cut, isas[i], i == 0 ? 0 : chunks[choice % 8], set,
			 skimmed, bytes, len);
		check_same(&whole, &cut);
	}
	check_libcsv(&whole, set, skimmed, bytes, len);
	event_set_free(set);
}
