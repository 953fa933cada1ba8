/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/perf_line.h"

#include <ctype.h>

#include "base/num.h"
#include "input/perf_head.h"

static bool set_time(struct perf_line *out, const struct stamp *stamp)
{
	const size_t len = (size_t)(stamp->point - stamp->start) + 1 +
			   stamp->decimals;
	unsigned decimals;

	if (!parse_seconds(span_of(stamp->start, len), &out->event.time,
			   &decimals))
		return false;
	out->event.decimals = (uint8_t)decimals;
	return true;
}

/* "sys_ppoll(ufds: ..." and "sys_ppoll -> 0x1" of ftrace, without a colon. */
static bool read_ftrace_syscall(struct perf_line *out, const struct cursor *c)
{
	const char *p = c->at + 4;
	const char *prefix = NULL;

	if (c->end - c->at < 6 || memcmp(c->at, "sys_", 4))
		return false;
	while (p < c->end && (isalnum((unsigned char)*p) || *p == '_'))
		p++;
	const size_t len = (size_t)(p - c->at - 4);

	if (p < c->end && *p == '(')
		prefix = "sys_enter_";
	else if (c->end - p >= 4 && !memcmp(p, " -> ", 4))
		prefix = "sys_exit_";
	if (!prefix || len == 0 || len > sizeof(out->scratch) - 16)
		return false;
	const size_t n = strlen(prefix);

	memcpy(out->scratch, prefix, n);
	memcpy(out->scratch + n, c->at + 4, len);
	out->name = span_of(out->scratch, n + len);
	out->event.text = trim_spaces(p, c->end);
	return true;
}

static bool read_record(struct perf_line *out, const struct cursor *c)
{
	static const char prefix[] = "PERF_RECORD_";
	const char *p = c->at + sizeof(prefix) - 1;

	if (c->end - c->at < (long)sizeof(prefix) - 1 ||
	    memcmp(c->at, prefix, sizeof(prefix) - 1))
		return false;
	while (p < c->end && (isalnum((unsigned char)*p) || *p == '_'))
		p++;
	out->name = span_of(c->at, (size_t)(p - c->at));
	const char *end = c->end;

	while (end > p && end[-1] == ' ')
		end--;
	out->event.text = span_of(p, (size_t)(end - p));
	return true;
}

/* "unknown attr type: 7" is the one name with a ':' before a blank. */
static bool is_type_number(const struct cursor *c, const char *colon)
{
	static const char name[] = "unknown attr type";
	struct cursor number = { colon + 1, c->end };

	return (size_t)(colon - c->at) == sizeof(name) - 1 &&
	       !memcmp(c->at, name, sizeof(name) - 1) &&
	       skip_spaces(&number) == 1 && at_digit(&number);
}

/*
 * Up to the first ':' before a blank or the end.  What ftrace prints without
 * one, "do_sys_open(x: 1)", is no name; under a padded comm of perf, scan
 * takes all but a blank for a part of the name, and so it is here.
 */
static bool read_name(struct perf_line *out, const struct cursor *c)
{
	const bool padded = out->head.anchored;
	const char *p = c->at;

	if (p == c->end || !(isalpha((unsigned char)*p) || *p == '_' ||
			     *p == '[' || *p == '('))
		return false;
	for (; p < c->end; p++) {
		if (*p == ':' && (p + 1 == c->end || p[1] == ' ' ||
				  (p[1] == '\t' && !padded)) &&
		    !is_type_number(c, p))
			break;
		if (*p == '(' && p > c->at && !padded)
			return false;
		if ((*p == ' ' || (*p == '\t' && !padded)) &&
		    memcmp(c->at, "raw 0x", 6) && memcmp(c->at, "unknown ", 8))
			return false;
	}
	if (p == c->end || p == c->at)
		return false;
	out->name = span_of(c->at, (size_t)(p - c->at));
	out->event.text = trim_spaces(p + 1, c->end);
	return true;
}

/* A period, or trace-cmd's --ts-diff, between time and name. */
static void skip_period(struct cursor *c)
{
	struct cursor p = *c;

	if (skip_char(&p, '(')) {
		if (!skip_char(&p, '+'))
			return;
		while (at_digit(&p))
			p.at++;
		if (!skip_char(&p, ')'))
			return;
	} else {
		while (at_digit(&p))
			p.at++;
	}
	if (p.at > c->at && skip_spaces(&p))
		*c = p;
}

/* "CPU:1 [LOST 442 EVENTS]" of ftrace, "CPU:0 [123 EVENTS DROPPED]" of
 * trace-cmd; the number may be missing. */
static bool read_loss(struct perf_line *out, struct cursor c)
{
	if (c.end - c.at < 16 || memcmp(c.at, "CPU:", 4))
		return false;
	c.at += 4;
	if (!at_digit(&c) || !read_int(&c, &out->event.cpu) ||
	    !skip_spaces(&c) || !skip_char(&c, '['))
		return false;
	const bool ftrace = c.end - c.at > 5 && !memcmp(c.at, "LOST ", 5);

	if (ftrace)
		c.at += 5;
	const char *digits = c.at;

	while (at_digit(&c))
		c.at++;
	parse_u64(span_of(digits, (size_t)(c.at - digits)), &out->event.lost);
	if (c.at > digits && !skip_char(&c, ' '))
		return false;
	const char *const rest = ftrace ? "EVENTS]" : "EVENTS DROPPED]";
	const size_t len = strlen(rest);

	return (size_t)(c.end - c.at) >= len && !memcmp(c.at, rest, len);
}

void perf_line_read(struct perf_line *out, struct span line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	struct cursor c = { line.ptr, line.ptr + line.len };
	struct stamp stamp;

	out->verdict = PERF_NO;
	out->event = (struct event){ .lines = 1 };
	out->name = (struct span){ 0 };
	out->head = (struct perf_head){ 0 };
	no_ids(&out->event);
	if (line.len < 13 || *line.ptr == '\t')
		return;
	if (read_loss(out, c)) {
		out->verdict = PERF_LOST;
		return;
	}
	out->event.lost = 0;
	no_ids(&out->event);
	if (!perf_head_read(out, &c, &stamp))
		return;
	out->head.point = (unsigned)(stamp.point - line.ptr);
	out->head.decimals = stamp.decimals;
	const bool fits = set_time(out, &stamp);

	skip_spaces(&c);
	if (read_record(out, &c)) {
		out->verdict = PERF_RECORD;
		return;
	}
	skip_period(&c);
	if ((!out->head.anchored && read_ftrace_syscall(out, &c)) ||
	    read_name(out, &c)) {
		out->verdict = fits ? PERF_EVENT : PERF_BAD_TIME;
		return;
	}
	out->verdict = PERF_NO_EVENT;
	out->event.text = trim_spaces(c.at, c.end);
}
