/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_index: where the commas, newlines and quotes of a piece of text are.
 *
 * Rows are split in two steps, a piece at a time: first all separators of the
 * piece are written down, without a branch that depends on the text; then the
 * rows are taken from that list.
 */
#ifndef INPUT_CSV_INDEX_H
#define INPUT_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CSV_WINDOW = 64,	/* bytes looked at together */
	CSV_PIECE = 2048,	/* bytes of a piece; the list stays in the
				   first level cache with the events */
	CSV_INDEX_SPARE = 6,	/* places written to before it is known
				   whether they are needed */
};

struct csv_index {
	/*
	 * Lists the separators among the first CSV_PIECE bytes of text, or of
	 * all of it if it is shorter, up to the last newline there: none if
	 * there is no newline.  CSV_WINDOW bytes are readable behind the text.
	 */
	void (*fill)(struct csv_index *index, const char *text, size_t len);
	const char *base;	/* the piece begins here */
	uint32_t next;		/* the first place of at[] not yet used */
	uint32_t end;		/* behind the last newline in at[] */
	uint32_t at[CSV_PIECE + CSV_INDEX_SPARE];
};

/* Empty.  Chooses the code that fills it: the best that the processor has, or
 * the one that DELTA_PROCESSOR_ISA names (see scan.h); all do the same. */
void csv_index_init(struct csv_index *index);

/* Passes what lies before p. */
static inline void csv_index_pass(struct csv_index *index, const char *p)
{
	while (index->next < index->end &&
	       index->base + index->at[index->next] < p)
		index->next++;
}

#endif
