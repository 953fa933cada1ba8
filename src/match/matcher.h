/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * matcher: events to loops.  One interface, one file per algorithm.
 *
 * A matcher sees every taken event, in input order, and looks up at which
 * positions of its sequence each may stand.  An event of kind KIND_LOST is a
 * loss marker: open loops are cut there (a sequential window begins anew);
 * original, and sequential with zero_fill, take no notice of it.
 *
 * Timeout (latest, fifo): a partial loop is too old when more than `timeout`
 * has passed since its first event.  At each event of the sequence, before it
 * is offered, latest abandons those of the event's key that are too old, and
 * fifo those of all keys, from the oldest on.  Where open loops are dropped
 * for another reason (cut, evicted, end of input), those too old by then are
 * abandoned as well.  So no loop takes longer than the timeout, and nothing
 * depends on how the events were batched.
 */
#ifndef MATCH_MATCHER_H
#define MATCH_MATCHER_H

#include "base/event.h"
#include "base/event_set.h"
#include "match/loop.h"

enum algorithm {
	ALGORITHM_LATEST,
	ALGORITHM_FIFO,
	ALGORITHM_SEQUENTIAL,
	ALGORITHM_ORIGINAL,
};

struct match_spec {
	enum algorithm algorithm;
	const struct event_set *set;	/* must outlive the matcher */
	unsigned sequence;		/* which of its sequences */
	unsigned n;			/* names in it, 1 to ORDER_MAX */
	bool keyed;			/* events carry keys */
	bool key_is_cpu;		/* a loss on a cpu cuts its key only, as
					   one does whose marker has a key */
	uint32_t max_keys;		/* at least 1 */
	uint32_t max_in_flight;		/* fifo, of all keys; at least 1 */
	int64_t timeout;		/* ns of trace time; 0: none */
	bool zero_fill;			/* sequential: incomplete windows too */
};

/*
 * started is the number of first events (latest, fifo), and then
 * started = complete + abandoned + cut + evicted + unfinished, once finished;
 * before that the difference is what is open.  For original and sequential
 * started, abandoned, cut, evicted and unfinished stay 0.
 */
struct match_counts {
	uint64_t started;
	uint64_t complete;
	uint64_t abandoned;
	uint64_t cut;
	uint64_t evicted;
	uint64_t unfinished;
	uint64_t incomplete;	/* sequential: windows that lack a name */
	uint64_t orphans;	/* events no partial loop could take */
	uint64_t evicted_keys;	/* how often a key lost its place to another */
	int64_t longest_complete; /* ns, first to last; fifo only */
	int64_t oldest_open;	/* ns, age at the end; fifo only */
};

struct matcher;

struct matcher *matcher_new(const struct match_spec *spec);	/* or NULL */
void matcher_free(struct matcher *matcher);

/* Feeds n <= EVENT_BATCH events; *loops is overwritten with the loops they
 * complete.  0, or -1 when memory is short. */
int matcher_feed(struct matcher *matcher, const struct event *events, size_t n,
		 struct loop_batch *loops);

/* All open loops are dropped and counted as cut (--separate, at a file's
 * end). */
void matcher_cut(struct matcher *matcher);

/* The input has ended: what is open becomes unfinished. */
void matcher_finish(struct matcher *matcher);

/* The counters so far. */
void matcher_counts(const struct matcher *matcher, struct match_counts *out);

#endif
