/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cell: the CSV cells that rows of loops and rows of events share.
 *
 * All of these write at p, without a NUL, and return the end; the numbers may
 * write PUT_MAX bytes.
 */
#ifndef OUTPUT_CELL_H
#define OUTPUT_CELL_H

#include "base/event.h"
#include "base/num.h"

/* A quoted field takes at most twice its length and CELL_QUOTES. */
enum { CELL_QUOTES = 2 };

/*
 * Seconds with 6 or 9 decimals.  Times in one row, and from row to row, mostly
 * lie in the same second, so its text is kept: on a run of rows of five times
 * this takes a third less time than put_ns().
 */
struct stamp {
	int64_t second;		/* ns; of text, once len is not 0 */
	unsigned len;
	char text[PUT_MAX];	/* the whole seconds and the point */
};

char *stamp_put(struct stamp *stamp, char *p, int64_t ns, bool fine);

/* A difference in units of 10^exponent ns: 9 decimals of a second where the
 * times are fine, else 6. */
char *cell_delta(char *p, int64_t ns, unsigned exponent, bool fine);

/* Quoted if it holds a comma, a quote, CR or newline. */
char *cell_csv(char *p, struct span field);

#endif
