/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * account: what is counted over the taken events of a run.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "base/event_set.h"

struct account {
	bool has_time;
	int64_t first_time, last_time;	/* ns; earliest and latest taken */
	int64_t time;			/* ns; of the one taken last */
	uint64_t backward;		/* events earlier than the one before */
	uint64_t lost_markers;
	uint64_t lost_events;		/* UINT64_MAX: so many or more */
	bool fine;	/* an event with more than 6 decimals was taken */
};

/*
 * Counts a batch of taken events and loss markers: here, in the set, and in
 * counts->event and counts->lost.  Returns the index of the first event from
 * which on times are to be written with 9 decimals; n if none.
 */
size_t account_add(struct account *account, struct event_set *set,
		   const struct event *events, size_t n,
		   struct line_counts *counts);

#endif
