/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_memo: times that share all but their decimals with one before.
 *
 * Times in neighbouring rows share their seconds: of such a time only the
 * decimals are read, without a branch that depends on the text.  So
 * TIME_MEMO_AHEAD bytes are readable from the beginning of a cell on, whatever
 * its length.
 */
#ifndef INPUT_TIME_MEMO_H
#define INPUT_TIME_MEMO_H

#include "base/digits.h"
#include "base/span.h"
#include "base/word.h"

enum {
	TIME_MEMO_AHEAD = 16,
	TIME_MEMO_ENTRIES = 8,	/* a power of 2 */
};

struct time_memo {
	/* by the length of its text: a head and up to 8 decimals, so that
	 * zeros may be left out at the end */
	struct time_memo_entry {
		uint64_t head[2], mask[2];
		uint64_t decimals_mask;	/* of a word that ends with it */
		uint64_t unit;		/* of the last decimal, ns */
		uint64_t head_ns;
		uint32_t len;		/* UINT32_MAX: none */
		uint32_t decimals;
	} entry[TIME_MEMO_ENTRIES];
};

void time_memo_init(struct time_memo *memo);	/* knows nothing */

/* A cell as it stands that was read as this time.  Nothing is learnt of one
 * that the memo cannot hold. */
void time_memo_add(struct time_memo *memo, struct span cell, int64_t ns,
		       unsigned decimals);

/* False if the cell's time is not known. */
static inline bool time_memo_find(const struct time_memo *memo,
				 struct span cell, int64_t *ns,
				 unsigned *decimals)
{
	const struct time_memo_entry *const t =
		&memo->entry[cell.len % TIME_MEMO_ENTRIES];

	if (cell.len != t->len)
		return false;
	const uint64_t digits = t->decimals_mask &
		digits_load(cell.ptr + cell.len - DIGITS_WORD);

	/* unsigned, as what are no digits may be any number */
	*ns = (int64_t)(t->head_ns + digits_value(digits) * t->unit);
	*decimals = t->decimals;
	return !(digits_other(digits) |
		 ((word_load(cell.ptr) ^ t->head[0]) & t->mask[0]) |
		 ((word_load(cell.ptr + 8) ^ t->head[1]) & t->mask[1]));
}

#endif
