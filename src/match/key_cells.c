/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/key_cells.h"

#include <stdlib.h>

enum { FIRST_CELLS = 16 };

int key_cells_reserve(struct key_cells *cells, uint64_t keys)
{
	struct key_cells grown = { .n = cells->n ? cells->n : FIRST_CELLS };

	while (grown.n < 2 * keys)
		grown.n *= 2;
	if (grown.n == cells->n)
		return 0;
	grown.cell = calloc(grown.n, sizeof(*grown.cell));
	if (!grown.cell)
		return -1;
	for (uint64_t i = 0; i < cells->n; i++)
		if (cells->cell[i].slot != NO_SLOT)
			key_cells_add(&grown, cells->cell[i].hash,
				      cells->cell[i].slot);
	free(cells->cell);
	*cells = grown;
	return 0;
}

void key_cells_release(struct key_cells *cells)
{
	free(cells->cell);
	*cells = (struct key_cells){ 0 };
}

void key_cells_add(struct key_cells *cells, uint32_t hash, uint32_t slot)
{
	const uint64_t mask = cells->n - 1;
	uint64_t i = hash & mask;

	while (cells->cell[i].slot != NO_SLOT)
		i = (i + 1) & mask;
	cells->cell[i] = (struct key_cell){ hash, slot };
}

void key_cells_remove(struct key_cells *cells, uint32_t hash, uint32_t slot)
{
	const uint64_t mask = cells->n - 1;
	struct key_cell *const cell = cells->cell;
	uint64_t hole = hash & mask;

	while (cell[hole].slot != slot)
		hole = (hole + 1) & mask;
	/* those behind it that it kept from their places move up */
	for (uint64_t i = (hole + 1) & mask; cell[i].slot != NO_SLOT;
	     i = (i + 1) & mask) {
		const uint64_t from_home = (i - cell[i].hash) & mask;

		if (from_home >= ((i - hole) & mask)) {
			cell[hole] = cell[i];
			hole = i;
		}
	}
	cell[hole].slot = NO_SLOT;
}
