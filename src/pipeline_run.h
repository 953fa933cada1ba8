/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the pipeline share: the state of one run.
 *
 * pipeline.c		reads and carries batches through the stages
 * pipeline_setup.c	makes the stages out of a plan
 * pipeline_input.c	files to batches of events
 * pipeline_output.c	rows and files
 * pipeline_report.c	what the run knows, as a report
 */
#ifndef PIPELINE_RUN_H
#define PIPELINE_RUN_H

#include <time.h>

#include "account.h"
#include "base/diag.h"
#include "match/filter.h"
#include "match/key.h"
#include "match/matcher.h"
#include "output/slowest.h"
#include "pipeline_input.h"
#include "pipeline_output.h"
#include "plan.h"
#include "stats/stats.h"

struct run {
	const struct plan *plan;
	const char *program;
	bool failed;		/* an error line was printed */
	bool no_report;		/* it could not be written, as was said */
	bool stopped;		/* by an error after which nothing is read */
	unsigned bad_shown;
	struct timespec start;

	struct event_set *set;
	struct input *input;
	/* comm and where of the conf do not apply to CSV without the column */
	struct filter *perf_filter, *comm_filter, *csv_filter;
	struct keyer *keyer;
	struct grouper *grouper;
	struct matcher *matcher;
	struct matcher *span_matcher[SPANS_MAX];
	struct stats *stats;
	bool counting;		/* somebody will read the statistics */
	struct slowest *slowest;
	struct output *output;

	struct account account;
	uint64_t loops;
	uint64_t span_loops[SPANS_MAX];
	const char *group_names[GROUPS_MAX + 2];
	struct event events[EVENT_BATCH];
	struct loop_batch batch;
	int64_t loop_values[EVENT_BATCH * ORDER_MAX];
};

/* Makes all stages; -1 and a fault, and then run_tear_down() all the same. */
int run_set_up(struct run *run, struct fault *fault);
void run_tear_down(struct run *run);

/* The report as the plan asks for it; partial: the run goes on.  At the end
 * this also writes the log and gives all files their names, so that no error
 * line comes behind the report.  Where the reader of stdout is gone, there is
 * no report, and no word about that. */
void run_report(struct run *run, bool partial);

bool run_is_keyed(const struct run *run);

/* Prints an error line; the status is then that of an error. */
void run_complain(struct run *run, const struct fault *fault);

int run_no_memory(struct fault *fault);

#endif
