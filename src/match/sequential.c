/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sequential: the window of the last event and the n - 1 taken events before
 * it, in a ring per key.
 */
#include "match/matcher_impl.h"

struct seen {
	int64_t time;
	uint32_t mask;
	uint32_t group;
};

struct state {
	uint32_t count;		/* in the ring, up to n */
	uint32_t next;		/* where the next one goes */
	struct seen ring[];
};

static size_t sequential_state_size(const struct match_spec *spec)
{
	return sizeof(struct state) + spec->n * sizeof(struct seen);
}

static void remember(struct matcher *m, struct state *s, const struct event *e,
		     uint32_t mask)
{
	s->ring[s->next] = (struct seen){ e->time, mask, e->group };
	s->next = s->next + 1 < m->spec.n ? s->next + 1 : 0;
	if (s->count < m->spec.n)
		s->count++;
}

/* For each position the latest of the window that may stand there; returns
 * the positions found. */
static uint32_t look_back(const struct matcher *m, const struct state *s,
			  const struct seen *at[ORDER_MAX])
{
	uint32_t found = 0;
	uint32_t i = s->next;

	for (uint32_t left = s->count; left > 0; left--) {
		i = (i > 0 ? i : m->spec.n) - 1;
		uint32_t fresh = s->ring[i].mask & ~found;

		found |= fresh;
		for (; fresh; fresh &= fresh - 1)
			at[lowest_bit(fresh)] = &s->ring[i];
	}
	return found;
}

static void write_window(struct matcher *m, const struct state *s, size_t i,
			 struct loop_batch *loops)
{
	const uint32_t all = UINT32_MAX >> (ORDER_MAX - m->spec.n);
	const struct seen *at[ORDER_MAX];
	const uint32_t found = look_back(m, s, at);

	if (found != all && !m->spec.zero_fill) {
		m->counts.incomplete++;
		return;
	}
	int64_t *time = loop_batch_add(loops, i, 0, all & ~found);
	uint32_t group = 0;

	for (unsigned k = 0; k < m->spec.n; k++) {
		const bool there = found >> k & 1;

		time[k] = there ? at[k]->time : 0;
		if (there && !group)
			group = at[k]->group;
	}
	loops->loop[loops->count - 1].group = group;
	m->counts.complete++;
}

static int sequential_feed(struct matcher *m, const struct event *events,
			   size_t n, struct loop_batch *loops)
{
	size_t stride;
	const uint32_t *masks = event_set_masks(m->spec.set, m->spec.sequence,
						&stride);

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		if (e->kind == KIND_LOST) {
			if (!m->spec.zero_fill)
				matcher_lost(m, e);
			continue;
		}
		const uint32_t mask = masks[e->kind * stride];
		struct state *s = key_table_find(m->keys, e);

		if (!s)
			s = matcher_new_state(m, e);
		if (!s)
			return -1;
		remember(m, s, e, mask);
		if (mask >> (m->spec.n - 1) & 1)
			write_window(m, s, i, loops);
	}
	return 0;
}

static void sequential_drop(struct matcher *m, void *state, int64_t now,
			    uint64_t *class)
{
	(void)now;
	(void)class;	/* a window is no loop before its last event */
	key_table_remove(m->keys, state);
}

const struct matcher_ops sequential_ops = {
	.size = sizeof(struct matcher),
	.state_size = sequential_state_size,
	.feed = sequential_feed,
	.drop = sequential_drop,
};
