/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hash: 64-bit hash of bytes, for tables in memory (never written out).
 *
 * Eight bytes at a time, multiplied and folded (xor of the halves of a
 * 64 x 64 -> 128 bit product), with the odd constants of the golden ratio and
 * of sqrt(3).
 *
 * Whoever writes a trace could choose names and keys of one hash, or whose
 * hashes end alike, and a table would search long.  So the hash of what was
 * read begins with a seed, a number that an input cannot know; mixed in at the
 * end only, it would leave equal hashes equal.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	const unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Of something that lies at p: made of where that is. */
static inline uint64_t hash_seed(const void *p)
{
	return (uintptr_t)p * 0xbb67ae8584caa73bu;
}

/* Of a number, or of hashes that are seeded themselves. */
static inline uint64_t hash_number(uint64_t number, uint64_t seed)
{
	return hash_fold(number ^ seed, 0x9e3779b97f4a7c15u);
}

static inline uint64_t hash_bytes(const char *p, size_t len, uint64_t seed)
{
	uint64_t h = len * 0x9e3779b97f4a7c15u + seed;
	uint64_t word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		h = hash_fold(h ^ word, 0x9e3779b97f4a7c15u);
	}
	if (len > 0) {
		word = 0;
		memcpy(&word, p, len);
		h = hash_fold(h ^ word, 0x9e3779b97f4a7c15u);
	}
	return hash_fold(h ^ 0xbb67ae8584caa73bu, 0x9e3779b97f4a7c15u);
}

#endif
