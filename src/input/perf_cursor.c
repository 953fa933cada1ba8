/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/perf_cursor.h"

#include "input/perf_line.h"

bool read_int(struct cursor *c, int32_t *value)
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

bool read_stamp(struct cursor *c, struct stamp *stamp)
{
	stamp->start = c->at;
	while (at_digit(c))
		c->at++;
	stamp->point = c->at;
	if (c->at == stamp->start ||
	    c->at - stamp->start > PERF_SECONDS_DIGITS || !skip_char(c, '.'))
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

bool is_misc(const char *from, const char *to)
{
	return to - from >= 1 && to - from <= 7 &&
	       all_of(from, to, "KUHGgMESp");
}

bool is_tod_time(const char *from, const char *to)
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

bool is_tod_date(const char *from, const char *to)
{
	static const char shape[] = "0000-00-00";

	if (to - from != 10)
		return false;
	for (size_t i = 0; i < 10; i++)
		if (shape[i] == '0' ? !is_digit(from[i]) : from[i] != shape[i])
			return false;
	return true;
}

bool is_tod_word(const char *from, const char *to)
{
	const struct span word = span_of(from, (size_t)(to - from));

	return span_eq(word, span_from("disabled")) ||
	       span_eq(word, span_from("failed"));
}

bool is_flags(const char *from, const char *to)
{
	return to - from >= 4 && to - from <= 6 &&
	       all_of(from, to, ".dDbBXNnpPlLgGHhsSZz#0123456789acef");
}

const char *word_end(const struct cursor *c)
{
	const char *p = c->at;

	while (p < c->end && *p != ' ')
		p++;
	return p;
}

struct span trim_spaces(const char *from, const char *to)
{
	while (from < to && *from == ' ')
		from++;
	while (from < to && to[-1] == ' ')
		to--;
	return span_of(from, (size_t)(to - from));
}

bool read_ids(struct cursor *c, struct event *event, const char **slash)
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

bool read_cpu(struct cursor *c, struct event *event)
{
	return skip_char(c, '[') && read_int(c, &event->cpu) &&
	       skip_char(c, ']');
}
