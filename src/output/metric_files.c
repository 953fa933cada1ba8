/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/metric_files.h"

#include <stdlib.h>

#include "base/names.h"
#include "output/cell.h"
#include "output/metric_pairs.h"
#include "output/report.h"

enum { KEY_SHOWN = 63, KEY_ROOM = 2 * KEY_SHOWN + CELL_QUOTES + PUT_MAX };

/* What is the same in all rows of one written name. */
struct written {
	char *lead;		/* "metric,entry,", or "entry," in a file */
	size_t key_at;		/* where the key goes */
	size_t len;
	uint32_t metric;
};

struct metric_files {
	struct metric_spec spec;
	struct metric_dir *dir;		/* NULL: a stream */
	struct metric_pairs *pairs;
	struct names metrics;
	struct written *written;	/* [number of the name] */
	uint32_t nwritten;
	struct stamp stamp;
	bool fine;
	uint64_t overflows;
};

static int no_memory(struct fault *fault)
{
	return fault_set(fault, "not enough memory");
}

/* "[metric,][<key>,]entry,tstamp,delta\n", to be freed. */
static char *header_of(const struct metric_spec *spec)
{
	const char *key = spec->key ? spec->key : "";
	char *header = malloc(2 * strlen(key) + 64);

	if (!header)
		return NULL;
	char *p = stpcpy(header, spec->stream ? "metric," : "");

	if (spec->key) {
		p = cell_csv(p, span_from(key));
		*p++ = ',';
	}
	strcpy(p, "entry,tstamp,delta\n");
	return header;
}

static int start(struct metric_files *m, struct fault *fault)
{
	char *header = header_of(&m->spec);

	m->pairs = metric_pairs_new(METRICS_MAX);
	if (!header || !m->pairs) {
		free(header);
		return no_memory(fault);
	}
	if (!m->spec.header)
		*header = '\0';
	if (m->spec.stream)
		sink_str(m->spec.stream, header);
	else
		m->dir = metric_dir_new(m->spec.dir, &m->spec.taken,
					span_from(header), fault);
	free(header);
	return m->spec.stream || m->dir ? 0 : -1;
}

struct metric_files *metric_files_new(const struct metric_spec *spec,
				      struct fault *fault)
{
	struct metric_files *m = calloc(1, sizeof(*m));

	if (!m) {
		no_memory(fault);
		return NULL;
	}
	m->spec = *spec;
	names_init(&m->metrics);
	if (start(m, fault) < 0) {
		metric_files_free(m);
		return NULL;
	}
	return m;
}

void metric_files_free(struct metric_files *m)
{
	if (!m)
		return;
	for (uint32_t i = 0; i < m->nwritten; i++)
		free(m->written[i].lead);
	free(m->written);
	names_release(&m->metrics);
	metric_pairs_free(m->pairs);
	metric_dir_free(m->dir);
	free(m);
}

/* A metric has the number of its file, also after a failure here. */
static int add_metric(struct metric_files *m, const char *metric,
		      uint32_t *number, struct fault *fault)
{
	*number = names_add(&m->metrics, span_from(metric));
	if (*number == NAME_ABSENT)
		return no_memory(fault);
	while (m->dir && metric_dir_count(m->dir) <= *number) {
		const char *next = m->metrics.text[metric_dir_count(m->dir)];

		if (metric_dir_add(m->dir, next, fault) < 0)
			return -1;
	}
	return 0;
}

static int make_written(struct metric_files *m, const char *name,
			struct written *out, struct fault *fault)
{
	const size_t size = strlen(name) + 1;
	char *metric = malloc(size);
	/* two cells, each at most twice as long and quoted, and two commas */
	char *p = out->lead = malloc(4 * size + 2 * CELL_QUOTES + 2);

	if (!metric || !p) {
		free(metric);
		return no_memory(fault);
	}
	metric_name(name, metric, size);
	if (m->spec.stream) {
		p = cell_csv(p, span_from(metric));
		*p++ = ',';
	}
	out->key_at = (size_t)(p - out->lead);
	p = cell_csv(p, span_from(name));
	*p++ = ',';
	out->len = (size_t)(p - out->lead);
	const int status = add_metric(m, metric, &out->metric, fault);

	free(metric);
	return status;
}

/* The names' numbers are given out one by one, in order of appearance. */
static const struct written *find_written(struct metric_files *m,
					  uint32_t name, struct fault *fault)
{
	if (name >= m->nwritten) {
		const uint32_t n = event_set_names(m->spec.set);
		struct written *grown = realloc(m->written,
						n * sizeof(*grown));

		if (!grown) {
			no_memory(fault);
			return NULL;
		}
		memset(grown + m->nwritten, 0,
		       (n - m->nwritten) * sizeof(*grown));
		m->written = grown;
		m->nwritten = n;
	}
	struct written *written = &m->written[name];

	if (!written->lead &&
	    make_written(m, event_set_name_text(m->spec.set, name), written,
			 fault) < 0) {
		free(written->lead);
		written->lead = NULL;
		return NULL;
	}
	return written;
}

static char *put_key(char *p, const struct event *event)
{
	if (event->key.ptr) {
		const size_t len = event->key.len;

		p = cell_csv(p, span_of(event->key.ptr, len < KEY_SHOWN
						? len : KEY_SHOWN));
	} else {
		p = put_i64(p, event->key_number);
	}
	*p++ = ',';
	return p;
}

static int put_row(struct metric_files *m, const struct event *event,
		   const struct written *written, struct fault *fault)
{
	char cells[KEY_ROOM + 2 * PUT_MAX + 4];
	char *p = cells;
	int64_t previous, delta;
	const int known = metric_pairs_note(m->pairs, written->metric, event,
					    m->spec.key, &previous);

	if (known < 0)
		return no_memory(fault);
	if (m->spec.key)
		p = put_key(p, event);
	const size_t key = (size_t)(p - cells);

	p = stamp_put(&m->stamp, p, event->time, m->fine);
	*p++ = ',';
	if (known && __builtin_sub_overflow(event->time, previous, &delta))
		m->overflows++;
	else if (known)
		p = cell_delta(p, delta, m->spec.exponent, m->fine);
	*p++ = '\n';
	const char *lead = written->lead;
	const struct span piece[] = {
		{ lead, written->key_at },
		{ cells, key },
		{ lead + written->key_at, written->len - written->key_at },
		{ cells + key, (size_t)(p - cells) - key },
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };

	if (m->dir)
		return metric_dir_append(m->dir, written->metric, piece,
					 PIECES, fault);
	for (unsigned i = 0; i < PIECES; i++)
		sink_put(m->spec.stream, piece[i].ptr, piece[i].len);
	return 0;
}

int metric_files_add(struct metric_files *m, const struct event *events,
		     size_t n, size_t fine_from, struct fault *fault)
{
	for (size_t i = 0; i < n; i++) {
		m->fine |= i >= fine_from;
		if (events[i].kind == KIND_LOST)
			continue;
		const struct written *written =
			find_written(m, event_set_name(m->spec.set,
						       events[i].kind), fault);

		if (!written || put_row(m, &events[i], written, fault) < 0)
			return -1;
	}
	return 0;
}

int metric_files_commit(struct metric_files *m, struct fault *fault)
{
	return m->dir ? metric_dir_commit(m->dir, fault) : 0;
}

uint64_t metric_files_forgotten(const struct metric_files *m)
{
	return metric_pairs_forgotten(m->pairs);
}

uint64_t metric_files_overflows(const struct metric_files *m)
{
	return m->overflows;
}
