/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The seam between the split by hand and libcsv, through csv_text: both
 * against other readers of CSV, and rows at the cap.
 */
#include "input/csv_quoted.h"

#include <csv.h>

#include "base/num.h"
#include "csv_run.h"
#include "suite.h"

/* 300 cells of 5000 bytes each are more than any scratch. */
START_TEST(large_quoted_cells_stay_until_the_next_call)
{
	const bool two_lines = _i;
	char *text = NULL, *want = NULL;
	size_t text_size, want_size;
	FILE *const in = open_memstream(&text, &text_size);
	FILE *const out = open_memstream(&want, &want_size);

	fputs("tstamp,entry,key\n", in);
	for (int i = 0; i < 300; i++) {
		fprintf(in, "1,a,\"%s%5000d\"\n", two_lines ? "\n" : "", i);
		fprintf(out, "1000000000/0 a key=<%s%5000d>%s\n",
			two_lines ? "\n" : "", i, two_lines ? " lines=2" : "");
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

/*
 * Each of these lines opens a quote that none of the others closes, until the
 * last of all does.  Lines of 14 bytes and its 2: the row of 4681 of them and
 * the last is the first that is not too long.
 */
START_TEST(the_row_that_fits_is_found)
{
	enum { LINES = 20000, FIT = 4681 };
	char *text = NULL, *want = NULL;
	size_t size;
	FILE *const in = open_memstream(&text, &size);

	fputs("tstamp,entry,key\n", in);
	for (int i = 0; i < LINES; i++)
		fprintf(in, "1,a,%06d\",\"\n", i);
	fputs("\"\n2,b,k\n", in);
	fclose(in);
	ck_assert_int_gt(asprintf(&want,
		"1000000000/0 a key=<%06d\"> lines=%d\n"
		"2000000000/0 b key=<k>\nother 0 not_event 1 malformed %d",
		LINES - FIT, FIT + 1, LINES - FIT), 0);
	for (size_t chunk = 1000; chunk < 400000; chunk *= 7) {
		char *const log = read_csv(text, size, chunk, false, false);

		ck_assert_str_eq(log, want);
		free(log);
	}
	free(text);
	free(want);
}
END_TEST

/* Rows found behind an unclosed quote lie in the same memory as the next row
 * of several lines: both are right in what one call returns. */
START_TEST(held_rows_stay_until_the_next_call)
{
	char *text = NULL, *want = NULL;
	size_t text_size, want_size;
	FILE *const in = open_memstream(&text, &text_size);
	FILE *const out = open_memstream(&want, &want_size);

	fputs("tstamp,entry,key\n0,b,\"\n", in);
	for (int i = 0; i < 66; i++) {
		fprintf(in, "1,a,%0992d\n", i);
		fprintf(out, "1000000000/0 a key=<%0992d>\n", i);
	}
	fputs("2,b,\"", in);
	fputs("2000000000/0 b key=<", out);
	for (int i = 0; i < 65; i++) {
		fprintf(in, "%0999d\n", i);
		fprintf(out, "%0999d\n", i);
	}
	fputs("\"\n", in);
	fputs("> lines=66\nbad 2: a quote is not closed within 64 KiB: "
	      "0,b,\"\n" BAD_1, out);
	fclose(in);
	fclose(out);
	char *const log = read_csv(text, text_size, text_size, false, false);

	ck_assert_int_eq(strcmp(log, want), 0);
	free(log);
	free(text);
	free(want);
}
END_TEST

/* The same without an end.  To look at all the following lines again for each
 * would take hours. */
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

static void reference_clear(struct reference *r)
{
	for (unsigned i = 0; i < CELLS; i++) {
		free(r->cell[i].text);
		r->cell[i] = (struct cell){ 0 };
	}
	r->n = 0;
}

static void reference_row(struct reference *r, unsigned lines)
{
	const struct span time = span_trim(reference_cell(r, TSTAMP));
	const struct span entry = reference_cell(r, ENTRY);
	unsigned decimals;
	int64_t ns;

	if (span_trim(entry).len > 0 && parse_seconds(time, &ns, &decimals)) {
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
	reference_clear(r);
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

static void keep_row(int c, void *arg)
{
	struct reference *const r = arg;
	const struct span first = reference_cell(r, 0);

	(void)c;
	if (r->n == 1 && span_trim(first).len == 0) {
		reference_clear(r);	/* blank: counted line by line */
	} else if (first.len > 0 && *first.ptr == '\t') {
		r->not_event++;
		reference_clear(r);
	} else {
		reference_row(r, 1);
	}
}

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
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

/* The split by hand and libcsv, which is to leave blanks where they are. */
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
		r.log = open_memstream(&want, &want_size);
		r.not_event = 1;
		csv_init(&parser, 0);
		csv_set_space_func(&parser, no_space);
		csv_parse(&parser, text + head, len - head, keep_field,
			  keep_row, &r);
		csv_fini(&parser, keep_field, keep_row, &r);
		csv_free(&parser);
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

int main(void)
{
	Suite *const suite = suite_create("csv_quoted");
	TCase *const tcase = tcase_create("csv_quoted");

	tcase_add_loop_test(tcase, large_quoted_cells_stay_until_the_next_call,
			    0, 2);
	tcase_add_test(tcase, a_quoted_row_has_a_cap);
	tcase_add_test(tcase, nothing_is_lost_behind_an_unclosed_quote);
	tcase_add_test(tcase, the_row_that_fits_is_found);
	tcase_add_test(tcase, held_rows_stay_until_the_next_call);
	tcase_add_test(tcase, hostile_quotes_take_linear_time);
	tcase_add_test(tcase, rows_without_quotes_are_split_as_by_libcsv);
	tcase_add_test(tcase, rows_with_quotes_are_read_as_by_python);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
