/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/slowest.h"

#include <stdlib.h>

#include "base/num.h"

struct slowest {
	unsigned most;
	bool keyed;
	size_t n;
	struct slow_loop *heap;		/* the least slow one on top */
	struct slow_loop *sorted;
};

struct slowest *slowest_new(unsigned most, bool keyed)
{
	struct slowest *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->most = most;
	s->keyed = keyed;
	s->heap = calloc(most, sizeof(*s->heap));
	s->sorted = calloc(most, sizeof(*s->sorted));
	if (!s->heap || !s->sorted) {
		slowest_free(s);
		return NULL;
	}
	return s;
}

void slowest_free(struct slowest *s)
{
	if (!s)
		return;
	free(s->heap);
	free(s->sorted);
	free(s);
}

/* Whether a is to be dropped before b. */
static bool before(const struct slow_loop *a, const struct slow_loop *b)
{
	return a->value != b->value ? a->value < b->value : a->loop > b->loop;
}

static void swap(struct slow_loop *a, struct slow_loop *b)
{
	const struct slow_loop t = *a;

	*a = *b;
	*b = t;
}

static void sift_up(struct slow_loop *heap, size_t i)
{
	for (; i > 0 && before(&heap[i], &heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&heap[i], &heap[(i - 1) / 2]);
}

static void sift_down(struct slow_loop *heap, size_t n)
{
	for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && before(&heap[child + 1], &heap[child]))
			child++;
		if (!before(&heap[child], &heap[i]))
			return;
		swap(&heap[i], &heap[child]);
	}
}

static void copy_key(char out[64], const struct event *event)
{
	size_t len = 0;

	if (event->key.ptr) {
		len = event->key.len < 63 ? event->key.len : 63;
		memcpy(out, event->key.ptr, len);
	} else if (event->key_hash) {
		len = (size_t)(put_i64(out, event->key_number) - out);
	}
	out[len] = '\0';
}

void slowest_add(struct slowest *s, const struct event *events,
		 const struct loop_batch *loops, uint64_t first)
{
	for (size_t i = 0; i < loops->count; i++) {
		struct slow_loop slow = {
			.loop = first + i, .n = loops->n,
			.missing = loops->loop[i].missing,
		};

		if (!loop_delta(loops, i, 0, loops->n - 1, &slow.value) ||
		    (s->n == s->most && !before(&s->heap[0], &slow)))
			continue;
		memcpy(slow.time, loops->time + i * loops->n,
		       loops->n * sizeof(*slow.time));
		if (s->keyed)
			copy_key(slow.key, &events[loops->loop[i].event]);
		if (s->n < s->most) {
			s->heap[s->n] = slow;
			sift_up(s->heap, s->n++);
		} else {
			s->heap[0] = slow;
			sift_down(s->heap, s->n);
		}
	}
}

static int slower_first(const void *a, const void *b)
{
	return before(b, a) ? -1 : 1;
}

const struct slow_loop *slowest_sorted(struct slowest *s, size_t *n)
{
	memcpy(s->sorted, s->heap, s->n * sizeof(*s->heap));
	qsort(s->sorted, s->n, sizeof(*s->sorted), slower_first);
	*n = s->n;
	return s->sorted;
}
