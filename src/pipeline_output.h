/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pipeline_output: everything a run writes, as its plan asks for it: rows,
 * the spans' files, events, metrics, the report and the log.
 */
#ifndef PIPELINE_OUTPUT_H
#define PIPELINE_OUTPUT_H

#include "base/event.h"
#include "base/event_set.h"
#include "base/fault.h"
#include "match/loop.h"
#include "output/report.h"
#include "plan.h"

struct output;

/* key, group: names of those columns, or NULL.  NULL and a fault if a file
 * cannot be made. */
struct output *output_new(const struct plan *plan, const struct event_set *set,
			  const char *key, const char *group,
			  struct fault *fault);
/* Removes the files that were not committed. */
void output_free(struct output *output);

/* The input has these columns (see event_saver_columns()). */
void output_columns(struct output *output, unsigned columns);
/* A batch of taken events and the loops it completed.  fine_from and
 * group_names as for row_writer_add(). */
int output_add(struct output *output, const struct event *events, size_t n,
	       const struct loop_batch *loops, size_t fine_from,
	       const char *const *group_names, struct fault *fault);
/* The loops of span s out of the same batch. */
void output_add_span(struct output *output, unsigned s,
		     const struct event *events, const struct loop_batch *loops,
		     size_t fine_from);

/* How often -m 1 gave up a metric of a key for another. */
uint64_t output_forgotten(const struct output *output);
/* How many deltas of -m 1 were outside int64. */
uint64_t output_overflows(const struct output *output);
/* --separate: the loops that are open were cut here. */
void output_end_file(struct output *output);

/* Hands on what is buffered, before a wait or a word to the user. */
void output_flush(struct output *output);
/* Whether some write has failed by now: -1 and a fault.  output_pipe_gone()
 * tells the one that is no error: the reader of standard output has gone, as
 * was seen there or at a file that is the same pipe (/dev/stdout).  Once that
 * is seen there are no more reports. */
int output_check(const struct output *output, struct fault *fault);
bool output_pipe_gone(const struct output *output);

/* Writes the report as the plan asks (format, file or stderr); the last one,
 * which is not partial, ends its file. */
int output_report(struct output *output, const struct report_data *data,
		  struct fault *fault);
/* The log of -l; how that went tells output_commit(). */
void output_log(struct output *output, const struct report_data *data);

/* The statistics of --save-stats; what could not be written tells
 * output_commit().  -1 and a fault when memory is short: there will be none. */
int output_save(struct output *output, const struct report_data *data,
		struct fault *fault);

/* Ends all files and gives them their names.  Every file is tried; each that
 * fails adds a line by calling again: 0 when all are done, -1 and a fault for
 * one that failed (but not for a pipe that is gone). */
int output_commit(struct output *output, struct fault *fault);

#endif
