/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_index.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

_Static_assert(CSV_PIECE % CSV_WINDOW == 0, "a piece is made of whole windows");

uint64_t csv_mask_plain(const char *p)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < CSV_WINDOW; i++) {
		const char c = p[i];

		mask |= (uint64_t)(c == ',' || c == '\n' || c == '"') << i;
	}
	return mask;
}

#ifdef __SSE2__
static inline uint64_t mask_16(const char *p)
{
	const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i comma = _mm_cmpeq_epi8(text, _mm_set1_epi8(','));
	const __m128i line = _mm_cmpeq_epi8(text, _mm_set1_epi8('\n'));
	const __m128i quote = _mm_cmpeq_epi8(text, _mm_set1_epi8('"'));

	return (uint32_t)_mm_movemask_epi8(
		_mm_or_si128(_mm_or_si128(comma, line), quote));
}

uint64_t csv_mask(const char *p)
{
	return mask_16(p) | mask_16(p + 16) << 16 | mask_16(p + 32) << 32 |
	       mask_16(p + 48) << 48;
}
#else
uint64_t csv_mask(const char *p)
{
	return csv_mask_plain(p);
}
#endif

/* Appends the places of the bits, CSV_INDEX_SPARE at a time: seldom more than
 * one round, so the loop's branch is foreseen. */
static inline uint32_t *append(uint32_t *end, uint64_t mask, uint32_t offset)
{
	static const uint64_t top = (uint64_t)1 << 63;
	const int n = __builtin_popcountll(mask);

	for (int done = 0; done < n; done += CSV_INDEX_SPARE)
		for (int i = 0; i < CSV_INDEX_SPARE; i++) {
			end[done + i] = offset +
				(uint32_t)__builtin_ctzll(mask | top);
			mask &= mask - 1;
		}
	return end + n;
}

void csv_index_fill(struct csv_index *index, const char *text, size_t len)
{
	const uint32_t used = len < CSV_PIECE ? (uint32_t)len : CSV_PIECE;
	uint32_t *end = index->at;

	for (uint32_t offset = 0; offset < used; offset += CSV_WINDOW) {
		uint64_t mask = csv_mask(text + offset);

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
