/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made for tables beyond the caches: an event of a known key touches a line of
 * the cells, the line its entry begins in, and the order of use.  The entries
 * lie in chunks, which never move.
 */
#include "match/key_table.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/hash.h"
#include "match/key.h"
#include "match/key_cells.h"
#include "match/use_order.h"

enum {
	LINE = 64,		/* bytes of a cache line */
	CHUNK_BYTES = 1 << 16,
	PREFETCH_FROM = 2048,	/* keys; what holds fewer is in the caches */
	HEAD = 15,		/* bytes of a text that its entry holds */
	REST = KEY_TEXT_MAX - HEAD,
	NUMBER = UINT8_MAX,	/* len of a key that is none */
};

/* All of a number or a short text, padded with NUL: told apart as bytes. */
struct key {
	char head[HEAD];
	uint8_t len;
};

struct entry {
	struct key key;
	uint32_t hash;
	uint32_t slot;		/* its own number; once given back, the next
				   one that was */
	alignas(int64_t) unsigned char state[];
};

struct chunk {
	unsigned char *entries;
	char (*rests)[REST];	/* NULL: no text of the chunk is long */
};

struct key_table {
	bool keyed;
	size_t state_size;
	size_t stride;		/* of entries */
	unsigned shift;		/* a chunk has 1 << shift of them */
	struct chunk *chunks;
	uint64_t nchunks, chunks_room;
	uint64_t max_keys;
	uint64_t used;		/* slots that ever were, NO_SLOT included */
	uint64_t count;
	uint32_t free;		/* the last slot given back */
	uint64_t seed;		/* hash.h */
	struct key_cells cells;
	struct use_order order;
};

static struct chunk *chunk_of(const struct key_table *t, uint32_t slot)
{
	return &t->chunks[slot >> t->shift];
}

static size_t in_chunk(const struct key_table *t, uint32_t slot)
{
	return slot & (((size_t)1 << t->shift) - 1);
}

static struct entry *at(const struct key_table *t, uint32_t slot)
{
	return (struct entry *)(void *)(chunk_of(t, slot)->entries +
					in_chunk(t, slot) * t->stride);
}

/* What the text of a slot has beyond its head. */
static char *rest_of(const struct key_table *t, uint32_t slot)
{
	return chunk_of(t, slot)->rests[in_chunk(t, slot)];
}

static struct entry *entry_of(const void *state)
{
	return (struct entry *)(void *)
		((unsigned char *)(uintptr_t)state -
		 offsetof(struct entry, state));
}

uint64_t key_hash_number(int64_t number)
{
	return hash_number((uint64_t)number, 0xbb67ae8584caa73bu);
}

uint64_t key_hash_text(struct span text, uint64_t seed)
{
	return hash_bytes(text.ptr, text.len, seed);
}

static uint32_t short_hash(const struct key_table *t, uint64_t hash)
{
	return (uint32_t)hash_number(hash, t->seed);
}

static int add_chunk(struct key_table *t)
{
	if (t->nchunks == t->chunks_room) {
		const uint64_t room = t->chunks_room ? 2 * t->chunks_room : 1;
		struct chunk *chunks = realloc(t->chunks,
					       room * sizeof(*chunks));

		if (!chunks)
			return -1;
		t->chunks = chunks;
		t->chunks_room = room;
	}
	unsigned char *entries = aligned_alloc(LINE, t->stride << t->shift);

	if (!entries)
		return -1;
	t->chunks[t->nchunks++] = (struct chunk){ .entries = entries };
	return 0;
}

struct key_table *key_table_new(size_t state_size, bool keyed,
				uint32_t max_keys)
{
	struct key_table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->seed = hash_seed(t);
	t->keyed = keyed;
	t->state_size = state_size;
	t->stride = (offsetof(struct entry, state) + state_size + LINE - 1) /
		LINE * LINE;
	while (t->stride << t->shift < CHUNK_BYTES)
		t->shift++;
	t->max_keys = max_keys < USE_ORDER_MAX - 1 ? max_keys :
		USE_ORDER_MAX - 1;
	t->used = NO_SLOT + 1;
	if (add_chunk(t) < 0 || key_cells_reserve(&t->cells, 1) < 0) {
		key_table_free(t);
		return NULL;
	}
	if (!keyed)
		memset(at(t, t->used)->state, 0, state_size);
	return t;
}

void key_table_free(struct key_table *t)
{
	if (!t)
		return;
	for (uint64_t i = 0; i < t->nchunks; i++) {
		free(t->chunks[i].entries);
		free(t->chunks[i].rests);
	}
	free(t->chunks);
	key_cells_release(&t->cells);
	use_order_release(&t->order);
	free(t);
}

static struct key key_of(int64_t number, struct span text)
{
	struct key key = { .len = NUMBER };

	if (text.ptr) {
		key.len = (uint8_t)text.len;
		memcpy(key.head, text.ptr, text.len < HEAD ? text.len : HEAD);
	} else {
		memcpy(key.head, &number, sizeof(number));
	}
	return key;
}

static bool same_key(const struct key_table *t, uint32_t slot,
		     const struct key *key, struct span text)
{
	if (memcmp(&at(t, slot)->key, key, sizeof(*key)) != 0)
		return false;
	return !text.ptr || text.len <= HEAD ||
		!memcmp(rest_of(t, slot), text.ptr + HEAD, text.len - HEAD);
}

static void *find(struct key_table *t, uint32_t hash, int64_t number,
		  struct span text)
{
	const struct key key = key_of(number, text);
	uint64_t cursor = hash;
	uint32_t slot;

	do
		slot = key_cells_next(&t->cells, hash, &cursor);
	while (slot != NO_SLOT && !same_key(t, slot, &key, text));
	if (slot == NO_SLOT)
		return NULL;
	use_order_touch(&t->order, slot);
	return at(t, slot)->state;
}

void *key_table_find(struct key_table *t, const struct event *event)
{
	if (!t->keyed)
		return at(t, t->used)->state;
	return find(t, short_hash(t, event->key_hash),
		    event->key_number, event->key);
}

void *key_table_find_number(struct key_table *t, int64_t number)
{
	if (!t->keyed)
		return at(t, t->used)->state;
	return find(t, short_hash(t, key_hash_number(number)), number,
		    (struct span){ 0 });
}

void key_table_prefetch(const struct key_table *t, const struct event *events,
			size_t n)
{
	uint32_t hash[EVENT_BATCH];

	if (t->count < PREFETCH_FROM)
		return;
	for (size_t i = 0; i < n; i++) {
		hash[i] = events[i].kind == KIND_LOST ? 0 :
			short_hash(t, events[i].key_hash);
		key_cells_prefetch(&t->cells, hash[i]);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t cursor = hash[i];
		const uint32_t slot = key_cells_next(&t->cells, hash[i],
						     &cursor);

		if (slot == NO_SLOT)
			continue;
		const char *e = (const char *)at(t, slot);

		__builtin_prefetch(e);
		if (t->stride > LINE)
			__builtin_prefetch(e + LINE);
		if (events[i].key.ptr && events[i].key.len > HEAD &&
		    chunk_of(t, slot)->rests)
			__builtin_prefetch(rest_of(t, slot));
	}
}

static void *state_or_null(struct key_table *t, uint32_t slot)
{
	return slot == UINT32_MAX ? NULL : at(t, slot)->state;
}

void *key_table_victim(struct key_table *t)
{
	if (!t->keyed || t->count < t->max_keys)
		return NULL;
	return state_or_null(t, use_order_oldest(&t->order));
}

static uint32_t take_slot(struct key_table *t)
{
	const uint32_t slot = t->free;

	if (slot != NO_SLOT) {
		t->free = at(t, slot)->slot;
		return slot;
	}
	if (t->used >> t->shift == t->nchunks && add_chunk(t) < 0)
		return NO_SLOT;
	if (t->used >= t->order.room) {
		uint64_t room = 2 * t->used;

		if (room > t->max_keys + 1)
			room = t->max_keys + 1;
		if (use_order_grow(&t->order, room) < 0)
			return NO_SLOT;
	}
	return (uint32_t)t->used++;
}

static int set_rest(struct key_table *t, uint32_t slot, struct span text)
{
	struct chunk *chunk = chunk_of(t, slot);

	if (!text.ptr || text.len <= HEAD)
		return 0;
	if (!chunk->rests)
		chunk->rests = malloc(sizeof(*chunk->rests) << t->shift);
	if (!chunk->rests)
		return -1;
	memcpy(rest_of(t, slot), text.ptr + HEAD, text.len - HEAD);
	return 0;
}

void *key_table_add(struct key_table *t, const struct event *event)
{
	if (key_cells_reserve(&t->cells, t->count + 1) < 0)
		return NULL;
	const uint32_t slot = take_slot(t);

	if (slot == NO_SLOT || set_rest(t, slot, event->key) < 0)
		return NULL;
	struct entry *e = at(t, slot);

	e->key = key_of(event->key_number, event->key);
	e->hash = short_hash(t, event->key_hash);
	e->slot = slot;
	memset(e->state, 0, t->state_size);
	key_cells_add(&t->cells, e->hash, slot);
	use_order_touch(&t->order, slot);
	t->count++;
	return e->state;
}

void key_table_remove(struct key_table *t, void *state)
{
	if (!t->keyed) {
		memset(state, 0, t->state_size);
		return;
	}
	struct entry *e = entry_of(state);
	const uint32_t slot = e->slot;

	key_cells_remove(&t->cells, e->hash, slot);
	use_order_forget(&t->order, slot);
	e->slot = t->free;
	t->free = slot;
	t->count--;
}

void *key_table_oldest(struct key_table *t)
{
	if (!t->keyed)
		return at(t, t->used)->state;
	return state_or_null(t, use_order_oldest(&t->order));
}

void *key_table_newer(struct key_table *t, const void *state)
{
	if (!t->keyed)
		return NULL;
	return state_or_null(t, use_order_newer(&t->order,
						entry_of(state)->slot));
}

uint32_t key_table_slot(const struct key_table *t, const void *state)
{
	return t->keyed ? entry_of(state)->slot : (uint32_t)t->used;
}

void *key_table_at(struct key_table *t, uint32_t slot)
{
	return at(t, slot)->state;
}
