/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pipeline_input: the files of a plan as one stream of event batches.
 *
 * Opens each file in turn, recognises compression and format anew, decodes.
 */
#ifndef PIPELINE_INPUT_H
#define PIPELINE_INPUT_H

#include <signal.h>

#include "base/event.h"
#include "base/event_set.h"
#include "base/fault.h"
#include "plan.h"

enum input_state {
	INPUT_EVENTS,		/* n events (maybe 0): go on */
	INPUT_PENDING,		/* nothing to read now: flush, then wait */
	INPUT_FILE_ENDED,	/* one file is done */
	INPUT_ENDED,		/* all are */
	INPUT_FAULT,		/* this file cannot be read (on): see the
				   fault; the next call goes on behind it */
};

struct input;

struct input *input_new(const struct plan *plan, struct event_set *set);
void input_free(struct input *input);

/* The next batch of at most EVENT_BATCH events; they are valid until the next
 * call.  Lines that are no events are counted. */
enum input_state input_next(struct input *input, struct event *events,
			    size_t *n, struct fault *fault);

/* After INPUT_PENDING: waits for input, or a signal of `unblocked`. */
void input_wait(struct input *input, const sigset_t *unblocked);

struct line_counts *input_counts(struct input *input);
/* Malformed lines that were not taken yet: print them, then set n to 0. */
struct bad_lines *input_bad(struct input *input);
bool input_is_csv(const struct input *input);
bool input_has_comm(const struct input *input);	/* a CSV's column */
/* The columns of a CSV that --save-events keeps (see event_saver_columns()). */
unsigned input_columns(const struct input *input);
const char *input_name(const struct input *input);	/* the current file */
/* To be added to a bad line's number. */
uint64_t input_line_offset(const struct input *input);
/* One sentence about text that cannot be read, once; NULL: nothing to say. */
const char *input_advice(struct input *input);
uint64_t input_bytes(const struct input *input);	/* of text, so far */
/* Whether any file's format was recognised. */
bool input_recognised(const struct input *input);

#endif
