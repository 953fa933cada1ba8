/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * saved_reader: what the two readers of saved statistics share.
 *
 * saved_read.c reads what concerns the whole run, saved_series.c the series
 * behind it.  Functions that return int: 0, or -1 and the fault is set.
 */
#ifndef STATS_SAVED_READER_H
#define STATS_SAVED_READER_H

#include "stats/csv_records.h"
#include "stats/saved_stats.h"

/* Columns. */
enum { RECORD, SERIES, GROUP, NAME, VALUE };

struct reader {
	struct csv_records csv;	/* at the record that is to be read */
	struct saved_stats *saved;
	struct fault *fault;
	uint64_t ungrouped[SAVED_SERIES_MAX]; /* values of no group so far */
	size_t rows;		/* of histograms */
};

/* "FILE:LINE: why"; always -1. */
int reader_wrong(struct reader *r, const char *why);

/* Reads the next record; there must be one. */
int reader_advance(struct reader *r);

bool reader_is(const struct reader *r, unsigned column, const char *text);
bool reader_at(const struct reader *r, const char *record);
bool reader_empty(const struct reader *r, unsigned column);

int reader_u64(struct reader *r, unsigned column, uint64_t *value);
int reader_i64(struct reader *r, unsigned column, int64_t *value);

/* The name of this record as a string of the caller's. */
int reader_name(struct reader *r, char **name);

/* All series, from the first "count" record on. */
int reader_series(struct reader *r);

#endif
