/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fifo: at each position a queue of partial loops, the oldest first.
 *
 * The partial loops of all keys lie in one pool and stand in two orders: the
 * queue of their key and position, and that of all by age.  A queue takes
 * partial loops only from the one before it, head first, so every queue is in
 * the order of age too: the oldest of all is always the head of its queue, and
 * single links are enough there.
 */
#include <stdlib.h>

#include "match/matcher_impl.h"
#include "match/use_order.h"

enum {
	NONE = 0,		/* partial loops are numbered from 1 */
	FIRST_ROOM = 16,
};

struct partial {
	uint32_t next;		/* in its queue, or of the free ones */
	uint32_t slot;		/* of its key */
	uint32_t position;
	uint32_t group;
	int64_t time[];		/* n - 1 */
};

struct queue {
	uint32_t head, tail;	/* NONE: empty */
};

struct state {
	uint32_t open;		/* partial loops in all queues */
	struct queue queue[];	/* n - 1 */
};

struct fifo {
	struct matcher base;
	unsigned char *pool;
	size_t stride;
	uint64_t room, used;	/* of the pool, NONE included */
	struct use_order ages;	/* each is used but once */
	uint64_t in_flight;
	uint32_t free;
};

static struct fifo *fifo_of(struct matcher *m)
{
	return (struct fifo *)m;
}

static struct partial *at(const struct fifo *f, uint32_t i)
{
	return (struct partial *)(void *)(f->pool + i * f->stride);
}

static size_t fifo_state_size(const struct match_spec *spec)
{
	return sizeof(struct state) + (spec->n - 1) * sizeof(struct queue);
}

static int grow(struct fifo *f)
{
	/* one more than may stay: the newest comes before the oldest goes */
	const uint64_t most = (uint64_t)f->base.spec.max_in_flight + 2;
	uint64_t room = f->room ? 2 * f->room : FIRST_ROOM;

	if (room > most)
		room = most;
	unsigned char *pool = realloc(f->pool, room * f->stride);

	if (!pool)
		return -1;
	f->pool = pool;
	if (use_order_grow(&f->ages, room) < 0)
		return -1;
	f->room = room;
	return 0;
}

static int fifo_init(struct matcher *m)
{
	struct fifo *f = fifo_of(m);

	if (m->spec.max_in_flight > USE_ORDER_MAX - 2)
		m->spec.max_in_flight = USE_ORDER_MAX - 2;
	f->stride = sizeof(struct partial) + (m->spec.n - 1) * sizeof(int64_t);
	f->used = NONE + 1;
	return grow(f);
}

static void fifo_release(struct matcher *m)
{
	free(fifo_of(m)->pool);
	use_order_release(&fifo_of(m)->ages);
}

/* A new partial loop, the youngest of all; NONE when memory is short. */
static uint32_t take(struct fifo *f)
{
	uint32_t i = f->free;

	if (i != NONE) {
		f->free = at(f, i)->next;
	} else {
		if (f->used == f->room && grow(f) < 0)
			return NONE;
		i = (uint32_t)f->used++;
	}
	use_order_touch(&f->ages, i);
	f->in_flight++;
	return i;
}

static void give_back(struct fifo *f, uint32_t i)
{
	use_order_forget(&f->ages, i);
	at(f, i)->next = f->free;
	f->free = i;
	f->in_flight--;
}

static void push(struct fifo *f, struct state *s, unsigned k, uint32_t i)
{
	struct queue *q = &s->queue[k];
	struct partial *p = at(f, i);

	p->position = k;
	p->next = NONE;
	if (q->head != NONE)
		at(f, q->tail)->next = i;
	else
		q->head = i;
	q->tail = i;
}

static uint32_t pop(struct fifo *f, struct state *s, unsigned k)
{
	struct queue *q = &s->queue[k];
	const uint32_t i = q->head;

	if (i != NONE)
		q->head = at(f, i)->next;
	return i;
}

static bool timed_out(const struct fifo *f, uint32_t i, int64_t now)
{
	const int64_t timeout = f->base.spec.timeout;

	return timeout != 0 && time_between(at(f, i)->time[0], now) > timeout;
}

static void abandon_oldest(struct fifo *f)
{
	const uint32_t i = use_order_oldest(&f->ages);
	struct key_table *keys = f->base.keys;
	struct state *s = key_table_at(keys, at(f, i)->slot);

	pop(f, s, at(f, i)->position);
	give_back(f, i);
	f->base.counts.abandoned++;
	if (--s->open == 0 && f->base.spec.keyed)
		key_table_remove(keys, s);
}

static void abandon_timed_out(struct fifo *f, int64_t now)
{
	while (f->base.spec.timeout != 0 && f->in_flight > 0 &&
	       timed_out(f, use_order_oldest(&f->ages), now))
		abandon_oldest(f);
}

/* The oldest one waiting at k that has not timed out, or NONE.
 * Where time went backward, one may have timed out behind an older one that
 * has not. */
static uint32_t pop_alive(struct fifo *f, struct state *s, unsigned k,
			  int64_t now)
{
	for (;;) {
		const uint32_t i = pop(f, s, k);

		if (i == NONE || !timed_out(f, i, now))
			return i;
		give_back(f, i);
		s->open--;
		f->base.counts.abandoned++;
	}
}

static int start(struct fifo *f, struct state *s, const struct event *e)
{
	const uint32_t i = take(f);

	if (i == NONE)
		return -1;
	struct partial *p = at(f, i);

	p->slot = key_table_slot(f->base.keys, s);
	p->group = e->group;
	p->time[0] = e->time;
	push(f, s, 0, i);
	s->open++;
	f->base.counts.started++;
	/* this key keeps its slot: it has the one just started */
	if (f->in_flight > f->base.spec.max_in_flight)
		abandon_oldest(f);
	return 0;
}

static void complete(struct fifo *f, struct state *s, uint32_t partial,
		     const struct event *e, size_t i, struct loop_batch *loops)
{
	const unsigned last = f->base.spec.n - 1;
	const struct partial *p = at(f, partial);
	int64_t *time = loop_batch_add(loops, i,
				       p->group ? p->group : e->group, 0);
	const int64_t took = time_between(p->time[0], e->time);

	for (unsigned k = 0; k < last; k++)
		time[k] = p->time[k];
	time[last] = e->time;
	f->base.counts.complete++;
	if (took > f->base.counts.longest_complete)
		f->base.counts.longest_complete = took;
	give_back(f, partial);
	s->open--;
}

static int offer(struct fifo *f, struct state *s, const struct event *e,
		 size_t i, uint32_t mask, struct loop_batch *loops)
{
	bool taken = false;

	/* the highest first: what it moves to one position must not be moved
	 * on to the next */
	while (mask) {
		const unsigned k = highest_bit(mask);

		mask ^= 1u << k;
		if (k == 0) {
			taken = true;
			if (start(f, s, e) < 0)
				return -1;
			continue;
		}
		const uint32_t partial = pop_alive(f, s, k - 1, e->time);

		if (partial == NONE)
			continue;
		taken = true;
		if (k == f->base.spec.n - 1) {
			complete(f, s, partial, e, i, loops);
			continue;
		}
		struct partial *p = at(f, partial);

		p->time[k] = e->time;
		if (!p->group)
			p->group = e->group;
		push(f, s, k, partial);
	}
	f->base.counts.orphans += !taken;
	return 0;
}

static int fifo_feed(struct matcher *m, const struct event *events, size_t n,
		     struct loop_batch *loops)
{
	struct fifo *f = fifo_of(m);
	size_t stride;
	const uint32_t *masks = event_set_masks(m->spec.set, m->spec.sequence,
						&stride);

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		if (e->kind == KIND_LOST) {
			matcher_lost(m, e);
			continue;
		}
		const uint32_t mask = masks[e->kind * stride];

		if (!mask)
			continue;
		abandon_timed_out(f, e->time);
		struct state *s = key_table_find(m->keys, e);

		if (!s) {
			if (!(mask & 1)) {
				m->counts.orphans++;
				continue;
			}
			s = matcher_new_state(m, e);
			if (!s)
				return -1;
		}
		if (offer(f, s, e, i, mask, loops) < 0)
			return -1;
		if (!s->open && m->spec.keyed)
			key_table_remove(m->keys, s);
	}
	return 0;
}

static void fifo_drop(struct matcher *m, void *state, int64_t now,
		      uint64_t *class)
{
	struct fifo *f = fifo_of(m);
	struct state *s = state;

	for (unsigned k = 0; k + 1 < m->spec.n; k++) {
		uint32_t i;

		while ((i = pop(f, s, k)) != NONE) {
			if (timed_out(f, i, now))
				m->counts.abandoned++;
			else
				(*class)++;
			give_back(f, i);
		}
	}
	key_table_remove(m->keys, s);
}

static void fifo_finish(struct matcher *m)
{
	struct fifo *f = fifo_of(m);

	for (uint32_t i = use_order_oldest(&f->ages); i != UINT32_MAX;
	     i = use_order_newer(&f->ages, i)) {
		const int64_t age = time_between(at(f, i)->time[0], m->now);

		if (!timed_out(f, i, m->now) && age > m->counts.oldest_open)
			m->counts.oldest_open = age;
	}
}

const struct matcher_ops fifo_ops = {
	.size = sizeof(struct fifo),
	.state_size = fifo_state_size,
	.init = fifo_init,
	.release = fifo_release,
	.feed = fifo_feed,
	.drop = fifo_drop,
	.finish = fifo_finish,
};
