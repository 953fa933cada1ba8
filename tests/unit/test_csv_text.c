/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_text.h"

#include <check.h>
#include <csv.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "input/csv_index.h"
#include "input/source.h"

/* Two names are wanted; in CSV others are taken too unless skimmed. */
static struct event_set *new_set(void)
{
	static const struct sequence order = { 2, { "a", "b" } };
	struct event_set *const set = event_set_new(&order, 1, NULL, 0, false);

	ck_assert_ptr_nonnull(set);
	return set;
}

static void log_cell(FILE *log, const char *name, struct span cell)
{
	if (cell.ptr)
		fprintf(log, " %s=<%.*s>", name, (int)cell.len, cell.ptr);
}

static void log_id(FILE *log, const char *name, int32_t id)
{
	if (id != EVENT_NO_ID)
		fprintf(log, " %s=%d", name, (int)id);
}

/* "1500000000/1 kvm_exit comm=<x> pid=7 lines=2" */
static void log_event(FILE *log, const struct event_set *set,
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

static void run_log(struct run *run, size_t n)
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
static void run_block(struct run *run, const char *text, size_t len)
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
static void run_text(struct run *run, const char *text, size_t len,
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

static void run_end(struct run *run)
{
	size_t n;

	do {
		n = csv_text_end(run->csv, run->events, &run->counts,
				 &run->bad);
		run_log(run, n);
	} while (n > 0);
}

/* The events, then the malformed lines (if there are more than
 * BAD_LINES_MAX, which of them depends on the blocks), then the counts, as one
 * string, to be freed. */
static char *read_csv(const char *text, size_t len, size_t chunk, bool skimmed,
		      bool strict)
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

static const struct {
	const char *text, *log;
} cases[] = {
	{ "", NONE },
	{ "tstamp,entry\n1.5,a\n2.25,b\n",
	  "1500000000/1 a\n2250000000/2 b\n" HEADER },
	/* columns in any place, unknown ones ignored, the first of a name */
	{ "entry,x,tstamp\na,1,1.5\n", "1500000000/1 a\n" HEADER },
	{ "tstamp,entry,entry\n1.5,a,b\n", "1500000000/1 a\n" HEADER },
	{ "group,key,cpu,tid,pid,comm,entry,tstamp\n"
	  "g,k,0,12,11,qemu,a,1.5\n",
	  "1500000000/1 a comm=<qemu> pid=11 tid=12 cpu=0 key=<k> group=<g>\n"
	  HEADER },
	{ "x,x,x,x,x,x,x,x,x,x,tstamp,x,x,x,entry\n"
	  ",,,,,,,,,,1.5,,,,a\n", "1500000000/1 a\n" HEADER },
	/* blanks round names and cells, but key and group as they stand */
	{ " tstamp , entry\t,key,comm\n\t1.5 , a , k 1 , c 1\t\n",
	  "1500000000/1 a comm=<c 1> key=< k 1 >\n" HEADER },
	{ "Tstamp,entry\n1.5,a\n",
	  "bad 1: the header has no column tstamp: Tstamp,entry\n"
	  "bad 2: the header has no column tstamp: 1.5,a\n"
	  "other 0 not_event 0 malformed 2" },
	{ "tstamp,event\n1.5,a\nx,a\n",
	  "bad 1: the header has no column entry: tstamp,event\n"
	  "bad 2: the header has no column entry: 1.5,a\n"
	  "bad 3: the header has no column entry: x,a\n"
	  "other 0 not_event 0 malformed 3" },
	{ "tstamp;entry\n", "bad 1: the header has no column tstamp: "
			    "tstamp;entry\nother 0 not_event 0 malformed 1" },
	/* a file without header, and with one further down */
	{ "2427107.654949,kvm_exit\n1.5,a\n",
	  "2427107654949000/6 kvm_exit\n1500000000/1 a\n" NONE },
	{ "-.5, a\n", "-500000000/1 a\n" NONE },
	{ "\"1.5\",\"a\"\n2.5,b\n", "1500000000/1 a\n2500000000/1 b\n" NONE },
	{ "1.5,a\ntstamp,entry\n2.5,b\n",
	  "1500000000/1 a\n2500000000/1 b\n" HEADER },
	{ "1.5,2\n", "bad 1: the header has no column tstamp: 1.5,2\n"
		     "other 0 not_event 0 malformed 1" },
	{ "x,y\ntstamp,entry\n1.5,a\n",
	  "1500000000/1 a\nbad 1: the header has no column tstamp: x,y\n"
	  BAD_1 },
	/* byte order marks, CRLF, blank lines, comments */
	{ "\xef\xbb\xbftstamp,entry\n1.5,a\n", "1500000000/1 a\n" HEADER },
	{ "\xef\xbb\xbf\"tstamp\",\"entry\"\n1.5,a\n",
	  "1500000000/1 a\n" HEADER },
	{ "\xef\xbb\xbf""1.5,a\n", "1500000000/1 a\n" NONE },
	{ "\xef\xbb\xbf\n", HEADER },
	{ "entry,tstamp\na,1.5\n\xef\xbb\xbf""entry,tstamp\nb,2.5\n",
	  "1500000000/1 a\n2500000000/1 b\nother 0 not_event 2 malformed 0" },
	{ "\xef\xbb,1\n", "bad 1: the header has no column tstamp: "
			  "\xef\xbb,1\nother 0 not_event 0 malformed 1" },
	{ "tstamp,entry,key\r\n1.5,a,k\r\n2.5,b,\r\n\r\n",
	  "1500000000/1 a key=<k>\n2500000000/1 b key=<>\n"
	  "other 0 not_event 2 malformed 0" },
	{ "\n \n\t\ntstamp,entry\n\n1.5,a\n  \t \n",
	  "1500000000/1 a\nother 0 not_event 6 malformed 0" },
	{ "# made by, x\n#\ntstamp,entry\n##\n#\ttab \"x\n#\r\n1.5,a\n"
	  "#x,a\n#,a\n",
	  "1500000000/1 a\n"
	  "bad 8: " NO_TIME ": #x,a\nbad 9: " NO_TIME ": #,a\n"
	  "other 0 not_event 6 malformed 2" },
	/* concatenated files */
	{ "tstamp,entry\n1.5,a\ntstamp,entry\n2.5,b\n",
	  "1500000000/1 a\n2500000000/1 b\nother 0 not_event 2 malformed 0" },
	{ "tstamp,entry\n1.5,a\ntstamp,entry,pid\n2.5,b,7\n",
	  "1500000000/1 a\n2500000000/1 b pid=7\n"
	  "other 0 not_event 2 malformed 0" },
	{ "tstamp,entry,comm\n1.5,a,x\nentry,tstamp\nb,2.5\n",
	  "1500000000/1 a comm=<x>\n2500000000/1 b\n"
	  "other 0 not_event 2 malformed 0" },
	/* times */
	{ "tstamp,entry\n 1.5,a\n+1.5\t,a\n5.,a\n.5,a\n-0.5,a\n7,a\n"
	  "1.000000001,a\n",
	  "1500000000/1 a\n1500000000/1 a\n5000000000/0 a\n500000000/1 a\n"
	  "-500000000/1 a\n7000000000/0 a\n1000000001/9 a\n" HEADER },
	{ "tstamp,entry\n1e3,a\ninf,a\n1.0000000000,a\n"
	  "9223372036.854775807,a\n9223372036.854775808,a\n"
	  "18446744073.709551,a\n",
	  "9223372036854775807/9 a\n"
	  "bad 2: " NO_TIME ": 1e3,a\nbad 3: " NO_TIME ": inf,a\n"
	  "bad 4: " NO_TIME ": 1.0000000000,a\n"
	  "bad 6: " NO_TIME ": 9223372036.854775808,a\n"
	  "bad 7: " NO_TIME ": 18446744073.709551,a\n"
	  "other 0 not_event 1 malformed 5" },
	{ "tstamp,entry\n,a\n  ,a\n1.5,\n1.5, \n1.5\n2.5,b\n",
	  "2500000000/1 b\n"
	  "bad 2: the row has no tstamp: ,a\n"
	  "bad 3: the row has no tstamp:   ,a\n"
	  "bad 4: the row has no entry: 1.5,\n"
	  "bad 5: the row has no entry: 1.5, \n"
	  "bad 6: the row has no entry: 1.5\n"
	  "other 0 not_event 1 malformed 5" },
	/* more and fewer cells, ids that are none */
	{ "tstamp,entry,comm,pid\n1.5,a,x,7,8,9\n1.5,a,x\n1.5,a\n1.5,a,,\n"
	  "1.5,a,x,seven\n1.5,a,x, -1 \n1.5,a,x,7.0\n",
	  "1500000000/1 a comm=<x> pid=7\n1500000000/1 a comm=<x>\n"
	  "1500000000/1 a\n1500000000/1 a comm=<>\n"
	  "1500000000/1 a comm=<x>\n1500000000/1 a comm=<x> pid=-1\n"
	  "1500000000/1 a comm=<x>\n" HEADER },
	/* full names are written as the event set says */
	{ "tstamp,entry\n1.5,kvm:a\n2.5,kvm:z\n",
	  "1500000000/1 a\n2500000000/1 z\n" HEADER },
	/* loss markers */
	{ "tstamp,entry,cpu\n1.5,PERF_RECORD_LOST,3\n2.5,a,1\n"
	  ",PERF_RECORD_LOST,\nx,PERF_RECORD_LOST\n9,PERF_RECORD_LOSTX\n",
	  "1500000000/1 LOST cpu=3\n2500000000/1 a cpu=1\n"
	  "2500000000/0 LOST\n9000000000/0 PERF_RECORD_LOSTX\n"
	  "bad 5: " NO_TIME ": x,PERF_RECORD_LOST\n" BAD_1 },
	{ ",a\n", "bad 1: the header has no column tstamp: ,a\n"
		  "other 0 not_event 0 malformed 1" },
	/* RFC 4180, section 2, rules 5 to 7 */
	{ "\"tstamp\",\"entry\"\r\n\"1.5\",\"a\"\r\n",
	  "1500000000/1 a\n" HEADER },
	{ "tstamp,entry,key\n1.5,\"a\",\"x,y\"\n1.5,b,\"say \"\"hi\"\"\"\n"
	  "1.5,a,\"\"\n1.5,a,\"\"\"\"\n",
	  "1500000000/1 a key=<x,y>\n1500000000/1 b key=<say \"hi\">\n"
	  "1500000000/1 a key=<>\n1500000000/1 a key=<\">\n" HEADER },
	{ "tstamp,key,entry\n1.5,\"x\ny\",a\n2.5,\"\r\n\n\",b\n3.5,z,a\n",
	  "1500000000/1 a key=<x\ny> lines=2\n"
	  "2500000000/1 b key=<\r\n\n> lines=3\n3500000000/1 a key=<z>\n"
	  HEADER },
	{ "tstamp,\"my\ncolumn\",entry\n1.5,x,a\n",
	  "1500000000/1 a\nother 0 not_event 2 malformed 0" },
	/* as pandas and Python's csv module have it */
	{ "tstamp,entry\n1.5,mid\"quote\n1.5,\"s\"ys_exit\n1.5,\"s\"\"\"y\n"
	  "1.5,\"s\"y\"z\"\n1.5, \"a\"\n1.5,a\"\n",
	  "1500000000/1 mid\"quote\n1500000000/1 sys_exit\n"
	  "1500000000/1 s\"y\n1500000000/1 sy\"z\"\n1500000000/1 \"a\"\n"
	  "1500000000/1 a\"\n" HEADER },
	{ "tstamp,entry,key\n\"1.5\" ,\" a \" , \"k\n\"1.5\",a,\" k \" \n",
	  "1500000000/1 a key=< \"k>\n1500000000/1 a key=< k  >\n" HEADER },
	/* malformed rows of several lines, quoted blanks, empty cells */
	{ "tstamp,key,entry\nx,\"1\n2\n3\",a\n2.5,,b\n\"\"\n\" \",,\"a\"\n",
	  "2500000000/1 b key=<>\nbad 2: " NO_TIME ": x,\"1\n"
	  "bad 6: the row has no tstamp: \"\"\n"
	  "bad 7: the row has no tstamp: \" \",,\"a\"\n"
	  "other 0 not_event 1 malformed 5" },
	{ "1.5,\"a\nb\"\n2.5,b\n", "1500000000/1 a\nb lines=2\n"
				   "2500000000/1 b\n" NONE },
	/* a quote that is never closed costs its own line only */
	{ "tstamp,entry,key\n1.5,a,\"\n2.5,b,x\n3.5,a,y\n",
	  "2500000000/1 b key=<x>\n3500000000/1 a key=<y>\n"
	  "bad 2: a quote is never closed: 1.5,a,\"\n" BAD_1 },
	/* and one that happens to be closed further down is a long cell */
	{ "tstamp,entry,key\n1.5,\"a\n\n2.5,b,x\"\n",
	  "1500000000/1 a\n\n2.5,b,x lines=3\n" HEADER },
};

START_TEST(rows_become_events)
{
	const char *const text = cases[_i].text;
	const size_t len = strlen(text);

	for (size_t chunk = 1; chunk <= len + 1; chunk++) {
		char *const log = read_csv(text, len, chunk, false, false);

		ck_assert_str_eq(log, cases[_i].log);
		free(log);
	}
}
END_TEST

static char *repeat(const char *first, const char *line, unsigned n)
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

static void expect(const char *text, bool skimmed, bool strict,
		   const char *want)
{
	char *const log = read_csv(text, strlen(text), strlen(text) + 1,
				   skimmed, strict);

	ck_assert_msg(!strcmp(log, want), "\"%.500s\" and not \"%.500s\"",
		      log, want);
	free(log);
}

START_TEST(only_wanted_names_when_skimmed)
{
	expect("tstamp,entry\n1.5,a\n2.5,c\n3.5,\"c\"\n4.5,x:b\nx,c\n"
	       "5.5,PERF_RECORD_LOST\n6.5,c\n", true, false,
	       "1500000000/1 a\n4500000000/1 b\n5500000000/1 LOST\n"
	       "bad 6: " NO_TIME ": x,c\n"
	       "other 3 not_event 1 malformed 1");
}
END_TEST

START_TEST(strict_stops_behind_the_first_malformed_row)
{
	expect("tstamp,entry\n1.5,a\nx,a\n2.5,b\ny,b\n", false, true,
	       "1500000000/1 a\nbad 3: " NO_TIME ": x,a\n" BAD_1);
	expect("tstamp,entry\n1.5,a\nx,\"a\n\n\"\n2.5,b\n", false, true,
	       "1500000000/1 a\nbad 3: " NO_TIME ": x,\"a\n"
	       "other 0 not_event 1 malformed 3");
	expect("tstamp,entry\n1.5,\"a\n2.5,b\n", false, true,
	       "bad 2: a quote is never closed: 1.5,\"a\n" BAD_1);
	expect("x\n1.5,a\n", false, true,
	       "bad 1: the header has no column tstamp: x\n"
	       "other 0 not_event 0 malformed 1");
}
END_TEST

/* Each batch's events are logged when it is full: all must still be there. */
START_TEST(batches_are_full_and_whole)
{
	static const char *const lines[] = {
		"1.5,a,k\n", "1.5,\"a\",\"k\"\n", "1.5,\"a\",\"k\n\"\n",
	};
	static const char *const want[] = {
		"1500000000/1 a key=<k>\n", "1500000000/1 a key=<k>\n",
		"1500000000/1 a key=<k\n> lines=2\n",
	};

	for (unsigned i = 0; i < 3; i++)
		for (unsigned n = 255; n <= 513; n += n == 257 ? 254 : 1) {
			char *const text = repeat("tstamp,entry,key\n",
						  lines[i], n);
			char *const events = repeat("", want[i], n);
			char *const log = read_csv(text, strlen(text),
						   strlen(text), false, false);

			ck_assert_uint_eq(strlen(log), strlen(events) +
						       strlen(HEADER));
			ck_assert_int_eq(memcmp(log, events, strlen(events)),
					 0);
			free(text);
			free(events);
			free(log);
		}
}
END_TEST

/* 300 cells of 5000 bytes each, all different, are more than any scratch. */
START_TEST(large_quoted_cells_stay_until_the_next_call)
{
	char *text = NULL, *want = NULL;
	size_t text_size, want_size;
	FILE *const in = open_memstream(&text, &text_size);
	FILE *const out = open_memstream(&want, &want_size);

	fputs("tstamp,entry,key\n", in);
	for (int i = 0; i < 300; i++) {
		fprintf(in, "1,a,\"%5000d\"\n", i);
		fprintf(out, "1000000000/0 a key=<%5000d>\n", i);
	}
	fputs(HEADER, out);
	fclose(in);
	fclose(out);
	char *const log = read_csv(text, text_size, text_size, false, false);

	ck_assert_int_eq(strcmp(log, want), 0);
	free(log);
	free(text);
	free(want);
}
END_TEST

/* A row without quotes may have any length. */
START_TEST(long_plain_rows)
{
	static const int lengths[] = {
		63, 64, 65, 1900, 2000, 2047, 2048, 2049, 4096, 70000, 262000
	};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		char *text = NULL, *want = NULL;

		ck_assert_int_gt(asprintf(&text,
			"x,tstamp,key,y,entry\n%*d,1.5,%0*d,,b\r\n,2.5,,,a\n",
			lengths[i], 1, lengths[i], 2), 0);
		ck_assert_int_gt(asprintf(&want,
			"1500000000/1 b key=<%0*d>\n2500000000/1 a key=<>\n"
			HEADER, lengths[i], 2), 0);
		expect(text, false, false, want);
		free(text);
		free(want);
	}
}
END_TEST

/* 65536 bytes, the newline included, are the longest row with a quote. */
START_TEST(a_quoted_row_has_a_cap)
{
	for (int over = 0; over <= 1; over++)
		for (int lines = 1; lines <= 2; lines++) {
			const int fill = 65536 - 7 - (lines - 1) + over;
			char *text = NULL, *want = NULL;

			ck_assert_int_gt(asprintf(&text,
				"tstamp,entry,key\n1,a,\"%s%0*d\"\n2.5,b,\n",
				lines == 1 ? "" : "\n", fill, 0), 0);
			if (!over)
				ck_assert_int_gt(asprintf(&want,
					"1000000000/0 a key=<%s%0*d>%s\n"
					"2500000000/1 b key=<>\n" HEADER,
					lines == 1 ? "" : "\n", fill, 0,
					lines == 1 ? "" : " lines=2"), 0);
			else if (lines == 1)
				ck_assert_int_gt(asprintf(&want,
					"2500000000/1 b key=<>\nbad 2: a row "
					"with quotes is longer than 64 KiB: "
					"1,a,\"%090d\n" BAD_1, 0), 0);
			else
				ck_assert_int_gt(asprintf(&want,
					"2500000000/1 b key=<>\nbad 2: a quote "
					"is not closed within 64 KiB: 1,a,\"\n"
					"bad 3: " NO_TIME ": %095d\n"
					"other 0 not_event 1 malformed 2", 0),
					0);
			expect(text, false, false, want);
			free(text);
			free(want);
		}
}
END_TEST

/* 64 KiB of rows behind a quote that is not closed, and as much again. */
START_TEST(nothing_is_lost_behind_an_unclosed_quote)
{
	char *const text = repeat("tstamp,entry,key\n0,b,\"\n",
				  "1.5,a,k\n", 20000);
	char *const events = repeat("", "1500000000/1 a key=<k>\n", 20000);
	char *want = NULL;

	ck_assert_int_gt(asprintf(&want, "%sbad 2: a quote is not closed within"
				  " 64 KiB: 0,b,\"\n" BAD_1, events), 0);
	for (size_t chunk = 5000; chunk < 300000; chunk *= 7) {
		char *const log = read_csv(text, strlen(text), chunk, false,
					   false);

		ck_assert_int_eq(strcmp(log, want), 0);
		free(log);
	}
	free(text);
	free(events);
	free(want);
}
END_TEST

/* Each of these lines opens a quote that none of the others closes.  To look
 * at all the following lines again for each would take hours. */
START_TEST(hostile_quotes_take_linear_time)
{
	enum { LINES = 400000 };
	char *const text = repeat("", "x\",\"\n", LINES);
	char *const log = read_csv(text, strlen(text), 100000, false, false);
	char *want = NULL;

	ck_assert_int_gt(asprintf(&want, "other 0 not_event 0 malformed %d",
				  LINES), 0);
	ck_assert_str_eq(log, want);
	free(text);
	free(log);
	free(want);
}
END_TEST

/* What a caller needs to check the columns where they change. */
START_TEST(a_batch_ends_behind_a_header)
{
	static const char text[] =
		"tstamp,entry\n1.5,a\n2.5,b\nentry,tstamp,cpu\na,3.5,1\n";
	struct run *const run = calloc(1, sizeof(*run));
	char memory[sizeof(text) + 2 * SOURCE_SLACK] = "";
	struct span block = span_of(memory + SOURCE_SLACK, sizeof(text) - 1);

	memcpy(memory + SOURCE_SLACK, text, sizeof(text) - 1);
	run->set = new_set();
	run->csv = csv_text_new(run->set, false, false);
	ck_assert_uint_eq(csv_text_columns(run->csv), 0);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 0);
	ck_assert_uint_eq(csv_text_line(run->csv), 1);
	ck_assert_uint_eq(csv_text_columns(run->csv),
			  1u << CSV_TSTAMP | 1u << CSV_ENTRY);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 2);
	ck_assert_uint_eq(csv_text_line(run->csv), 4);
	ck_assert_uint_eq(csv_text_columns(run->csv),
			  1u << CSV_TSTAMP | 1u << CSV_ENTRY | 1u << CSV_CPU);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 1);
	ck_assert_uint_eq(block.len, 0);
	ck_assert_int_eq(run->events[0].cpu, 1);
	ck_assert(!csv_text_stopped(run->csv));
	csv_text_free(run->csv);
	event_set_free(run->set);
	free(run);
}
END_TEST

/* The next file has columns and line numbers of its own, also if this one
 * ended within a row. */
START_TEST(files_are_read_one_by_one)
{
	static const char *const files[] = {
		"tstamp,entry\n1.5,a\nx\n", "2.5,b\n3.5,\"\n",
		"entry,tstamp\na,4.5\n\n", "tstamp\n1,a\n",
	};
	char *log = NULL, *bad_log = NULL;
	size_t size, bad_size;
	struct run *const run = calloc(1, sizeof(*run));

	run->set = new_set();
	run->csv = csv_text_new(run->set, false, false);
	run->log = open_memstream(&log, &size);
	run->bad_log = open_memstream(&bad_log, &bad_size);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		csv_text_begin(run->csv);
		ck_assert_uint_eq(csv_text_line(run->csv), 0);
		ck_assert_uint_eq(csv_text_columns(run->csv), 0);
		run_text(run, files[i], strlen(files[i]), 1000);
		run_end(run);
	}
	fclose(run->log);
	fclose(run->bad_log);
	ck_assert_str_eq(log, "1500000000/1 a\n2500000000/1 b\n"
			      "4500000000/1 a\n");
	ck_assert_str_eq(bad_log, "bad 3: " NO_TIME ": x\n"
		"bad 2: a quote is never closed: 3.5,\"\n"
		"bad 1: the header has no column entry: tstamp\n"
		"bad 2: the header has no column entry: 1,a\n");
	ck_assert_uint_eq(run->counts.total, 10);
	csv_text_free(run->csv);
	event_set_free(run->set);
	free(log);
	free(bad_log);
	free(run);
}
END_TEST

START_TEST(lines_that_tell_the_format)
{
	static const char *const headers[] = {
		"tstamp,entry", "entry,tstamp", " tstamp , entry\r",
		"comm,pid,entry,x,tstamp,y", "\"tstamp\",\"entry\"",
		"\xef\xbb\xbftstamp,entry", "\"a,b\",tstamp,\"c\",entry",
		"\xef\xbb\xbf\"entry\",tstamp",
	};
	static const char *const bare[] = {
		"2427107.654949,kvm_exit", "1.5,a", " 1.5 , a\r", "5,_x",
		"-1,kvm:kvm_exit", "\"1.5\",\"kvm_exit\"", "1.5,cpu-clock",
	};
	static const char *const neither[] = {
		"", ",", "tstamp", "tstampentry", "tstamp;entry", "a,b",
		"tstamp,entries", "xtstamp,entry", "\"tstamp,entry\"",
		"Tstamp,Entry", "1.5", "1.5,", "1.5,2", "1.5, ", "x,1.5",
		"1.5,a,b", "1.5,a,", "1.5:,a", "1.5;a", "1.5,\"", "# tstamp",
		"qemu-kvm  6442 [000] 2427107.654949: kvm:kvm_exit: a, b",
		"2427107.654949: kvm:kvm_exit: reason a, b",
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		ck_assert_msg(csv_text_is_header(span_from(headers[i])), "%s",
			      headers[i]);
		ck_assert(!csv_text_is_bare_row(span_from(headers[i])));
	}
	for (size_t i = 0; i < sizeof(bare) / sizeof(*bare); i++) {
		ck_assert_msg(csv_text_is_bare_row(span_from(bare[i])), "%s",
			      bare[i]);
		ck_assert(!csv_text_is_header(span_from(bare[i])));
	}
	for (size_t i = 0; i < sizeof(neither) / sizeof(*neither); i++) {
		ck_assert_msg(!csv_text_is_header(span_from(neither[i])),
			      "header %s", neither[i]);
		ck_assert_msg(!csv_text_is_bare_row(span_from(neither[i])),
			      "bare row %s", neither[i]);
	}
}
END_TEST

static unsigned next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)(*state >> 33);
}

/* Pieces of text in random order, each line ended at last. */
static size_t random_text(uint64_t *state, const char *const *pieces,
			  unsigned n, char *out, size_t size)
{
	const size_t want = next_random(state) % size;
	size_t len = 0;

	while (len < want) {
		const char *const piece = pieces[next_random(state) % n];
		const size_t piece_len = strlen(piece);

		if (len + piece_len + 1 >= size)
			break;
		memcpy(out + len, piece, piece_len);
		len += piece_len;
	}
	out[len++] = '\n';
	return len;
}

/* The columns of the random tests. */
#define COLUMNS	"tstamp,key,entry,comm"
enum { TSTAMP, KEY, ENTRY, COMM, CELLS };

/* What the event of a row must be, in the words of log_event(). */
struct reference {
	FILE *log;
	unsigned long not_event, malformed;
	struct cell {
		bool there;
		char *text;
		size_t len;
	} cell[CELLS];
	unsigned n;
};

static struct span reference_cell(const struct reference *r, unsigned i)
{
	return r->cell[i].there ? span_of(r->cell[i].text, r->cell[i].len) :
				  (struct span){ 0 };
}

static void reference_keep(struct reference *r, const char *text, size_t len)
{
	if (r->n < CELLS) {
		struct cell *const cell = &r->cell[r->n];

		cell->there = true;
		cell->text = memcpy(malloc(len + 1), text, len);
		cell->len = len;
	}
	r->n++;
}

static void reference_row(struct reference *r, unsigned lines)
{
	const struct span time = span_trim(reference_cell(r, TSTAMP));
	const struct span entry = span_trim(reference_cell(r, ENTRY));
	unsigned decimals;
	int64_t ns;

	if (entry.len > 0 && parse_seconds(time, &ns, &decimals)) {
		fprintf(r->log, "%" PRId64 "/%u %.*s", ns, decimals,
			(int)entry.len, entry.ptr);
		log_cell(r->log, "comm", span_trim(reference_cell(r, COMM)));
		log_cell(r->log, "key", reference_cell(r, KEY));
		if (lines > 1)
			fprintf(r->log, " lines=%u", lines);
		fputc('\n', r->log);
	} else {
		r->malformed += lines;
	}
	for (unsigned i = 0; i < CELLS; i++) {
		free(r->cell[i].text);
		r->cell[i] = (struct cell){ 0 };
	}
	r->n = 0;
}

static char *reference_log(struct reference *r, char **log)
{
	fprintf(r->log, "other 0 not_event %lu malformed %lu", r->not_event,
		r->malformed);
	fclose(r->log);
	return *log;
}

static void keep_field(void *text, size_t len, void *r)
{
	reference_keep(r, text, len);
}

static void keep_row(int c, void *r)
{
	(void)c;
	reference_row(r, 1);
}

static void compare(const char *text, size_t len, size_t chunk,
		    const char *want)
{
	char *const log = read_csv(text, len, chunk, false, false);
	/* without the malformed lines, which the references do not list */
	char *const bad = strstr(log, "bad ");
	char *const sum = strstr(log, "other 0 not_event ");

	ck_assert_ptr_nonnull(sum);
	if (bad)
		memmove(bad, sum, strlen(sum) + 1);
	ck_assert_msg(!strcmp(log, want),
		      "of this text:\n%.*s\nthis is read:\n%s\nand not:\n%s",
		      (int)len, text, log, want);
	free(log);
}

/* The split by hand and libcsv as it comes.  The key is not compared as it
 * stands, since libcsv strips it; here it has no blanks. */
START_TEST(rows_without_quotes_are_split_as_by_libcsv)
{
	static const char *const pieces[] = {
		"\n", "\r\n", ",", ",", "1.5", "1.5,k,a", ",,a\n", " ", "\t",
		"x", "2427107.654949,", "entry", "\n1.5,,a,c\n", "a b", "1",
		"0123456789012345678901234567890123456789012345678901234567",
		"1.5,k,a,c,d,e\n",
	};
	uint64_t state = 0x9e3779b97f4a7c15;

	for (int round = 0; round < 3000; round++) {
		char text[4096] = COLUMNS "\n";
		const size_t head = strlen(text);
		size_t len = head;
		char *want = NULL;
		size_t want_size;
		struct reference r = { 0 };
		struct csv_parser parser;

		len += random_text(&state, pieces,
				   sizeof(pieces) / sizeof(*pieces),
				   text + head, sizeof(text) - head);
		/* key: the second cell.  No blank beside its commas. */
		for (char *p = text + head; p < text + len - 1; p++)
			if (*p == ' ' || *p == '\t')
				*p = p[-1] == ',' || p[1] == ',' ? '_' : *p;
		r.log = open_memstream(&want, &want_size);
		csv_init(&parser, 0);
		csv_parse(&parser, text + head, len - head, keep_field,
			  keep_row, &r);
		csv_fini(&parser, keep_field, keep_row, &r);
		csv_free(&parser);
		/* libcsv is silent about blank lines */
		r.not_event = 1;
		for (const char *p = text + head; p < text + len;) {
			const char *const nl = memchr(p, '\n', len);

			r.not_event += span_trim(span_of(p, (size_t)(nl - p)))
					       .len == 0;
			p = nl + 1;
		}
		reference_log(&r, &want);
		compare(text, len, 1 + next_random(&state) % 600, want);
		free(want);
	}
}
END_TEST

/*
 * One row in the way of Python's csv module (excel dialect, not strict),
 * character by character.  Returns its length, or 0 if it does not end.
 */
static size_t python_row(struct reference *r, const char *text, size_t len,
			 unsigned *lines)
{
	enum { START, PLAIN, QUOTED, QUOTE } state = START;
	char field[4096];
	size_t n = 0;

	*lines = 0;
	for (size_t i = 0; i < len; i++) {
		const bool end = text[i] == '\n' ||
				 (text[i] == '\r' && i + 1 < len &&
				  text[i + 1] == '\n');
		const char c = text[i];

		*lines += c == '\n';
		if (state == QUOTED) {
			if (c == '"')
				state = QUOTE;
			else
				field[n++] = c;
		} else if (state == QUOTE && c == '"') {
			field[n++] = c;
			state = QUOTED;
		} else if (state == START && c == '"') {
			state = QUOTED;
		} else if (c == ',' || end) {
			reference_keep(r, field, n);
			n = 0;
			state = START;
			if (end) {
				*lines += c == '\r';
				return i + 1 + (c == '\r');
			}
		} else {
			field[n++] = c;
			state = PLAIN;
		}
	}
	return 0;
}

START_TEST(rows_with_quotes_are_read_as_by_python)
{
	static const char *const pieces[] = {
		"\n", "\r\n", ",", "\"", "\"", "\"\"", ",\"", "\",", "\"\n",
		"1.5", "1.5,", "\"1.5\",\"k\",", "a", "a,", " ", "x", "\r",
		"1.5,k,\"a\"\n", "1.5,\"k\n\",a\n", "\",\"", "1.5,,a\n",
	};
	uint64_t state = 0x853c49e6748fea9b;

	for (int round = 0; round < 8000; round++) {
		char text[400] = COLUMNS "\n";
		const size_t head = strlen(text);
		size_t len = head;
		char *want = NULL;
		size_t want_size;
		struct reference r = { .not_event = 1 };

		len += random_text(&state, pieces,
				   sizeof(pieces) / sizeof(*pieces),
				   text + head, sizeof(text) - head);
		r.log = open_memstream(&want, &want_size);
		for (size_t at = head; at < len;) {
			const char *const nl = memchr(text + at, '\n',
						      len - at);
			const size_t line = (size_t)(nl + 1 - text) - at;
			unsigned lines;
			size_t row;

			if (span_trim(span_of(text + at, line - 1)).len == 0) {
				r.not_event++;
				at += line;
				continue;
			}
			row = python_row(&r, text + at, len - at, &lines);
			if (row == 0) {
				/* not closed: its first line is malformed */
				r.cell[ENTRY].len = 0;
				lines = 1;
				row = line;
			}
			reference_row(&r, lines);
			at += row;
		}
		reference_log(&r, &want);
		compare(text, len, 1 + next_random(&state) % 100, want);
		free(want);
	}
}
END_TEST

START_TEST(vector_and_plain_code_agree)
{
	static const char alphabet[] = ",\n\"\r ;-#!\x2b\x2d\x0b\x09\xac\x8a";
	uint64_t state = 0x2545f4914f6cdd1d;

	for (int round = 0; round < 100000; round++) {
		char text[64 + 15];

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = next_random(&state) % 4 ?
				  (char)next_random(&state) :
				  alphabet[next_random(&state) %
					   (sizeof(alphabet) - 1)];
		const char *const p = text + round % 16;

		ck_assert_uint_eq(csv_mask(p), csv_mask_plain(p));
	}
	char all[256];

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	/* LF is 10, the quote 34, the comma 44 */
	ck_assert_uint_eq(csv_mask_plain(all), (uint64_t)1 << 10 |
			  (uint64_t)1 << 34 | (uint64_t)1 << 44);
	for (int i = 64; i < 256; i += 64)
		ck_assert_uint_eq(csv_mask_plain(all + i), 0);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("csv_text");
	TCase *const tcase = tcase_create("csv_text");

	tcase_add_loop_test(tcase, rows_become_events, 0,
			    sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, only_wanted_names_when_skimmed);
	tcase_add_test(tcase, strict_stops_behind_the_first_malformed_row);
	tcase_add_test(tcase, batches_are_full_and_whole);
	tcase_add_test(tcase, large_quoted_cells_stay_until_the_next_call);
	tcase_add_test(tcase, long_plain_rows);
	tcase_add_test(tcase, a_quoted_row_has_a_cap);
	tcase_add_test(tcase, nothing_is_lost_behind_an_unclosed_quote);
	tcase_add_test(tcase, hostile_quotes_take_linear_time);
	tcase_add_test(tcase, a_batch_ends_behind_a_header);
	tcase_add_test(tcase, files_are_read_one_by_one);
	tcase_add_test(tcase, lines_that_tell_the_format);
	tcase_add_test(tcase, rows_without_quotes_are_split_as_by_libcsv);
	tcase_add_test(tcase, rows_with_quotes_are_read_as_by_python);
	tcase_add_test(tcase, vector_and_plain_code_agree);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	SRunner *const runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);
	const int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
