/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * digits: eight decimal digits at a time, in one 64-bit word.
 *
 * The first character is in the lowest byte.  A word shifted up by 8 * n bits
 * has n zeros in front instead; one whose lowest n bytes are cleared too.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include "base/word.h"

enum { DIGITS_WORD = 8 };

extern const char digits_pairs[];	/* "0001...99" */

/* Eight characters as values; '0' is 0. */
static inline uint64_t digits_load(const char *p)
{
	return word_load(p) ^ 0x3030303030303030u;
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

/* The other way round, for values below 10^8.  Each quotient is right for
 * what its lane may hold, and leaves no bit in the next one. */
static inline uint64_t digits_of(uint32_t value)
{
	const uint64_t fours = value / 10000 |
			       (uint64_t)(value % 10000) << 32;
	const uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007fu;
	const uint64_t pairs = hundreds | (fours - hundreds * 100) << 16;
	const uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000fu;

	return tens | (pairs - tens * 10) << 8;
}

static inline void digits_store(char *p, uint64_t word)
{
	word = htole64(word ^ 0x3030303030303030u);
	memcpy(p, &word, sizeof(word));
}

/* Just the six of a value below 10^6: fewer instructions than for a word. */
static inline void digits_store_6(char *p, uint32_t value)
{
	const uint32_t front = value / 10000, back = value % 10000;

	memcpy(p, digits_pairs + 2 * front, 2);
	memcpy(p + 2, digits_pairs + 2 * (back / 100), 2);
	memcpy(p + 4, digits_pairs + 2 * (back % 100), 2);
}

#endif
