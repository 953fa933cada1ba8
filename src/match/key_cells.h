/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key_cells: from the hashes of keys to the slots they have.
 *
 * Open addressing with linear probing, at most half full; a cell is 8 bytes
 * and knows the hash, so a slot of another hash is never looked at.
 */
#ifndef MATCH_KEY_CELLS_H
#define MATCH_KEY_CELLS_H

#include <stdint.h>

enum { NO_SLOT = 0 };		/* slots are numbered from 1 */

/* All zero is one without room. */
struct key_cells {
	struct key_cell {
		uint32_t hash;
		uint32_t slot;	/* NO_SLOT: free */
	} *cell;
	uint64_t n;		/* a power of two, or 0 */
};

/* Makes room for so many keys.  0, or -1 when memory is short. */
int key_cells_reserve(struct key_cells *cells, uint64_t keys);
void key_cells_release(struct key_cells *cells);

/* There is room, and the slot is not in it yet. */
void key_cells_add(struct key_cells *cells, uint32_t hash, uint32_t slot);
/* The slot is in it. */
void key_cells_remove(struct key_cells *cells, uint32_t hash, uint32_t slot);

/* The slots of this hash one by one, then NO_SLOT; *cursor is the hash at
 * first.  There must be room for a key. */
static inline uint32_t key_cells_next(const struct key_cells *cells,
				      uint32_t hash, uint64_t *cursor)
{
	for (;;) {
		const struct key_cell *c =
			&cells->cell[(*cursor)++ & (cells->n - 1)];

		if (c->slot == NO_SLOT || c->hash == hash)
			return c->slot;
	}
}

static inline void key_cells_prefetch(const struct key_cells *cells,
				      uint32_t hash)
{
	__builtin_prefetch(&cells->cell[hash & (cells->n - 1)]);
}

#endif
