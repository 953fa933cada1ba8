/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_pairs: the time of the last event of each (metric, key).
 *
 * At most a given number of pairs; the one idle longest makes room.
 */
#ifndef OUTPUT_METRIC_PAIRS_H
#define OUTPUT_METRIC_PAIRS_H

#include "base/event.h"

struct metric_pairs;

struct metric_pairs *metric_pairs_new(uint32_t most);	/* >= 1; or NULL */
void metric_pairs_free(struct metric_pairs *pairs);	/* NULL is fine */

/*
 * Notes the time of an event of this metric, and of its key if keyed.
 * 1 and *previous: the pair was known; 0: it was not; -1: memory is short.
 */
int metric_pairs_note(struct metric_pairs *pairs, uint32_t metric,
		      const struct event *event, bool keyed,
		      int64_t *previous);

/* How often a pair was given up for another. */
uint64_t metric_pairs_forgotten(const struct metric_pairs *pairs);

#endif
