/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * digits: eight decimal digits at a time, in one 64-bit word.
 *
 * The first character is in the lowest byte.  A word shifted up by 8 * n bits
 * has n zeros in front instead; one whose lowest n bytes are cleared too.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum { DIGITS_WORD = 8 };

/* Eight characters as values; '0' is 0. */
static inline uint64_t digits_load(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return le64toh(word) ^ 0x3030303030303030u;
}

/* The top bit of the first byte that is no digit's value, 0 if all are; the
 * bits of the bytes behind it may be wrong. */
static inline uint64_t digits_other(uint64_t word)
{
	/* + 10 or more sets a byte's top bit */
	return ((word + 0x7676767676767676u) | word) & 0x8080808080808080u;
}

/* Neighbours are joined to pairs, fours and the whole. */
static inline uint32_t digits_value(uint64_t word)
{
	word = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ffu;
	word = (word * 100 + (word >> 16)) & 0x0000ffff0000ffffu;
	return (uint32_t)(word * 10000 + (word >> 32));
}

#endif
