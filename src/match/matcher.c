/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/matcher.h"

#include <stdlib.h>

#include "match/matcher_impl.h"

static size_t single_state_size(const struct match_spec *spec)
{
	(void)spec;
	return 0;
}

static int single_feed(struct matcher *m, const struct event *events, size_t n,
		       struct loop_batch *loops)
{
	size_t stride;
	const uint32_t *masks = event_set_masks(m->spec.set, m->spec.sequence,
						&stride);

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		if (e->kind == KIND_LOST || !masks[e->kind * stride])
			continue;
		*loop_batch_add(loops, i, e->group, 0) = e->time;
		m->counts.started++;
		m->counts.complete++;
	}
	return 0;
}

static void single_drop(struct matcher *m, void *state, int64_t now,
			uint64_t *class)
{
	(void)m;
	(void)state;
	(void)now;
	(void)class;
}

/* latest and fifo for an order of one name: nothing is ever open */
static const struct matcher_ops single_ops = {
	.size = sizeof(struct matcher),
	.state_size = single_state_size,
	.feed = single_feed,
	.drop = single_drop,
};

static const struct matcher_ops *choose(const struct match_spec *spec)
{
	static const struct matcher_ops *const all[] = {
		[ALGORITHM_LATEST] = &latest_ops,
		[ALGORITHM_FIFO] = &fifo_ops,
		[ALGORITHM_SEQUENTIAL] = &sequential_ops,
		[ALGORITHM_ORIGINAL] = &original_ops,
	};

	if (spec->n == 1 && (spec->algorithm == ALGORITHM_LATEST ||
			     spec->algorithm == ALGORITHM_FIFO))
		return &single_ops;
	return all[spec->algorithm];
}

struct matcher *matcher_new(const struct match_spec *spec)
{
	const struct matcher_ops *ops = choose(spec);
	struct matcher *m = calloc(1, ops->size);

	if (!m)
		return NULL;
	m->ops = ops;
	m->spec = *spec;
	m->keys = key_table_new(ops->state_size(spec), spec->keyed,
				spec->max_keys);
	if (!m->keys || (ops->init && ops->init(m) < 0)) {
		matcher_free(m);
		return NULL;
	}
	return m;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	if (m->ops->release)
		m->ops->release(m);
	key_table_free(m->keys);
	free(m);
}

int matcher_feed(struct matcher *m, const struct event *events, size_t n,
		 struct loop_batch *loops)
{
	loops->count = 0;
	loops->n = m->spec.n;
	if (n == 0)
		return 0;
	m->now = events[n - 1].time;
	key_table_prefetch(m->keys, events, n);
	return m->ops->feed(m, events, n, loops);
}

static void drop_all(struct matcher *m, int64_t now, uint64_t *class)
{
	/* a state that is not keyed stays in the table, and has no successor */
	for (void *s = key_table_oldest(m->keys); s;) {
		void *next = key_table_newer(m->keys, s);

		m->ops->drop(m, s, now, class);
		s = next;
	}
}

void *matcher_new_state(struct matcher *m, const struct event *event)
{
	void *victim = key_table_victim(m->keys);

	if (victim) {
		m->ops->drop(m, victim, event->time, &m->counts.evicted);
		m->counts.evicted_keys++;
	}
	return key_table_add(m->keys, event);
}

void matcher_lost(struct matcher *m, const struct event *marker)
{
	void *state;

	if (m->spec.key_is_cpu && marker->cpu != EVENT_NO_ID) {
		state = key_table_find_number(m->keys, marker->cpu);
	} else if (m->spec.keyed && !m->spec.key_is_cpu && marker->key.ptr) {
		state = key_table_find(m->keys, marker);
	} else {
		drop_all(m, marker->time, &m->counts.cut);
		return;
	}
	if (state)
		m->ops->drop(m, state, marker->time, &m->counts.cut);
}

void matcher_cut(struct matcher *m)
{
	drop_all(m, m->now, &m->counts.cut);
}

void matcher_finish(struct matcher *m)
{
	if (m->ops->finish)
		m->ops->finish(m);
	drop_all(m, m->now, &m->counts.unfinished);
}

void matcher_counts(const struct matcher *m, struct match_counts *out)
{
	*out = m->counts;
}
