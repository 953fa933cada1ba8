/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event_writer: the taken events as CSV (--save-events).
 *
 * tstamp,entry[,comm,pid,tid,cpu][,key][,group]; the columns are those that
 * the input or its first event has (comm, pid, tid, cpu each by itself) and
 * key and group if the run has them.  At an event that has more, another
 * header begins, with what there was and what it has; at an input that has no
 * comm, one without it.  A loss marker is the row "<time>,PERF_RECORD_LOST"
 * with its comm, ids and key, if it has any, and no group.  Read back, it gives
 * the same rows.
 */
#ifndef OUTPUT_EVENT_WRITER_H
#define OUTPUT_EVENT_WRITER_H

#include "base/event.h"
#include "base/event_set.h"
#include "output/sink.h"

struct event_saver;
struct event_saver *event_saver_new(struct sink *sink,
				    const struct event_set *set, bool key,
				    bool group);
void event_saver_free(struct event_saver *saver);	/* not the sink */
/* The input has these columns (EVENT_COMM ...), whether or not its events have
 * something there; one without EVENT_COMM has no comm. */
void event_saver_columns(struct event_saver *saver, unsigned columns);
/* fine_from: see row_writer_add(). */
void event_saver_add(struct event_saver *saver, const struct event *events,
		     size_t n, size_t fine_from);
/* All open loops were dropped without a loss marker: here comes one, of the
 * last event's time.  Nothing if no event came since the last cut. */
void event_saver_cut(struct event_saver *saver);
/* The header, at the end, if no event ever came (written once). */
void event_saver_header(struct event_saver *saver);

#endif
