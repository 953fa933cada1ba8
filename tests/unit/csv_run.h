/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a CSV through csv_text, in blocks as a source gives them, and writes
 * down what came out.
 */
#ifndef UNIT_CSV_RUN_H
#define UNIT_CSV_RUN_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/csv_text.h"
#include "input/source.h"

/* Two names are wanted; in CSV others are taken too unless skimmed. */
static inline struct event_set *new_set(void)
{
	static const struct sequence order = { 2, { "a", "b" } };
	struct event_set *const set = event_set_new(&order, 1, NULL, 0, false);

	ck_assert_ptr_nonnull(set);
	return set;
}

static inline void log_cell(FILE *log, const char *name, struct span cell)
{
	if (cell.ptr)
		fprintf(log, " %s=<%.*s>", name, (int)cell.len, cell.ptr);
}

static inline void log_id(FILE *log, const char *name, int32_t id)
{
	if (id != EVENT_NO_ID)
		fprintf(log, " %s=%d", name, (int)id);
}

/* "1500000000/1 kvm_exit comm=<x> pid=7 lines=2" */
static inline void log_event(FILE *log, const struct event_set *set,
			     const struct event *e)
{
	fprintf(log, "%" PRId64 "/%d %s", e->time, e->decimals,
		e->kind == KIND_LOST ? "LOST" :
		event_set_name_text(set, event_set_name(set, e->kind)));
	log_cell(log, "comm", e->comm);
	log_id(log, "pid", e->pid);
	log_id(log, "tid", e->tid);
	log_id(log, "cpu", e->cpu);
	log_cell(log, "key", e->key);
	log_cell(log, "group", e->group_text);
	if (e->lines != 1)
		fprintf(log, " lines=%u", (unsigned)e->lines);
	fputc('\n', log);
	ck_assert_uint_eq(e->lost, 0);
	ck_assert_ptr_null(e->text.ptr);
}

/* A run over one or more texts. */
struct run {
	struct event_set *set;
	struct csv_text *csv;
	FILE *log, *bad_log;
	struct line_counts counts;
	struct bad_lines bad;
	struct event events[EVENT_BATCH];
};

static inline void run_log(struct run *run, size_t n)
{
	ck_assert_uint_le(n, EVENT_BATCH);
	for (size_t i = 0; i < n; i++) {
		run->counts.event += run->events[i].lines;
		log_event(run->log, run->set, &run->events[i]);
	}
	for (unsigned i = 0; i < run->bad.n; i++)
		fprintf(run->bad_log, "bad %" PRIu64 ": %s: %s\n",
			run->bad.at[i].line, run->bad.at[i].why,
			run->bad.at[i].text);
	run->bad.n = 0;
}

/* As a block of a source: bytes before and behind that must not matter, and a
 * memory of its own that is gone afterwards. */
static inline void run_block(struct run *run, const char *text, size_t len)
{
	char *const memory = malloc(len + 2 * SOURCE_SLACK);
	struct span block = span_of(memory + SOURCE_SLACK, len);

	for (size_t i = 0; i < SOURCE_SLACK; i++)
		memory[i] = memory[SOURCE_SLACK + len + i] =
			"\",\n7"[i % 4];
	memory[SOURCE_SLACK - 1] = '\n';
	memcpy(memory + SOURCE_SLACK, text, len);
	while (block.len > 0 && !csv_text_stopped(run->csv))
		run_log(run, csv_text_decode(run->csv, &block, run->events,
					     &run->counts, &run->bad));
	free(memory);
}

/* Blocks of whole lines, as reads of so many bytes would give them. */
static inline void run_text(struct run *run, const char *text, size_t len,
			    size_t chunk)
{
	size_t from = 0;

	for (size_t to = chunk; from < len; to += chunk) {
		const size_t read = to < len ? to : len;
		const char *const newline = memrchr(text + from, '\n',
						    read - from);

		if (!newline)
			continue;
		const size_t whole = (size_t)(newline + 1 - (text + from));

		run_block(run, text + from, whole);
		from += whole;
	}
}

static inline void run_end(struct run *run)
{
	while (!csv_text_ended(run->csv))
		run_log(run, csv_text_end(run->csv, run->events, &run->counts,
					  &run->bad));
}

/* The events, then the malformed lines (if there are more than
 * BAD_LINES_MAX, which of them depends on the blocks), then the counts, as one
 * string, to be freed. */
static inline char *read_csv(const char *text, size_t len, size_t chunk,
			     bool skimmed, bool strict)
{
	char *log = NULL, *bad_log = NULL;
	size_t size, bad_size;
	struct run *const run = calloc(1, sizeof(*run));

	run->set = new_set();
	run->csv = csv_text_new(run->set, skimmed, strict);
	run->log = open_memstream(&log, &size);
	run->bad_log = open_memstream(&bad_log, &bad_size);
	run_text(run, text, len, chunk);
	run_end(run);

	const struct line_counts *const c = &run->counts;

	ck_assert_uint_eq(c->total, csv_text_line(run->csv));
	ck_assert_uint_eq(c->total, c->event + c->other + c->not_event +
				    c->malformed);
	if (!strict) {
		uint64_t lines = 0;

		for (size_t i = 0; i < len; i++)
			lines += text[i] == '\n';
		ck_assert_uint_eq(c->total, lines);
	}
	fclose(run->bad_log);
	if (c->malformed <= BAD_LINES_MAX)
		fputs(bad_log, run->log);
	free(bad_log);
	fprintf(run->log, "other %" PRIu64 " not_event %" PRIu64
		" malformed %" PRIu64, c->other, c->not_event, c->malformed);
	fclose(run->log);
	csv_text_free(run->csv);
	event_set_free(run->set);
	free(run);
	return log;
}

#define NONE	"other 0 not_event 0 malformed 0"
#define HEADER	"other 0 not_event 1 malformed 0"
#define BAD_1	"other 0 not_event 1 malformed 1"
#define NO_TIME	"time is not a decimal number of seconds"

static inline char *repeat(const char *first, const char *line, unsigned n)
{
	char *text = NULL;
	size_t size;
	FILE *const out = open_memstream(&text, &size);

	fputs(first, out);
	for (unsigned i = 0; i < n; i++)
		fputs(line, out);
	fclose(out);
	return text;
}

static inline void expect(const char *text, bool skimmed, bool strict,
			  const char *want)
{
	char *const log = read_csv(text, strlen(text), strlen(text) + 1,
				   skimmed, strict);

	ck_assert_msg(!strcmp(log, want), "\"%.500s\" and not \"%.500s\"",
		      log, want);
	free(log);
}

static inline unsigned next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)(*state >> 33);
}

#endif
