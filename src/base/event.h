/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event: one sample of the trace, the thing that flows through the program.
 *
 * The decoders (input/) fill arrays of at most EVENT_BATCH events; the
 * filter, key and group stages drop some and complete others in place; the
 * matchers and the writers read them.  Every span points into the input block
 * or into the decoder's scratch and is valid until the decoder is called
 * again.
 */
#ifndef BASE_EVENT_H
#define BASE_EVENT_H

#include <stdint.h>

#include "base/span.h"

enum {
	EVENT_BATCH = 256,	/* events that move through the stages at once */
	ORDER_MAX = 32,		/* names of one order */
	EVENT_SEARCHED_MAX = 8192, /* bytes of a text that a regex may search */
};

#define EVENT_NO_ID	INT32_MIN	/* pid, tid, cpu: not in the input */
#define KIND_NONE	UINT32_MAX	/* no name that is wanted */
#define KIND_LOST	(UINT32_MAX - 1)	/* a loss marker, not a sample */

struct event {
	int64_t time;		/* ns; of a marker without one: the last seen */
	uint32_t kind;		/* number in the event_set, or KIND_LOST */
	uint32_t lines;		/* lines it took: 1, more for a quoted CSV row */
	int32_t pid;		/* or EVENT_NO_ID; -1 is possible */
	int32_t tid;
	int32_t cpu;
	uint32_t group;		/* 0: none; set by the group stage */
	uint64_t lost;		/* of a marker: events lost, 0 if not said */
	struct span comm;	/* trimmed; absent if the input has none */
	struct span text;	/* after the name, trimmed; absent in most CSV */
	struct span key;	/* of a CSV column "key", then of the key stage;
				   absent there if the key is key_number */
	struct span group_text;	/* of a CSV column "group", then group stage */
	int64_t key_number;
	uint64_t key_hash;	/* equal keys, equal hashes; set by key stage */
	uint8_t decimals;	/* digits after the point of its time, 0 to 9 */
};

/* Columns that an input may have, as bits. */
enum { EVENT_COMM = 1, EVENT_PID = 2, EVENT_TID = 4, EVENT_CPU = 8 };

/* The line classes.  Every input line is in exactly one of them. */
struct line_counts {
	uint64_t total;
	uint64_t event;		/* taken */
	uint64_t other;		/* without a wanted name */
	uint64_t not_event;	/* blank, TAB..., "# ...", CSV header */
	uint64_t filtered;
	uint64_t no_key;
	uint64_t malformed;
	uint64_t lost;		/* loss markers */
};

/* Malformed lines to be shown.  The decoders append while there is room and
 * count all in line_counts; whoever prints them sets n back to 0. */
enum { BAD_LINES_MAX = 5 };
struct bad_lines {
	unsigned n;
	struct bad_line {
		uint64_t line;		/* in its file, from 1 */
		const char *why;	/* constant text */
		char text[96];		/* its beginning, NUL-terminated; may
					   hold control characters */
	} at[BAD_LINES_MAX];
};

/* Appends one, if there is room; text is cut and copied up to its newline. */
void bad_lines_add(struct bad_lines *bad, uint64_t line, const char *why,
		   struct span text);

#endif
