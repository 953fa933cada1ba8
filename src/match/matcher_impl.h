/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * matcher_impl: what the algorithms share behind matcher.h.
 *
 * Each algorithm keeps one state per key in a key_table and hands in a table
 * of operations; matcher.c does what is the same for all.
 */
#ifndef MATCH_MATCHER_IMPL_H
#define MATCH_MATCHER_IMPL_H

#include "match/key_table.h"
#include "match/matcher.h"

struct matcher_ops {
	size_t size;		/* of its struct, which begins with matcher */
	size_t (*state_size)(const struct match_spec *spec);
	int (*init)(struct matcher *matcher);		/* may be NULL */
	void (*release)(struct matcher *matcher);	/* may be NULL */
	/* as matcher_feed(); *loops is empty and has its n */
	int (*feed)(struct matcher *matcher, const struct event *events,
		    size_t n, struct loop_batch *loops);
	/* Drops the open loops of one key and takes its state out of the
	 * table.  *class is what they count as, but for those that have timed
	 * out by now: they are abandoned. */
	void (*drop)(struct matcher *matcher, void *state, int64_t now,
		     uint64_t *class);
	void (*finish)(struct matcher *matcher);	/* may be NULL; before
							   all is dropped */
};

extern const struct matcher_ops latest_ops, fifo_ops, sequential_ops,
	original_ops;

struct matcher {
	const struct matcher_ops *ops;
	struct match_spec spec;
	struct match_counts counts;
	struct key_table *keys;
	int64_t now;		/* time of the last event fed */
};

/* A state for a key that has none; at a full table another key is evicted.
 * NULL when memory is short. */
void *matcher_new_state(struct matcher *matcher, const struct event *event);

/* Cuts what is open at a loss marker: all, or what is of its cpu or key. */
void matcher_lost(struct matcher *matcher, const struct event *marker);

/* Adds a loop that event number i of the batch completed; the times are the
 * caller's to fill. */
static inline int64_t *loop_batch_add(struct loop_batch *loops, size_t i,
				      uint32_t group, uint32_t missing)
{
	struct loop *loop = &loops->loop[loops->count];

	loop->event = (uint32_t)i;
	loop->group = group;
	loop->missing = missing;
	return &loops->time[loops->count++ * loops->n];
}

/* to - from, held within int64. */
static inline int64_t time_between(int64_t from, int64_t to)
{
	int64_t d;

	if (!__builtin_sub_overflow(to, from, &d))
		return d;
	return to < from ? INT64_MIN : INT64_MAX;
}

static inline unsigned highest_bit(uint32_t mask)
{
	return 31 - (unsigned)__builtin_clz(mask);
}

static inline unsigned lowest_bit(uint32_t mask)
{
	return (unsigned)__builtin_ctz(mask);
}

#endif
