/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * use_order: numbers in the order of their last use.
 *
 * Every use is appended to a log, and each number knows where in the log its
 * last use stands; what stands elsewhere is stale and is skipped.  So a use
 * writes two words and touches no other number, where a linked list would
 * touch four.  A full log is rewritten without what is stale; as it has room
 * for twice as many uses as there are numbers, that takes amortised constant
 * time.
 */
#ifndef MATCH_USE_ORDER_H
#define MATCH_USE_ORDER_H

#include <stdint.h>

/* All zero is an order without room. */
struct use_order {
	uint32_t *log;
	uint32_t *last;		/* [room]: 1 + place in the log; 0: not used */
	uint64_t room;		/* for the numbers below it */
	uint64_t head, tail;	/* of the log */
};

enum { USE_ORDER_MAX = INT32_MAX };	/* the largest room */

/* Makes room for the numbers below `room`, which is at most USE_ORDER_MAX.  0,
 * or -1 when memory is short. */
int use_order_grow(struct use_order *order, uint64_t room);
void use_order_release(struct use_order *order);

/* The number is the one used last; it becomes a part of the order. */
void use_order_touch(struct use_order *order, uint32_t number);
/* It is a part of the order no longer. */
void use_order_forget(struct use_order *order, uint32_t number);

/* The number idle for the longest, and the one used next after a number that
 * is a part of the order; UINT32_MAX if there is none. */
uint32_t use_order_oldest(struct use_order *order);
uint32_t use_order_newer(const struct use_order *order, uint32_t number);

#endif
