/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_text.h"

#include <stdlib.h>

#include "input/csv_quoted.h"
#include "input/csv_reader.h"
#include "input/source.h"

enum {
	/* twice the longest row: what is held moves to the front at most once
	 * for as many bytes as it has */
	HOLD_SIZE = 2 * CSV_ROW_MAX,
};

/*
 * Rows are taken from the block as they stand.  One whose quoted field is
 * still open at the end of its line is held: copied, and extended line by line
 * until it ends.  If it does not end in time, its first line is malformed and
 * the lines behind it, still held, are rows of their own again.  All of them
 * are known to leave an open field open, so whichever of them opens a field
 * is held without another look at those behind it: linear on any input.
 */
struct csv_text {
	struct csv_reader reader;
	struct csv_quoted *quoted;
	bool strict, stopped;
	bool begun;		/* a row of this file was seen */
	bool open;		/* held is a row that has not ended */
	struct span held;	/* in hold; if not open: lines to be read */
	uint64_t line;		/* lines of this file that are done with */
	struct csv_index index;
	char hold[HOLD_SIZE + CSV_WINDOW];
};

/* Where the events and counts of one call go. */
struct batch {
	struct event *events;
	size_t n;
	struct line_counts *counts;
	struct bad_lines *bad;
};

/* Why take_rows() returned. */
enum stop {
	STOP_END,		/* the text is used up */
	STOP_OPEN,		/* at a row that goes on behind its line */
	STOP_BATCH,		/* what there is must be handed out first */
};

struct csv_text *csv_text_new(struct event_set *set, bool skimmed, bool strict)
{
	struct csv_text *csv = calloc(1, sizeof(*csv));

	if (!csv)
		return NULL;
	csv->quoted = csv_quoted_new();
	if (!csv->quoted) {
		free(csv);
		return NULL;
	}
	csv_reader_init(&csv->reader, set, !skimmed);
	csv->strict = strict;
	csv_index_init(&csv->index);
	csv_text_begin(csv);
	return csv;
}

void csv_text_free(struct csv_text *csv)
{
	if (!csv)
		return;
	csv_quoted_free(csv->quoted);
	free(csv);
}

void csv_text_begin(struct csv_text *csv)
{
	csv->begun = false;
	csv->open = false;
	csv->held = span_of(csv->hold, 0);
	csv->line = 0;
	csv_columns_clear(&csv->reader.columns);
}

bool csv_text_stopped(const struct csv_text *csv)
{
	return csv->stopped;
}

uint64_t csv_text_line(const struct csv_text *csv)
{
	return csv->line;
}

unsigned csv_text_columns(const struct csv_text *csv)
{
	return csv->reader.columns.have;
}

static struct span without_line_end(struct span row)
{
	if (row.len > 0 && row.ptr[row.len - 1] == '\n')
		row.len--;
	if (row.len > 0 && row.ptr[row.len - 1] == '\r')
		row.len--;
	return row;
}

static void count_lines(struct csv_text *csv, struct batch *b, uint64_t *class,
			uint32_t lines)
{
	csv->line += lines;
	b->counts->total += lines;
	*class += lines;
}

static void malformed(struct csv_text *csv, struct batch *b, struct span row,
		      uint32_t lines, const char *why)
{
	bad_lines_add(b->bad, csv->line + 1, why, row);
	count_lines(csv, b, &b->counts->malformed, lines);
	csv->stopped = csv->strict;
}

/* What became of a row. */
enum verdict {
	ROW_TAKEN,
	ROW_LAST,		/* taken, and the batch ends behind it */
	ROW_AGAIN,		/* to be read again: now the columns are set */
	ROW_NEXT,		/* not taken: for the next batch */
};

static enum verdict reject_row(struct csv_text *csv, struct batch *b,
			       struct span row, uint32_t lines, const char *why)
{
	malformed(csv, b, row, lines, why);
	return csv->stopped ? ROW_LAST : ROW_TAKEN;
}

/* The first row of a file that has no header in front of it. */
static enum verdict first_row(struct csv_text *csv, struct batch *b,
			      struct span row, uint32_t lines)
{
	if (csv_text_is_bare_row(row)) {
		csv_columns_bare(&csv->reader.columns);
		return ROW_AGAIN;
	}
	/* a header, of which something is missing */
	csv_columns_read(&csv->reader.columns, row);
	reject_row(csv, b, row, lines,
		   csv_columns_lack(&csv->reader.columns));
	return ROW_LAST;
}

/* A row that is no event: blank, a header, or malformed. */
static enum verdict odd_row(struct csv_text *csv, struct batch *b,
			    struct span row, uint32_t lines, const char *why)
{
	const bool first = !csv->begun;
	struct csv_columns columns;

	if (span_trim(row).len == 0) {
		count_lines(csv, b, &b->counts->not_event, lines);
		return ROW_TAKEN;
	}
	csv->begun = true;
	if (csv_columns_read(&columns, row)) {
		if (b->n > 0)
			return ROW_NEXT;
		csv->reader.columns = columns;
		count_lines(csv, b, &b->counts->not_event, lines);
		return ROW_LAST;
	}
	if (first)
		return first_row(csv, b, row, lines);
	return reject_row(csv, b, row, lines, why);
}

/* A row, without its newline, that has these cells. */
static enum verdict take_cells(struct csv_text *csv, struct batch *b,
			       struct span row, uint32_t lines,
			       const struct span cell[CSV_COLUMNS])
{
	struct event *const e = &b->events[b->n];
	const char *const why = csv_read_event(&csv->reader, cell, e);

	if (why)
		return odd_row(csv, b, row, lines, why);
	if (e->kind == KIND_NONE) {
		count_lines(csv, b, &b->counts->other, lines);
		return ROW_TAKEN;
	}
	e->lines = lines;
	b->n++;
	csv->line += lines;
	b->counts->total += lines;
	return ROW_TAKEN;
}

/* A complete row with a quote in it; there is room for its cells. */
static enum verdict take_quoted(struct csv_text *csv, struct batch *b,
				struct span row, uint32_t lines)
{
	struct span cell[CSV_COLUMNS] = { { 0 } };
	enum verdict verdict;
	bool first = false;

	row = without_line_end(row);
	do {
		if (csv_quoted_cells(csv->quoted, row, &csv->reader.columns,
				     cell) < 0)
			return reject_row(csv, b, row, lines,
					  "no memory for a row with quotes");
		verdict = take_cells(csv, b, row, lines, cell);
		first |= verdict == ROW_AGAIN;
	} while (verdict == ROW_AGAIN);
	return first ? ROW_LAST : verdict;
}

static enum verdict take_plain(struct csv_text *csv, struct batch *b,
			       struct span row)
{
	struct span cell[CSV_COLUMNS] = { { 0 } };
	enum verdict verdict;
	bool first = false;

	row = without_line_end(row);
	do {
		csv_split_row(&csv->reader.columns, row, cell);
		verdict = take_cells(csv, b, row, 1, cell);
		first |= verdict == ROW_AGAIN;
	} while (verdict == ROW_AGAIN);
	return first ? ROW_LAST : verdict;
}

/* The line at the front of a text of whole lines, with its newline. */
static struct span first_line(struct span text)
{
	const char *const newline = memchr(text.ptr, '\n', text.len);

	return span_of(text.ptr, (size_t)(newline + 1 - text.ptr));
}

static void skip(struct span *text, size_t n)
{
	text->ptr += n;
	text->len -= n;
}

/* As in perf's text: a comment, or what belongs to another line. */
static bool is_no_row(struct span line)
{
	return line.ptr[0] == '\t' ||
	       (line.ptr[0] == '#' && line.len > 1 &&
		memchr(" \t\r\n#", line.ptr[1], 5));
}

/* The first line of text, which may be anything. */
static enum stop take_line(struct csv_text *csv, struct batch *b,
			   struct span *text)
{
	const struct span line = first_line(*text);
	enum verdict verdict;

	if (is_no_row(line)) {
		count_lines(csv, b, &b->counts->not_event, 1);
		verdict = ROW_TAKEN;
	} else if (line.len > SOURCE_LINE_MAX) {
		verdict = reject_row(csv, b, line, 1,
				     "the line is longer than 256 KiB");
	} else if (!memchr(line.ptr, '"', line.len)) {
		verdict = take_plain(csv, b, line);
	} else if (line.len > CSV_ROW_MAX) {
		verdict = reject_row(csv, b, line, 1,
				     "a row with quotes is longer than 64 KiB");
	} else if (csv_quote_open(without_line_end(line), false)) {
		return STOP_OPEN;
	} else if (!csv_quoted_room(csv->quoted, line.len)) {
		return STOP_BATCH;
	} else {
		verdict = take_quoted(csv, b, line, 1);
	}
	if (verdict == ROW_NEXT)
		return STOP_BATCH;
	skip(text, line.len);
	return verdict == ROW_LAST ? STOP_BATCH : STOP_END;
}

/* Takes rows off the front of a text of whole lines, which has CSV_WINDOW
 * readable bytes behind it. */
static enum stop take_rows(struct csv_text *csv, struct batch *b,
			   struct span *text)
{
	enum stop stop = STOP_END;
	struct csv_index *const index = &csv->index;
	/* from small to whole pieces: often the first row is the last */
	size_t piece = 2 * CSV_WINDOW;

	index->next = index->end = 0;
	while (stop == STOP_END && text->len > 0) {
		if (b->n == EVENT_BATCH)
			return STOP_BATCH;
		if (index->next == index->end) {
			index->fill(index, text->ptr,
				    text->len < piece ? text->len : piece);
			piece = piece < CSV_PIECE ? 2 * piece : piece;
		}
		const uint64_t others = b->counts->other;
		const size_t n = csv_read_rows(&csv->reader, index, text,
					       b->events + b->n,
					       EVENT_BATCH - b->n,
					       &b->counts->other);
		const uint64_t rows = n + (b->counts->other - others);

		b->n += n;
		csv->line += rows;
		b->counts->total += rows;
		if (text->len == 0 || b->n == EVENT_BATCH ||
		    (rows > 0 && index->next == index->end))
			continue;
		if (csv_without_bom(*text).ptr != text->ptr)
			skip(text, 3);
		stop = take_line(csv, b, text);
		csv_index_pass(index, text->ptr);
	}
	return stop;
}

/* Puts a line behind what is held, which with it is at most CSV_ROW_MAX. */
static void hold_line(struct csv_text *csv, struct span line)
{
	size_t from = (size_t)(csv->held.ptr - csv->hold);

	if (csv->held.len == 0)
		from = 0;
	if (from + csv->held.len + line.len > HOLD_SIZE) {
		memmove(csv->hold, csv->held.ptr, csv->held.len);
		from = 0;
	}
	memcpy(csv->hold + from + csv->held.len, line.ptr, line.len);
	csv->held = span_of(csv->hold + from, csv->held.len + line.len);
}

/* The row that is held does not end: the lines behind its first one are rows
 * of their own. */
static enum stop give_up_row(struct csv_text *csv, struct batch *b,
			     const char *why)
{
	const struct span line = first_line(csv->held);

	malformed(csv, b, line, 1, why);
	skip(&csv->held, line.len);
	csv->open = false;
	return csv->stopped ? STOP_BATCH : STOP_END;
}

static uint32_t count_newlines(struct span text)
{
	uint32_t n = 0;

	for (; text.len > 0; n++)
		skip(&text, first_line(text).len);
	return n;
}

/* The next line for the row that is held. */
static enum stop extend_row(struct csv_text *csv, struct batch *b,
			    struct span *text)
{
	const struct span line = first_line(*text);

	if (csv->held.len + line.len > CSV_ROW_MAX)
		return give_up_row(csv, b,
				   "a quote is not closed within 64 KiB");
	const bool open = csv_quote_open(without_line_end(line), true);

	/* it may be a header */
	if (!open && b->n > 0)
		return STOP_BATCH;
	if (!open && !csv_quoted_room(csv->quoted, csv->held.len + line.len))
		return STOP_BATCH;
	hold_line(csv, line);
	skip(text, line.len);
	if (open)
		return STOP_END;
	const struct span row = csv->held;

	csv->open = false;
	csv->held = span_of(csv->hold, 0);
	return take_quoted(csv, b, row, count_newlines(row)) == ROW_LAST ?
	       STOP_BATCH : STOP_END;
}

static size_t take_text(struct csv_text *csv, struct span *block, bool at_end,
			struct batch *b)
{
	enum stop stop = STOP_END;

	csv_quoted_clear(csv->quoted);
	while (stop != STOP_BATCH && b->n < EVENT_BATCH && !csv->stopped) {
		if (csv->open && block->len > 0) {
			stop = extend_row(csv, b, block);
		} else if (csv->open && at_end) {
			stop = give_up_row(csv, b, "a quote is never closed");
		} else if (!csv->open && csv->held.len > 0) {
			stop = take_rows(csv, b, &csv->held);
			csv->open = stop == STOP_OPEN;
			/* these events lie in what is held: it must stay */
			if (b->n > 0)
				break;
		} else if (block->len > 0) {
			stop = take_rows(csv, b, block);
			csv->open = stop == STOP_OPEN;
			if (csv->open) {
				const struct span line = first_line(*block);

				hold_line(csv, line);
				skip(block, line.len);
			}
		} else {
			break;
		}
	}
	return b->n;
}

size_t csv_text_decode(struct csv_text *csv, struct span *block,
		       struct event *events, struct line_counts *counts,
		       struct bad_lines *bad)
{
	struct batch b = { .events = events, .counts = counts, .bad = bad };

	return take_text(csv, block, false, &b);
}

size_t csv_text_end(struct csv_text *csv, struct event *events,
		    struct line_counts *counts, struct bad_lines *bad)
{
	struct batch b = { .events = events, .counts = counts, .bad = bad };
	struct span nothing = { 0 };

	return take_text(csv, &nothing, true, &b);
}

bool csv_text_ended(const struct csv_text *csv)
{
	return csv->stopped || (!csv->open && csv->held.len == 0);
}
