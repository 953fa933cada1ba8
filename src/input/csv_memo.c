/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_memo.h"

#include "base/num.h"

enum { HEAD_MAX = 16 };

void csv_memo_init(struct csv_memo *memo)
{
	memset(memo, 0, sizeof(*memo));
	for (unsigned i = 0; i < CSV_MEMO_TIMES; i++)
		memo->time[i].len = UINT32_MAX;
	for (unsigned i = 0; i < CSV_MEMO_NAMES; i++)
		memo->name[i].len = UINT32_MAX;
}

/* The first len bytes of text, and which they are. */
static void set_words(uint64_t *word, uint64_t *mask, size_t words,
		      const char *text, size_t len)
{
	memset(word, 0, words * sizeof(*word));
	memset(mask, 0, words * sizeof(*mask));
	memcpy(word, text, len);
	memset(mask, 0xff, len);
}

void csv_memo_add_time(struct csv_memo *memo, struct span cell, int64_t ns,
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
	struct csv_memo_time *const t =
		&memo->time[cell.len % CSV_MEMO_TIMES];

	t->decimals_mask = UINT64_MAX << (8 * (DIGITS_WORD - last));
	const uint64_t word = t->decimals_mask &
		digits_load(cell.ptr + cell.len - DIGITS_WORD);

	set_words(t->head, t->mask, 2, cell.ptr, cell.len - last);
	t->len = (uint32_t)cell.len;
	t->unit = unit;
	t->head_ns = (uint64_t)ns - digits_value(word) * unit;
	t->decimals = decimals;
}

void csv_memo_add_name(struct csv_memo *memo, struct span cell, uint32_t kind)
{
	if (cell.len > CSV_MEMO_AHEAD)
		return;
	struct csv_memo_name *const n = &memo->name[csv_memo_slot(cell)];

	set_words(n->word, n->mask, 4, cell.ptr, cell.len);
	n->len = (uint32_t)cell.len;
	n->kind = kind;
}
