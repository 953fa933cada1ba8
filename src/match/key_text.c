/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/key_text.h"

#include <stdint.h>

enum { KEPT = 46 };	/* and '~' and 16 digits make KEY_TEXT_MAX */
_Static_assert(KEPT + 1 + 16 == KEY_TEXT_MAX, "the cut key fills the room");

struct joined {
	char *out;
	size_t len;		/* of the whole, also beyond the room */
	uint64_t hash;
};

static void append(struct joined *j, struct span part)
{
	for (size_t i = 0; i < part.len; i++) {
		j->hash = (j->hash ^ (unsigned char)part.ptr[i]) *
			0x100000001b3u;
		if (j->len < KEY_TEXT_MAX)
			j->out[j->len] = part.ptr[i];
		j->len++;
	}
}

static uint64_t mix(uint64_t h)
{
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
	return h ^ h >> 33;
}

struct span key_text_join(const struct span *parts, size_t n,
			  char room[KEY_TEXT_MAX])
{
	struct joined j = { .out = room, .hash = 0xcbf29ce484222325u };

	if (n == 1 && parts[0].len <= KEY_TEXT_MAX)
		return parts[0];
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			append(&j, span_of(" ", 1));
		append(&j, parts[i]);
	}
	if (j.len <= KEY_TEXT_MAX)
		return span_of(room, j.len);
	uint64_t digits = mix(j.hash);

	room[KEPT] = '~';
	for (int i = KEY_TEXT_MAX - 1; i > KEPT; i--, digits >>= 4)
		room[i] = "0123456789abcdef"[digits & 15];
	return span_of(room, KEY_TEXT_MAX);
}
