/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scanner's loops, compiled once for each instruction set by scan.c, which
 * defines before it includes this:
 *   SCAN_NAME(x)	the name of function x in this instruction set
 *   SCAN_TARGET	the functions' target attribute
 * and functions SCAN_NAME(look), SCAN_NAME(look_for).
 */

/* Offsets of the ends of at most `most` lines at the front of block; `end` has
 * room for 64 more. */
SCAN_TARGET
static size_t SCAN_NAME(ends)(const char *block, size_t len, uint32_t *end,
			      size_t most)
{
	size_t n = 0;

	for (size_t at = 0; at < len && n < most; at += 64) {
		uint64_t bits = SCAN_NAME(look_for)(block + at, '\n');

		if (len - at < 64)
			bits &= ((uint64_t)1 << (len - at)) - 1;
		for (; bits; bits &= bits - 1)
			end[n++] = (uint32_t)(at +
				(unsigned)__builtin_ctzll(bits));
	}
	return n < most ? n : most;
}

/* The name on a line that fits the head: a word that ends in ": "; false if it
 * is not plain. */
SCAN_TARGET
static bool SCAN_NAME(name)(const struct scan_head *h, struct window w,
			    const char *line, size_t len, struct span *name)
{
	const char *const base = line + 16;
	const uint64_t before = ((uint64_t)1 << h->name_from) - 1;
	const uint64_t word = ~(w.space | before);

	if (!word)
		return false;

	const unsigned from = (unsigned)__builtin_ctzll(word);
	const uint64_t blanks = w.space & ~(((uint64_t)1 << from) - 1);
	const uint64_t far = blanks ? blanks :
		SCAN_NAME(look_for)(base + from, ' ');

	if (!far)
		return false;

	const unsigned end = (blanks ? 0 : from) +
			     (unsigned)__builtin_ctzll(far);
	const unsigned char c = (unsigned char)base[from];

	if (base[end - 1] != ':' || 16 + end > len || end - from < 2 ||
	    ((c | 32u) - 'a' > 25u && c != '_') ||
	    (c == 'P' && !memcmp(base + from, "PERF_RECORD_", 12)))
		return false;
	*name = span_of(base + from, end - 1 - from);
	return true;
}

/* The head that a line fits, which is not the latest one; NULL: none. */
SCAN_TARGET __attribute__((noinline))
static const struct scan_head *SCAN_NAME(older)(const struct scan *scan,
						const char *line, size_t len)
{
	for (unsigned i = 1; i < scan->heads; i++) {
		const struct scan_head *const h = &scan->head[i];

		if (len >= h->least &&
		    scan_fits(h, SCAN_NAME(look)(line + 16, h->literal)))
			return h;
	}
	return NULL;
}

/* Finds the head that a line fits, and the name behind it.  False: none, or
 * no plain name. */
SCAN_TARGET
static inline bool SCAN_NAME(fit)(const struct scan *scan, const char *line,
				  size_t len, struct candidate *c)
{
	const struct scan_head *h = scan->head;
	struct window w = SCAN_NAME(look)(line + 16, h->literal);

	if (len < h->least || !scan_fits(h, w)) {
		h = SCAN_NAME(older)(scan, line, len);
		if (!h)
			return false;
		w = SCAN_NAME(look)(line + 16, h->literal);
	}
	c->head = &h->head;
	return SCAN_NAME(name)(h, w, line, len, &c->name);
}

SCAN_TARGET
static size_t SCAN_NAME(lines)(struct scan *scan, struct span *block,
			       struct candidate *out, size_t cap,
			       struct line_counts *counts)
{
	uint32_t end[SCAN_LINES + 64];
	size_t found = 0;

	while (block->len > 0 && found < cap) {
		struct candidate *const all = out + found;
		const char *const start = block->ptr;
		const size_t n = SCAN_NAME(ends)(start, block->len, end,
						 cap - found);
		uint64_t not_event = 0;
		const char *line = start;

		/* in loops of their own, so that the processor is at several
		 * lines at once */
		for (size_t i = 0; i < n; i++) {
			struct candidate *const c = &all[i];
			const size_t len = (size_t)(start + end[i] - line);

			c->line = line;
			c->len = (uint32_t)len;
			c->number = scan->line + i + 1;
			line += len + 1;
			if (scan_may_fit(c->line) &&
			    SCAN_NAME(fit)(scan, c->line, len, c))
				continue;
			c->head = NULL;
			c->kind = KIND_NONE;
			if (scan_not_event(c->line, len)) {
				c->line = NULL;
				not_event++;
			}
		}

		const size_t more = scan_find_kinds(scan, all, n);

		found += more;
		scan->line += n;
		counts->total += n;
		counts->not_event += not_event;
		counts->other += n - not_event - more;
		block->ptr = line;
		block->len -= (size_t)(line - start);
	}
	return found;
}
