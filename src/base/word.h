/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * word: text eight bytes at a time.
 *
 * The first byte is in the lowest bits, on every machine.
 */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Eight bytes at p, which need not be aligned. */
static inline uint64_t word_load(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return le64toh(word);
}

/* Text of len bytes, at most those of n words, and of each word the bits that
 * belong to it; the others are 0. */
static inline void word_masks(uint64_t *word, uint64_t *mask, size_t n,
			      const char *text, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		const size_t at = 8 * i;
		const size_t part = len <= at ? 0 : len - at < 8 ? len - at : 8;
		char bytes[8] = { 0 };

		memcpy(bytes, text + (part ? at : 0), part);
		word[i] = word_load(bytes);
		mask[i] = part == 8 ? UINT64_MAX :
				      ((uint64_t)1 << 8 * part) - 1;
	}
}

#endif
