/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_line: one line of perf script, ftrace or trace-cmd text, read on its
 * own, in whatever layout it has.
 *
 * A comm may hold anything, even what looks like the head of a line, so no
 * reading goes from left to right.  The fixed column of a padded comm (byte
 * 16) is tried first; a line without it is read backwards from a time, and of
 * several times the last one is taken before which a comm (at most 16 bytes)
 * has room.  The grammar is that of perf's builtin-script.c (printf formats
 * "%16s %5d [%03d] %12s: "), kernel/trace/trace_output.c and libtraceevent.
 */
#ifndef INPUT_PERF_LINE_H
#define INPUT_PERF_LINE_H

#include "base/event.h"

/* Digits before the point of a time, at most. */
enum { PERF_SECONDS_DIGITS = 11 };

enum perf_verdict {
	PERF_NO,		/* not an event line */
	PERF_NO_EVENT,		/* a head with a time, but no event name */
	PERF_RECORD,		/* PERF_RECORD_*: name is that word */
	PERF_EVENT,
	PERF_LOST,		/* ftrace's and trace-cmd's loss markers */
	PERF_BAD_TIME,		/* as PERF_EVENT, but the time does not fit */
};

/* Columns of a head whose comm is anchored at byte 16; all offsets from the
 * line's start.  What another line of the same layout has in common with it. */
struct perf_head {
	bool anchored;
	unsigned ids_end;	/* behind the last column of pid or tid */
	unsigned slash;		/* of pid/tid, or 0 */
	unsigned cpu_at;	/* of '[', or 0 */
	unsigned cpu_end;	/* behind ']' */
	unsigned point;		/* of the time */
	unsigned decimals;	/* 6 or 9 */
};

struct perf_line {
	enum perf_verdict verdict;
	struct event event;	/* time, ids, comm, text, lost; no kind */
	struct span name;	/* as in the line; for ftrace's system calls
				   sys_enter_X or sys_exit_X, in scratch */
	char scratch[80];
	struct perf_head head;
};

/* line: without its newline; a CR at its end is passed over.  16 readable
 * bytes must lie behind it. */
void perf_line_read(struct perf_line *out, struct span line);

#endif
