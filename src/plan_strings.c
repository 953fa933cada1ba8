/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_strings.h"

#include <stdlib.h>

char *strings_add(struct strings *strings, struct span text)
{
	char **grown = realloc(strings->at, (strings->n + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	strings->at = grown;
	char *copy = malloc(text.len + 1);

	if (!copy)
		return NULL;
	if (text.len)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return grown[strings->n++] = copy;
}

void strings_release(struct strings *strings)
{
	for (size_t i = 0; i < strings->n; i++)
		free(strings->at[i]);
	free(strings->at);
	*strings = (struct strings){ 0 };
}

struct span strings_part(struct span *rest, char end)
{
	const char *at = memchr(rest->ptr, end, rest->len);
	const size_t len = at ? (size_t)(at - rest->ptr) : rest->len;
	const struct span part = span_of(rest->ptr, len);

	*rest = at ? span_of(at + 1, rest->len - len - 1) : (struct span){ 0 };
	return span_trim(part);
}
