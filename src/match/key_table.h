/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key_table: what a matcher remembers of each key.
 *
 * A state is a piece of zeroed memory of a fixed size, aligned for int64_t.
 * Keys are told apart by hash, number and text, so keys of one hash do not
 * mix.  The states stand in order of their last use, and every operation but
 * the walk takes amortised constant time.  Memory grows with the keys that are
 * in the table, up to max_keys.
 *
 * A table that is not keyed holds one state, which all events share and which
 * cannot leave it: no hashing, no list.
 */
#ifndef MATCH_KEY_TABLE_H
#define MATCH_KEY_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/event.h"

struct key_table;

/* max_keys: at least 1.  NULL when memory is short. */
struct key_table *key_table_new(size_t state_size, bool keyed,
				uint32_t max_keys);
void key_table_free(struct key_table *table);	/* NULL is fine */

/* The state of this event's key, now the last one used; NULL if it has none. */
void *key_table_find(struct key_table *table, const struct event *event);

/* The same for a key that is a number, without an event. */
void *key_table_find_number(struct key_table *table, int64_t number);

/* To be called before finds for these events, at most EVENT_BATCH of them,
 * which changes nothing but their speed. */
void key_table_prefetch(const struct key_table *table,
			const struct event *events, size_t n);

/* The state that must be removed before the next key_table_add(): that of the
 * key idle for the longest if the table is full, else NULL. */
void *key_table_victim(struct key_table *table);

/* A zeroed state for the event's key, which has none yet; the table is not
 * full.  NULL when memory is short. */
void *key_table_add(struct key_table *table, const struct event *event);

/* Gives the slot back; a state that is not keyed is zeroed. */
void key_table_remove(struct key_table *table, void *state);

/* A walk from the key idle for the longest to the last one used.  A state may
 * be removed after its successor was asked for. */
void *key_table_oldest(struct key_table *table);
void *key_table_newer(struct key_table *table, const void *state);

/* A state's number, which stays the same while it is in the table. */
uint32_t key_table_slot(const struct key_table *table, const void *state);
void *key_table_at(struct key_table *table, uint32_t slot);

/* What event.key_hash must be; the seed (hash.h) is that of the run. */
uint64_t key_hash_number(int64_t number);
uint64_t key_hash_text(struct span text, uint64_t seed);

#endif
