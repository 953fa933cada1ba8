/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_memo: what the rows before have shown, so that most rows need only be
 * compared with it.
 *
 * Times in a row share their seconds: of such a time only the decimals are
 * read.  Names recur: one is found by its end and its length, and compared
 * whole.  All is done without a branch that depends on the text; so
 * CSV_MEMO_AHEAD bytes are readable from the beginning of a cell on, whatever
 * its length.
 */
#ifndef INPUT_CSV_MEMO_H
#define INPUT_CSV_MEMO_H

#include "base/digits.h"
#include "base/event.h"

enum {
	CSV_MEMO_AHEAD = 32,
	CSV_MEMO_TIMES = 8,	/* a power of 2 */
	CSV_MEMO_NAME_BITS = 8,
	CSV_MEMO_NAMES = 1 << CSV_MEMO_NAME_BITS,
};

struct csv_memo {
	/* by the length of its text: a head and up to 8 decimals, so that
	 * zeros may be left out at the end */
	struct csv_memo_time {
		uint64_t head[2], mask[2];
		uint64_t decimals_mask;	/* of a word that ends with it */
		uint64_t unit;		/* of the last decimal, ns */
		uint64_t head_ns;
		uint32_t len;		/* UINT32_MAX: none */
		uint32_t decimals;
	} time[CSV_MEMO_TIMES];
	struct csv_memo_name {
		uint64_t word[4], mask[4];
		uint32_t len;		/* UINT32_MAX: none */
		uint32_t kind;
	} name[CSV_MEMO_NAMES];
};

void csv_memo_init(struct csv_memo *memo);	/* knows nothing */

/* A cell as it stands that was read as this time, this kind.  Nothing is
 * learnt of one that the memo cannot hold. */
void csv_memo_add_time(struct csv_memo *memo, struct span cell, int64_t ns,
		       unsigned decimals);
void csv_memo_add_name(struct csv_memo *memo, struct span cell, uint32_t kind);

static inline uint64_t csv_memo_word(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/* False if the cell's time is not known. */
static inline bool csv_memo_time(const struct csv_memo *memo,
				 struct span cell, int64_t *ns,
				 unsigned *decimals)
{
	const struct csv_memo_time *const t =
		&memo->time[cell.len % CSV_MEMO_TIMES];

	if (cell.len != t->len)
		return false;
	const uint64_t digits = t->decimals_mask &
		digits_load(cell.ptr + cell.len - DIGITS_WORD);

	/* unsigned, as what are no digits may be any number */
	*ns = (int64_t)(t->head_ns + digits_value(digits) * t->unit);
	*decimals = t->decimals;
	return !(digits_other(digits) |
		 ((csv_memo_word(cell.ptr) ^ t->head[0]) & t->mask[0]) |
		 ((csv_memo_word(cell.ptr + 8) ^ t->head[1]) & t->mask[1]));
}

/* Where a name is, if anywhere. */
static inline unsigned csv_memo_slot(struct span cell)
{
	const bool brief = cell.len < 8;
	const char *const at = brief ? cell.ptr : cell.ptr + cell.len - 8;
	const uint64_t tail = csv_memo_word(at) <<
			      (brief ? 8 * (8 - cell.len) % 64 : 0);

	/* only the top bits depend on all others */
	return (unsigned)((tail + cell.len) * 0x9e3779b97f4a7c15u >>
			  (64 - CSV_MEMO_NAME_BITS));
}

/* False if the cell's kind is not known. */
static inline bool csv_memo_name(const struct csv_memo *memo,
				 struct span cell, uint32_t *kind)
{
	const struct csv_memo_name *const n =
		&memo->name[csv_memo_slot(cell)];
	uint64_t differ = cell.len ^ n->len;

	for (int i = 0; i < 4; i++)
		differ |= (csv_memo_word(cell.ptr + 8 * i) ^ n->word[i]) &
			  n->mask[i];
	*kind = n->kind;
	return !differ;
}

#endif
