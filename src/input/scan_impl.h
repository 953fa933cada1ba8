/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What scan.c and the vector code in scan_template.h share.
 */
#ifndef INPUT_SCAN_IMPL_H
#define INPUT_SCAN_IMPL_H

#include "input/scan.h"

/* Columns of a head, as bits: bit i is byte 16 + i of the line. */
struct scan_head {
	struct perf_head head;
	char literal[SCAN_WINDOW];
	uint64_t literals;	/* these columns hold just these bytes */
	uint64_t digits;	/* these hold digits */
	/* numbers padded with blanks: before them (pid or tid, seconds) ... */
	uint64_t left[2];
	unsigned left_shift[2];
	/* ... or behind (the tid of pid/tid) */
	uint64_t right;
	unsigned right_shift;
	unsigned name_from;	/* bit of the first column behind the time */
	size_t least;		/* length of the shortest line it can be */
};

/* What 64 bytes are, as bits. */
struct window {
	uint64_t digit;
	uint64_t space;
	uint64_t colon;
	uint64_t literal;	/* equal to the head's byte */
};

/* Ends of names that may be wanted, as a set of hashes of the last 8 bytes:
 * a name whose end is not in it is not wanted.  All are in it if any event is
 * wanted, or one with a shorter name. */
enum { ENDS_BITS = 12, NAME_END = 8 };

struct scan {
	struct event_set *set;
	bool raw;
	uint64_t ends[(1 << ENDS_BITS) / 64];
	uint64_t line;
	unsigned heads;
	struct scan_head head[SCAN_HEADS];	/* the latest first */
	size_t (*lines)(struct scan *scan, struct span *block,
			struct candidate *out, size_t cap,
			struct line_counts *counts);
	const char *isa;
};

/* 0 if the bits of a run of columns are all at its front: the blanks of a
 * number that is padded there, the digits of one padded behind. */
static inline uint64_t scan_ragged(uint64_t bits, unsigned shift)
{
	const uint64_t run = bits >> shift;

	return run & (run + 1);
}

/* All at once: a line that does not fit is rare, so nothing is gained by
 * stopping early. */
static inline bool scan_fits(const struct scan_head *h, struct window w)
{
	const uint64_t padded = h->left[0] | h->left[1] | h->right;

	return !((~w.literal & h->literals) | (~w.digit & h->digits) |
		 (~(w.digit | w.space) & padded) |
		 scan_ragged(w.space & h->left[0], h->left_shift[0]) |
		 scan_ragged(w.space & h->left[1], h->left_shift[1]) |
		 scan_ragged(w.digit & h->right, h->right_shift));
}

static inline uint32_t scan_end_hash(const char *end)
{
	uint64_t tail;

	memcpy(&tail, end - NAME_END, NAME_END);
	return (uint32_t)(tail * 0x9e3779b97f4a7c15u >> (64 - ENDS_BITS));
}

/* False only for a name that is not wanted.  NAME_END bytes lie before its
 * end in any case: the time does. */
static inline bool scan_may_be_wanted(const struct scan *scan,
				      struct span name)
{
	const uint32_t hash = scan_end_hash(name.ptr + name.len);

	return scan->ends[hash / 64] >> hash % 64 & 1;
}

/* A line without an event, told by its beginning: blank, TAB..., "# ...".
 * line[len] is its newline. */
static inline bool scan_not_event(const char *line, size_t len)
{
	if (*line == '\t' || *line == '\n')
		return true;
	if (*line == '#')
		return len == 1 || line[1] == ' ' || line[1] == '\t' ||
		       line[1] == '#' || line[1] == '\r';
	if (*line != ' ' && *line != '\r')
		return false;
	while (*line == ' ' || *line == '\t' || *line == '\r')
		line++;
	return *line == '\n';
}

#endif
