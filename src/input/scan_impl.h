/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What scan.c and the vector code in scan_template.h share.
 */
#ifndef INPUT_SCAN_IMPL_H
#define INPUT_SCAN_IMPL_H

#include "input/name_memo.h"
#include "input/scan.h"

/* Columns of a head, as bits: bit i is byte 16 + i of the line. */
struct scan_head {
	struct perf_head head;
	char literal[SCAN_WINDOW];
	uint64_t literals;	/* these columns hold just these bytes */
	uint64_t digits;	/* these hold digits */
	uint64_t padded;	/* these hold digits or blanks */
	/* of these, behind the first of each number: no blank behind a digit
	 * (the number stands at the right), no digit behind a blank (at the
	 * left: the tid of pid/tid) */
	uint64_t right, left;
	unsigned name_from;	/* bit of the first column behind the time */
	size_t least;		/* length of the shortest line it can be */
};

/* What 64 bytes are, as bits. */
struct window {
	uint64_t digit;
	uint64_t space;
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
	struct name_memo names;
	unsigned heads;
	struct scan_head head[SCAN_HEADS];	/* the latest first */
	size_t (*lines)(struct scan *scan, struct span *block,
			struct candidate *out, size_t cap,
			struct line_counts *counts);
	const char *isa;
};

/* All at once: a line that does not fit is rare, so nothing is gained by
 * stopping early. */
static inline bool scan_fits(const struct scan_head *h, struct window w)
{
	const uint64_t behind_space = w.space << 1;

	return !((~w.literal & h->literals) | (~w.digit & h->digits) |
		 (~(w.digit | w.space) & h->padded) |
		 (~behind_space & w.space & h->right) |
		 (behind_space & ~w.space & h->left));
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

/* Leaves of n lines those that are wanted or may be, and gives them their
 * kinds; how many they are.  One without a line is none. */
static inline size_t scan_find_kinds(struct scan *scan, struct candidate *c,
				     size_t n)
{
	uint32_t kept[SCAN_LINES];
	size_t nkept = 0, left = 0;

	for (size_t i = 0; i < n; i++) {
		kept[nkept] = (uint32_t)i;
		/* no branch: any guess would often be wrong */
		nkept += c[i].head ? scan_may_be_wanted(scan, c[i].name) :
			c[i].line != NULL;
	}
	for (size_t i = 0; i < nkept; i++) {
		struct candidate *const one = &c[left];

		*one = c[kept[i]];
		if (one->head &&
		    !name_memo_find(&scan->names, one->name, &one->kind)) {
			one->kind = event_set_find(scan->set, one->name.ptr,
						   one->name.len, false);
			name_memo_add(&scan->names, one->name, one->kind);
		}
		left += !one->head || one->kind != KIND_NONE ||
			(scan->raw && scan_raw_name(one->name));
	}
	return left;
}

/* A line that fits a head is an event's, but for those that begin so: they are
 * comments, whatever is behind. */
static inline bool scan_may_fit(const char *line)
{
	return *line != '#' && *line != '\t';
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
