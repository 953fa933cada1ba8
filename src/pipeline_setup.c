/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline_run.h"

#include <stdio.h>
#include <stdlib.h>

int run_no_memory(struct fault *fault)
{
	return fault_set(fault, "out of memory");
}

static int set_events(struct run *run, struct fault *fault)
{
	const struct plan *plan = run->plan;
	struct sequence sequences[SEQUENCES_MAX];

	sequences[0] = plan->order;
	for (unsigned s = 0; s < plan->nspans; s++)
		sequences[s + 1] = plan->spans[s].sequence;
	run->set = event_set_new(sequences, plan->nspans + 1,
				 (const char *const *)plan->extra.at,
				 plan->extra.n, plan->skim_all);
	return run->set ? 0 : run_no_memory(fault);
}

/* Which of the conf's rules apply. */
static struct filter *make_filter(const struct run *run, bool comm, bool where,
				  struct fault *fault)
{
	const struct plan *plan = run->plan;
	const size_t nwhere = where ? plan->where.n : plan->where_options;
	struct filter *f = filter_new();
	int bad = 0;

	if (!f) {
		run_no_memory(fault);
		return NULL;
	}
	if (plan->comm && (comm || plan->comm_is_option))
		bad = filter_comm(f, plan->comm, fault);
	if (!bad && plan->pids)
		bad = filter_pid(f, plan->pids, fault);
	if (!bad && plan->tids)
		bad = filter_tid(f, plan->tids, fault);
	if (!bad && plan->cpus)
		bad = filter_cpu(f, plan->cpus, fault);
	if (!bad && plan->time)
		bad = filter_time(f, plan->time, fault);
	for (size_t i = 0; !bad && i < nwhere; i++)
		bad = filter_where(f, plan->where.at[i], fault);
	if (bad || filter_bind(f, run->set, fault) < 0) {
		filter_free(f);
		return NULL;
	}
	return f;
}

static int set_selection(struct run *run, struct fault *fault)
{
	run->perf_filter = make_filter(run, true, true, fault);
	if (!run->perf_filter)
		return -1;
	run->comm_filter = make_filter(run, true, false, fault);
	if (!run->comm_filter)
		return -1;
	run->csv_filter = make_filter(run, false, false, fault);
	if (!run->csv_filter)
		return -1;
	if (run->plan->by) {
		run->keyer = keyer_new(run->plan->by, fault);
		if (!run->keyer)
			return -1;
	}
	if (run->plan->group) {
		run->grouper = grouper_new(run->plan->group, run->set, fault);
		if (!run->grouper)
			return -1;
	}
	return 0;
}

bool run_is_keyed(const struct run *run)
{
	return run->keyer && keyer_mode(run->keyer) != KEY_NONE;
}

static int set_matchers(struct run *run, struct fault *fault)
{
	const struct plan *plan = run->plan;
	struct match_spec spec = {
		.algorithm = plan->algorithm,
		.set = run->set,
		.n = plan->order.n,
		.keyed = run_is_keyed(run),
		.key_is_cpu = run->keyer &&
			      keyer_mode(run->keyer) == KEY_CPU,
		.max_keys = plan->max_keys,
		.max_in_flight = plan->max_in_flight,
		.timeout = plan->timeout,
		.zero_fill = plan->zero_fill,
	};

	run->matcher = matcher_new(&spec);
	if (!run->matcher)
		return run_no_memory(fault);
	spec.algorithm = ALGORITHM_LATEST;
	for (unsigned s = 0; s < plan->nspans; s++) {
		spec.sequence = s + 1;
		spec.n = plan->spans[s].sequence.n;
		run->span_matcher[s] = matcher_new(&spec);
		if (!run->span_matcher[s])
			return run_no_memory(fault);
	}
	return 0;
}

static int set_stats(struct run *run, struct fault *fault)
{
	const struct plan *plan = run->plan;
	char *names[ORDER_MAX + SPANS_MAX];
	unsigned n = 0;
	bool failed = false;

	for (unsigned k = 1; k < plan->order.n; k++)
		if (asprintf(&names[n++], "delta:%s__%s", plan->order.name[k],
			     plan->order.name[k - 1]) < 0)
			names[n - 1] = NULL;
	if (plan->order.n > 1)
		names[n++] = strdup("loop");
	for (unsigned s = 0; s < plan->nspans; s++)
		names[n++] = strdup(plan->spans[s].name);
	for (unsigned i = 0; i < n; i++)
		failed |= !names[i];
	if (!failed)
		run->stats = stats_new((const char *const *)names, n);
	for (unsigned i = 0; i < n; i++)
		free(names[i]);
	run->counting = plan->log || plan->save_stats ||
			(!plan->quiet && plan->stats != REPORT_NONE);
	if (plan->slowest)
		run->slowest = slowest_new(plan->slowest, run_is_keyed(run));
	if (!run->stats || (plan->slowest && !run->slowest))
		return run_no_memory(fault);
	return 0;
}

int run_set_up(struct run *run, struct fault *fault)
{
	if (set_events(run, fault) < 0 || set_selection(run, fault) < 0 ||
	    set_matchers(run, fault) < 0 || set_stats(run, fault) < 0)
		return -1;
	run->input = input_new(run->plan, run->set);
	if (!run->input)
		return run_no_memory(fault);
	run->output = output_new(run->plan, run->set,
		run_is_keyed(run) ? keyer_column(run->keyer) : NULL,
		run->grouper ? grouper_column(run->grouper) : NULL, fault);
	return run->output ? 0 : -1;
}

void run_tear_down(struct run *run)
{
	output_free(run->output);
	slowest_free(run->slowest);
	stats_free(run->stats);
	for (unsigned s = 0; s < run->plan->nspans; s++)
		matcher_free(run->span_matcher[s]);
	matcher_free(run->matcher);
	grouper_free(run->grouper);
	keyer_free(run->keyer);
	filter_free(run->csv_filter);
	filter_free(run->comm_filter);
	filter_free(run->perf_filter);
	input_free(run->input);
	event_set_free(run->set);
	free(run);
}

