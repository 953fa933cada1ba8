/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline_input.h"

#include <stdlib.h>

#include "input/csv_text.h"
#include "input/detect.h"
#include "input/perf_text.h"
#include "input/source.h"

struct input {
	const struct plan *plan;
	struct perf_text *perf;
	struct csv_text *csv;
	struct source *source;
	size_t file;			/* the next to open */
	enum input_format format;	/* AUTO: not known yet */
	bool looked;			/* whether it is binary */
	bool checked;			/* that it has what the options need */
	unsigned columns;		/* of the CSV's header that was checked */
	uint64_t header_line;		/* where that stands */
	struct span block;		/* what is left of it */
	uint64_t line_offset;		/* lines before the CSV began */
	uint64_t bytes;			/* of the files before this one */
	const char *advice;
	bool advised, recognised;
	struct line_counts counts;
	struct bad_lines bad;
};

static bool key_is_in_text(const struct plan *plan)
{
	return plan->by && (*plan->by == '/' ||
			    !strncmp(plan->by, "field:", strlen("field:")));
}

/* What the stages behind look at. */
static unsigned fields_needed(const struct plan *plan)
{
	unsigned fields = 0;

	if (plan->pids || plan->tids || plan->cpus || plan->by ||
	    plan->save_events)
		fields |= PERF_IDS;
	if (plan->comm || plan->where.n > 0 || plan->by || plan->group ||
	    plan->save_events)
		fields |= PERF_TEXTS;
	if (plan->where.n > 0 || plan->group || key_is_in_text(plan))
		fields |= PERF_WHOLE;
	if (plan->searches_text)
		fields |= PERF_SEARCHED;
	return fields;
}

struct input *input_new(const struct plan *plan, struct event_set *set)
{
	struct input *in = calloc(1, sizeof(*in));

	if (!in)
		return NULL;
	in->plan = plan;
	in->perf = perf_text_new(set, fields_needed(plan), plan->strict);
	in->csv = csv_text_new(set, plan->csv_skimmed, plan->strict);
	if (!in->perf || !in->csv) {
		input_free(in);
		return NULL;
	}
	return in;
}

void input_free(struct input *in)
{
	if (!in)
		return;
	source_close(in->source);
	perf_text_free(in->perf);
	csv_text_free(in->csv);
	free(in);
}

static int open_next(struct input *in, struct fault *fault)
{
	in->source = source_open(in->plan->files.at[in->file++], fault);
	if (!in->source)
		return -1;
	in->format = in->plan->format;
	in->looked = in->checked = false;
	in->block = (struct span){ 0 };
	in->line_offset = 0;
	perf_text_begin(in->perf);
	csv_text_begin(in->csv);
	return 0;
}

static void close_file(struct input *in)
{
	in->bytes += source_bytes_text(in->source);
	source_close(in->source);
	in->source = NULL;
}

/* A binary file is none of the formats, not even by force. */
static bool is_binary(struct input *in, struct fault *fault)
{
	if (in->looked)
		return false;
	in->looked = true;
	const char *const nl = memchr(in->block.ptr, '\n', in->block.len);
	const struct span line = span_of(in->block.ptr,
					 (size_t)(nl - in->block.ptr));
	const char *advice;

	if (detect_line(line, true, &advice) != DETECTED_BINARY)
		return false;
	fault_set(fault, "%s: %s", source_name(in->source), advice);
	return true;
}

/*
 * Looks for the first line that tells the format; *before are the lines in
 * front of it (all of the block if there is none).
 */
static enum detected detect(struct input *in, struct span *before)
{
	const char *line = in->block.ptr;
	const char *const end = line + in->block.len;

	*before = in->block;
	while (line < end) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		const char *advice = NULL;
		const enum detected found = detect_line(
			span_of(line, (size_t)(nl - line)), false, &advice);

		if (!in->advice)
			in->advice = advice;
		if (found != DETECTED_NOTHING) {
			before->len = (size_t)(line - before->ptr);
			return found;
		}
		line = nl + 1;
	}
	return DETECTED_NOTHING;
}

static int missing(struct fault *fault, const struct input *in,
		   const char *option, const char *what)
{
	return fault_set(fault, "%s:%llu: %s needs %s, which this CSV lacks",
			 source_name(in->source),
			 (unsigned long long)in->header_line, option, what);
}

/* What the command line asks for must be there. */
static int check_csv(const struct input *in, struct fault *fault)
{
	const struct plan *plan = in->plan;
	const unsigned has = csv_text_columns(in->csv);
	const struct {
		bool asked;
		const char *option;
		enum csv_column column;
		const char *what;
	} needs[] = {
		{ plan->comm && plan->comm_is_option, "--comm", CSV_COMM,
		  "a column comm" },
		{ plan->pids, "--pid", CSV_PID, "a column pid" },
		{ plan->tids, "--tid", CSV_TID, "a column tid" },
		{ plan->cpus, "--cpu", CSV_CPU, "a column cpu" },
		{ plan->by_is_option && !strcmp(plan->by, "comm"), "--by",
		  CSV_COMM, "a column comm" },
		{ plan->by_is_option && !strcmp(plan->by, "pid"), "--by",
		  CSV_PID, "a column pid" },
		{ plan->by_is_option && !strcmp(plan->by, "tid"), "--by",
		  CSV_TID, "a column tid" },
		{ plan->by_is_option && !strcmp(plan->by, "cpu"), "--by",
		  CSV_CPU, "a column cpu" },
		{ plan->by_is_option && !strcmp(plan->by, "key"), "--by",
		  CSV_KEY, "a column key" },
		{ plan->group && !strcmp(plan->group, "group"), "--group",
		  CSV_GROUP, "a column group" },
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (needs[i].asked && !(has & 1u << needs[i].column))
			return missing(fault, in, needs[i].option,
				       needs[i].what);
	if (plan->where_options)
		return missing(fault, in, "--where", "the events' text");
	if (plan->by_is_option && key_is_in_text(plan))
		return missing(fault, in, "--by", "the events' text");
	if (plan->group && strcmp(plan->group, "group"))
		return missing(fault, in, "--group", "the events' text");
	return 0;
}

/* The one number on a default perf line is the tid. */
static int check_perf(const struct input *in, const struct event *event,
		      struct fault *fault)
{
	const bool by_pid = in->plan->by && !strcmp(in->plan->by, "pid");

	if (event->pid != EVENT_NO_ID || (!by_pid && !in->plan->pids))
		return 0;
	return fault_set(fault,
		"%s:%llu: %s: no pids in this text; use %s, or perf script -F +pid",
		source_name(in->source),
		(unsigned long long)perf_text_first_line(in->perf),
		by_pid ? "--by pid" : "--pid", by_pid ? "--by tid" : "--tid");
}

static int check(struct input *in, const struct event *events, size_t n,
		 struct fault *fault)
{
	if (in->format == FORMAT_CSV) {
		if (!csv_text_columns(in->csv))
			return 0;
		in->checked = true;
		in->columns = csv_text_columns(in->csv);
		in->header_line = in->line_offset + csv_text_line(in->csv);
		return check_csv(in, fault);
	}
	for (size_t i = 0; i < n; i++)
		if (events[i].kind != KIND_LOST) {
			in->checked = true;
			return check_perf(in, &events[i], fault);
		}
	return 0;
}

/* A header further down, with which the last batch ended, may lack what the
 * first one had. */
static int check_again(struct input *in, struct fault *fault)
{
	if (!in->checked || in->format != FORMAT_CSV ||
	    in->columns == csv_text_columns(in->csv))
		return 0;
	in->columns = csv_text_columns(in->csv);
	in->header_line = in->line_offset + csv_text_line(in->csv);
	return check_csv(in, fault);
}

/* Lines in front of those that tell the format: none is an event.  All at
 * once, so that none is looked at again. */
static void pass_by(struct input *in, struct span before, struct event *events)
{
	while (before.len > 0 && !perf_text_stopped(in->perf))
		perf_text_decode(in->perf, &before, events, &in->counts,
				 &in->bad);
	in->block.len -= (size_t)(before.ptr - in->block.ptr);
	in->block.ptr = before.ptr;
}

static size_t decode(struct input *in, struct event *events)
{
	if (in->format == FORMAT_AUTO) {
		struct span before;
		const enum detected found = detect(in, &before);

		if (found != DETECTED_PERF && before.len > 0) {
			pass_by(in, before, events);
			return 0;
		}
		in->recognised = true;
		in->format = FORMAT_PERF;
		if (found == DETECTED_CSV) {
			in->line_offset = perf_text_line(in->perf);
			in->format = FORMAT_CSV;
		}
	}
	if (in->format == FORMAT_CSV)
		return csv_text_decode(in->csv, &in->block, events,
				       &in->counts, &in->bad);
	return perf_text_decode(in->perf, &in->block, events, &in->counts,
				&in->bad);
}

static enum input_state give(struct input *in, struct event *events, size_t *n,
			     struct fault *fault)
{
	if (in->checked || check(in, events, *n, fault) == 0)
		return INPUT_EVENTS;
	for (size_t i = 0; i < *n; i++)
		in->counts.filtered += events[i].lines;
	*n = 0;
	close_file(in);
	return INPUT_FAULT;
}

enum input_state input_next(struct input *in, struct event *events, size_t *n,
			    struct fault *fault)
{
	*n = 0;
	if (!in->source) {
		if (in->file == in->plan->files.n)
			return INPUT_ENDED;
		if (open_next(in, fault) < 0)
			return INPUT_FAULT;
	}
	if (check_again(in, fault) < 0) {
		close_file(in);
		return INPUT_FAULT;
	}
	if (in->block.len == 0) {
		if (source_wait(in->source, 0, NULL) == SOURCE_PENDING)
			return INPUT_PENDING;
		const int got = source_next(in->source, &in->block, fault);

		if (got <= 0 && in->format == FORMAT_CSV &&
		    !csv_text_ended(in->csv)) {
			*n = csv_text_end(in->csv, events, &in->counts,
					  &in->bad);
			return give(in, events, n, fault);
		}
		if (got < 0 && source_torn(in->source).len > 0) {
			in->counts.total++;
			in->counts.malformed++;
		}
		if (got <= 0) {
			close_file(in);
			return got < 0 ? INPUT_FAULT : INPUT_FILE_ENDED;
		}
		if (is_binary(in, fault)) {
			close_file(in);
			return INPUT_FAULT;
		}
	}
	*n = decode(in, events);
	return give(in, events, n, fault);
}

void input_wait(struct input *in, const sigset_t *unblocked)
{
	source_wait(in->source, -1, unblocked);
}

struct line_counts *input_counts(struct input *in)
{
	return &in->counts;
}

struct bad_lines *input_bad(struct input *in)
{
	return &in->bad;
}

bool input_is_csv(const struct input *in)
{
	return in->format == FORMAT_CSV;
}

bool input_has_comm(const struct input *in)
{
	return csv_text_columns(in->csv) & 1u << CSV_COMM;
}

unsigned input_columns(const struct input *in)
{
	static const struct {
		enum csv_column column;
		unsigned saved;
	} all[] = {
		{ CSV_COMM, EVENT_COMM }, { CSV_PID, EVENT_PID },
		{ CSV_TID, EVENT_TID }, { CSV_CPU, EVENT_CPU },
	};
	unsigned columns = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (csv_text_columns(in->csv) & 1u << all[i].column)
			columns |= all[i].saved;
	return columns;
}

const char *input_name(const struct input *in)
{
	const char *const path = in->file ?
		in->plan->files.at[in->file - 1] : "-";

	return strcmp(path, "-") ? path : "stdin";
}

uint64_t input_line_offset(const struct input *in)
{
	return in->format == FORMAT_CSV ? in->line_offset : 0;
}

const char *input_advice(struct input *in)
{
	const char *const advice = in->advised ? NULL : in->advice;

	if (advice)
		in->advised = true;
	return advice;
}

uint64_t input_bytes(const struct input *in)
{
	return in->bytes + (in->source ? source_bytes_text(in->source) : 0);
}

bool input_recognised(const struct input *in)
{
	return in->recognised || in->plan->format != FORMAT_AUTO;
}
