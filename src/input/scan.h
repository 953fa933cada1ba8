/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan: finds lines in a block of perf text, and those among them that may
 * hold a wanted event.
 *
 * Most lines of a trace share a handful of heads: the same columns, other
 * digits.  scan learns such a head from a line that perf_line has read, and
 * then checks 64 columns of a line at once (a vector compare against the
 * head's punctuation, digits and padding).  On a line that fits, the time and
 * the event's name are certain; a name that is not wanted makes the line
 * "other" without another look.  A line that fits no head is handed on to be
 * read in the general way.
 *
 * The vector code is chosen once, when a scan is made: AVX2, SSE2 or plain C,
 * the best the processor has, or the one that the environment variable
 * DELTA_PROCESSOR_ISA names (avx2, sse2, plain).  All give the same results.
 */
#ifndef INPUT_SCAN_H
#define INPUT_SCAN_H

#include "base/event.h"
#include "base/event_set.h"
#include "input/perf_line.h"

enum {
	SCAN_WINDOW = 64,	/* columns checked at once, from byte 16 on */
	SCAN_HEADS = 4,
	SCAN_LINES = 256,	/* candidates of one call */
	SCAN_SLACK = 160,	/* readable bytes behind a block */
};

/* A line that may hold a wanted event. */
struct candidate {
	const char *line;
	uint32_t len;		/* without the newline */
	uint32_t kind;		/* of a line that fits a head */
	const struct perf_head *head;	/* NULL: to be read by perf_line */
	struct span name;	/* of a line that fits a head */
	uint64_t number;	/* of the line in its file */
};

/* Names whose tracepoint stands for all system calls. */
static inline bool scan_raw_name(struct span name)
{
	return (name.len >= 9 &&
		!memcmp(name.ptr + name.len - 9, "sys_enter", 9)) ||
	       (name.len >= 8 &&
		!memcmp(name.ptr + name.len - 8, "sys_exit", 8));
}

struct scan;

/* raw: names ending in sys_enter and sys_exit are candidates too (their kind
 * is then KIND_NONE).  NULL when memory is short. */
struct scan *scan_new(struct event_set *set, bool raw);
void scan_free(struct scan *scan);

/* Forgets the heads, counts lines from 1 again. */
void scan_begin(struct scan *scan);
uint64_t scan_line(const struct scan *scan);	/* lines so far */

/*
 * Takes lines off the front of *block (whole lines; SCAN_SLACK readable bytes
 * behind it) until it is empty or SCAN_LINES candidates are found; while no
 * head is known, only a few.  Counts every line in counts->total, and those
 * that are no candidates in their class.
 */
size_t scan_lines(struct scan *scan, struct span *block,
		  struct candidate *out, struct line_counts *counts);

/* Learns the head of a line.  Not while candidates of the last call are still
 * in use: their heads may move. */
void scan_learn(struct scan *scan, const char *line, size_t len,
		const struct perf_head *head);

/* The name of the vector code in use. */
const char *scan_isa(const struct scan *scan);

#endif
