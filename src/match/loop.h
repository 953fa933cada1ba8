/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop: what a matcher makes of a batch of events.
 */
#ifndef MATCH_LOOP_H
#define MATCH_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/event.h"

/*
 * The loops completed by one batch, in the order of completion.  Loop i has
 * its n times at time[i * n], one per name of the order.
 */
struct loop_batch {
	size_t count;		/* at most EVENT_BATCH */
	unsigned n;		/* names of the order */
	struct loop {
		uint32_t event;	/* index in the batch of the event that
				   completed it: has its key */
		uint32_t group;	/* 0: none */
		uint32_t missing; /* bit k: no event stands at position k; its
				     time is 0 and counts as 0 in every delta
				     (original, sequential --zero-fill) */
	} loop[EVENT_BATCH];
	int64_t time[EVENT_BATCH * ORDER_MAX];
};

/* time of position `to` minus that of position `from`; 0 if either is
 * missing.  False: outside int64 (*delta is not set). */
static inline bool loop_delta(const struct loop_batch *b, size_t i,
			      unsigned from, unsigned to, int64_t *delta)
{
	const int64_t *t = b->time + i * b->n;

	if (b->loop[i].missing & (1u << from | 1u << to)) {
		*delta = 0;
		return true;
	}
	return !__builtin_sub_overflow(t[to], t[from], delta);
}

#endif
