/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/name_memo.h"

void name_memo_init(struct name_memo *memo)
{
	memset(memo, 0, sizeof(*memo));
	for (unsigned i = 0; i < NAME_MEMO_ENTRIES; i++)
		memo->entry[i].len = UINT32_MAX;
}

void name_memo_add(struct name_memo *memo, struct span name, uint32_t kind)
{
	if (name.len > NAME_MEMO_AHEAD)
		return;
	struct name_memo_entry *const n = &memo->entry[name_memo_slot(name)];

	word_masks(n->word, n->mask, 4, name.ptr, name.len);
	n->len = (uint32_t)name.len;
	n->kind = kind;
}
