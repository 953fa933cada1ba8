/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pipeline: carries out a plan.  The only place that knows the order of the
 * stages: source -> decoder -> filter -> key, group -> matcher, spans ->
 * statistics -> rows, files, report.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "base/fault.h"
#include "plan.h"

/* Exit statuses. */
enum {
	STATUS_LOOPS = 0,	/* at least one loop */
	STATUS_NONE = 1,	/* no complete loop */
	STATUS_ERROR = 2,
};

/* What main does after a run. */
struct outcome {
	int status;
	int signal;		/* die by it after clean-up; 0: none */
};

/* Runs the plan: reads, writes rows, files and report, prints errors through
 * diag as this program.  The signals of signals.h are to be installed. */
struct outcome pipeline_run(const struct plan *plan, const char *program);

#endif
