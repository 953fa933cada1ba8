/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/metric_pairs.h"

#include <stdlib.h>

#include "base/hash.h"

#define NONE UINT32_MAX

enum { KEY_BYTES = 63, FIRST_ROOM = 64 };

struct pair {
	uint64_t hash;
	int64_t time;
	int64_t key_number;
	uint32_t metric;
	uint32_t next;		/* of the same slot */
	uint32_t older, newer;
	bool has_text;		/* the key is text, not key_number */
	uint8_t key_len;
	char key[KEY_BYTES];
};

struct metric_pairs {
	struct pair *at;
	uint32_t n, room, most;
	uint32_t oldest, newest;
	uint32_t *slot;
	uint32_t slots;		/* a power of two */
	uint64_t forgotten;
	uint64_t seed;		/* hash.h */
};

struct metric_pairs *metric_pairs_new(uint32_t most)
{
	struct metric_pairs *pairs = calloc(1, sizeof(*pairs));

	if (!pairs)
		return NULL;
	pairs->most = most;
	pairs->seed = hash_seed(pairs);
	pairs->oldest = pairs->newest = NONE;
	return pairs;
}

void metric_pairs_free(struct metric_pairs *pairs)
{
	if (!pairs)
		return;
	free(pairs->at);
	free(pairs->slot);
	free(pairs);
}

static uint32_t *slot_of(struct metric_pairs *pairs, uint64_t hash)
{
	return &pairs->slot[hash & (pairs->slots - 1)];
}

static int grow(struct metric_pairs *pairs)
{
	const uint32_t room = pairs->room ? 2 * pairs->room : FIRST_ROOM;
	struct pair *at = realloc(pairs->at, room * sizeof(*at));

	if (!at)
		return -1;
	pairs->at = at;
	uint32_t *slot = malloc(room * sizeof(*slot));

	if (!slot)
		return -1;
	free(pairs->slot);
	pairs->slot = slot;
	pairs->slots = pairs->room = room;
	for (uint32_t i = 0; i < room; i++)
		slot[i] = NONE;
	for (uint32_t i = 0; i < pairs->n; i++) {
		uint32_t *head = slot_of(pairs, at[i].hash);

		at[i].next = *head;
		*head = i;
	}
	return 0;
}

static struct pair wanted(const struct metric_pairs *pairs, uint32_t metric,
			  const struct event *event, bool keyed)
{
	struct pair pair = { .metric = metric };

	if (keyed && event->key.ptr) {
		pair.has_text = true;
		pair.key_len = event->key.len < KEY_BYTES
			? (uint8_t)event->key.len : KEY_BYTES;
		memcpy(pair.key, event->key.ptr, pair.key_len);
	} else if (keyed) {
		pair.key_number = event->key_number;
	}
	pair.hash = hash_number((keyed ? event->key_hash : 0) ^ metric,
				pairs->seed);
	return pair;
}

static bool same(const struct pair *a, const struct pair *b)
{
	return a->hash == b->hash && a->metric == b->metric &&
		a->has_text == b->has_text && a->key_number == b->key_number &&
		a->key_len == b->key_len && !memcmp(a->key, b->key, a->key_len);
}

static void unlink_age(struct metric_pairs *pairs, uint32_t i)
{
	const struct pair *pair = &pairs->at[i];

	if (pair->older == NONE)
		pairs->oldest = pair->newer;
	else
		pairs->at[pair->older].newer = pair->newer;
	if (pair->newer == NONE)
		pairs->newest = pair->older;
	else
		pairs->at[pair->newer].older = pair->older;
}

static void link_newest(struct metric_pairs *pairs, uint32_t i)
{
	struct pair *pair = &pairs->at[i];

	pair->older = pairs->newest;
	pair->newer = NONE;
	if (pairs->newest == NONE)
		pairs->oldest = i;
	else
		pairs->at[pairs->newest].newer = i;
	pairs->newest = i;
}

/* Takes the oldest out of age and slot; returns its place. */
static uint32_t forget(struct metric_pairs *pairs)
{
	const uint32_t i = pairs->oldest;
	uint32_t *link = slot_of(pairs, pairs->at[i].hash);

	unlink_age(pairs, i);
	while (*link != i)
		link = &pairs->at[*link].next;
	*link = pairs->at[i].next;
	pairs->forgotten++;
	return i;
}

static int add(struct metric_pairs *pairs, const struct pair *pair)
{
	if (pairs->n < pairs->most && pairs->n == pairs->room && grow(pairs))
		return -1;

	const uint32_t i = pairs->n < pairs->most ? pairs->n++
		: forget(pairs);
	uint32_t *head = slot_of(pairs, pair->hash);

	pairs->at[i] = *pair;
	pairs->at[i].next = *head;
	*head = i;
	link_newest(pairs, i);
	return 0;
}

int metric_pairs_note(struct metric_pairs *pairs, uint32_t metric,
		      const struct event *event, bool keyed,
		      int64_t *previous)
{
	struct pair pair = wanted(pairs, metric, event, keyed);
	uint32_t i = pairs->slots ? *slot_of(pairs, pair.hash) : NONE;

	while (i != NONE && !same(&pairs->at[i], &pair))
		i = pairs->at[i].next;
	if (i == NONE) {
		pair.time = event->time;
		return add(pairs, &pair);
	}
	*previous = pairs->at[i].time;
	pairs->at[i].time = event->time;
	unlink_age(pairs, i);
	link_newest(pairs, i);
	return 1;
}

uint64_t metric_pairs_forgotten(const struct metric_pairs *pairs)
{
	return pairs->forgotten;
}
