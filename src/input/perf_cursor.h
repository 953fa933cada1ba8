/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_cursor: the small pieces of a line of perf text.
 *
 * A cursor moves over [at, end) of a line.  What reads something moves it
 * behind that and says whether it was there; where it was not, the cursor may
 * stand anywhere up to the end.
 */
#ifndef INPUT_PERF_CURSOR_H
#define INPUT_PERF_CURSOR_H

#include "base/event.h"

struct cursor {
	const char *at;
	const char *end;
};

/* A time: seconds "." 6 or 9 digits ":" (blank or end). */
struct stamp {
	const char *start;
	const char *point;
	unsigned decimals;
};

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool at_digit(const struct cursor *c)
{
	return c->at < c->end && is_digit(*c->at);
}

static inline bool skip_char(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

/* Returns how many there were. */
static inline size_t skip_spaces(struct cursor *c)
{
	const char *start = c->at;

	while (c->at < c->end && *c->at == ' ')
		c->at++;
	return (size_t)(c->at - start);
}

/* [from, to) without the spaces at both ends. */
struct span trim_spaces(const char *from, const char *to);

/* The end of the word at the cursor. */
const char *word_end(const struct cursor *c);

/* A decimal integer, saturating at the range of int32. */
bool read_int(struct cursor *c, int32_t *value);

/* "[012]" */
bool read_cpu(struct cursor *c, struct event *event);

/* Blanks, then pid or pid/tid, as perf prints them; *slash: where, or NULL. */
bool read_ids(struct cursor *c, struct event *event, const char **slash);

/* Leaves the cursor behind the ':'. */
bool read_stamp(struct cursor *c, struct stamp *stamp);

static inline void no_ids(struct event *event)
{
	event->pid = event->tid = event->cpu = EVENT_NO_ID;
}

/* What a word [from, to) may be: */
bool is_misc(const char *from, const char *to);	/* -F +misc */
bool is_tod_date(const char *from, const char *to);	/* -F +tod */
bool is_tod_time(const char *from, const char *to);
bool is_tod_word(const char *from, const char *to); /* in its place */
/* ftrace's flags: irqs, need-resched, context, preempt depth, migrate depth */
bool is_flags(const char *from, const char *to);

#endif
