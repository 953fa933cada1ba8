/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/key_table.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/hash.h"
#include "match/key.h"

enum {
	ENDS = 0,		/* entry 0 closes the ring of all entries */
	FIRST_ROOM = 16,
};

struct entry {
	uint64_t hash;
	int64_t number;		/* 0 where there is a text */
	uint32_t chain;		/* next of its bucket, or of the free ones */
	uint32_t newer, older;
	uint8_t len;
	bool has_text;
	char text[KEY_TEXT_MAX];
	alignas(int64_t) unsigned char state[];
};

/* Entries are numbered from 1; 0 means none. */
struct key_table {
	bool keyed;
	size_t state_size;
	size_t stride;
	uint64_t max_keys;
	unsigned char *entries;
	uint64_t room;		/* entries there is memory for, ENDS included */
	uint64_t used;		/* entries that ever were in use */
	uint64_t count;
	uint32_t free;
	uint32_t *bucket;
	uint64_t buckets;	/* a power of two */
};

static struct entry *at(const struct key_table *t, uint32_t i)
{
	return (struct entry *)(void *)(t->entries + i * t->stride);
}

static struct entry *entry_of(const void *state)
{
	return (struct entry *)(void *)
		((unsigned char *)(uintptr_t)state -
		 offsetof(struct entry, state));
}

static uint32_t index_of(const struct key_table *t, const struct entry *e)
{
	return (uint32_t)((size_t)((const unsigned char *)e - t->entries) /
			  t->stride);
}

uint64_t key_hash_number(int64_t number)
{
	return hash_fold((uint64_t)number ^ 0xbb67ae8584caa73bu,
			 0x9e3779b97f4a7c15u);
}

uint64_t key_hash_text(struct span text)
{
	return hash_bytes(text.ptr, text.len);
}

static int grow_entries(struct key_table *t)
{
	uint64_t room = t->room ? 2 * t->room : FIRST_ROOM;

	if (room > t->max_keys + 1)
		room = t->max_keys + 1;
	unsigned char *entries = realloc(t->entries, room * t->stride);

	if (!entries)
		return -1;
	t->entries = entries;
	t->room = room;
	return 0;
}

static int grow_buckets(struct key_table *t)
{
	const uint64_t buckets = t->buckets ? 2 * t->buckets : FIRST_ROOM;
	uint32_t *bucket = calloc(buckets, sizeof(*bucket));

	if (!bucket)
		return -1;
	free(t->bucket);
	t->bucket = bucket;
	t->buckets = buckets;
	for (uint32_t i = at(t, ENDS)->newer; i != ENDS; i = at(t, i)->newer) {
		struct entry *e = at(t, i);
		uint32_t *head = &bucket[e->hash & (buckets - 1)];

		e->chain = *head;
		*head = i;
	}
	return 0;
}

static void link_newest(struct key_table *t, uint32_t i)
{
	struct entry *ends = at(t, ENDS);
	struct entry *e = at(t, i);

	e->older = ends->older;
	e->newer = ENDS;
	at(t, e->older)->newer = i;
	ends->older = i;
}

static void unlink_entry(struct key_table *t, const struct entry *e)
{
	at(t, e->older)->newer = e->newer;
	at(t, e->newer)->older = e->older;
}

struct key_table *key_table_new(size_t state_size, bool keyed,
				uint32_t max_keys)
{
	struct key_table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	const size_t align = alignof(struct entry);

	t->keyed = keyed;
	t->state_size = state_size;
	t->stride = (offsetof(struct entry, state) + state_size + align - 1) /
		align * align;
	t->max_keys = keyed ? max_keys : 1;
	/* the sum of 1 and the largest max_keys would not fit a number */
	if (t->max_keys == UINT32_MAX)
		t->max_keys--;
	if (grow_entries(t) < 0)
		goto fail;
	at(t, ENDS)->newer = ENDS;
	at(t, ENDS)->older = ENDS;
	t->used = 1;
	if (grow_buckets(t) < 0)
		goto fail;
	if (!keyed) {
		memset(at(t, 1)->state, 0, state_size);
		link_newest(t, 1);
		t->count = 1;
	}
	return t;
fail:
	key_table_free(t);
	return NULL;
}

void key_table_free(struct key_table *t)
{
	if (!t)
		return;
	free(t->entries);
	free(t->bucket);
	free(t);
}

static bool same_key(const struct entry *e, uint64_t hash, int64_t number,
		     struct span text)
{
	return e->hash == hash && e->number == number &&
		e->has_text == (text.ptr != NULL) &&
		span_eq(span_of(e->text, e->len), text);
}

static void *find(struct key_table *t, uint64_t hash, int64_t number,
		  struct span text)
{
	uint32_t i = t->bucket[hash & (t->buckets - 1)];

	while (i && !same_key(at(t, i), hash, number, text))
		i = at(t, i)->chain;
	if (!i)
		return NULL;
	struct entry *e = at(t, i);

	if (e->newer != ENDS) {
		unlink_entry(t, e);
		link_newest(t, i);
	}
	return e->state;
}

void *key_table_find(struct key_table *t, const struct event *event)
{
	if (!t->keyed)
		return at(t, 1)->state;
	return find(t, event->key_hash,
		    event->key.ptr ? 0 : event->key_number, event->key);
}

void *key_table_find_number(struct key_table *t, int64_t number)
{
	if (!t->keyed)
		return at(t, 1)->state;
	return find(t, key_hash_number(number), number, (struct span){ 0 });
}

void *key_table_victim(struct key_table *t)
{
	if (!t->keyed || t->count < t->max_keys)
		return NULL;
	return at(t, at(t, ENDS)->newer)->state;
}

static uint32_t take_free(struct key_table *t)
{
	const uint32_t i = t->free;

	if (i) {
		t->free = at(t, i)->chain;
		return i;
	}
	if (t->used == t->room && grow_entries(t) < 0)
		return 0;
	return (uint32_t)t->used++;
}

void *key_table_add(struct key_table *t, const struct event *event)
{
	if (t->count >= t->buckets && grow_buckets(t) < 0)
		return NULL;
	const uint32_t i = take_free(t);

	if (!i)
		return NULL;
	struct entry *e = at(t, i);
	uint32_t *head = &t->bucket[event->key_hash & (t->buckets - 1)];

	e->hash = event->key_hash;
	e->number = event->key.ptr ? 0 : event->key_number;
	e->has_text = event->key.ptr != NULL;
	e->len = (uint8_t)event->key.len;
	if (e->len)
		memcpy(e->text, event->key.ptr, e->len);
	memset(e->state, 0, t->state_size);
	e->chain = *head;
	*head = i;
	link_newest(t, i);
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
	const uint32_t i = index_of(t, e);
	uint32_t *link = &t->bucket[e->hash & (t->buckets - 1)];

	while (*link != i)
		link = &at(t, *link)->chain;
	*link = e->chain;
	unlink_entry(t, e);
	e->chain = t->free;
	t->free = i;
	t->count--;
}

static void *state_or_null(struct key_table *t, uint32_t i)
{
	return i == ENDS ? NULL : at(t, i)->state;
}

void *key_table_oldest(struct key_table *t)
{
	return state_or_null(t, at(t, ENDS)->newer);
}

void *key_table_newer(struct key_table *t, const void *state)
{
	return state_or_null(t, entry_of(state)->newer);
}

uint32_t key_table_slot(const struct key_table *t, const void *state)
{
	return index_of(t, entry_of(state));
}

void *key_table_at(struct key_table *t, uint32_t slot)
{
	return at(t, slot)->state;
}
