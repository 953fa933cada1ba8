/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_reader: the cells of a row to an event.
 *
 * tstamp, comm, pid, tid and cpu are read without the blanks round them,
 * entry, key and group as they stand.  An entry of blanks is none.  An id that
 * is no number is as good as none.  A loss marker may lack its time.
 */
#ifndef INPUT_CSV_READER_H
#define INPUT_CSV_READER_H

#include "base/event.h"
#include "base/event_set.h"
#include "input/csv_columns.h"
#include "input/csv_index.h"
#include "input/name_memo.h"
#include "input/time_memo.h"

struct csv_reader {
	struct event_set *set;
	bool take;		/* events that nobody named, too */
	int64_t last_time;
	struct csv_columns columns;
	struct event blank;
	/* what the rows before have shown: most need only be compared */
	struct time_memo times;
	struct name_memo names;
};

void csv_reader_init(struct csv_reader *reader, struct event_set *set,
		     bool take);

/* Fills *event, but not lines, from the cells of a row.  NULL, or why the row
 * is no event.  The kind is KIND_NONE for an event that is not wanted. */
const char *csv_read_event(struct csv_reader *reader,
			   const struct span cell[CSV_COLUMNS],
			   struct event *event);

/* Finds the cells of the wanted columns in a row without a quote; those that
 * it lacks become absent. */
void csv_split_row(const struct csv_columns *columns, struct span row,
		   struct span cell[CSV_COLUMNS]);

/*
 * The fast way for most rows: takes rows of one line that lie in the index
 * off the front of *text, until one is met that it cannot take (because it
 * holds a quote, begins with '#' or a byte order mark, or is no event), or
 * the index is used up, or there are room events.  Returns their number; to
 * *others it adds the rows of events that are not wanted.  CSV_MEMO_AHEAD bytes
 * are readable behind the text.
 */
size_t csv_read_rows(struct csv_reader *reader, struct csv_index *index,
		     struct span *text, struct event *events, size_t room,
		     uint64_t *others);

#endif
