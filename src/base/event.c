/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/event.h"

void bad_lines_add(struct bad_lines *bad, uint64_t line, const char *why,
		   struct span text)
{
	if (bad->n == BAD_LINES_MAX)
		return;
	struct bad_line *at = &bad->at[bad->n++];
	size_t n = 0;

	while (n < text.len && text.ptr[n] != '\n' && n + 1 < sizeof(at->text)) {
		at->text[n] = text.ptr[n] ? text.ptr[n] : '?';
		n++;
	}
	at->text[n] = '\0';
	at->line = line;
	at->why = why;
}
