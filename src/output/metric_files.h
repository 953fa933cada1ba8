/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_files: -m 1, the events of each metric with the time since the one
 * before, in one stream or in one file per metric.
 *
 * At most METRICS_MAX (metric, key) pairs are remembered; the one idle
 * longest is forgotten, counted, and its next delta is empty.
 */
#ifndef OUTPUT_METRIC_FILES_H
#define OUTPUT_METRIC_FILES_H

#include "base/event.h"
#include "base/event_set.h"
#include "output/metric_dir.h"
#include "output/sink.h"

enum { METRICS_MAX = 65536 };

struct metric_spec {
	const struct event_set *set;
	const char *key;	/* name of the key column, NULL: none */
	unsigned exponent;	/* of the unit of the deltas */
	bool header;
	/* one of the two: */
	struct sink *stream;	/* metric,[<key>,]entry,tstamp,delta */
	const char *dir;	/* <metric>.csv: [<key>,]entry,tstamp,delta;
				   exists; names of files: metric_dir.h */
	struct metric_taken taken;	/* in dir; for metric_files_new() */
};

struct metric_files;

struct metric_files *metric_files_new(const struct metric_spec *spec,
				      struct fault *fault);
/* fine_from: see row_writer_add().  0, or -1 and a fault (a file's write
 * failed, no memory). */
int metric_files_add(struct metric_files *m, const struct event *events,
		     size_t n, size_t fine_from, struct fault *fault);
/* As metric_dir_commit(); a stream is only written to. */
int metric_files_commit(struct metric_files *m, struct fault *fault);
uint64_t metric_files_forgotten(const struct metric_files *m);
/* How many cells are empty because the delta is outside int64. */
uint64_t metric_files_overflows(const struct metric_files *m);
void metric_files_free(struct metric_files *m);	/* removes uncommitted files */

#endif
