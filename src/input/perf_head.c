/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/perf_head.h"

#include "input/perf_back.h"

enum {
	COMM_WIDTH = 16,	/* TASK_COMM_LEN, and the column's width */
	SHORT_COMM_WIDTH = 8,	/* perf script -L, trace-cmd report -l */
	IDS_WIDTH = 5,		/* the least width of a pid column */
};

/* Optional misc and tod columns in front of the time, then the time. */
static bool read_up_to_stamp(struct cursor *c, struct stamp *stamp)
{
	skip_spaces(c);
	const char *word = word_end(c);

	if (is_misc(c->at, word)) {
		c->at = word;
		skip_spaces(c);
		word = word_end(c);
	}
	if (is_tod_date(c->at, word)) {
		c->at = word;
		skip_spaces(c);
		word = word_end(c);
		if (!is_tod_time(c->at, word))
			return false;
		c->at = word;
		skip_spaces(c);
	} else if (is_tod_word(c->at, word)) {
		c->at = word;
		skip_spaces(c);
	}
	return read_stamp(c, stamp);
}

/*
 * perf with the comm in a column of 16.  It cannot succeed by accident on an
 * unpadded line: the sequence "pid [cpu] time:" would have to begin at byte
 * 17, and it occurs once, beginning earlier.
 */
static bool read_anchored_perf(struct perf_line *out, struct cursor *c,
			       const char *base, struct stamp *stamp)
{
	const char *const line = c->at;
	struct perf_head *head = &out->head;
	const char *slash;

	c->at += COMM_WIDTH + 1;
	if (!read_ids(c, &out->event, &slash) ||
	    c->at - line < COMM_WIDTH + 1 + IDS_WIDTH || !skip_spaces(c))
		return false;
	const char *ids_end = c->at;

	head->cpu_at = 0;
	if (c->at < c->end && *c->at == '[') {
		head->cpu_at = (unsigned)(c->at - base);
		if (!read_cpu(c, &out->event))
			return false;
		head->cpu_end = (unsigned)(c->at - base);
		if (!skip_spaces(c))
			return false;
	}
	if (!read_up_to_stamp(c, stamp))
		return false;
	/* without a cpu column the blanks before the time belong to both */
	head->ids_end = (unsigned)(ids_end - base) - 1;
	head->slash = slash ? (unsigned)(slash - base) : 0;
	head->anchored = head->cpu_at != 0 && line == base;
	out->event.comm = trim_spaces(line, line + COMM_WIDTH);
	return true;
}

/* What stands between "comm-" and the time in ftrace and trace-cmd text.
 * glued: trace-cmd report -l, where the flags follow the bare cpu. */
static bool read_ftrace_tail(struct cursor *c, bool glued, struct event *event,
			     struct stamp *stamp)
{
	if (!at_digit(c) || !read_int(c, &event->tid) || !skip_spaces(c))
		return false;
	if (skip_char(c, '(')) {
		skip_spaces(c);
		if (at_digit(c))
			read_int(c, &event->pid);
		else
			while (skip_char(c, '-'))
				;
		if (!skip_char(c, ')') || !skip_spaces(c))
			return false;
	}
	if (glued ? !at_digit(c) || !read_int(c, &event->cpu) ||
		    !is_flags(c->at, word_end(c)) :
		    !read_cpu(c, event) || !skip_spaces(c))
		return false;
	if (is_flags(c->at, word_end(c))) {
		c->at = word_end(c);
		skip_spaces(c);
	}
	return read_stamp(c, stamp);
}

static bool read_anchored_ftrace(struct perf_line *out, struct cursor *c,
				 size_t width, struct stamp *stamp)
{
	const char *const line = c->at;

	if ((size_t)(c->end - line) < width + 2 || line[width] != '-')
		return false;
	c->at += width + 1;
	if (!read_ftrace_tail(c, width == SHORT_COMM_WIDTH, &out->event, stamp))
		return false;
	out->event.comm = trim_spaces(line, line + width);
	return true;
}

/*
 * perf script -L: comm in 8 columns, pid in 5 or 7, the bare cpu in 3.  The
 * widths must be just those: then a tid (5 or more wide) is no cpu.
 */
static bool read_latency(struct perf_line *out, struct cursor *c,
			 struct stamp *stamp)
{
	const char *const line = c->at;
	const char *slash;

	if (c->end - line < SHORT_COMM_WIDTH + 1 ||
	    line[SHORT_COMM_WIDTH] != ' ')
		return false;
	c->at += SHORT_COMM_WIDTH + 1;
	if (!read_ids(c, &out->event, &slash) ||
	    c->at - line < SHORT_COMM_WIDTH + 1 + IDS_WIDTH)
		return false;
	if (slash)	/* "%5d/%-5d " */
		while (c->at - slash <= IDS_WIDTH && skip_char(c, ' '))
			;
	const char *const ids_end = c->at;

	if (!skip_spaces(c) || !at_digit(c))
		return false;
	const char *const cpu = c->at;

	read_int(c, &out->event.cpu);
	const long width = c->at - ids_end - 1;

	if (width != (c->at - cpu > 3 ? c->at - cpu : 3) ||
	    !read_up_to_stamp(c, stamp))
		return false;
	out->event.comm = trim_spaces(line, line + SHORT_COMM_WIDTH);
	return true;
}

/* The next time at or after c->at; the cursor is left behind its ':'. */
static bool find_stamp(const char *line, struct cursor *c, struct stamp *stamp)
{
	while (c->at < c->end) {
		const char *point = memchr(c->at, '.',
					   (size_t)(c->end - c->at));
		if (!point)
			return false;
		const char *digits = point;

		while (digits > line && is_digit(digits[-1]))
			digits--;
		if (digits == line || digits[-1] == ' ' || digits[-1] == '\t') {
			struct cursor t = { digits, c->end };

			if (read_stamp(&t, stamp)) {
				c->at = t.at;
				return true;
			}
		}
		c->at = point + 1;
	}
	return false;
}

/*
 * Any other layout.  A false time inside the comm ends before byte 16, so the
 * true head comes later and wins; one inside the text has the whole true head
 * as its comm, which is too long.  any: take the first time if no comm fits.
 */
static bool read_general(struct perf_line *out, struct cursor *c, bool any,
			 struct stamp *stamp)
{
	const char *const line = c->at;
	struct cursor look = *c;
	struct event first = out->event;
	struct cursor first_end = { 0 };
	struct stamp first_stamp = { 0 }, s;
	bool found = false;

	while (find_stamp(line, &look, &s)) {
		struct event e = out->event;

		no_ids(&e);
		const char *comm_end = perf_read_back(line, s.start, &e);

		e.comm = trim_spaces(line, comm_end);
		if (comm_end == line)
			e.comm = (struct span){ 0 };
		if (!first_end.at) {
			first = e;
			first_end = look;
			first_stamp = s;
		}
		if (comm_end - line <= COMM_WIDTH) {
			out->event = e;
			*c = look;
			*stamp = s;
			found = true;
		}
		if (look.at - line > COMM_WIDTH + 1)
			break;
	}
	if (!found && any && first_end.at) {
		out->event = first;
		*c = first_end;
		*stamp = first_stamp;
		found = true;
	}
	return found;
}

/* "VM:%5d " and "VCPU:%03d " of guest samples. */
static bool skip_vm(struct cursor *c)
{
	int32_t id;

	if (c->end - c->at < 8 || memcmp(c->at, "VM:", 3))
		return false;
	c->at += 3;
	skip_spaces(c);
	if (!read_int(c, &id) || !skip_char(c, ' '))
		return false;
	if (c->end - c->at > 5 && !memcmp(c->at, "VCPU:", 5)) {
		c->at += 5;
		if (!read_int(c, &id) || !skip_char(c, ' '))
			return false;
	}
	return true;
}

/* "instance: " or "file.dat: " in front of a line of trace-cmd report. */
static bool skip_prefix(struct cursor *c)
{
	const char *p = c->at;

	while (p < c->end && *p != ' ' && *p != ':')
		p++;
	if (p == c->at || c->end - p < 2 || p[0] != ':' || p[1] != ' ')
		return false;
	c->at = p + 2;
	return true;
}

static bool is_padded(const struct cursor *c)
{
	return c->end - c->at > COMM_WIDTH + IDS_WIDTH &&
	       c->at[COMM_WIDTH] == ' ';
}

bool perf_head_read(struct perf_line *out, struct cursor *c,
		    struct stamp *stamp)
{
	const struct cursor line = *c;

	if (is_padded(c) && read_anchored_perf(out, c, line.at, stamp))
		return true;
	*c = line;
	no_ids(&out->event);
	if (read_anchored_ftrace(out, c, COMM_WIDTH, stamp))
		return true;
	struct cursor prefixed = line;

	if (skip_prefix(&prefixed)) {
		const struct cursor start = prefixed;

		no_ids(&out->event);
		*c = start;
		if (read_anchored_ftrace(out, c, COMM_WIDTH, stamp))
			return true;
		no_ids(&out->event);
		*c = start;
		if (read_anchored_ftrace(out, c, SHORT_COMM_WIDTH, stamp))
			return true;
	}
	no_ids(&out->event);
	*c = line;
	if (read_anchored_ftrace(out, c, SHORT_COMM_WIDTH, stamp))
		return true;
	*c = line;
	no_ids(&out->event);
	if (read_general(out, c, false, stamp)) {
		if (out->event.cpu != EVENT_NO_ID)
			return true;
		const struct perf_line general = *out;
		const struct cursor after = *c;
		const struct stamp general_stamp = *stamp;

		*c = line;
		no_ids(&out->event);
		if (!read_latency(out, c, stamp)) {
			*out = general;
			*c = after;
			*stamp = general_stamp;
		}
		return true;
	}
	*c = line;
	if (skip_vm(c)) {
		const struct cursor guest = *c;

		no_ids(&out->event);
		if (is_padded(c) && read_anchored_perf(out, c, line.at, stamp))
			return true;
		*c = guest;
		if (read_general(out, c, false, stamp))
			return true;
	}
	*c = line;
	return read_general(out, c, true, stamp);
}
