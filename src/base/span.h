/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * span: a piece of text that somebody else owns.
 *
 * Not terminated by NUL and free to contain one.  ptr == NULL means "absent",
 * which is not the same as empty (ptr != NULL, len == 0).
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *ptr;
	size_t len;
};

static inline struct span span_of(const char *ptr, size_t len)
{
	return (struct span){ ptr, len };
}

static inline struct span span_from(const char *string)
{
	return (struct span){ string, strlen(string) };
}

static inline bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.ptr, b.ptr, a.len));
}

/* Without the blanks (space, TAB, CR) at both ends. */
static inline struct span span_trim(struct span s)
{
	while (s.len > 0 && (s.ptr[s.len - 1] == ' ' ||
			     s.ptr[s.len - 1] == '\t' ||
			     s.ptr[s.len - 1] == '\r'))
		s.len--;
	while (s.len > 0 && (*s.ptr == ' ' || *s.ptr == '\t' || *s.ptr == '\r'))
		s.ptr++, s.len--;
	return s;
}

#endif
