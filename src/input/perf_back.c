/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/perf_back.h"

#include "input/perf_cursor.h"

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

const char *perf_read_back(const char *line, const char *stamp,
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
