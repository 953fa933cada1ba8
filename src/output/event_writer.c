/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/event_writer.h"

#include <stdlib.h>

#include "output/cell.h"

struct event_saver {
	struct sink *sink;
	const struct event_set *set;
	struct stamp stamp;
	bool key, group;	/* columns of the run */
	unsigned columns;	/* of the input, EVENT_COMM ... */
	bool fine;
	bool begun;		/* a header is out */
	bool open;		/* there were events since the last cut */
	int64_t last;		/* time of the last event */
};

enum {
	NUMBERS_ROOM = 4 * (PUT_MAX + 1), /* pid, tid, cpu, key */
};

struct event_saver *event_saver_new(struct sink *sink,
				    const struct event_set *set, bool key,
				    bool group)
{
	struct event_saver *saver = calloc(1, sizeof(*saver));

	if (!saver)
		return NULL;
	saver->sink = sink;
	saver->set = set;
	saver->key = key;
	saver->group = group;
	return saver;
}

void event_saver_free(struct event_saver *saver)
{
	free(saver);
}

static void put_header(struct event_saver *saver)
{
	static const char *const names[] = { ",comm", ",pid", ",tid", ",cpu" };

	saver->begun = true;
	sink_str(saver->sink, "tstamp,entry");
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		sink_str(saver->sink, saver->columns >> i & 1 ? names[i] : "");
	sink_str(saver->sink, saver->key ? ",key" : "");
	sink_str(saver->sink, saver->group ? ",group" : "");
	sink_str(saver->sink, "\n");
}

void event_saver_header(struct event_saver *saver)
{
	if (!saver->begun)
		put_header(saver);
}

static void set_columns(struct event_saver *saver, unsigned columns)
{
	if (saver->begun && columns == saver->columns)
		return;
	saver->columns = columns;
	put_header(saver);
}

void event_saver_columns(struct event_saver *saver, unsigned columns)
{
	/* a conf's comm selects wherever there is such a column */
	set_columns(saver, (saver->columns & ~EVENT_COMM) | columns);
}

static unsigned columns_of(const struct event *event)
{
	return (event->comm.ptr ? EVENT_COMM : 0) |
	       (event->pid != EVENT_NO_ID ? EVENT_PID : 0) |
	       (event->tid != EVENT_NO_ID ? EVENT_TID : 0) |
	       (event->cpu != EVENT_NO_ID ? EVENT_CPU : 0);
}

/* A loss marker says little of what the events have.  Where a batch begins
 * the file and holds nothing else, all columns are made. */
static unsigned first_columns(const struct event *events, size_t n)
{
	size_t i = 0;

	while (i < n && events[i].kind == KIND_LOST)
		i++;
	return i == n ? EVENT_COMM | EVENT_PID | EVENT_TID | EVENT_CPU :
			columns_of(&events[i]);
}

static char *put_id(char *p, bool column, int32_t id)
{
	if (!column)
		return p;
	*p++ = ',';
	return id == EVENT_NO_ID ? p : put_i64(p, id);
}

static void put_text(struct sink *sink, struct span text)
{
	sink_put(sink, ",", 1);
	if (text.len > 0)
		sink_csv(sink, text);
}

static void put_key(struct event_saver *saver, const struct event *event)
{
	/* a marker's key is text, or there is none */
	if (event->key.ptr || event->kind == KIND_LOST) {
		put_text(saver->sink, event->key);
		return;
	}
	char *p = sink_reserve(saver->sink, NUMBERS_ROOM);

	*p++ = ',';
	sink_advance(saver->sink, put_i64(p, event->key_number));
}

static void put_event(struct event_saver *saver, const struct event *event)
{
	const bool marker = event->kind == KIND_LOST;
	struct sink *sink = saver->sink;
	char *p = sink_reserve(sink, NUMBERS_ROOM);

	/* a marker may be the only one whose time has nanoseconds */
	sink_advance(sink, stamp_put(&saver->stamp, p, event->time,
				     saver->fine ||
				     event->time % NS_PER_US != 0));
	put_text(sink, span_from(marker ? "PERF_RECORD_LOST"
		: event_set_name_text(saver->set, event_set_name(saver->set,
							event->kind))));
	if (saver->columns & EVENT_COMM)
		put_text(sink, event->comm);
	p = sink_reserve(sink, NUMBERS_ROOM);
	p = put_id(p, saver->columns & EVENT_PID, event->pid);
	p = put_id(p, saver->columns & EVENT_TID, event->tid);
	p = put_id(p, saver->columns & EVENT_CPU, event->cpu);
	sink_advance(sink, p);
	if (saver->key)
		put_key(saver, event);
	if (saver->group)
		put_text(sink, event->group_text);
	sink_put(sink, "\n", 1);
}

void event_saver_add(struct event_saver *saver, const struct event *events,
		     size_t n, size_t fine_from)
{
	if (n == 0)
		return;
	if (!saver->begun)
		set_columns(saver, first_columns(events, n));
	for (size_t i = 0; i < n; i++) {
		saver->fine |= i >= fine_from;
		if (events[i].kind != KIND_LOST)
			set_columns(saver, saver->columns |
					   columns_of(&events[i]));
		put_event(saver, &events[i]);
	}
	saver->last = events[n - 1].time;
	saver->open = true;
}

void event_saver_cut(struct event_saver *saver)
{
	const struct event marker = {
		.time = saver->last, .kind = KIND_LOST, .pid = EVENT_NO_ID,
		.tid = EVENT_NO_ID, .cpu = EVENT_NO_ID,
	};

	if (saver->open)
		put_event(saver, &marker);
	saver->open = false;
}
