/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/row_writer.h"

#include <stdlib.h>

#include "output/cell.h"

enum {
	/* A number of the loop or key, every time and every delta with its
	 * comma; put_ns() may use more room than it fills. */
	ROW_ROOM = (2 * ORDER_MAX + 2) * (PUT_MAX + 1),
};
_Static_assert((int)ROW_ROOM <= (int)SINK_ROOM,
	       "a row's numbers fit one reservation");

struct row_writer {
	struct row_spec spec;
	struct sink *sink;
	struct stamp stamp;
	uint64_t rows;
	bool fine;		/* 9 decimals from here on */
	bool begun;		/* the header is out, or not wanted */
};

struct row_writer *row_writer_new(const struct row_spec *spec,
				  struct sink *sink)
{
	struct row_writer *rows = calloc(1, sizeof(*rows));

	if (!rows)
		return NULL;
	rows->spec = *spec;
	rows->sink = sink;
	rows->begun = !spec->header;
	return rows;
}

void row_writer_free(struct row_writer *rows)
{
	free(rows);
}

static void put_column(struct sink *sink, const char *name)
{
	sink_put(sink, ",", 1);
	sink_csv(sink, span_from(name));
}

/* As sink_csv() of "delta:LATER__EARLIER", which need not exist in one
 * piece: names may be long. */
static void put_delta_column(struct sink *sink, const char *later,
			     const char *earlier)
{
	const bool quoted = later[strcspn(later, ",\"\r\n")] ||
			    earlier[strcspn(earlier, ",\"\r\n")];
	const char *const part[] = { "delta:", later, "__", earlier };

	sink_str(sink, quoted ? ",\"" : ",");
	for (unsigned i = 0; i < 4; i++) {
		const char *at = part[i];

		for (const char *q; (q = strchr(at, '"')); at = q + 1) {
			sink_put(sink, at, (size_t)(q - at));
			sink_str(sink, "\"\"");
		}
		sink_str(sink, at);
	}
	if (quoted)
		sink_put(sink, "\"", 1);
}

void row_writer_header(struct row_writer *rows)
{
	const struct row_spec *spec = &rows->spec;

	if (rows->begun)
		return;
	rows->begun = true;
	sink_str(rows->sink, "loop");
	if (spec->key)
		put_column(rows->sink, spec->key);
	if (spec->group)
		put_column(rows->sink, spec->group);
	for (unsigned k = 0; k < spec->n && !spec->deltas_only; k++)
		put_column(rows->sink, spec->names[k]);
	if (spec->span)
		put_column(rows->sink, spec->span);
	for (unsigned k = 1; k < spec->n && !spec->span; k++)
		put_delta_column(rows->sink, spec->names[k],
				 spec->names[k - 1]);
	sink_put(rows->sink, "\n", 1);
}

/* The text cells may be of any length: they go by themselves. */
static char *put_text(struct row_writer *rows, char *p, struct span text)
{
	sink_advance(rows->sink, p);
	sink_csv(rows->sink, text);
	return sink_reserve(rows->sink, ROW_ROOM);
}

static char *put_names(struct row_writer *rows, char *p,
		       const struct event *event, const char *group)
{
	if (rows->spec.key) {
		*p++ = ',';
		if (event->key.ptr)
			p = put_text(rows, p, event->key);
		else
			p = put_i64(p, event->key_number);
	}
	if (rows->spec.group) {
		*p++ = ',';
		if (group)
			p = put_text(rows, p, span_from(group));
	}
	return p;
}

static inline char *put_delta(const struct row_writer *rows, char *p,
			      const struct loop_batch *loops, size_t i,
			      unsigned from, unsigned to)
{
	int64_t delta;

	*p++ = ',';
	if (!loop_delta(loops, i, from, to, &delta))
		return p;
	return cell_delta(p, delta, rows->spec.exponent, rows->fine);
}

static char *put_numbers(struct row_writer *rows, char *p,
			 const struct loop_batch *loops, size_t i)
{
	const unsigned n = rows->spec.n;
	const int64_t *time = loops->time + i * n;

	if (!rows->spec.deltas_only) {
		for (unsigned k = 0; k < n; k++) {
			*p++ = ',';
			p = stamp_put(&rows->stamp, p, time[k], rows->fine);
		}
	}
	if (rows->spec.span)
		return put_delta(rows, p, loops, i, 0, n - 1);
	for (unsigned k = 1; k < n; k++)
		p = put_delta(rows, p, loops, i, k - 1, k);
	return p;
}

void row_writer_add(struct row_writer *rows, const struct event *events,
		    const struct loop_batch *loops, size_t fine_from,
		    const char *const *group_names)
{
	row_writer_header(rows);
	for (size_t i = 0; i < loops->count; i++) {
		const struct loop *loop = &loops->loop[i];
		const char *group = group_names && loop->group
			? group_names[loop->group] : NULL;

		rows->fine |= loop->event >= fine_from;
		char *p = sink_reserve(rows->sink, ROW_ROOM);

		p = put_u64(p, rows->rows++);
		p = put_names(rows, p, &events[loop->event], group);
		p = put_numbers(rows, p, loops, i);
		*p++ = '\n';
		sink_advance(rows->sink, p);
	}
}

uint64_t row_writer_rows(const struct row_writer *rows)
{
	return rows->rows;
}
