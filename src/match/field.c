/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/key.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool begins_field(struct span text, const char *at)
{
	return at == text.ptr || is_blank(at[-1]) || at[-1] == ',' ||
		at[-1] == '(';
}

/* The word at p, which may be empty. */
static struct span word_at(const char *p, const char *end)
{
	const char *stop = p;

	while (stop < end && !is_blank(*stop) && *stop != ',')
		stop++;
	if (stop > p && stop[-1] == ')')
		stop--;
	return span_of(p, (size_t)(stop - p));
}

struct span field_find(struct span text, struct span name)
{
	if (!text.ptr)
		return text;
	const char *end = text.ptr + text.len;
	struct span left = text;

	while (left.len > name.len) {
		const char *at = memmem(left.ptr, left.len - 1, name.ptr,
					name.len);

		if (!at)
			break;
		left = span_of(at + 1, (size_t)(end - at) - 1);
		const char *p = at + name.len;
		const char separator = *p++;

		if (!begins_field(text, at) ||
		    (!is_blank(separator) && separator != '=' &&
		     separator != ':'))
			continue;
		while (separator != '=' && p < end && is_blank(*p))
			p++;
		const struct span word = word_at(p, end);

		if (word.len > 0)
			return word;
	}
	return (struct span){ 0 };
}
