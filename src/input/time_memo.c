/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/time_memo.h"

#include "base/num.h"

enum { HEAD_MAX = 16 };

void time_memo_init(struct time_memo *memo)
{
	memset(memo, 0, sizeof(*memo));
	for (unsigned i = 0; i < TIME_MEMO_ENTRIES; i++)
		memo->entry[i].len = UINT32_MAX;
}

void time_memo_add(struct time_memo *memo, struct span cell, int64_t ns,
		       unsigned decimals)
{
	const unsigned last = decimals < DIGITS_WORD ? decimals : DIGITS_WORD;
	uint64_t unit = 1;

	/* minus sign: the decimals count downwards; too late a time: its
	 * head with other decimals may be none */
	if (last == 0 || cell.len < DIGITS_WORD ||
	    cell.len - last > HEAD_MAX || *cell.ptr == '-' ||
	    ns > INT64_MAX - NS_PER_S)
		return;
	for (unsigned d = decimals; d < 9; d++)
		unit *= 10;
	struct time_memo_entry *const t =
		&memo->entry[cell.len % TIME_MEMO_ENTRIES];

	t->decimals_mask = UINT64_MAX << (8 * (DIGITS_WORD - last));
	const uint64_t word = t->decimals_mask &
		digits_load(cell.ptr + cell.len - DIGITS_WORD);

	word_masks(t->head, t->mask, 2, cell.ptr, cell.len - last);
	t->len = (uint32_t)cell.len;
	t->unit = unit;
	t->head_ns = (uint64_t)ns - digits_value(word) * unit;
	t->decimals = decimals;
}
