/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_text: rows of a CSV of events to events.
 *
 * Columns tstamp and entry in any position; comm, pid, tid, cpu, key, group
 * where there are such columns; others are ignored.  RFC 4180 quoting.  Rows
 * without a quote are split by hand; from a row with a quote on libcsv parses,
 * with a capped allocator, until that row ends.  An entry "PERF_RECORD_LOST"
 * is a loss marker, whose time may be missing.
 *
 * A row that is no event but names the columns tstamp and entry is a header
 * again, wherever they stand in it.  Without a header, and unless the first
 * row is a bare one, every row is malformed.  A row needs its tstamp and its
 * entry; other cells may be missing, be no numbers, or be too many.  Blank
 * lines, those that begin with a TAB and comments ("# ...") are not_event.
 *
 * A row with a quote may have 64 KiB, in any number of lines.  If its quote is
 * not closed by then, its first line is malformed and the lines behind it are
 * rows of their own.
 */
#ifndef INPUT_CSV_TEXT_H
#define INPUT_CSV_TEXT_H

#include "base/event.h"
#include "base/event_set.h"
#include "base/fault.h"

struct csv_text;

enum csv_column {
	CSV_TSTAMP, CSV_ENTRY, CSV_COMM, CSV_PID, CSV_TID, CSV_CPU, CSV_KEY,
	CSV_GROUP, CSV_COLUMNS
};

/* skimmed: only wanted names are taken, others are "other" lines; else every
 * row is taken. */
struct csv_text *csv_text_new(struct event_set *set, bool skimmed,
			      bool strict);
void csv_text_free(struct csv_text *csv);

/* A new file begins: line numbers start at 1, the columns are unknown. */
void csv_text_begin(struct csv_text *csv);

/* Like perf_text_decode().  A row may reach over several blocks; it is one
 * event of several lines.  A header line is counted as not_event.  It is the last
 * of its batch, as is the first row of a file without one, and no event stands
 * in front of it there: so csv_text_columns() speaks of all events of a batch,
 * and behind a header csv_text_line() of that. */
size_t csv_text_decode(struct csv_text *csv, struct span *block,
		       struct event *events, struct line_counts *counts,
		       struct bad_lines *bad);

/* The file has ended: a row whose quote is not closed is malformed, and there
 * may be events in the lines behind it.  To be called until csv_text_ended():
 * it may return 0 before, as csv_text_decode(). */
size_t csv_text_end(struct csv_text *csv, struct event *events,
		    struct line_counts *counts, struct bad_lines *bad);
/* Nothing is held any more, or it has stopped. */
bool csv_text_ended(const struct csv_text *csv);

bool csv_text_stopped(const struct csv_text *csv);
uint64_t csv_text_line(const struct csv_text *csv);

/* Bit c: the file has column c; 0 while no row was read.  Of a first row that
 * is no header, those that it names. */
unsigned csv_text_columns(const struct csv_text *csv);

/* Whether a line (without newline) looks like the header of such a CSV, or
 * like a row "2427107.654949,kvm_exit" of one without a header. */
bool csv_text_is_header(struct span line);
bool csv_text_is_bare_row(struct span line);

#endif
