/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latest: for each position the newest partial loop that ends there.
 *
 * A partial loop that goes on is copied to the next position, so several may
 * hold one first event.  Their first events never get younger from a position
 * to a higher one: a copy takes the age of the position below, which only
 * grows younger afterwards.  So the holders of one first event are neighbours
 * among the open positions, and the questions "is it held elsewhere" and "how
 * many first events are these" look at neighbours only.
 */
#include "match/matcher_impl.h"

/* A partial loop that ends at position k is k + 3 cells. */
enum {
	FIRST,			/* number of its first event among all */
	GROUP,
	TIMES,			/* k + 1 of them */
};

struct state {
	uint32_t open;		/* bit k: a partial loop ends at position k */
	int64_t cell[];
};

static size_t cells_below(unsigned k)
{
	return (size_t)k * (k + 5) / 2;	/* 3 + 4 + ... + (k + 2) */
}

static int64_t *partial(struct state *s, unsigned k)
{
	return s->cell + cells_below(k);
}

static size_t latest_state_size(const struct match_spec *spec)
{
	return sizeof(struct state) +
		cells_below(spec->n - 1) * sizeof(int64_t);
}

/* How many different first events the partial loops at these open positions
 * hold. */
static unsigned first_events(struct state *s, uint32_t positions)
{
	int64_t before = -1;
	unsigned count = 0;

	for (; positions; positions &= positions - 1) {
		const int64_t *p = partial(s, lowest_bit(positions));

		count += p[FIRST] != before;
		before = p[FIRST];
	}
	return count;
}

static void drop_timed_out(struct matcher *m, struct state *s, int64_t now)
{
	uint32_t old = 0;

	for (uint32_t left = s->open; left; left &= left - 1) {
		const unsigned k = lowest_bit(left);

		if (time_between(partial(s, k)[TIMES], now) > m->spec.timeout)
			old |= 1u << k;
	}
	m->counts.abandoned += first_events(s, old);
	s->open &= ~old;
}

/* Position k becomes that of a partial loop with this first event. */
static inline int64_t *replace(struct matcher *m, struct state *s, unsigned k,
			       int64_t first)
{
	const uint32_t bit = 1u << k;
	int64_t *p = partial(s, k);

	if ((s->open & bit) && p[FIRST] != first) {
		const uint32_t above = s->open & ~(2 * bit - 1);

		if (!above || partial(s, lowest_bit(above))[FIRST] != p[FIRST])
			m->counts.abandoned++;
	}
	s->open |= bit;
	return p;
}

static inline void start(struct matcher *m, struct state *s,
			 const struct event *e)
{
	const int64_t first = (int64_t)m->counts.started++;
	int64_t *p = replace(m, s, 0, first);

	p[FIRST] = first;
	p[GROUP] = e->group;
	p[TIMES] = e->time;
}

static void extend(struct matcher *m, struct state *s, unsigned k,
		   const struct event *e)
{
	const int64_t *from = partial(s, k - 1);
	int64_t *to = replace(m, s, k, from[FIRST]);

	for (unsigned i = 0; i < TIMES + k; i++)
		to[i] = from[i];
	to[TIMES + k] = e->time;
	if (!to[GROUP])
		to[GROUP] = e->group;
}

static void complete(struct matcher *m, struct state *s, const struct event *e,
		     size_t i, struct loop_batch *loops)
{
	const unsigned last = m->spec.n - 1;
	const int64_t *p = partial(s, last - 1);
	const int64_t first = p[FIRST];
	int64_t *time = loop_batch_add(loops, i, p[GROUP] ?
				       (uint32_t)p[GROUP] : e->group, 0);

	for (unsigned k = 0; k < last; k++)
		time[k] = p[TIMES + k];
	time[last] = e->time;
	m->counts.complete++;
	for (uint32_t left = s->open; left; left &= left - 1) {
		const unsigned k = lowest_bit(left);

		if (partial(s, k)[FIRST] == first)
			s->open &= ~(1u << k);
	}
}

/* False: it has no loop to go on with. */
static inline bool offer_at(struct matcher *m, struct state *s, unsigned k,
			    const struct event *e, size_t i,
			    struct loop_batch *loops)
{
	if (k > 0 && !(s->open & 1u << (k - 1)))
		return false;
	if (k == 0)
		start(m, s, e);
	else if (k < m->spec.n - 1)
		extend(m, s, k, e);
	else
		complete(m, s, e, i, loops);
	return true;
}

static inline void offer(struct matcher *m, struct state *s,
			 const struct event *e, size_t i, uint32_t mask,
			 struct loop_batch *loops)
{
	bool taken = false;

	if (m->spec.timeout > 0)
		drop_timed_out(m, s, e->time);
	/* the highest first: what it brings to one position must not carry it
	 * on to the next */
	do {
		const unsigned k = highest_bit(mask);

		mask ^= 1u << k;
		taken |= offer_at(m, s, k, e, i, loops);
	} while (mask);
	m->counts.orphans += !taken;
}

/* The state of an event's key; NULL: it has none, and needs none.  Memory short:
 * *failed. */
static struct state *find_state(struct matcher *m, const struct event *e,
				uint32_t mask, bool *failed)
{
	struct state *s = key_table_find(m->keys, e);

	if (s)
		return s;
	if (!(mask & 1)) {
		m->counts.orphans++;
		return NULL;
	}
	s = matcher_new_state(m, e);
	*failed = !s;
	return s;
}

static int latest_feed(struct matcher *m, const struct event *events, size_t n,
		       struct loop_batch *loops)
{
	size_t stride;
	const uint32_t *masks = event_set_masks(m->spec.set, m->spec.sequence,
						&stride);
	struct state *const only = m->spec.keyed ? NULL :
		key_table_oldest(m->keys);
	bool failed = false;

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		if (e->kind == KIND_LOST) {
			matcher_lost(m, e);
			continue;
		}
		const uint32_t mask = masks[e->kind * stride];

		if (!mask)
			continue;
		struct state *const s = only ? only :
			find_state(m, e, mask, &failed);

		if (!s) {
			if (failed)
				return -1;
			continue;
		}
		offer(m, s, e, i, mask, loops);
		if (!only && !s->open)
			key_table_remove(m->keys, s);
	}
	return 0;
}

static void latest_drop(struct matcher *m, void *state, int64_t now,
			uint64_t *class)
{
	struct state *s = state;

	if (m->spec.timeout > 0)
		drop_timed_out(m, s, now);
	*class += first_events(s, s->open);
	key_table_remove(m->keys, s);
}

const struct matcher_ops latest_ops = {
	.size = sizeof(struct matcher),
	.state_size = latest_state_size,
	.feed = latest_feed,
	.drop = latest_drop,
};
