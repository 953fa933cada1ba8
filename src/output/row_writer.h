/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * row_writer: loops to CSV rows.
 */
#ifndef OUTPUT_ROW_WRITER_H
#define OUTPUT_ROW_WRITER_H

#include "match/loop.h"
#include "output/sink.h"

/*
 * Columns: loop[,KEY][,GROUP],<event>...,delta:<later>__<earlier>...
 * Event times in seconds, deltas in the unit; 6 decimals of a second, or 9
 * from the first loop on whose completing event came at or after the first
 * taken event with more than 6 decimals.
 */
struct row_spec {
	unsigned n;
	const char *const *names;	/* of the order; must outlive us */
	const char *key;		/* name of the key column or NULL */
	const char *group;		/* name of the group column or NULL */
	unsigned exponent;		/* of the unit: 9 s, 6 ms, 3 us, 0 ns */
	bool header;
	bool deltas_only;
	const char *span;		/* not NULL: a span's file: one column
					   of this name, last minus first,
					   instead of the deltas */
};

struct row_writer;

struct row_writer *row_writer_new(const struct row_spec *spec,
				  struct sink *sink);	/* or NULL */
void row_writer_free(struct row_writer *rows);		/* not the sink */

/*
 * Writes one row for each loop; events is the batch they came from, already
 * with keys and groups.  fine_from: index of the first event of the batch from
 * which on 9 decimals are due (the batch's size if none).  group names come
 * with the events' groups: group_name(group) of the caller's table.
 */
void row_writer_add(struct row_writer *rows, const struct event *events,
		    const struct loop_batch *loops, size_t fine_from,
		    const char *const *group_names);

/* The header, even if no loop ever comes (written once). */
void row_writer_header(struct row_writer *rows);

uint64_t row_writer_rows(const struct row_writer *rows);

#endif
