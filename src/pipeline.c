/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline.h"

#include <signal.h>
#include <stdlib.h>

#include "pipeline_run.h"
#include "signals.h"

/* Where both go to one file, rows come before what is said of them, and whole:
 * so standard output is flushed before anything is said. */
void run_complain(struct run *run, const struct fault *fault)
{
	if (run->output)
		output_flush(run->output);
	diag_error(run->program, fault->text);
	run->failed = true;
}

static int add_value(struct run *run, unsigned series, uint32_t group,
		     const struct loop_batch *b, size_t i, unsigned from,
		     unsigned to, uint64_t number)
{
	int64_t delta;

	if (!loop_delta(b, i, from, to, &delta)) {
		stats_overflow(run->stats);
		return 0;
	}
	return stats_add(run->stats, series, group, delta, number,
			 b->time[i * b->n]);
}

/* The deltas of a loop and, last, its whole time.  False: not all of them
 * fit. */
static bool loop_values(const struct loop_batch *b, size_t i, int64_t *value)
{
	for (unsigned k = 1; k < b->n; k++)
		if (!loop_delta(b, i, k - 1, k, &value[k - 1]))
			return false;
	return loop_delta(b, i, 0, b->n - 1, &value[b->n - 1]);
}

static int add_values(struct run *run, uint32_t group,
		      const struct loop_batch *b, size_t i, uint64_t number)
{
	int64_t value[ORDER_MAX];

	if (loop_values(b, i, value))
		return stats_add_all(run->stats, 0, group, value, b->n,
				     number, b->time[i * b->n]);
	for (unsigned k = 1; k < b->n; k++)
		if (add_value(run, k - 1, group, b, i, k - 1, k, number) < 0)
			return -1;
	/* of two events the one delta, which does not fit, is the whole */
	return b->n == 2 ? 0 : add_value(run, b->n - 1, group, b, i, 0,
					 b->n - 1, number);
}

/* The values of the batch's loops, series after series.  False: not all of
 * them fit, or an event is missing. */
static bool batch_values(const struct loop_batch *b, int64_t *value)
{
	const size_t cells = b->count * b->n;
	uint32_t missing = 0;
	bool overflow = false;

	for (unsigned k = 1; k <= b->n; k++) {
		const unsigned to = k < b->n ? k : k - 1;
		const unsigned from = k < b->n ? k - 1 : 0;

		for (size_t i = 0; i < cells; i += b->n)
			overflow |= __builtin_sub_overflow(b->time[i + to],
							   b->time[i + from],
							   value++);
	}
	for (size_t i = 0; i < b->count; i++)
		missing |= b->loop[i].missing;
	return !overflow && !missing;
}

/* 0: they are to be added one by one. */
static int add_all_loops(struct run *run)
{
	const struct loop_batch *const b = &run->batch;
	int64_t *const value = run->loop_values;

	if (run->grouper || b->n == 1 || b->count == 0 ||
	    !stats_has_room(run->stats, b->count * b->n) ||
	    !batch_values(b, value))
		return 0;
	for (unsigned k = 0; k < b->n; k++)
		if (stats_add_run(run->stats, k, value + k * b->count,
				  (unsigned)b->count, run->loops, b->time,
				  b->n) < 0)
			return -1;
	return 1;
}

static int add_loops(struct run *run)
{
	const struct loop_batch *const b = &run->batch;

	if (!run->counting)
		return 0;

	const int added = add_all_loops(run);

	if (added != 0)
		return added < 0 ? -1 : 0;
	for (size_t i = 0; i < b->count; i++) {
		const uint64_t number = run->loops + i;
		const uint32_t group = b->loop[i].group;

		if (group && stats_loops_add(run->stats, group, 1) < 0)
			return -1;
		if (b->n > 1 && add_values(run, group, b, i, number) < 0)
			return -1;
	}
	return 0;
}

static int add_spans(struct run *run, size_t n, size_t fine_from)
{
	const unsigned first = stats_series_count(run->stats) -
			       run->plan->nspans;
	struct loop_batch *const b = &run->batch;

	if (!run->counting && !run->plan->output_dir)
		return 0;
	for (unsigned s = 0; s < run->plan->nspans; s++) {
		if (matcher_feed(run->span_matcher[s], run->events, n, b) < 0)
			return -1;
		for (size_t i = 0; run->counting && i < b->count; i++)
			if (add_value(run, first + s, b->loop[i].group, b, i,
				      0, b->n - 1, run->span_loops[s] + i) < 0)
				return -1;
		run->span_loops[s] += b->count;
		output_add_span(run->output, s, run->events, b, fine_from);
	}
	return 0;
}

static void name_groups(struct run *run)
{
	if (!run->grouper)
		return;
	for (unsigned g = 1; g <= grouper_groups(run->grouper); g++)
		run->group_names[g] = grouper_name(run->grouper, g);
}

static struct filter *choose_filter(const struct run *run)
{
	if (!input_is_csv(run->input))
		return run->perf_filter;
	return input_has_comm(run->input) ? run->comm_filter : run->csv_filter;
}

static int process(struct run *run, size_t n, struct fault *fault)
{
	struct line_counts *const counts = input_counts(run->input);

	n = filter_apply(choose_filter(run), run->events, n, &counts->filtered);
	if (run_is_keyed(run))
		n = keyer_apply(run->keyer, run->events, n, &counts->no_key);
	if (run->grouper) {
		grouper_apply(run->grouper, run->events, n);
		name_groups(run);
		if (grouper_failed(run->grouper))
			return run_no_memory(fault);
	}
	const size_t fine_from = account_add(&run->account, run->set,
					     run->events, n, counts);

	if (matcher_feed(run->matcher, run->events, n, &run->batch) < 0 ||
	    add_loops(run) < 0)
		return run_no_memory(fault);
	if (run->slowest)
		slowest_add(run->slowest, run->events, &run->batch, run->loops);
	run->loops += run->batch.count;
	if (n > 0 && input_is_csv(run->input))
		output_columns(run->output, input_columns(run->input));
	if (output_add(run->output, run->events, n, &run->batch, fine_from,
		       run->group_names, fault) < 0)
		return -1;
	if (add_spans(run, n, fine_from) < 0)
		return run_no_memory(fault);
	return 0;
}

static void show_bad_lines(struct run *run)
{
	struct bad_lines *const bad = input_bad(run->input);
	struct fault text;

	if (bad->n > 0 && run->bad_shown < BAD_LINES_MAX)
		output_flush(run->output);
	for (unsigned i = 0; i < bad->n; i++) {
		const struct bad_line *const line = &bad->at[i];

		if (run->bad_shown == BAD_LINES_MAX)
			break;
		run->bad_shown++;
		fault_set(&text, "%s:%llu: %s: %s", input_name(run->input),
			  (unsigned long long)(line->line +
					input_line_offset(run->input)),
			  line->why, line->text);
		diag_error(run->program, text.text);
		if (run->plan->strict) {
			run->failed = run->stopped = true;
			break;
		}
	}
	bad->n = 0;
}

static void show_advice(struct run *run)
{
	const char *const advice = input_advice(run->input);
	struct fault text;

	if (!advice)
		return;
	output_flush(run->output);
	fault_set(&text, "%s: %s", input_name(run->input), advice);
	diag_warning(run->program, text.text);
}

static void wait_for_input(struct run *run)
{
	struct fault trouble;
	sigset_t before;

	output_flush(run->output);
	if (output_check(run->output, &trouble) < 0)
		return;
	signals_block(&before);
	if (!signals_pending())
		input_wait(run->input, &before);
	signals_unblock(&before);
}

/* What is open goes on no further: what follows is of another file, or events
 * are missing before it. */
static void cut_open(struct run *run)
{
	output_end_file(run->output);
	matcher_cut(run->matcher);
	for (unsigned s = 0; s < run->plan->nspans; s++)
		matcher_cut(run->span_matcher[s]);
}

/* Reads to the end, an error of the output or a signal. */
static void read_all(struct run *run)
{
	struct fault fault;
	size_t n;

	while (!signals_stop() && !run->stopped) {
		struct fault trouble;

		if (signals_report()) {
			run_report(run, true);
			if (output_check(run->output, &trouble) < 0)
				return;
		}
		const enum input_state state = input_next(run->input,
			run->events, &n, &fault);

		show_advice(run);
		show_bad_lines(run);

		/* a batch that lacks an event would make other loops */
		if ((event_set_failed(run->set) && run_no_memory(&trouble)) ||
		    (n > 0 && process(run, n, &trouble) < 0)) {
			run_complain(run, &trouble);
			return;
		}
		switch (state) {
		case INPUT_EVENTS:
			break;
		case INPUT_PENDING:
			wait_for_input(run);
			break;
		case INPUT_FAULT:
			run_complain(run, &fault);
			cut_open(run);
			break;
		case INPUT_FILE_ENDED:
			if (run->plan->separate)
				cut_open(run);
			break;
		case INPUT_ENDED:
			return;
		}
		if (output_check(run->output, &trouble) < 0)
			return;
	}
}

static struct outcome finish(struct run *run)
{
	struct match_counts counts;
	struct outcome outcome;

	matcher_finish(run->matcher);
	for (unsigned s = 0; s < run->plan->nspans; s++)
		matcher_finish(run->span_matcher[s]);
	run_report(run, false);
	matcher_counts(run->matcher, &counts);
	outcome.status = run->failed ? STATUS_ERROR :
			 counts.complete ? STATUS_LOOPS : STATUS_NONE;
	/* the reader of the report may have taken its time, or gone */
	outcome.signal = output_pipe_gone(run->output) ? SIGPIPE :
							 signals_stop();
	return outcome;
}

struct outcome pipeline_run(const struct plan *plan, const char *program)
{
	struct outcome outcome = { .status = STATUS_ERROR };
	struct run *run = calloc(1, sizeof(*run));
	struct fault fault;

	if (!run) {
		diag_error(program, "out of memory");
		return outcome;
	}
	run->plan = plan;
	run->program = program;
	clock_gettime(CLOCK_MONOTONIC, &run->start);
	if (run_set_up(run, &fault) < 0) {
		/* a FIFO is waited for until a signal comes */
		outcome.signal = signals_stop();
		if (!outcome.signal)
			run_complain(run, &fault);
	} else {
		read_all(run);
		outcome = finish(run);
	}
	run_tear_down(run);
	return outcome;
}
