/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tally: how often each of at most TALLY_MAX distinct integers occurred.
 *
 * Entries lie densely in an array, 12 bytes each; a table of 16-bit slots with
 * open addressing, at most half full, finds them: 1 MiB when all TALLY_MAX are
 * there.  A count beyond 32 bits spills into a second array, which is made
 * when the first one does.
 */
#ifndef STATS_TALLY_H
#define STATS_TALLY_H

#include <stdbool.h>
#include <stdint.h>

enum { TALLY_MAX = 65536 };

struct tally_entry;

struct tally {
	struct tally_entry *entry;	/* [room], n used */
	uint32_t *high;			/* [room] of the counts, or NULL */
	uint16_t *slot;			/* [slots]: entry + 1, 0 is free */
	uint32_t n;
	uint32_t room;
	uint32_t slots;			/* a power of two, or 0 */
	uint64_t seed;			/* of the hash */
	bool sorted;
};

/* A zeroed tally is empty; so is one after tally_release().  The seed may be
 * any number: an unknown one keeps inputs from being made to collide. */
void tally_init(struct tally *tally, uint64_t seed);
void tally_release(struct tally *tally);

/* 1: counted; 0: the value is not there yet; -1: memory is short, nothing was
 * done. */
int tally_count(struct tally *tally, int64_t value, uint64_t times);

/* Counts each of n values once, up to the first that is not so easily done: how
 * many.  tally_count() or tally_insert() is to be called for the next one. */
unsigned tally_count_run(struct tally *tally, const int64_t *values,
			 unsigned n);

/* Adds a value that is not there yet, with its count.  Needs n < TALLY_MAX.
 * 0, or -1 when memory is short. */
int tally_insert(struct tally *tally, int64_t value, uint64_t times);

/* Sorts the entries by value, in place, if they are not sorted yet. */
void tally_sort(struct tally *tally);

/* Entry i < n: in ascending order after tally_sort(), else of insertion. */
int64_t tally_value(const struct tally *tally, uint32_t i);
uint64_t tally_times(const struct tally *tally, uint32_t i);

#endif
