/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_index.h"

#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

_Static_assert(CSV_PIECE % CSV_WINDOW == 0, "a piece is made of whole windows");

#define ALWAYS_INLINE	static inline __attribute__((always_inline))

ALWAYS_INLINE uint64_t plain_mask(const char *p)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < CSV_WINDOW; i++) {
		const char c = p[i];

		mask |= (uint64_t)(c == ',' || c == '\n' || c == '"') << i;
	}
	return mask;
}

/* The place of the lowest bit goes to *at, and the bit away. */
ALWAYS_INLINE uint64_t put(uint32_t *at, uint64_t mask, uint32_t offset)
{
	static const uint64_t top = (uint64_t)1 << 63;

	*at = offset + (uint32_t)__builtin_ctzll(mask | top);
	return mask & (mask - 1);
}

/* Appends the places of the bits, CSV_INDEX_SPARE at a time: seldom more than
 * one round, so the loop's branch is foreseen. */
ALWAYS_INLINE uint32_t *append(uint32_t *end, uint64_t mask, uint32_t offset)
{
	uint32_t *const next = end + __builtin_popcountll(mask);

	_Static_assert(CSV_INDEX_SPARE == 6, "as many as here");
	for (; end < next; end += CSV_INDEX_SPARE) {
		mask = put(end, mask, offset);
		mask = put(end + 1, mask, offset);
		mask = put(end + 2, mask, offset);
		mask = put(end + 3, mask, offset);
		mask = put(end + 4, mask, offset);
		mask = put(end + 5, mask, offset);
	}
	return next;
}

ALWAYS_INLINE void fill(struct csv_index *index, const char *text, size_t len,
			uint64_t (*mask_of)(const char *p))
{
	const uint32_t used = len < CSV_PIECE ? (uint32_t)len : CSV_PIECE;
	uint32_t *end = index->at;

	for (uint32_t offset = 0; offset < used; offset += CSV_WINDOW) {
		uint64_t mask = mask_of(text + offset);

		if (used - offset < CSV_WINDOW)
			mask &= ~(UINT64_MAX << (used - offset));
		end = append(end, mask, offset);
	}
	while (end > index->at && text[end[-1]] != '\n')
		end--;
	index->base = text;
	index->next = 0;
	index->end = (uint32_t)(end - index->at);
}

static void plain_fill(struct csv_index *index, const char *text, size_t len)
{
	fill(index, text, len, plain_mask);
}

#ifdef __x86_64__
ALWAYS_INLINE uint64_t sse2_mask_16(const char *p)
{
	const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i comma = _mm_cmpeq_epi8(text, _mm_set1_epi8(','));
	const __m128i line = _mm_cmpeq_epi8(text, _mm_set1_epi8('\n'));
	const __m128i quote = _mm_cmpeq_epi8(text, _mm_set1_epi8('"'));

	return (uint32_t)_mm_movemask_epi8(
		_mm_or_si128(_mm_or_si128(comma, line), quote));
}

ALWAYS_INLINE uint64_t sse2_mask(const char *p)
{
	return sse2_mask_16(p) | sse2_mask_16(p + 16) << 16 |
	       sse2_mask_16(p + 32) << 32 | sse2_mask_16(p + 48) << 48;
}

static void sse2_fill(struct csv_index *index, const char *text, size_t len)
{
	fill(index, text, len, sse2_mask);
}

#define AVX2	__attribute__((target("avx2,bmi,popcnt")))

AVX2 ALWAYS_INLINE uint64_t avx2_mask_32(const char *p)
{
	const __m256i text =
		_mm256_loadu_si256((const __m256i *)(const void *)p);
	const __m256i comma = _mm256_cmpeq_epi8(text, _mm256_set1_epi8(','));
	const __m256i line = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\n'));
	const __m256i quote = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('"'));

	return (uint32_t)_mm256_movemask_epi8(
		_mm256_or_si256(_mm256_or_si256(comma, line), quote));
}

AVX2 ALWAYS_INLINE uint64_t avx2_mask(const char *p)
{
	return avx2_mask_32(p) | avx2_mask_32(p + 32) << 32;
}

AVX2 static void avx2_fill(struct csv_index *index, const char *text,
			   size_t len)
{
	fill(index, text, len, avx2_mask);
}
#endif

void csv_index_init(struct csv_index *index)
{
	const char *const wish = getenv("DELTA_PROCESSOR_ISA");

	index->next = index->end = 0;
	index->fill = plain_fill;
	if (wish && !strcmp(wish, "plain"))
		return;
#ifdef __x86_64__
	index->fill = sse2_fill;
	if (wish && !strcmp(wish, "sse2"))
		return;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("popcnt"))
		index->fill = avx2_fill;
#endif
}
