/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/scan.h"

#include <stdlib.h>

#include "input/scan_impl.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_X86 1
#include <immintrin.h>
#endif

enum {
	FIRST_LINES = 8,	/* candidates while no head is known */
	ID_DIGITS = 19,		/* of pid, tid, cpu: more may not fit 64 bits */
};

/* Plain C: eight bytes at a time, a byte's result in its top bit. */

static inline uint64_t plain_load(const char *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return word;
}

/* Bit 7 of each byte that is zero. */
static inline uint64_t plain_zero(uint64_t x)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7fu;

	return ~(((x & low) + low) | x | low);
}

/* Bit 7 of each byte to bits 0 to 7. */
static inline uint64_t plain_gather(uint64_t x)
{
	return (x >> 7) * 0x0102040810204080u >> 56;
}

static inline uint64_t plain_equal(uint64_t word, char c)
{
	return plain_zero(word ^ (unsigned char)c * 0x0101010101010101u);
}

static inline uint64_t plain_digit(uint64_t word)
{
	/* '0' to '9' are 0x30 | n, where n + 6 stays below 16 */
	const uint64_t high = 0xf0f0f0f0f0f0f0f0u;
	const uint64_t zeros = 0x3030303030303030u;
	const uint64_t sum = (word & ~high) + 0x0606060606060606u;

	return plain_zero((word & high) ^ zeros) & plain_zero(sum & high);
}

static inline uint64_t plain_look_for(const char *p, char c)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64; i += 8)
		bits |= plain_gather(plain_equal(plain_load(p + i), c)) << i;
	return bits;
}

static inline struct window plain_look(const char *p, const char *literal)
{
	struct window w = { 0 };

	for (unsigned i = 0; i < 64; i += 8) {
		const uint64_t word = plain_load(p + i);

		w.digit |= plain_gather(plain_digit(word)) << i;
		w.space |= plain_gather(plain_equal(word, ' ')) << i;
		w.literal |= plain_gather(plain_zero(
			word ^ plain_load(literal + i))) << i;
	}
	return w;
}

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the plain scanner numbers bytes from the low end of a word"
#endif

#define SCAN_TARGET
#define SCAN_NAME(x) plain_##x
#include "input/scan_template.h"
#undef SCAN_TARGET
#undef SCAN_NAME

#ifdef HAVE_X86

static inline uint64_t sse2_mask(const __m128i v[4])
{
	return (uint64_t)(uint16_t)_mm_movemask_epi8(v[0]) |
	       (uint64_t)(uint16_t)_mm_movemask_epi8(v[1]) << 16 |
	       (uint64_t)(uint16_t)_mm_movemask_epi8(v[2]) << 32 |
	       (uint64_t)(uint16_t)_mm_movemask_epi8(v[3]) << 48;
}

static inline uint64_t sse2_look_for(const char *p, char c)
{
	const __m128i wanted = _mm_set1_epi8(c);
	__m128i equal[4];

	for (int i = 0; i < 4; i++)
		equal[i] = _mm_cmpeq_epi8(wanted, _mm_loadu_si128(
			(const __m128i *)(const void *)(p + 16 * i)));
	return sse2_mask(equal);
}

static inline struct window sse2_look(const char *p, const char *literal)
{
	__m128i digit[4], space[4], equal[4];

	for (int i = 0; i < 4; i++) {
		const __m128i v = _mm_loadu_si128(
			(const __m128i *)(const void *)(p + 16 * i));
		const __m128i l = _mm_loadu_si128(
			(const __m128i *)(const void *)(literal + 16 * i));
		const __m128i n = _mm_sub_epi8(v, _mm_set1_epi8('0'));

		digit[i] = _mm_cmpeq_epi8(n, _mm_min_epu8(n,
						_mm_set1_epi8(9)));
		space[i] = _mm_cmpeq_epi8(v, _mm_set1_epi8(' '));
		equal[i] = _mm_cmpeq_epi8(v, l);
	}
	return (struct window){ sse2_mask(digit), sse2_mask(space),
				sse2_mask(equal) };
}

#define SCAN_TARGET
#define SCAN_NAME(x) sse2_##x
#include "input/scan_template.h"
#undef SCAN_TARGET
#undef SCAN_NAME

#define SCAN_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

SCAN_TARGET
static inline uint64_t avx2_mask(__m256i a, __m256i b)
{
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

SCAN_TARGET
static inline __m256i avx2_load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

SCAN_TARGET
static inline uint64_t avx2_look_for(const char *p, char c)
{
	const __m256i wanted = _mm256_set1_epi8(c);

	return avx2_mask(_mm256_cmpeq_epi8(avx2_load(p), wanted),
			 _mm256_cmpeq_epi8(avx2_load(p + 32), wanted));
}

SCAN_TARGET
static inline __m256i avx2_digit(__m256i v)
{
	const __m256i n = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));

	return _mm256_cmpeq_epi8(n, _mm256_min_epu8(n, _mm256_set1_epi8(9)));
}

SCAN_TARGET
static inline struct window avx2_look(const char *p, const char *literal)
{
	const __m256i a = avx2_load(p), b = avx2_load(p + 32);
	const __m256i space = _mm256_set1_epi8(' ');

	return (struct window){
		avx2_mask(avx2_digit(a), avx2_digit(b)),
		avx2_mask(_mm256_cmpeq_epi8(a, space),
			  _mm256_cmpeq_epi8(b, space)),
		avx2_mask(_mm256_cmpeq_epi8(a, avx2_load(literal)),
			  _mm256_cmpeq_epi8(b, avx2_load(literal + 32))),
	};
}

#define SCAN_NAME(x) avx2_##x
#include "input/scan_template.h"
#undef SCAN_TARGET
#undef SCAN_NAME

#endif

static void choose(struct scan *scan)
{
	const char *const wish = getenv("DELTA_PROCESSOR_ISA");

	scan->lines = plain_lines;
	scan->isa = "plain";
	if (wish && !strcmp(wish, "plain"))
		return;
#ifdef HAVE_X86
	scan->lines = sse2_lines;
	scan->isa = "sse2";
	if (wish && !strcmp(wish, "sse2"))
		return;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2") &&
	    __builtin_cpu_supports("popcnt")) {
		scan->lines = avx2_lines;
		scan->isa = "avx2";
	}
#endif
}

static void note_end(struct scan *scan, struct span name)
{
	const uint32_t hash = scan_end_hash(name.ptr + name.len);

	scan->ends[hash / 64] |= (uint64_t)1 << hash % 64;
}

static void note_ends(struct scan *scan)
{
	bool any = event_set_all(scan->set);

	for (uint32_t w = 0; w < event_set_wanted_names(scan->set); w++) {
		const struct span name = span_from(
			event_set_wanted_text(scan->set, w));

		if (name.len < NAME_END)	/* what is before it is not known */
			any = true;
		else
			note_end(scan, name);
	}
	if (scan->raw) {
		note_end(scan, span_from("sys_enter"));
		note_end(scan, span_from("sys_exit"));
	}
	if (any)
		memset(scan->ends, 0xff, sizeof(scan->ends));
}

struct scan *scan_new(struct event_set *set, bool raw)
{
	struct scan *scan = calloc(1, sizeof(*scan));

	if (!scan)
		return NULL;
	scan->set = set;
	scan->raw = raw;
	note_ends(scan);
	name_memo_init(&scan->names);
	choose(scan);
	scan_begin(scan);
	return scan;
}

void scan_free(struct scan *scan)
{
	free(scan);
}

void scan_begin(struct scan *scan)
{
	scan->heads = 0;
	scan->head[0].least = SIZE_MAX;
	scan->line = 0;
}

uint64_t scan_line(const struct scan *scan)
{
	return scan->line;
}

const char *scan_isa(const struct scan *scan)
{
	return scan->isa;
}

size_t scan_lines(struct scan *scan, struct span *block,
		  struct candidate *out, struct line_counts *counts)
{
	return scan->lines(scan, block, out,
			   scan->heads ? SCAN_LINES : FIRST_LINES, counts);
}

/* Columns from..to (not included), as bits. */
static uint64_t columns(unsigned from, unsigned to)
{
	if (from >= to)
		return 0;
	return (~(uint64_t)0 >> (64 - (to - from))) << (from - 16);
}

static void add_literal(struct scan_head *h, unsigned column, char c)
{
	h->literal[column - 16] = c;
	h->literals |= (uint64_t)1 << (column - 16);
}

/* A number at the right of its columns. */
static void add_right(struct scan_head *h, unsigned from, unsigned to)
{
	h->padded |= columns(from, to);
	h->right |= columns(from + 1, to);
	h->digits |= columns(to - 1, to);
}

static void make_head(struct scan_head *h, const struct perf_head *head)
{
	const unsigned stamp_end = head->point + head->decimals + 1;

	*h = (struct scan_head){ .head = *head };
	add_literal(h, 16, ' ');
	if (head->slash) {
		add_right(h, 17, head->slash);
		add_literal(h, head->slash, '/');
		h->padded |= columns(head->slash + 1, head->ids_end);
		h->left = columns(head->slash + 2, head->ids_end);
		h->digits |= columns(head->slash + 1, head->slash + 2);
	} else {
		add_right(h, 17, head->ids_end);
	}
	add_literal(h, head->ids_end, ' ');
	add_literal(h, head->cpu_at, '[');
	h->digits |= columns(head->cpu_at + 1, head->cpu_end - 1);
	add_literal(h, head->cpu_end - 1, ']');
	add_literal(h, head->cpu_end, ' ');
	add_right(h, head->cpu_end + 1, head->point);
	for (unsigned c = head->cpu_end + 1;
	     c + PERF_SECONDS_DIGITS < head->point; c++)
		add_literal(h, c, ' ');
	add_literal(h, head->point, '.');
	h->digits |= columns(head->point + 1, stamp_end);
	add_literal(h, stamp_end, ':');
	add_literal(h, stamp_end + 1, ' ');
	h->name_from = stamp_end + 2 - 16;
	h->least = stamp_end + 3;
}

static bool is_narrow(const struct perf_head *head)
{
	const unsigned pid_end = head->slash ? head->slash : head->ids_end;

	return pid_end - 17 <= ID_DIGITS &&
	       head->ids_end - pid_end <= ID_DIGITS &&
	       head->cpu_end - head->cpu_at - 2 <= ID_DIGITS;
}

static bool same_head(const struct perf_head *a, const struct perf_head *b)
{
	return a->ids_end == b->ids_end && a->slash == b->slash &&
	       a->cpu_at == b->cpu_at && a->cpu_end == b->cpu_end &&
	       a->point == b->point && a->decimals == b->decimals;
}

void scan_learn(struct scan *scan, const char *line, size_t len,
		const struct perf_head *head)
{
	struct scan_head h;

	if (!head->anchored ||
	    head->point + head->decimals + 4 >= 16 + SCAN_WINDOW ||
	    head->ids_end + 1 != head->cpu_at || !is_narrow(head))
		return;
	make_head(&h, head);
	/* Only a head that fits the line it was made of (so none with
	 * other columns than these before the time), and no known one. */
	if (len < h.least || !scan_fits(&h, plain_look(line + 16, h.literal)))
		return;
	for (unsigned i = 0; i < scan->heads; i++)
		if (same_head(&scan->head[i].head, head))
			return;
	const unsigned kept = scan->heads < SCAN_HEADS ? scan->heads :
							 SCAN_HEADS - 1;

	memmove(&scan->head[1], &scan->head[0], kept * sizeof(h));
	scan->head[0] = h;
	scan->heads = kept + 1;
}
