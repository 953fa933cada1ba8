/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_saved.h"

#include <stdio.h>
#include <stdlib.h>

#include "output/report_impl.h"

/* The sink keeps its first failure to itself until it is committed. */
static ssize_t write_to_sink(void *cookie, const char *bytes, size_t n)
{
	sink_put(cookie, bytes, n);
	return (ssize_t)n;
}

static int no_memory(const struct sink *sink, struct fault *fault)
{
	return fault_set(fault, "%s: out of memory", sink_name(sink));
}

static int write_all(struct sink *sink, const struct saved_stats *saved,
		     struct fault *fault)
{
	FILE *const out = fopencookie(sink, "w", (cookie_io_functions_t){
		.write = write_to_sink,
	});

	if (!out)
		return no_memory(sink, fault);

	const int status = saved_stats_write(out, saved);

	return fclose(out) == 0 && status == 0 ? 0 : no_memory(sink, fault);
}

int report_save_stats(const char *path, const struct saved_stats *saved,
		      struct fault *fault)
{
	struct sink *const sink = sink_atomic(path, false, fault);

	if (!sink)
		return -1;

	const int status = write_all(sink, saved, fault) < 0 ? -1 :
		sink_commit(sink, fault);

	sink_close(sink);
	return status;
}

static void save_counters(struct saved_stats *saved,
			  const struct report_data *data)
{
	const struct line_counts *const lines = data->lines;
	const uint64_t counters[SAVED_COUNTERS] = {
		[SAVED_TOTAL] = lines->total,
		[SAVED_EVENT] = lines->event,
		[SAVED_OTHER] = lines->other,
		[SAVED_NOT_EVENT] = lines->not_event,
		[SAVED_FILTERED] = lines->filtered,
		[SAVED_NO_KEY] = lines->no_key,
		[SAVED_MALFORMED] = lines->malformed,
		[SAVED_LOST] = lines->lost,
		[SAVED_STARTED] = data->started,
		[SAVED_COMPLETE] = data->complete,
		[SAVED_ABANDONED] = data->abandoned,
		[SAVED_CUT] = data->cut,
		[SAVED_EVICTED] = data->evicted,
		[SAVED_UNFINISHED] = data->unfinished,
		[SAVED_INCOMPLETE] = data->incomplete,
		[SAVED_ORPHANS] = data->orphans,
		[SAVED_EVICTED_KEYS] = data->evicted_keys,
		[SAVED_GROUP_OTHER] = data->group_other,
		[SAVED_LOST_MARKERS] = data->lost_markers,
		[SAVED_LOST_EVENTS] = data->lost_events,
		[SAVED_BACKWARD] = data->backward,
	};

	memcpy(saved->counter, counters, sizeof(counters));
	saved->has_started = data->has_started;
	saved->has_time = data->has_time;
	saved->first_time = data->first_time;
	saved->last_time = data->last_time;
}

static bool is_one_of(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static int save_names(struct saved_stats *saved,
		      const struct report_data *data,
		      const struct sequence *order)
{
	if (saved_stats_order(saved, order->name, order->n) < 0)
		return -1;
	for (unsigned k = 0; k < order->n; k++)
		if (!is_one_of(data->never, data->nnever, order->name[k]))
			saved->met |= 1u << k;
	for (size_t i = 0; i < data->nevents; i++)
		if (saved_stats_event(saved, data->events[i].name,
				      data->events[i].count) < 0)
			return -1;
	for (unsigned g = 1; g <= stats_groups(data->stats); g++)
		if (saved_stats_group(saved, data->group_names[g]) < 0)
			return -1;
	return 0;
}

int report_save(struct sink *sink, const struct report_data *data,
		const struct sequence *order, struct fault *fault)
{
	struct saved_stats saved;

	saved_stats_init(&saved);
	saved.stats = data->stats;
	save_counters(&saved, data);

	const int status = save_names(&saved, data, order) < 0 ?
		no_memory(sink, fault) : write_all(sink, &saved, fault);

	saved.stats = NULL;	/* it is the run's */
	saved_stats_release(&saved);
	return status;
}

static struct line_counts lines_of(const uint64_t *counter)
{
	return (struct line_counts){
		.total = counter[SAVED_TOTAL],
		.event = counter[SAVED_EVENT],
		.other = counter[SAVED_OTHER],
		.not_event = counter[SAVED_NOT_EVENT],
		.filtered = counter[SAVED_FILTERED],
		.no_key = counter[SAVED_NO_KEY],
		.malformed = counter[SAVED_MALFORMED],
		.lost = counter[SAVED_LOST],
	};
}

static int names_of(struct report_names *names, const struct saved_stats *saved)
{
	const uint32_t n = saved->events.count;

	names->events = calloc((size_t)n + 1, sizeof(*names->events));
	names->never = calloc((size_t)saved->norder + 1,
			      sizeof(*names->never));
	if (!names->events || !names->never)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		names->events[i] = (struct report_event){
			saved->events.text[i], saved->event_count[i],
		};
	names->nevents = n;
	report_events_sort(names->events, n);
	for (unsigned k = 0; k < saved->norder; k++)
		if (!(saved->met >> k & 1) &&
		    !is_one_of(names->never, names->nnever, saved->order[k]))
			names->never[names->nnever++] = saved->order[k];
	return report_names_metrics(names);
}

int report_saved_init(struct report_saved *r, const struct saved_stats *saved,
		      struct report_data *data)
{
	const uint64_t *const counter = saved->counter;

	*r = (struct report_saved){ .lines = lines_of(counter) };
	*data = (struct report_data){
		.stats = saved->stats,
		.has_started = saved->has_started,
		.started = counter[SAVED_STARTED],
		.complete = counter[SAVED_COMPLETE],
		.abandoned = counter[SAVED_ABANDONED],
		.cut = counter[SAVED_CUT],
		.evicted = counter[SAVED_EVICTED],
		.unfinished = counter[SAVED_UNFINISHED],
		.incomplete = counter[SAVED_INCOMPLETE],
		.orphans = counter[SAVED_ORPHANS],
		.evicted_keys = counter[SAVED_EVICTED_KEYS],
		.group_other = counter[SAVED_GROUP_OTHER],
		.lines = &r->lines,
		.lost_markers = counter[SAVED_LOST_MARKERS],
		.lost_events = counter[SAVED_LOST_EVENTS],
		.backward = counter[SAVED_BACKWARD],
		.has_time = saved->has_time,
		.first_time = saved->first_time,
		.last_time = saved->last_time,
		.seconds = -1,
	};
	r->group_names = calloc((size_t)saved->ngroups + 1,
				sizeof(*r->group_names));
	if (!r->group_names || names_of(&r->names, saved) < 0)
		return -1;
	for (unsigned g = 0; g < saved->ngroups; g++)
		r->group_names[g + 1] = saved->group[g];
	if (saved->ngroups > 0)
		data->group_names = r->group_names;
	report_names_use(&r->names, data);
	return 0;
}

void report_saved_release(struct report_saved *r)
{
	report_names_release(&r->names);
	free(r->group_names);
	*r = (struct report_saved){ .group_names = NULL };
}
