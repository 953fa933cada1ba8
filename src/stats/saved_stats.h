/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * saved_stats: all that a run knows, as text that can be added up.
 *
 * The text is CSV with the columns record,series,group,name,value:
 *
 *	format,,,delta_processor statistics,1
 *	order,,,NAME,1		each name of the order; 0: it never occurred
 *	series,0,,NAME,		each series, from 0 (stats.h)
 *	lines,,,total,99	counters: lines, loops, trace, in the order of
 *	...			saved_counters[]; loops started is empty where
 *				the algorithm does not know it
 *	time,,,first,NS		earliest and latest time of the events taken;
 *	time,,,last,NS		empty without events
 *	event,,,NAME,9		events taken, by name
 *	group,,1,NAME,3		groups with loops or values, from 1, by name,
 *				and the loops of each
 *
 * and for all loops (group 0), then for each group, for each series that has
 * values:
 *
 *	count,0,0,,7
 *	sum,0,0,,-12		exact, in ns
 *	sum_squares,0,0,,34	in ns^2; empty: 128 bits were too few
 *	min,0,0,,-4
 *	max,0,0,,5
 *	max_time,0,0,,NS	the earliest first event of a loop with the max
 *	value,0,0,-4,3		ascending: each value and how often it occurred,
 *	bucket,0,0,4096,3	or each bucket (histogram.h) by its lowest value
 *
 * and at last
 *
 *	end,,,,
 *
 * Names are sorted by their bytes, so equal statistics are equal bytes.  There
 * is nothing in it that depends on where or how fast it was made, nor loop
 * numbers.
 */
#ifndef STATS_SAVED_STATS_H
#define STATS_SAVED_STATS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/event.h"
#include "base/fault.h"
#include "base/names.h"
#include "stats/stats.h"

enum saved_counter {
	SAVED_TOTAL, SAVED_EVENT, SAVED_OTHER, SAVED_NOT_EVENT, SAVED_FILTERED,
	SAVED_NO_KEY, SAVED_MALFORMED, SAVED_LOST,
	SAVED_STARTED, SAVED_COMPLETE, SAVED_ABANDONED, SAVED_CUT,
	SAVED_EVICTED, SAVED_UNFINISHED, SAVED_INCOMPLETE, SAVED_ORPHANS,
	SAVED_OVERFLOW, SAVED_EVICTED_KEYS, SAVED_GROUP_OTHER,
	SAVED_LOST_MARKERS, SAVED_LOST_EVENTS, SAVED_BACKWARD,
	SAVED_COUNTERS
};

/* The record and the name of each counter in the text. */
struct saved_counter_name {
	const char *record, *name;
};
extern const struct saved_counter_name saved_counters[SAVED_COUNTERS];

/* What a hostile file, or the sum of many files, may hold at most. */
enum {
	SAVED_SERIES_MAX = 64,
	SAVED_GROUPS_MAX = 4096,
	SAVED_EVENTS_MAX = 1 << 20,	/* names */
	SAVED_NAMES_BYTES = 1 << 26,	/* of those, and of the groups' */
	SAVED_ROWS_MAX = 1 << 16,	/* histogram rows of 8 KiB */
};

struct saved_stats {
	unsigned norder;
	char *order[ORDER_MAX];
	uint32_t met;		/* bit k: name k of the order occurred */
	struct stats *stats;	/* freed by release: NULL it to keep it */
	char **group;		/* [ngroups]: name of group g is group[g - 1] */
	unsigned ngroups;
	struct names events;
	uint64_t *event_count;	/* [events.count]; room for more */
	size_t event_room;
	bool has_started;	/* else SAVED_STARTED means nothing */
	/* SAVED_OVERFLOW is not here: stats has it.  SAVED_LOST_EVENTS is
	 * UINT64_MAX for so many or more. */
	uint64_t counter[SAVED_COUNTERS];
	bool has_time;
	int64_t first_time, last_time;	/* ns, earliest and latest */
};

void saved_stats_init(struct saved_stats *saved);
void saved_stats_release(struct saved_stats *saved);

/* The next three return 0, or -1 when memory is short or a limit is met. */
int saved_stats_order(struct saved_stats *saved, const char *const *names,
		      unsigned n);
/* Adds events of that name. */
int saved_stats_event(struct saved_stats *saved, const char *name,
		      uint64_t count);
/* The next group, in the order of their numbers in stats.  Two may have the
 * same name ("(other)" can be a field's word too); a merge makes them one. */
int saved_stats_group(struct saved_stats *saved, const char *name);

/* 0; errors are left to ferror(out).  -1 when memory is short. */
int saved_stats_write(FILE *out, const struct saved_stats *saved);

/*
 * Reads what saved_stats_write() wrote into saved, which must be fresh from
 * init.  Everything is checked: the form and order of the records, the limits
 * above, that counts add up, that min, max and sums fit the values.  Memory is
 * bounded by the limits, time by the length of the file.  0, or -1 and a fault
 * "NAME:LINE: ...".  Release in both cases.
 */
int saved_stats_read(struct saved_stats *saved, FILE *in, const char *name,
		     struct fault *fault);

/*
 * Adds what `from` knows; `saved` may be fresh from init.  In whatever order
 * parts are added, the text written is the same; it is that of one run over
 * all parts, if these were cut where no loop was open, no time goes backward
 * and one run may have so many groups.  -1 and a fault "NAME: ..." if they do
 * not go together (orders, series, algorithms) or a limit is met; saved is then
 * good for nothing but release.
 */
int saved_stats_merge(struct saved_stats *saved, const struct saved_stats *from,
		      const char *name, struct fault *fault);

#endif
