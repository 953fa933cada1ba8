/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names: distinct strings, numbered from 0 in the order they were added.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define NAME_ABSENT UINT32_MAX

struct names {
	uint32_t count;
	size_t bytes;		/* held in all, NULs included */
	char **text;		/* [count]; each a string that never moves */
	uint32_t *slot;		/* open addressing: number + 1, 0 is free */
	uint32_t slots;		/* power of two, or 0 */
	size_t room;		/* of text */
	uint64_t seed;		/* hash.h */
};

void names_init(struct names *names);
void names_release(struct names *names);

/* NAME_ABSENT if it was never added. */
uint32_t names_find(const struct names *names, struct span name);

/* The number of name, which is added if need be; a NUL in it ends the string
 * that is kept, not the comparison with later ones.  NAME_ABSENT when memory
 * is short. */
uint32_t names_add(struct names *names, struct span name);

/* Writes name with \0 for each NUL into out, which has room for twice as many
 * bytes; the length. */
size_t names_escape_nul(struct span name, char *out);

#endif
