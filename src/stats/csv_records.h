/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_records: strict CSV (RFC 4180) from a file, record by record.
 *
 * Every record has CSV_FIELDS fields and ends in a newline, a CR before it
 * being dropped; a quote stands only around a whole field or, doubled, in one.
 */
#ifndef STATS_CSV_RECORDS_H
#define STATS_CSV_RECORDS_H

#include <stdint.h>
#include <stdio.h>

#include "base/fault.h"
#include "base/span.h"

enum {
	CSV_FIELDS = 5,
	CSV_RECORD_MAX = 1 << 20,	/* bytes */
};

struct csv_records {
	FILE *in;			/* not closed by us */
	const char *name;		/* in faults */
	uint64_t line;			/* where the record begins, from 1 */
	uint64_t next_line;
	struct span field[CSV_FIELDS];	/* valid until the next call */
	char *text;
	size_t len, room;
};

void csv_records_init(struct csv_records *csv, FILE *in, const char *name);
void csv_records_release(struct csv_records *csv);

/* 1: field[] is a record; 0: the end; -1: a fault "NAME:LINE: ...", or
 * "NAME: ..." where it cannot be read. */
int csv_records_next(struct csv_records *csv, struct fault *fault);

#endif
