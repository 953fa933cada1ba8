/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir_names.h"
#include "output/event_writer.h"
#include "output/metric_files.h"
#include "output/report_saved.h"
#include "output/row_writer.h"
#include "output/sink.h"
#include "plan_outputs.h"

struct output {
	const struct plan *plan;
	struct sink *main;		/* rows, or -m 1's metrics on stdout */
	struct row_writer *rows;	/* NULL: -m 1 on stdout */
	struct sink *span_sink[SPANS_MAX];
	struct row_writer *span_rows[SPANS_MAX];
	struct metric_files *metrics;
	struct sink *events;
	struct event_saver *saver;
	struct sink *report;
	struct sink *log, *stats;
	bool logged, saved;
	bool gone;			/* stdout's reader, as a commit saw */
};

/* DIR/NAME.csv, to be freed. */
static char *path_in(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s.csv", dir, name) < 0 ? NULL : path;
}

static struct sink *open_in(const char *dir, const char *name,
			    struct fault *fault)
{
	char *path = path_in(dir, name);

	if (!path) {
		fault_set(fault, "out of memory");
		return NULL;
	}
	struct sink *sink = sink_atomic(path, false, fault);

	free(path);
	return sink;
}

static int open_rows(struct output *out, const char *key, const char *group,
		     struct fault *fault)
{
	const struct plan *plan = out->plan;
	struct row_spec spec = {
		.n = plan->order.n,
		.names = plan->order.name,
		.key = key,
		.group = group,
		.exponent = plan->exponent,
		.header = plan->header,
		.deltas_only = plan->deltas_only,
	};

	out->main = plan->output_dir ?
		open_in(plan->output_dir, "loop_diff", fault) :
		sink_fd(STDOUT_FILENO, "stdout");
	if (!out->main)
		return -1;
	if (plan->metrics && !plan->output_dir)
		return 0;
	out->rows = row_writer_new(&spec, out->main);
	for (unsigned s = 0; plan->output_dir && s < plan->nspans; s++) {
		spec.n = plan->spans[s].sequence.n;
		spec.names = plan->spans[s].sequence.name;
		spec.group = NULL;
		spec.span = plan->spans[s].name;
		out->span_sink[s] = open_in(plan->output_dir, spec.span, fault);
		if (!out->span_sink[s])
			return -1;
		out->span_rows[s] = row_writer_new(&spec, out->span_sink[s]);
		if (!out->span_rows[s])
			return fault_set(fault, "out of memory");
		row_writer_header(out->span_rows[s]);
	}
	if (!out->rows)
		return fault_set(fault, "out of memory");
	row_writer_header(out->rows);
	return 0;
}

static int open_metrics(struct output *out, const struct event_set *set,
			const char *key, struct fault *fault)
{
	const struct plan *plan = out->plan;
	struct dir_names taken;
	struct metric_spec spec = {
		.set = set,
		.key = key,
		.exponent = plan->exponent,
		.header = plan->header,
		.stream = plan->output_dir ? NULL : out->main,
		.dir = plan->output_dir,
	};

	if (dir_names_init(&taken, plan) == 0) {
		spec.taken = (struct metric_taken){
			(const char *const *)taken.names.at, taken.names.n,
			taken.file, taken.nfiles,
		};
		out->metrics = metric_files_new(&spec, fault);
	} else {
		fault_set(fault, "out of memory");
	}
	dir_names_release(&taken);
	return out->metrics ? 0 : -1;
}

static bool ends_in_gz(const char *path)
{
	const size_t len = strlen(path);

	return len > 3 && !strcmp(path + len - 3, ".gz");
}

/* Only a directory that is there shows whether another output would be one of
 * its files. */
static int make_dir(const struct plan *plan, struct fault *fault)
{
	if (mkdir(plan->output_dir, 0777) < 0)
		return errno == EEXIST ? 0 :
			fault_set(fault, "%s: %s", plan->output_dir,
				  strerror(errno));
	if (plan_check_outputs(plan, fault) == 0)
		return 0;
	rmdir(plan->output_dir);
	return -1;
}

static int open_all(struct output *out, const struct event_set *set,
		    const char *key, const char *group, struct fault *fault)
{
	const struct plan *plan = out->plan;

	if (plan->output_dir && make_dir(plan, fault) < 0)
		return -1;
	if (open_rows(out, key, group, fault) < 0 ||
	    (plan->metrics && open_metrics(out, set, key, fault) < 0))
		return -1;
	if (plan->save_events) {
		out->events = sink_atomic(plan->save_events,
					  ends_in_gz(plan->save_events), fault);
		if (!out->events)
			return -1;
		out->saver = event_saver_new(out->events, set, key != NULL,
					     group != NULL);
		if (!out->saver)
			return fault_set(fault, "out of memory");
	}
	if (plan->log) {
		out->log = sink_atomic(plan->log, false, fault);
		if (!out->log)
			return -1;
	}
	if (plan->save_stats) {
		out->stats = sink_atomic(plan->save_stats, false, fault);
		if (!out->stats)
			return -1;
	}
	out->report = plan->report ? sink_path(plan->report, false, fault) :
				     sink_fd(STDERR_FILENO, "stderr");
	return out->report ? 0 : -1;
}

struct output *output_new(const struct plan *plan, const struct event_set *set,
			  const char *key, const char *group,
			  struct fault *fault)
{
	struct output *out = calloc(1, sizeof(*out));

	if (!out) {
		fault_set(fault, "out of memory");
		return NULL;
	}
	out->plan = plan;
	if (open_all(out, set, key, group, fault) < 0) {
		output_free(out);
		return NULL;
	}
	return out;
}

void output_free(struct output *out)
{
	if (!out)
		return;
	row_writer_free(out->rows);
	for (unsigned s = 0; s < SPANS_MAX; s++) {
		row_writer_free(out->span_rows[s]);
		sink_close(out->span_sink[s]);
	}
	metric_files_free(out->metrics);
	event_saver_free(out->saver);
	sink_close(out->events);
	sink_close(out->main);
	sink_close(out->report);
	sink_close(out->log);
	sink_close(out->stats);
	free(out);
}

void output_columns(struct output *out, unsigned columns)
{
	if (out->saver)
		event_saver_columns(out->saver, columns);
}

int output_add(struct output *out, const struct event *events, size_t n,
	       const struct loop_batch *loops, size_t fine_from,
	       const char *const *group_names, struct fault *fault)
{
	if (out->rows)
		row_writer_add(out->rows, events, loops, fine_from,
			       group_names);
	if (out->saver)
		event_saver_add(out->saver, events, n, fine_from);
	if (out->metrics &&
	    metric_files_add(out->metrics, events, n, fine_from, fault) < 0)
		return -1;
	return 0;
}

uint64_t output_forgotten(const struct output *out)
{
	return out->metrics ? metric_files_forgotten(out->metrics) : 0;
}

uint64_t output_overflows(const struct output *out)
{
	return out->metrics ? metric_files_overflows(out->metrics) : 0;
}

void output_end_file(struct output *out)
{
	if (out->saver)
		event_saver_cut(out->saver);
}

void output_add_span(struct output *out, unsigned s,
		     const struct event *events, const struct loop_batch *loops,
		     size_t fine_from)
{
	if (out->span_rows[s])
		row_writer_add(out->span_rows[s], events, loops, fine_from,
			       NULL);
}

static int write_fault(const struct sink *sink, struct fault *fault)
{
	return fault_set(fault, "%s: %s", sink_name(sink),
			 strerror(sink_failed(sink)));
}

void output_flush(struct output *out)
{
	if (out->main)
		sink_flush(out->main);
	if (out->events)
		sink_flush(out->events);
	for (unsigned s = 0; s < out->plan->nspans; s++)
		if (out->span_sink[s])
			sink_flush(out->span_sink[s]);
}

static bool stdout_gone(const struct sink *sink)
{
	return sink && sink_stdout_gone(sink);
}

int output_check(const struct output *out, struct fault *fault)
{
	if (sink_failed(out->main))
		return write_fault(out->main, fault);
	if (stdout_gone(out->report))
		return write_fault(out->report, fault);
	if (out->events && sink_failed(out->events))
		return write_fault(out->events, fault);
	for (unsigned s = 0; s < out->plan->nspans; s++)
		if (out->span_sink[s] && sink_failed(out->span_sink[s]))
			return write_fault(out->span_sink[s], fault);
	return 0;
}

bool output_pipe_gone(const struct output *out)
{
	return out->gone || stdout_gone(out->main) ||
	       stdout_gone(out->events) || stdout_gone(out->report);
}

/* One file: ended once, whether that works or not. */
static int commit(struct output *out, struct sink **sink, struct fault *fault)
{
	struct sink *const s = *sink;

	*sink = NULL;
	const int result = sink_commit(s, fault);
	const bool gone = sink_stdout_gone(s);

	out->gone |= gone;
	sink_close(s);
	return gone ? 0 : result;
}

int output_report(struct output *out, const struct report_data *data,
		  struct fault *fault)
{
	const bool terminal = !out->plan->report && isatty(STDERR_FILENO);

	/* the log may have gone there as well */
	if (out->plan->quiet || output_pipe_gone(out))
		return 0;
	report_write(out->report, out->plan->stats, data, terminal);
	if (!data->partial)
		return commit(out, &out->report, fault);
	return sink_flush(out->report) < 0 && !output_pipe_gone(out) ?
		write_fault(out->report, fault) : 0;
}

void output_log(struct output *out, const struct report_data *data)
{
	if (!out->log)
		return;
	report_log2015(out->log, data, false);
	out->logged = true;
}

int output_save(struct output *out, const struct report_data *data,
		struct fault *fault)
{
	if (!out->stats)
		return 0;
	out->saved = report_save(out->stats, data, &out->plan->order,
				 fault) == 0;
	return out->saved ? 0 : -1;
}

static void drop(struct sink **sink)
{
	sink_close(*sink);
	*sink = NULL;
}

int output_commit(struct output *out, struct fault *fault)
{
	if (out->saver) {
		event_saver_header(out->saver);
		event_saver_free(out->saver);
		out->saver = NULL;
	}
	if (out->metrics && metric_files_commit(out->metrics, fault) < 0)
		return -1;
	if (!out->logged)
		drop(&out->log);
	if (!out->saved)
		drop(&out->stats);
	struct sink **const sinks[] = {
		&out->main, &out->events, &out->stats, &out->log,
	};

	for (size_t i = 0; i < sizeof(sinks) / sizeof(*sinks); i++)
		if (*sinks[i] && commit(out, sinks[i], fault) < 0)
			return -1;
	for (unsigned s = 0; s < out->plan->nspans; s++)
		if (out->span_sink[s] &&
		    commit(out, &out->span_sink[s], fault) < 0)
			return -1;
	return 0;
}
