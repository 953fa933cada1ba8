/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cell: the CSV cells that rows of loops and rows of events share.
 *
 * All of these write at p, without a NUL, and return the end; the numbers may
 * write PUT_MAX bytes.
 */
#ifndef OUTPUT_CELL_H
#define OUTPUT_CELL_H

#include "base/digits.h"
#include "base/event.h"
#include "base/num.h"

/* A quoted field takes at most twice its length and CELL_QUOTES. */
enum { CELL_QUOTES = 2 };

/* 6 or 9 decimals of a second. */
static inline char *cell_decimals(char *p, uint32_t ns, bool fine)
{
	digits_store_6(p, ns / 1000);
	if (!fine)
		return p + 6;
	const uint32_t rest = ns % 1000;

	memcpy(p + 6, digits_pairs + 2 * (rest / 10), 2);
	p[8] = (char)('0' + rest % 10);
	return p + 9;
}

/*
 * Seconds with 6 or 9 decimals.  Times in one row, and from row to row, mostly
 * lie in the same second, so its text is kept.  All 0 is a stamp without one.
 */
struct stamp {
	uint64_t second;	/* ns; of text */
	uint64_t valid;		/* for times so far behind it, ns; 0: no text */
	unsigned len;
	char text[PUT_MAX];	/* the whole seconds and the point */
};

enum { STAMP_COPY = 16 };

char *stamp_put_new(struct stamp *stamp, char *p, int64_t ns, bool fine);

static inline char *stamp_put(struct stamp *stamp, char *p, int64_t ns,
			      bool fine)
{
	const uint64_t part = (uint64_t)ns - stamp->second;

	if (part >= stamp->valid)
		return stamp_put_new(stamp, p, ns, fine);
	memcpy(p, stamp->text, STAMP_COPY);
	p += stamp->len;
	return cell_decimals(p, (uint32_t)part, fine);
}

char *cell_delta_any(char *p, int64_t ns, unsigned exponent, bool fine);

/* A difference in units of 10^exponent ns: 9 decimals of a second where the
 * times are fine, else 6.  Mostly it is below a second. */
static inline char *cell_delta(char *p, int64_t ns, unsigned exponent,
			       bool fine)
{
	if (exponent != 9 || (uint64_t)ns >= NS_PER_S)
		return cell_delta_any(p, ns, exponent, fine);
	memcpy(p, "0.", 2);
	return cell_decimals(p + 2, (uint32_t)ns, fine);
}

/* Quoted if it holds a comma, a quote, CR or newline. */
char *cell_csv(char *p, struct span field);

#endif
