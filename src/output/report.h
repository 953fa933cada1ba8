/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report: what the run found, for people (table), programs (json, csv) and
 * readers of the 2015 program's log (log).
 *
 * json is one object on one line, valid for any bytes in names: what is not
 * UTF-8 is written as \u00XX, one for each byte.  Its numbers are ns, its
 * times seconds; "error" is the largest distance, in ns, of the median or a
 * percentile from the true one.  What is asked for besides comes behind: with
 * `histogram` each delta has "histogram":[[low,high,count],...], powers of
 * two; with `slow` the object has "slowest":[{"loop":1,"value":2,"key":null,
 * "times":[1.0,1.5]},...]; with groups it has "groups":{"HLT":7,...}, the
 * loops of each; with pairs "forgotten_pairs":0, how often a (metric, key) was
 * given up for another.  Names of the order that never occurred stand in
 * "events" with 0.
 *
 * csv has a row for each delta (and group) and the columns name,group,count,
 * mean,stddev,min,median,p90...,max,max_loop,max_time,exact,error: ns, but
 * max_time in seconds and exact 0 or 1; a cell is empty where json has null.
 *
 * In table, csv and json the series of all loops come first, then those of
 * each group: in the table series by series, the groups with most values
 * first.  A table too wide for the terminal it goes to has two lines where
 * others have one.
 */
#ifndef OUTPUT_REPORT_H
#define OUTPUT_REPORT_H

#include "base/event.h"
#include "base/event_set.h"
#include "output/sink.h"
#include "stats/stats.h"

enum report_format {
	REPORT_TABLE, REPORT_LOG, REPORT_CSV, REPORT_JSON,
	REPORT_NONE,		/* nothing is written */
};

enum { REPORT_PERCENTILES_MAX = 32 };

/* One of the slowest loops (--slowest). */
struct slow_loop {
	uint64_t loop;
	int64_t value;			/* ns, last - first */
	int64_t time[ORDER_MAX];
	unsigned n;
	uint32_t missing;		/* as in loop.h */
	char key[64];			/* empty: none */
};

/* A written name and how many of its events were taken. */
struct report_event {
	const char *name;
	uint64_t count;
};

/* All the report knows.  Everything is borrowed. */
struct report_data {
	struct stats *stats;
	const char *const *group_names;	/* [group], [0] unused; NULL: none */
	const unsigned *percentile;	/* thousandths of a percent */
	unsigned npercentiles;		/* at most REPORT_PERCENTILES_MAX */
	bool histogram;
	bool slowest;			/* asked for, even if there are none */
	const struct slow_loop *slow;	/* slowest first */
	size_t nslow;
	const char *const *order;	/* slow[].n names; NULL if !slowest */

	/* loops by class; has_started false (original, sequential): null */
	bool has_started;
	uint64_t started, complete, abandoned, cut, evicted, unfinished,
		 incomplete, orphans, open;
	uint64_t evicted_keys;
	uint64_t group_other;
	bool has_pairs;			/* -m 1 */
	uint64_t forgotten_pairs;
	uint64_t metric_overflows;	/* beside those of the statistics */

	const struct line_counts *lines;
	const struct report_event *events; /* most frequent first */
	size_t nevents;
	const char *const *metrics;	/* each once */
	size_t nmetrics;
	const char *const *never;	/* names of the order without event */
	size_t nnever;
	uint64_t lost_markers, lost_events, backward;
	bool has_time;			/* at least one event was taken */
	int64_t first_time, last_time;	/* ns */
	uint64_t bytes;			/* of text */
	double seconds;			/* wall time; negative: neither it nor
					   bytes are known */
	bool partial;			/* SIGUSR1: the run goes on */

	/* what was used; NULL: does not apply */
	const char *conf_name, *section;
	/* Warnings: whole sentences.  The report itself warns of names that
	 * never occurred, malformed lines, lost events, backward time,
	 * overflow, evicted keys, forgotten pairs, too many groups and unknown
	 * deviations. */
	const char *const *notes;
	size_t nnotes;
};

/* Writes the report.  terminal: names may reach a terminal, so control
 * characters are escaped (table and json always escape). */
void report_write(struct sink *out, enum report_format format,
		  const struct report_data *data, bool terminal);

/*
 * The names a report needs, out of an event_set whose sequence 0 is the order:
 * events (counted ones, most frequent first, ties by name), metrics (of the
 * counted events, sorted) and never.  The strings of events and never belong
 * to the set and the order.  0, or -1 when memory is short; release in both
 * cases.
 */
struct report_names {
	struct report_event *events;
	size_t nevents;
	char **metrics;
	size_t nmetrics;
	const char **never;
	size_t nnever;
};
int report_names_init(struct report_names *names, const struct event_set *set,
		      const struct sequence *order);
void report_names_release(struct report_names *names);
/* Points the fields of data to these. */
void report_names_use(const struct report_names *names,
		      struct report_data *data);

/* Most frequent first, ties by name. */
void report_events_sort(struct report_event *events, size_t n);

/*
 * The metric of a written name: "_exit_" -> "__", "_exit" -> "___", "_entry"
 * -> "___", "_enter_" -> "__", in this order, all occurrences.  It is never
 * longer than the name.  Writes at most size bytes (>= 1) with a NUL; a name
 * that does not fit is cut before.  Returns the length written.
 */
size_t metric_name(const char *name, char *out, size_t size);

/* The whole 2015 log: unique metrics and the statistics of each delta, in
 * seconds.  terminal: see report_write(). */
void report_log2015(struct sink *out, const struct report_data *data,
		    bool terminal);

#endif
