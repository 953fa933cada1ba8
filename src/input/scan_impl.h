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

struct scan {
	struct event_set *set;
	bool raw;
	uint64_t line;
	unsigned heads;
	struct scan_head head[SCAN_HEADS];	/* the latest first */
	size_t (*lines)(struct scan *scan, struct span *block,
			struct candidate *out, size_t cap,
			struct line_counts *counts);
	const char *isa;
};

/* A number with blanks before it has them all at its front. */
static inline bool scan_padded(uint64_t blanks, unsigned shift)
{
	const uint64_t run = blanks >> shift;

	return !(run & (run + 1));
}

static inline bool scan_fits(const struct scan_head *h, struct window w)
{
	const uint64_t either = w.digit | w.space;

	return (w.literal & h->literals) == h->literals &&
	       (w.digit & h->digits) == h->digits &&
	       (either & h->left[0]) == h->left[0] &&
	       (either & h->left[1]) == h->left[1] &&
	       (either & h->right) == h->right &&
	       scan_padded(w.space & h->left[0], h->left_shift[0]) &&
	       scan_padded(w.space & h->left[1], h->left_shift[1]) &&
	       scan_padded(w.digit & h->right, h->right_shift);
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
