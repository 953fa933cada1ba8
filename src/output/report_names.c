/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "output/report_impl.h"

static void replace(char *text, const char *from, const char *to)
{
	const size_t nfrom = strlen(from), nto = strlen(to);
	char *out = text;

	while (*text) {
		if (!strncmp(text, from, nfrom)) {
			memcpy(out, to, nto);
			text += nfrom;
			out += nto;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
}

size_t metric_name(const char *name, char *out, size_t size)
{
	const size_t n = strnlen(name, size - 1);

	memcpy(out, name, n);
	out[n] = '\0';
	replace(out, "_exit_", "__");
	replace(out, "_exit", "___");
	replace(out, "_entry", "___");
	replace(out, "_enter_", "__");
	return strlen(out);
}

static int by_count(const void *a, const void *b)
{
	const struct report_event *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->name, y->name);
}

void report_events_sort(struct report_event *events, size_t n)
{
	if (n > 0)
		qsort(events, n, sizeof(*events), by_count);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Several kinds may be written under one name; it counts once. */
static int gather_events(struct report_names *names,
			 const struct event_set *set)
{
	const uint32_t n = event_set_names(set);

	if (n == 0)
		return 0;
	names->events = calloc(n, sizeof(*names->events));
	if (!names->events)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		names->events[i].name = event_set_name_text(set, i);
	for (uint32_t kind = 0; kind < event_set_kinds(set); kind++)
		names->events[event_set_name(set, kind)].count +=
			event_set_counted(set, kind);
	report_events_sort(names->events, n);
	while (names->nevents < n && names->events[names->nevents].count > 0)
		names->nevents++;
	return 0;
}

int report_names_metrics(struct report_names *names)
{
	if (names->nevents == 0)
		return 0;
	names->metrics = calloc(names->nevents, sizeof(*names->metrics));
	if (!names->metrics)
		return -1;
	for (; names->nmetrics < names->nevents; names->nmetrics++) {
		const char *name = names->events[names->nmetrics].name;
		const size_t size = strlen(name) + 1;
		char *metric = malloc(size);

		if (!metric)
			return -1;
		metric_name(name, metric, size);
		names->metrics[names->nmetrics] = metric;
	}
	qsort(names->metrics, names->nmetrics, sizeof(*names->metrics),
	      by_text);

	size_t kept = 1;

	for (size_t i = 1; i < names->nmetrics; i++) {
		if (!strcmp(names->metrics[kept - 1], names->metrics[i]))
			free(names->metrics[i]);
		else
			names->metrics[kept++] = names->metrics[i];
	}
	names->nmetrics = kept;
	return 0;
}

/* A name that stands at several positions is named once. */
static int gather_never(struct report_names *names,
			const struct event_set *set,
			const struct sequence *order)
{
	uint32_t met = 0;

	for (uint32_t kind = 0; kind < event_set_kinds(set); kind++)
		if (event_set_counted(set, kind) > 0)
			met |= event_set_positions(set, 0, kind);
	names->never = calloc(order->n, sizeof(*names->never));
	if (!names->never)
		return -1;
	for (unsigned k = 0; k < order->n; k++) {
		bool before = false;

		for (size_t i = 0; i < names->nnever; i++)
			before |= !strcmp(names->never[i], order->name[k]);
		if (!before && !(met >> k & 1))
			names->never[names->nnever++] = order->name[k];
	}
	return 0;
}

int report_names_init(struct report_names *names, const struct event_set *set,
		      const struct sequence *order)
{
	*names = (struct report_names){ 0 };
	if (gather_events(names, set) || report_names_metrics(names))
		return -1;
	return gather_never(names, set, order);
}

void report_names_release(struct report_names *names)
{
	for (size_t i = 0; i < names->nmetrics; i++)
		free(names->metrics[i]);
	free(names->metrics);
	free(names->events);
	free(names->never);
	*names = (struct report_names){ 0 };
}

void report_names_use(const struct report_names *names,
		      struct report_data *data)
{
	data->events = names->events;
	data->nevents = names->nevents;
	data->metrics = (const char *const *)names->metrics;
	data->nmetrics = names->nmetrics;
	data->never = names->never;
	data->nnever = names->nnever;
}
