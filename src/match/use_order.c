/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/use_order.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { USES = 2 };		/* that the log holds for each number */
_Static_assert((uint64_t)USES * USE_ORDER_MAX < UINT32_MAX,
	       "places in the log are numbers of 32 bits");

int use_order_grow(struct use_order *o, uint64_t room)
{
	if (room <= o->room)
		return 0;
	uint32_t *log = realloc(o->log, USES * room * sizeof(*log));

	if (!log)
		return -1;
	o->log = log;
	uint32_t *last = realloc(o->last, room * sizeof(*last));

	if (!last)
		return -1;
	memset(last + o->room, 0, (room - o->room) * sizeof(*last));
	o->last = last;
	o->room = room;
	return 0;
}

void use_order_release(struct use_order *o)
{
	free(o->log);
	free(o->last);
	*o = (struct use_order){ 0 };
}

static bool is_stale(const struct use_order *o, uint64_t place)
{
	return o->last[o->log[place]] != place + 1;
}

static void rewrite(struct use_order *o)
{
	uint64_t kept = 0;

	for (uint64_t i = o->head; i < o->tail; i++) {
		const uint32_t number = o->log[i];

		if (is_stale(o, i))
			continue;
		o->log[kept++] = number;
		o->last[number] = (uint32_t)kept;
	}
	o->head = 0;
	o->tail = kept;
}

void use_order_touch(struct use_order *o, uint32_t number)
{
	if (o->tail > 0 && o->last[number] == o->tail)
		return;
	if (o->tail == USES * o->room)
		rewrite(o);
	o->log[o->tail++] = number;
	o->last[number] = (uint32_t)o->tail;
}

void use_order_forget(struct use_order *o, uint32_t number)
{
	o->last[number] = 0;
}

uint32_t use_order_oldest(struct use_order *o)
{
	while (o->head < o->tail && is_stale(o, o->head))
		o->head++;
	return o->head < o->tail ? o->log[o->head] : UINT32_MAX;
}

uint32_t use_order_newer(const struct use_order *o, uint32_t number)
{
	uint64_t place = o->last[number];

	while (place < o->tail && is_stale(o, place))
		place++;
	return place < o->tail ? o->log[place] : UINT32_MAX;
}
