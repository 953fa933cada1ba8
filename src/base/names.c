/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/names.h"

#include <stdlib.h>

#include "base/hash.h"

/* Each string lies behind its length, so that one with a NUL is told apart. */
struct entry {
	size_t len;
	char text[];
};

static struct span entry_span(const char *text)
{
	const struct entry *e = (const struct entry *)(const void *)
		(text - offsetof(struct entry, text));

	return span_of(text, e->len);
}

void names_init(struct names *names)
{
	*names = (struct names){ .seed = hash_seed(names) };
}

void names_release(struct names *names)
{
	for (uint32_t i = 0; i < names->count; i++)
		free(names->text[i] - offsetof(struct entry, text));
	free(names->text);
	free(names->slot);
	names_init(names);
}

/* The slot that holds name, or the free one where it belongs. */
static uint32_t find_slot(const struct names *names, struct span name)
{
	uint32_t i = (uint32_t)hash_bytes(name.ptr, name.len, names->seed);

	for (;; i++) {
		i &= names->slots - 1;
		const uint32_t number = names->slot[i];

		if (!number ||
		    span_eq(entry_span(names->text[number - 1]), name))
			return i;
	}
}

uint32_t names_find(const struct names *names, struct span name)
{
	if (!names->slots)
		return NAME_ABSENT;
	return names->slot[find_slot(names, name)] - 1;
}

static int grow(struct names *names)
{
	const uint32_t slots = names->slots ? 2 * names->slots : 32;
	const size_t room = slots / 2;
	char **text = realloc(names->text, room * sizeof(*text));

	if (!text)
		return -1;
	names->text = text;
	names->room = room;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return -1;
	free(names->slot);
	names->slot = slot;
	names->slots = slots;
	for (uint32_t i = 0; i < names->count; i++)
		slot[find_slot(names, entry_span(text[i]))] = i + 1;
	return 0;
}

uint32_t names_add(struct names *names, struct span name)
{
	const uint32_t number = names_find(names, name);

	if (number != NAME_ABSENT)
		return number;
	if (2 * (names->count + 1) > names->slots && grow(names) < 0)
		return NAME_ABSENT;
	struct entry *e = malloc(sizeof(*e) + name.len + 1);

	if (!e)
		return NAME_ABSENT;
	e->len = name.len;
	if (name.len)
		memcpy(e->text, name.ptr, name.len);
	e->text[name.len] = '\0';
	names->slot[find_slot(names, name)] = names->count + 1;
	names->text[names->count] = e->text;
	names->bytes += name.len + 1;
	return names->count++;
}

size_t names_escape_nul(struct span name, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i]) {
			out[n++] = name.ptr[i];
		} else {
			out[n++] = '\\';
			out[n++] = '0';
		}
	}
	return n;
}
