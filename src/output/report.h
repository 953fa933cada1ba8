/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report: what the run found, for people (table), programs (json, csv) and
 * readers of the 2015 program's log (log).
 */
#ifndef OUTPUT_REPORT_H
#define OUTPUT_REPORT_H

#include "base/event.h"
#include "base/event_set.h"
#include "output/sink.h"
#include "stats/stats.h"

enum report_format { REPORT_TABLE, REPORT_LOG, REPORT_CSV, REPORT_JSON };

/* One of the slowest loops (--slowest). */
struct slow_loop {
	uint64_t loop;
	int64_t value;			/* ns, last - first */
	int64_t time[ORDER_MAX];
	unsigned n;
	char key[64];			/* empty: none */
};

/* All the report knows.  Everything is borrowed. */
struct report_data {
	struct stats *stats;
	const char *const *group_names;	/* [group], [0] unused; NULL: none */
	const unsigned *percentile;	/* thousandths of a percent */
	unsigned npercentiles;
	bool histogram;
	const struct slow_loop *slow;
	size_t nslow;

	/* loops by class; has_started false (original, sequential): null */
	bool has_started;
	uint64_t started, complete, abandoned, cut, evicted, unfinished,
		 incomplete, orphans, open;
	uint64_t evicted_keys;
	uint64_t group_other;

	const struct line_counts *lines;
	const struct event_set *set;	/* events by name, metrics */
	const struct sequence *order;	/* to say which names never occurred */
	uint64_t lost_markers, lost_events, backward;
	bool has_time;			/* at least one event was taken */
	int64_t first_time, last_time;	/* ns */
	uint64_t bytes;			/* of text */
	double seconds;			/* wall time of the run */
	bool partial;			/* SIGUSR1: the run goes on */

	/* what was used; NULL: does not apply */
	const char *conf_name, *section;
	const char *const *notes;	/* warnings: whole sentences */
	size_t nnotes;
};

/* Writes the report.  terminal: names may reach a terminal, so control
 * characters are escaped (json always escapes). */
void report_write(struct sink *out, enum report_format format,
		  const struct report_data *data, bool terminal);

/* The metric of a written name: "_exit_" -> "__", "_exit" -> "___", "_entry"
 * -> "___", "_enter_" -> "__", in this order, all occurrences.  Returns the
 * length of the metric; writes at most size bytes with a NUL. */
size_t metric_name(const char *name, char *out, size_t size);

/* The whole 2015 log: unique metrics and the statistics of each delta. */
void report_log2015(struct sink *out, const struct report_data *data);

#endif
