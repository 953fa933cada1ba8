/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/perf_line.h"

#include <ctype.h>

#include "base/num.h"

enum {
	COMM_WIDTH = 16,	/* TASK_COMM_LEN, and the column's width */
	SHORT_COMM_WIDTH = 8,	/* perf script -L, trace-cmd report -l */
	IDS_WIDTH = 5,		/* the least width of a pid column */
	SECONDS_DIGITS = 11,
};

/* A cursor moves over [at, end) of the line. */
struct cursor {
	const char *at;
	const char *end;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool at_digit(const struct cursor *c)
{
	return c->at < c->end && is_digit(*c->at);
}

static bool skip_char(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

/* Returns how many there were. */
static size_t skip_spaces(struct cursor *c)
{
	const char *start = c->at;

	while (c->at < c->end && *c->at == ' ')
		c->at++;
	return (size_t)(c->at - start);
}

/* A decimal integer of at most 10 digits, saturating. */
static bool read_int(struct cursor *c, int32_t *value)
{
	const bool minus = skip_char(c, '-');
	int64_t v = 0;

	if (!at_digit(c))
		return false;
	for (; at_digit(c); c->at++)
		if (v <= INT32_MAX)
			v = 10 * v + (*c->at - '0');
	if (v > INT32_MAX)
		v = INT32_MAX;
	*value = (int32_t)(minus ? -v : v);
	return true;
}

static bool ends_here(const struct cursor *c)
{
	return c->at == c->end || *c->at == ' ' || *c->at == '\t';
}

/* seconds "." 6 or 9 digits ":" (blank or end).  The cursor is behind ':'. */
struct stamp {
	const char *start;
	const char *point;
	unsigned decimals;
};

static bool read_stamp(struct cursor *c, struct stamp *stamp)
{
	stamp->start = c->at;
	while (at_digit(c))
		c->at++;
	stamp->point = c->at;
	if (c->at == stamp->start ||
	    c->at - stamp->start > SECONDS_DIGITS || !skip_char(c, '.'))
		return false;
	while (at_digit(c))
		c->at++;
	stamp->decimals = (unsigned)(c->at - stamp->point - 1);
	return (stamp->decimals == 6 || stamp->decimals == 9) &&
	       skip_char(c, ':') && ends_here(c);
}

static bool all_of(const char *from, const char *to, const char *set)
{
	for (; from < to; from++)
		if (!*from || !strchr(set, *from))
			return false;
	return true;
}

static bool is_misc(const char *from, const char *to)
{
	return to - from >= 1 && to - from <= 7 &&
	       all_of(from, to, "KUHGgMESp");
}

/* Wall-clock time of -F +tod, or the words that perf puts in its place. */
static bool is_tod_time(const char *from, const char *to)
{
	static const char shape[] = "00:00:00.000000000";
	const size_t n = (size_t)(to - from);

	if (n != 15 && n != 18)
		return false;
	for (size_t i = 0; i < n; i++)
		if (shape[i] == '0' ? !is_digit(from[i]) : from[i] != shape[i])
			return false;
	return true;
}

static bool is_tod_date(const char *from, const char *to)
{
	static const char shape[] = "0000-00-00";

	if (to - from != 10)
		return false;
	for (size_t i = 0; i < 10; i++)
		if (shape[i] == '0' ? !is_digit(from[i]) : from[i] != shape[i])
			return false;
	return true;
}

static bool is_tod_word(const char *from, const char *to)
{
	const struct span word = span_of(from, (size_t)(to - from));

	return span_eq(word, span_from("disabled")) ||
	       span_eq(word, span_from("failed"));
}

/* ftrace's flags: irqs, need-resched, context, preempt depth, migrate depth */
static bool is_flags(const char *from, const char *to)
{
	return to - from >= 4 && to - from <= 6 &&
	       all_of(from, to, ".dDbBXNnpPlLgGHhsSZz#0123456789acef");
}

static const char *word_end(const struct cursor *c)
{
	const char *p = c->at;

	while (p < c->end && *p != ' ')
		p++;
	return p;
}

/* Optional misc and tod columns in front of the time, then the time. */
static bool read_up_to_stamp(struct cursor *c, struct stamp *stamp,
			     struct perf_head *head)
{
	skip_spaces(c);
	const char *word = word_end(c);

	head->plain = true;
	if (is_misc(c->at, word)) {
		head->plain = false;
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
		head->plain = false;
		c->at = word;
		skip_spaces(c);
	} else if (is_tod_word(c->at, word)) {
		head->plain = false;
		c->at = word;
		skip_spaces(c);
	}
	return read_stamp(c, stamp);
}

static struct span trim_spaces(const char *from, const char *to)
{
	while (from < to && *from == ' ')
		from++;
	while (from < to && to[-1] == ' ')
		to--;
	return span_of(from, (size_t)(to - from));
}

/* pid or pid/tid, as perf prints them; the cursor at the column's start. */
static bool read_ids(struct cursor *c, struct event *event, const char **slash)
{
	int32_t id;

	skip_spaces(c);
	*slash = NULL;
	if (!read_int(c, &id))
		return false;
	if (c->at < c->end && *c->at == '/') {
		*slash = c->at++;
		event->pid = id;
		if (!read_int(c, &id))
			return false;
	}
	event->tid = id;
	return true;
}

static bool read_cpu(struct cursor *c, struct event *event)
{
	return skip_char(c, '[') && read_int(c, &event->cpu) &&
	       skip_char(c, ']');
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
	if (!read_up_to_stamp(c, stamp, head))
		return false;
	/* without a cpu column the blanks before the time belong to both */
	head->ids_end = (unsigned)(ids_end - base) - 1;
	head->slash = slash ? (unsigned)(slash - base) : 0;
	head->anchored = head->cpu_at != 0 && line == base;
	head->ftrace = false;
	out->event.comm = trim_spaces(line, line + COMM_WIDTH);
	return true;
}

/* What stands between "comm-" and the time in ftrace and trace-cmd text. */
static bool read_ftrace_tail(struct cursor *c, struct event *event,
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
	if (read_cpu(c, event)) {
		if (!skip_spaces(c))
			return false;
	} else if (at_digit(c)) {	/* -l: the flags glued to the cpu */
		read_int(c, &event->cpu);
		if (!is_flags(c->at, word_end(c)))
			return false;
	} else {
		return false;
	}
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
	if (!read_ftrace_tail(c, &out->event, stamp))
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
	    !read_up_to_stamp(c, stamp, &out->head))
		return false;
	out->event.comm = trim_spaces(line, line + SHORT_COMM_WIDTH);
	return true;
}

/* Backwards over the columns in front of a time.  Each takes what it knows
 * off the end of [line, *end) or leaves it alone. */
static const char *back_spaces(const char *line, const char *end)
{
	while (end > line && end[-1] == ' ')
		end--;
	return end;
}

static const char *back_word(const char *line, const char *end)
{
	while (end > line && end[-1] != ' ')
		end--;
	return end;
}

static const char *back_misc_tod(const char *line, const char *end)
{
	const char *word = back_word(line, end);

	if (is_tod_word(word, end)) {
		end = back_spaces(line, word);
	} else if (is_tod_time(word, end)) {
		const char *date_end = back_spaces(line, word);
		const char *date = back_word(line, date_end);

		if (is_tod_date(date, date_end))
			end = back_spaces(line, date);
	}
	word = back_word(line, end);
	if (is_misc(word, end))
		end = back_spaces(line, word);
	return end;
}

static bool back_cpu(const char *line, const char **end, struct event *event)
{
	const char *word = back_word(line, *end);
	struct cursor c = { word, *end };

	if (!read_cpu(&c, event) || c.at != *end) {
		event->cpu = EVENT_NO_ID;
		return false;
	}
	*end = back_spaces(line, word);
	return true;
}

static bool back_ids(const char *line, const char **end, struct event *event)
{
	const char *word = back_word(line, *end);
	struct cursor c = { word, *end };
	const char *slash;

	if (word == *end || *word == ' ' ||
	    !read_ids(&c, event, &slash) || c.at != *end) {
		event->pid = event->tid = EVENT_NO_ID;
		return false;
	}
	*end = back_spaces(line, word);
	return true;
}

/* "...comm-pid", where the pid is glued to the comm. */
static bool back_glued_pid(const char *line, const char **end,
			   struct event *event)
{
	const char *digits = *end;

	while (digits > line && is_digit(digits[-1]))
		digits--;
	if (digits == *end || digits == line || digits[-1] != '-')
		return false;
	struct cursor c = { digits, *end };

	read_int(&c, &event->tid);
	*end = digits - 1;
	return true;
}

static bool back_tgid(const char *line, const char **end, struct event *event)
{
	const char *open = *end;

	if (open == line || open[-1] != ')')
		return false;
	while (open > line && open[-1] != '(')
		open--;
	if (open == line)
		return false;
	struct cursor c = { open, *end - 1 };

	skip_spaces(&c);
	if (at_digit(&c))
		read_int(&c, &event->pid);
	*end = back_spaces(line, open - 1);
	return true;
}

/* Returns the comm's end. */
static const char *read_backwards(const char *line, const char *stamp,
				  struct event *event)
{
	const char *const all = back_spaces(line, stamp);
	const char *end = back_misc_tod(line, all);
	const bool cpu = back_cpu(line, &end, event);

	if (back_ids(line, &end, event) || cpu) {
		if (event->tid == EVENT_NO_ID) {
			const char *at = end;

			back_tgid(line, &at, event);
			if (back_glued_pid(line, &at, event))
				end = at;
			else
				event->pid = EVENT_NO_ID;
		}
		return end;
	}
	/* no cpu, no ids: a misc or tod there was the comm's own */
	end = all;
	const char *word = back_word(line, end);
	const char *at = back_spaces(line, word);

	if (is_flags(word, end) && back_cpu(line, &at, event)) {
		back_tgid(line, &at, event);
		if (back_glued_pid(line, &at, event))
			return at;
		event->cpu = event->pid = EVENT_NO_ID;
	}
	return end;
}

static void no_ids(struct event *event)
{
	event->pid = event->tid = event->cpu = EVENT_NO_ID;
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
		const char *comm_end = read_backwards(line, s.start, &e);

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

static bool read_head(struct perf_line *out, struct cursor *c,
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

/* Up to the first ':' before a blank or the end. */
static bool read_name(struct perf_line *out, const struct cursor *c)
{
	const char *p = c->at;

	if (p == c->end || !(isalpha((unsigned char)*p) || *p == '_' ||
			     *p == '[' || *p == '('))
		return false;
	for (; p < c->end; p++) {
		if (*p == ':' && (p + 1 == c->end || p[1] == ' ' ||
				  p[1] == '\t'))
			break;
		if (*p == '(' && p > c->at)
			return false;
		if ((*p == ' ' || *p == '\t') &&
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
	if (!read_head(out, &c, &stamp))
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
	if (read_ftrace_syscall(out, &c) || read_name(out, &c)) {
		out->verdict = fits ? PERF_EVENT : PERF_BAD_TIME;
		return;
	}
	out->verdict = PERF_NO_EVENT;
	out->event.text = trim_spaces(c.at, c.end);
}
