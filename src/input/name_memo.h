/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * name_memo: the kinds of names that were met before.
 *
 * A name is found by its end and its length, and compared whole, without a
 * branch that depends on the text: names of several events come in turn, and
 * a guess would often be wrong.  So NAME_MEMO_AHEAD bytes are readable from
 * the beginning of a name on, whatever its length.  What does not fit is
 * forgotten, or never kept.
 */
#ifndef INPUT_NAME_MEMO_H
#define INPUT_NAME_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "base/word.h"

enum {
	NAME_MEMO_AHEAD = 32,	/* longer names are not kept */
	NAME_MEMO_BITS = 8,
	NAME_MEMO_ENTRIES = 1 << NAME_MEMO_BITS,
};

struct name_memo {
	struct name_memo_entry {
		uint64_t word[4], mask[4];
		uint32_t len;		/* UINT32_MAX: none */
		uint32_t kind;
	} entry[NAME_MEMO_ENTRIES];
};

void name_memo_init(struct name_memo *memo);	/* knows nothing */
void name_memo_add(struct name_memo *memo, struct span name, uint32_t kind);

/* Where a name is, if anywhere. */
static inline unsigned name_memo_slot(struct span name)
{
	const bool brief = name.len < 8;
	const char *const at = brief ? name.ptr : name.ptr + name.len - 8;
	const uint64_t tail = word_load(at) <<
			      (brief ? 8 * (8 - name.len) % 64 : 0);

	/* only the top bits depend on all others */
	return (unsigned)((tail + name.len) * 0x9e3779b97f4a7c15u >>
			  (64 - NAME_MEMO_BITS));
}

/* False if the name's kind is not known. */
static inline bool name_memo_find(const struct name_memo *memo,
				  struct span name, uint32_t *kind)
{
	const struct name_memo_entry *const n =
		&memo->entry[name_memo_slot(name)];
	uint64_t differ = name.len ^ n->len;

	for (int i = 0; i < 4; i++)
		differ |= (word_load(name.ptr + 8 * i) ^ n->word[i]) &
			  n->mask[i];
	*kind = n->kind;
	return !differ;
}

#endif
