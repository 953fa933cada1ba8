/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/saved_stats.h"

#include <stdlib.h>
#include <string.h>

const struct saved_counter_name saved_counters[SAVED_COUNTERS] = {
	[SAVED_TOTAL] = { "lines", "total" },
	[SAVED_EVENT] = { "lines", "event" },
	[SAVED_OTHER] = { "lines", "other" },
	[SAVED_NOT_EVENT] = { "lines", "not_event" },
	[SAVED_FILTERED] = { "lines", "filtered" },
	[SAVED_NO_KEY] = { "lines", "no_key" },
	[SAVED_MALFORMED] = { "lines", "malformed" },
	[SAVED_LOST] = { "lines", "lost" },
	[SAVED_STARTED] = { "loops", "started" },
	[SAVED_COMPLETE] = { "loops", "complete" },
	[SAVED_ABANDONED] = { "loops", "abandoned" },
	[SAVED_CUT] = { "loops", "cut" },
	[SAVED_EVICTED] = { "loops", "evicted" },
	[SAVED_UNFINISHED] = { "loops", "unfinished" },
	[SAVED_INCOMPLETE] = { "loops", "incomplete" },
	[SAVED_ORPHANS] = { "loops", "orphans" },
	[SAVED_OVERFLOW] = { "loops", "overflow" },
	[SAVED_EVICTED_KEYS] = { "loops", "evicted_keys" },
	[SAVED_GROUP_OTHER] = { "loops", "group_other" },
	[SAVED_LOST_MARKERS] = { "trace", "lost_markers" },
	[SAVED_LOST_EVENTS] = { "trace", "lost_events" },
	[SAVED_BACKWARD] = { "trace", "backward" },
};

void saved_stats_init(struct saved_stats *saved)
{
	*saved = (struct saved_stats){ .stats = NULL };
	names_init(&saved->events);
}

void saved_stats_release(struct saved_stats *saved)
{
	for (unsigned k = 0; k < saved->norder; k++)
		free(saved->order[k]);
	for (unsigned g = 0; g < saved->ngroups; g++)
		free(saved->group[g]);
	free(saved->group);
	free(saved->event_count);
	names_release(&saved->events);
	stats_free(saved->stats);
	saved_stats_init(saved);
}

int saved_stats_order(struct saved_stats *saved, const char *const *names,
		      unsigned n)
{
	for (unsigned k = 0; k < n; k++) {
		char *const name = saved->norder < ORDER_MAX ? strdup(names[k])
							     : NULL;

		if (!name)
			return -1;
		saved->order[saved->norder++] = name;
	}
	return 0;
}

int saved_stats_event(struct saved_stats *saved, const char *name,
		      uint64_t count)
{
	const uint32_t before = saved->events.count;
	const uint32_t i = names_add(&saved->events, span_from(name));

	if (i == NAME_ABSENT || i >= SAVED_EVENTS_MAX ||
	    saved->events.bytes > SAVED_NAMES_BYTES)
		return -1;
	if (i >= saved->event_room) {
		const size_t room = i < 32 ? 64 : 2 * (size_t)i;
		uint64_t *const grown = realloc(saved->event_count,
						room * sizeof(*grown));

		if (!grown)
			return -1;
		saved->event_count = grown;
		saved->event_room = room;
	}
	if (i == before)
		saved->event_count[i] = 0;
	return __builtin_add_overflow(saved->event_count[i], count,
				      &saved->event_count[i]) ? -1 : 0;
}

int saved_stats_group(struct saved_stats *saved, const char *name)
{
	if (saved->ngroups == SAVED_GROUPS_MAX)
		return -1;

	char **const grown = realloc(saved->group, (saved->ngroups + 1) *
						   sizeof(*grown));

	if (!grown)
		return -1;
	saved->group = grown;
	grown[saved->ngroups] = strdup(name);
	return grown[saved->ngroups++] ? 0 : -1;
}

/* Makes `saved`, which is fresh, fit for what `from` has. */
static int begin(struct saved_stats *saved, const struct saved_stats *from)
{
	const unsigned n = stats_series_count(from->stats);
	const char *names[SAVED_SERIES_MAX];

	for (unsigned s = 0; s < n; s++)
		names[s] = stats_series_name(from->stats, s);
	saved->stats = stats_new(names, n);
	saved->has_started = from->has_started;
	if (!saved->stats)
		return -1;
	return saved_stats_order(saved, (const char *const *)from->order,
				 from->norder);
}

static bool same_order(const struct saved_stats *a, const struct saved_stats *b)
{
	const unsigned n = stats_series_count(a->stats);

	if (a->norder != b->norder || n != stats_series_count(b->stats))
		return false;
	for (unsigned k = 0; k < a->norder; k++)
		if (strcmp(a->order[k], b->order[k]) != 0)
			return false;
	for (unsigned s = 0; s < n; s++)
		if (strcmp(stats_series_name(a->stats, s),
			   stats_series_name(b->stats, s)) != 0)
			return false;
	return true;
}

/* map[g] becomes the number here of group g there; new ones are added. */
static int map_groups(struct saved_stats *saved, const struct saved_stats *from,
		      unsigned *map)
{
	struct names known;
	int status = 0;

	names_init(&known);
	for (unsigned g = 0; g < saved->ngroups; g++)
		if (names_add(&known, span_from(saved->group[g])) ==
		    NAME_ABSENT)
			status = -1;
	for (unsigned g = 1; status == 0 && g <= from->ngroups; g++) {
		const char *const name = from->group[g - 1];
		const uint32_t i = names_add(&known, span_from(name));

		if (i == NAME_ABSENT ||
		    (i == saved->ngroups && saved_stats_group(saved, name) < 0))
			status = -1;
		map[g] = i + 1;
	}
	names_release(&known);
	return status;
}

static int merge_counters(struct saved_stats *saved,
			  const struct saved_stats *from)
{
	for (unsigned i = 0; i < SAVED_COUNTERS; i++) {
		if (!__builtin_add_overflow(saved->counter[i],
					    from->counter[i],
					    &saved->counter[i]))
			continue;
		/* of lost events a run knows no more either */
		if (i != SAVED_LOST_EVENTS)
			return -1;
		saved->counter[i] = UINT64_MAX;
	}
	return 0;
}

static void merge_times(struct saved_stats *saved,
			const struct saved_stats *from)
{
	if (!from->has_time)
		return;
	if (!saved->has_time || from->first_time < saved->first_time)
		saved->first_time = from->first_time;
	if (!saved->has_time || from->last_time > saved->last_time)
		saved->last_time = from->last_time;
	saved->has_time = true;
}

/* Whether the counts of all series can be added in 64 bits. */
static bool counts_fit(const struct saved_stats *a, const struct saved_stats *b)
{
	const unsigned n = stats_series_count(a->stats);

	/* no group has more than the whole: the reader sees to that */
	for (unsigned s = 0; s < n; s++) {
		const struct series *const x = stats_series(a->stats, s, 0);
		const struct series *const y = stats_series(b->stats, s, 0);
		uint64_t sum;

		if (x && y && __builtin_add_overflow(x->moments.count,
						     y->moments.count, &sum))
			return false;
	}
	return !__builtin_add_overflow(stats_overflows(a->stats),
				       stats_overflows(b->stats),
				       &(uint64_t){ 0 });
}

/* map: room for the groups of `from`. */
static int merge_stats(struct saved_stats *saved,
		       const struct saved_stats *from, unsigned *map,
		       const char *name, struct fault *fault)
{
	if (map_groups(saved, from, map) < 0)
		return fault_set(fault, "%s: over %d groups", name,
				 SAVED_GROUPS_MAX);
	switch (stats_merge(saved->stats, from->stats, map, SAVED_ROWS_MAX)) {
	case 0:
		return 0;
	case STATS_FULL:
		return fault_set(fault, "%s: too many histograms", name);
	default:
		return fault_set(fault, "out of memory");
	}
}

int saved_stats_merge(struct saved_stats *saved, const struct saved_stats *from,
		      const char *name, struct fault *fault)
{
	if (!saved->stats && begin(saved, from) < 0)
		return fault_set(fault, "out of memory");
	if (!same_order(saved, from))
		return fault_set(fault, "%s: of another order or other spans",
				 name);
	if (saved->has_started != from->has_started)
		return fault_set(fault, "%s: of an algorithm that counts loops"
				 " in another way", name);
	if (!counts_fit(saved, from) || merge_counters(saved, from) < 0)
		return fault_set(fault, "%s: counts beyond 64 bits", name);
	saved->met |= from->met;
	merge_times(saved, from);
	for (uint32_t i = 0; i < from->events.count; i++)
		if (saved_stats_event(saved, from->events.text[i],
				      from->event_count[i]) < 0)
			return fault_set(fault, "%s: too many names or events",
					 name);

	unsigned *const map = calloc((size_t)from->ngroups + 1, sizeof(*map));
	const int status = map ? merge_stats(saved, from, map, name, fault) :
		fault_set(fault, "out of memory");

	free(map);
	return status;
}
