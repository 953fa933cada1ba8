/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scanner's loops, compiled once for each instruction set by scan.c, which
 * defines before it includes this:
 *   SCAN_NAME(x)	the name of function x in this instruction set
 *   SCAN_TARGET	the functions' target attribute
 * and functions SCAN_NAME(look), SCAN_NAME(look_for).
 */

/* Offsets of the ends of at most `most` lines at the front of block. */
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

/* The name on a line that fits the head; false if it is not plain. */
SCAN_TARGET
static bool SCAN_NAME(name)(const struct scan_head *h, struct window w,
			    const char *line, size_t len, struct span *name)
{
	const char *const base = line + 16;
	const uint64_t rest = ~w.space >> h->name_from;

	if (!rest)
		return false;
	const unsigned from = h->name_from + (unsigned)__builtin_ctzll(rest);
	const unsigned char c = (unsigned char)base[from];

	if (((c | 32u) - 'a' > 25u && c != '_') ||
	    (c == 'P' && !memcmp(base + from, "PERF_RECORD_", 12)))
		return false;
	uint64_t ends = (w.colon & w.space >> 1) >> from;
	uint64_t blanks = w.space >> from;

	if (!ends) {	/* a long name: look further on */
		const char *const far = base + from;
		const uint64_t space = SCAN_NAME(look_for)(far, ' ');

		ends = SCAN_NAME(look_for)(far, ':') & space >> 1;
		blanks = space;
		if (!ends)
			return false;
	}
	const unsigned n = (unsigned)__builtin_ctzll(ends);

	if (16 + from + n >= len || blanks & (((uint64_t)1 << n) - 1))
		return false;
	*name = span_of(base + from, n);
	return true;
}

SCAN_TARGET
static size_t SCAN_NAME(lines)(struct scan *scan, struct span *block,
			       struct candidate *out, size_t cap,
			       struct line_counts *counts)
{
	uint32_t end[SCAN_LINES + 64];
	size_t found = 0;
	uint64_t other = 0, not_event = 0;

	while (block->len > 0 && found < cap) {
		const char *const start = block->ptr;
		const size_t n = SCAN_NAME(ends)(start, block->len, end,
						 cap - found);
		const char *line = start;

		for (size_t i = 0; i < n; i++) {
			const size_t len = (size_t)(start + end[i] - line);
			const struct scan_head *h = scan->head;
			const struct scan_head *const last = h + scan->heads;
			struct candidate *c = &out[found];

			if (scan_not_event(line, len)) {
				not_event++;
				goto next;
			}
			c->head = NULL;
			c->kind = KIND_NONE;
			for (; h < last; h++) {
				if (len < h->least)
					continue;
				const struct window w =
					SCAN_NAME(look)(line + 16, h->literal);

				if (!scan_fits(h, w))
					continue;
				if (!SCAN_NAME(name)(h, w, line, len,
						     &c->name))
					break;
				c->head = &h->head;
				if (!scan_may_be_wanted(scan, c->name)) {
					other++;
					goto next;
				}
				c->kind = event_set_find(scan->set, c->name.ptr,
							 c->name.len, false);
				break;
			}
			if (c->head && c->kind == KIND_NONE &&
			    !(scan->raw && scan_raw_name(c->name))) {
				other++;
				goto next;
			}
			c->line = line;
			c->len = (uint32_t)len;
			c->number = scan->line + i + 1;
			found++;
next:
			line = start + end[i] + 1;
		}
		scan->line += n;
		counts->total += n;
		block->ptr = line;
		block->len -= (size_t)(line - start);
	}
	counts->other += other;
	counts->not_event += not_event;
	return found;
}
