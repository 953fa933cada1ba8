/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_text: lines of perf script, ftrace and trace-cmd text to events.
 *
 * Every layout of perf of all versions and -F sets that has time and event;
 * the layout may change from line to line.  Each line ends in exactly one
 * class of line_counts; the events handed out are not counted in it (they
 * may still be filtered), all others are.
 */
#ifndef INPUT_PERF_TEXT_H
#define INPUT_PERF_TEXT_H

#include "base/event.h"
#include "base/event_set.h"
#include "base/fault.h"

struct perf_text;

/* What is read of a line besides its time and its event: pid, tid and cpu;
 * comm and text.  Where they are not asked for they may be absent.  PERF_WHOLE:
 * somebody looks for something in the text, so an event whose text may have
 * been cut (see SOURCE_LINE_MAX) is malformed.  PERF_SEARCHED: by a regex, so
 * one whose text is over EVENT_SEARCHED_MAX is malformed, too. */
enum {
	PERF_IDS = 1,
	PERF_TEXTS = 2,
	PERF_WHOLE = 4,
	PERF_SEARCHED = 8,
	PERF_ALL = PERF_IDS | PERF_TEXTS,
};

struct perf_text *perf_text_new(struct event_set *set, unsigned fields,
				bool strict);
void perf_text_free(struct perf_text *perf);

/* A new file begins: line numbers start at 1 again, layouts are forgotten. */
void perf_text_begin(struct perf_text *perf);

/*
 * Decodes lines from the front of *block (see source.h: whole lines, with
 * slack) into at most EVENT_BATCH events, and moves *block behind what was
 * used.  Returns the number of events; it may be 0 while *block is not empty
 * yet.  strict: stops behind the first malformed line (perf_text_stopped()).
 */
size_t perf_text_decode(struct perf_text *perf, struct span *block,
			struct event *events, struct line_counts *counts,
			struct bad_lines *bad);

bool perf_text_stopped(const struct perf_text *perf);
uint64_t perf_text_line(const struct perf_text *perf);	/* lines so far */
/* That of the first event (no loss marker); 0: there was none yet. */
uint64_t perf_text_first_line(const struct perf_text *perf);

#endif
