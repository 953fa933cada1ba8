/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline_run.h"

#include "base/num.h"

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) / NS_PER_S;
}

static void count_loops(const struct run *run, struct report_data *data,
			struct match_counts *c)
{
	matcher_counts(run->matcher, c);
	data->has_started = run->plan->algorithm == ALGORITHM_LATEST ||
			    run->plan->algorithm == ALGORITHM_FIFO;
	data->started = c->started;
	data->complete = c->complete;
	data->abandoned = c->abandoned;
	data->cut = c->cut;
	data->evicted = c->evicted;
	data->unfinished = c->unfinished;
	data->incomplete = c->incomplete;
	data->orphans = c->orphans;
	data->evicted_keys = c->evicted_keys;
	for (unsigned s = 0; s < run->plan->nspans; s++) {
		struct match_counts of_span;

		matcher_counts(run->span_matcher[s], &of_span);
		data->evicted_keys += of_span.evicted_keys;
	}
	if (data->has_started)
		data->open = c->started - c->complete - c->abandoned -
			     c->cut - c->evicted - c->unfinished;
}

/* data NULL: what the log and the saved statistics tell is not known. */
static void end_files(struct run *run, const struct report_data *data)
{
	struct fault fault;

	if (data)
		output_log(run->output, data);
	if (data && output_save(run->output, data, &fault) < 0)
		run_complain(run, &fault);
	while (output_commit(run->output, &fault) < 0)
		run_complain(run, &fault);
}

/* Of a file that could not be read at all people need no more than the error
 * line; programs, and who asked for a file, need a report. */
static bool error_tells_all(const struct run *run)
{
	const struct plan *const plan = run->plan;

	return run->failed && input_counts(run->input)->total == 0 &&
	       !plan->report && (plan->stats == REPORT_TABLE ||
				 plan->stats == REPORT_LOG);
}

void run_report(struct run *run, bool partial)
{
	const struct plan *const plan = run->plan;
	const char *notes[4];
	struct fault fault;
	struct match_counts counts;
	struct report_names names;
	struct report_data data = {
		.stats = run->stats,
		.group_names = run->grouper ? run->group_names : NULL,
		.percentile = plan->percentile,
		.npercentiles = plan->npercentiles,
		.histogram = plan->histogram,
		.slowest = run->slowest != NULL,
		.order = plan->order.name,
		.group_other = run->grouper ? grouper_other(run->grouper) : 0,
		.has_pairs = plan->metrics,
		.forgotten_pairs = output_forgotten(run->output),
		.metric_overflows = output_overflows(run->output),
		.lines = input_counts(run->input),
		.lost_markers = run->account.lost_markers,
		.lost_events = run->account.lost_events,
		.backward = run->account.backward,
		.has_time = run->account.has_time,
		.first_time = run->account.first_time,
		.last_time = run->account.last_time,
		.bytes = input_bytes(run->input),
		.seconds = seconds_since(&run->start),
		.partial = partial,
		.conf_name = plan->conf_name,
		.section = plan->section,
		.notes = notes,
	};

	/* rows that it counts stand before it */
	output_flush(run->output);
	count_loops(run, &data, &counts);
	if (run->slowest)
		data.slow = slowest_sorted(run->slowest, &data.nslow);
	if (plan->algorithm == ALGORITHM_FIFO && !partial &&
	    counts.complete && counts.oldest_open > counts.longest_complete)
		notes[data.nnotes++] = "loops were in flight at the end for longer than the longest complete one took: after a lost event fifo pairs the wrong events; try --timeout";
	if (!partial && !input_recognised(run->input) && data.lines->total)
		notes[data.nnotes++] = "no line was recognised as perf text, ftrace text or CSV";
	const bool named = report_names_init(&names, run->set,
					     &plan->order) == 0;

	if (named) {
		report_names_use(&names, &data);
	} else {
		run_no_memory(&fault);
		run_complain(run, &fault);
	}
	if (!partial)
		end_files(run, named ? &data : NULL);
	if (named && !run->no_report && !error_tells_all(run) &&
	    output_report(run->output, &data, &fault) < 0) {
		run_complain(run, &fault);
		run->no_report = true;
	}
	report_names_release(&names);
}

