/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account.h"

size_t account_add(struct account *account, struct event_set *set,
		   const struct event *events, size_t n,
		   struct line_counts *counts)
{
	size_t fine_from = account->fine ? 0 : n;

	event_set_count(set, events, n);
	for (size_t i = 0; i < n; i++) {
		const struct event *const e = &events[i];

		if (e->kind == KIND_LOST) {
			counts->lost += e->lines;
			account->lost_markers++;
			if (__builtin_add_overflow(account->lost_events,
						   e->lost,
						   &account->lost_events))
				account->lost_events = UINT64_MAX;
			continue;
		}
		counts->event += e->lines;
		if (e->decimals > 6 && !account->fine) {
			account->fine = true;
			fine_from = i;
		}
		if (account->has_time && e->time < account->time)
			account->backward++;
		if (!account->has_time || e->time < account->first_time)
			account->first_time = e->time;
		if (!account->has_time || e->time > account->last_time)
			account->last_time = e->time;
		account->time = e->time;
		account->has_time = true;
	}
	return fine_from;
}
