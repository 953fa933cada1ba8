/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slowest: the N loops that took longest, kept in a heap of N.
 */
#ifndef OUTPUT_SLOWEST_H
#define OUTPUT_SLOWEST_H

#include "match/loop.h"
#include "output/report.h"

struct slowest;

/* keyed: loops have the key of their events.  NULL: no memory. */
struct slowest *slowest_new(unsigned most, bool keyed);
void slowest_free(struct slowest *slowest);

/* Offers the loops of a batch; first is the number of its first loop.  Of
 * equal ones the earlier stays. */
void slowest_add(struct slowest *slowest, const struct event *events,
		 const struct loop_batch *loops, uint64_t first);

/* Slowest first; valid until the next slowest_add(). */
const struct slow_loop *slowest_sorted(struct slowest *slowest, size_t *n);

#endif
