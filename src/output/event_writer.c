/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/event_writer.h"

#include <stdlib.h>

#include "output/cell.h"

struct event_saver {
	struct sink *sink;
	const struct event_set *set;
	struct stamp stamp;
	bool key, group;	/* columns of the run */
	bool comm, pid, tid, cpu;	/* columns of the input */
	bool fine;
	bool begun;		/* the header is out */
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

void event_saver_header(struct event_saver *saver)
{
	if (saver->begun)
		return;
	saver->begun = true;
	sink_str(saver->sink, "tstamp,entry");
	sink_str(saver->sink, saver->comm ? ",comm" : "");
	sink_str(saver->sink, saver->pid ? ",pid" : "");
	sink_str(saver->sink, saver->tid ? ",tid" : "");
	sink_str(saver->sink, saver->cpu ? ",cpu" : "");
	sink_str(saver->sink, saver->key ? ",key" : "");
	sink_str(saver->sink, saver->group ? ",group" : "");
	sink_str(saver->sink, "\n");
}

/* A loss marker says little of what the events have.  Where a batch begins
 * the file and holds nothing else, all columns are made. */
static void choose_columns(struct event_saver *saver,
			   const struct event *events, size_t n)
{
	size_t i = 0;

	while (i < n && events[i].kind == KIND_LOST)
		i++;
	saver->comm = i == n || events[i].comm.ptr;
	saver->pid = i == n || events[i].pid != EVENT_NO_ID;
	saver->tid = i == n || events[i].tid != EVENT_NO_ID;
	saver->cpu = i == n || events[i].cpu != EVENT_NO_ID;
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

	sink_advance(sink, stamp_put(&saver->stamp, p, event->time,
				     saver->fine));
	put_text(sink, span_from(marker ? "PERF_RECORD_LOST"
		: event_set_name_text(saver->set, event_set_name(saver->set,
							event->kind))));
	if (saver->comm)
		put_text(sink, event->comm);
	p = sink_reserve(sink, NUMBERS_ROOM);
	p = put_id(p, saver->pid, event->pid);
	p = put_id(p, saver->tid, event->tid);
	p = put_id(p, saver->cpu, event->cpu);
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
	if (!saver->begun) {
		choose_columns(saver, events, n);
		event_saver_header(saver);
	}
	for (size_t i = 0; i < n; i++) {
		saver->fine |= i >= fine_from;
		put_event(saver, &events[i]);
	}
}
