/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * original: Algo 2 of the Python program of 2015, row for row.
 *
 * Two sets of slots for all names but the last: the mirror gathers events
 * until it is full and then becomes the base; the last event writes a row from
 * the base, which stays for the next one.  A slot of the mirror takes a new
 * time while the slot of the next name is unset, and after that an earlier
 * time only.  As in Python's "if not value", a time of exactly 0 counts as
 * unset there, but as set where the mirror is checked for being full.
 */
#include "match/matcher_impl.h"

struct slot {
	int64_t time;
	uint32_t group;
};

struct state {
	uint32_t base_set;	/* bit k: slot k is not None */
	uint32_t mirror_set;
	struct slot slot[];	/* n - 1 of the base, n - 1 of the mirror */
};

static size_t original_state_size(const struct match_spec *spec)
{
	return sizeof(struct state) + 2 * (spec->n - 1) * sizeof(struct slot);
}

static void write_row(struct matcher *m, const struct state *s,
		      const struct event *e, size_t i, struct loop_batch *loops)
{
	const unsigned last = m->spec.n - 1;
	const uint32_t all = (1u << last) - 1;
	int64_t *time = loop_batch_add(loops, i, 0, all & ~s->base_set);
	uint32_t group = 0;

	for (unsigned k = 0; k < last; k++) {
		const bool there = s->base_set >> k & 1;

		time[k] = there ? s->slot[k].time : 0;
		if (there && !group)
			group = s->slot[k].group;
	}
	time[last] = e->time;
	loops->loop[loops->count - 1].group = group ? group : e->group;
	m->counts.complete++;
}

static void gather(struct matcher *m, struct state *s, const struct event *e,
		   unsigned k)
{
	const unsigned last = m->spec.n - 1;
	const uint32_t all = (1u << last) - 1;
	struct slot *mirror = s->slot + last;
	/* an unset slot's time is 0 */
	const int64_t next = k + 1 < last ? mirror[k + 1].time : 0;

	if (mirror[k].time == 0 || next == 0 || e->time < next) {
		mirror[k] = (struct slot){ e->time, e->group };
		s->mirror_set |= 1u << k;
	}
	if (s->mirror_set != all)
		return;
	for (unsigned j = 0; j < last; j++) {
		s->slot[j] = mirror[j];
		mirror[j] = (struct slot){ 0 };
	}
	s->base_set = all;
	s->mirror_set = 0;
}

static int original_feed(struct matcher *m, const struct event *events,
			 size_t n, struct loop_batch *loops)
{
	size_t stride;
	const uint32_t *masks = event_set_masks(m->spec.set, m->spec.sequence,
						&stride);

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		/* a loss marker is no event to it: the rows would differ */
		if (e->kind == KIND_LOST || !masks[e->kind * stride])
			continue;
		struct state *s = key_table_find(m->keys, e);

		if (!s)
			s = matcher_new_state(m, e);
		if (!s)
			return -1;
		/* of two names that it matches it is written under the first */
		const unsigned k = lowest_bit(masks[e->kind * stride]);

		if (k == m->spec.n - 1)
			write_row(m, s, e, i, loops);
		else
			gather(m, s, e, k);
	}
	return 0;
}

static void original_drop(struct matcher *m, void *state, int64_t now,
			  uint64_t *class)
{
	(void)now;
	(void)class;	/* it does not know when a loop begins */
	key_table_remove(m->keys, state);
}

const struct matcher_ops original_ops = {
	.size = sizeof(struct matcher),
	.state_size = original_state_size,
	.feed = original_feed,
	.drop = original_drop,
};
