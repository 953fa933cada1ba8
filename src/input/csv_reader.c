/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_reader.h"

#include "base/num.h"

#define CSV_LOST	"PERF_RECORD_LOST"

void csv_reader_init(struct csv_reader *reader, struct event_set *set,
		     bool take)
{
	*reader = (struct csv_reader){
		.set = set,
		.take = take,
		.blank = {
			.kind = KIND_LOST,
			.lines = 1,
			.pid = EVENT_NO_ID,
			.tid = EVENT_NO_ID,
			.cpu = EVENT_NO_ID,
		},
	};
	csv_columns_clear(&reader->columns);
}

/* span_trim(), for cells that seldom have blanks. */
static inline struct span tidy(struct span cell)
{
	if (cell.len > 0 && ((unsigned char)cell.ptr[0] <= ' ' ||
			     (unsigned char)cell.ptr[cell.len - 1] <= ' '))
		return span_trim(cell);
	return cell;
}

static int32_t read_id(struct span cell)
{
	int32_t id;

	return parse_i32(tidy(cell), &id) ? id : EVENT_NO_ID;
}

static inline void read_optional(const struct span cell[CSV_COLUMNS],
				 struct event *e)
{
	e->comm = tidy(cell[CSV_COMM]);
	e->pid = read_id(cell[CSV_PID]);
	e->tid = read_id(cell[CSV_TID]);
	e->cpu = read_id(cell[CSV_CPU]);
	e->key = cell[CSV_KEY];
	e->group_text = cell[CSV_GROUP];
}

/* Not empty.  The first letter tells nearly always, the length does not. */
static inline bool is_lost(struct span entry)
{
	return entry.ptr[0] == CSV_LOST[0] &&
	       entry.len == sizeof(CSV_LOST) - 1 &&
	       !memcmp(entry.ptr, CSV_LOST, sizeof(CSV_LOST) - 1);
}

/* False if the time or the entry cannot be read. */
static inline bool read_event(struct csv_reader *reader,
			      const struct span cell[CSV_COLUMNS],
			      struct event *e)
{
	const struct span time = tidy(cell[CSV_TSTAMP]);
	const struct span entry = tidy(cell[CSV_ENTRY]);
	unsigned decimals = 0;

	if (entry.len == 0)
		return false;
	const bool lost = is_lost(entry);

	/* a copy from memory: two dozen instructions, where setting the
	 * members would be a slow "rep stos" to gcc */
	*e = reader->blank;
	if (!parse_seconds(time, &e->time, &decimals)) {
		if (!lost || time.len > 0)
			return false;
		e->time = reader->last_time;
	}
	if (!lost)
		e->kind = event_set_find(reader->set, entry.ptr, entry.len,
					 reader->take);
	e->decimals = (uint8_t)decimals;
	if (reader->columns.have & ~(unsigned)CSV_NEEDED)
		read_optional(cell, e);
	if (e->kind != KIND_NONE)
		reader->last_time = e->time;
	return true;
}

const char *csv_read_event(struct csv_reader *reader,
			   const struct span cell[CSV_COLUMNS],
			   struct event *event)
{
	if (read_event(reader, cell, event))
		return NULL;
	const char *const lack = csv_columns_lack(&reader->columns);
	const struct span time = tidy(cell[CSV_TSTAMP]);
	int64_t ns;

	if (lack)
		return lack;
	if (time.len == 0)
		return "the row has no tstamp";
	if (!parse_seconds(time, &ns, NULL))
		return "time is not a decimal number of seconds";
	return "the row has no entry";
}

static inline void set_missing(const struct csv_wanted *wanted,
			       struct span cell[CSV_COLUMNS])
{
	for (; wanted->index != UINT32_MAX; wanted++)
		cell[wanted->column] = (struct span){ 0 };
}

void csv_split_row(const struct csv_columns *columns, struct span row,
		   struct span cell[CSV_COLUMNS])
{
	const struct csv_wanted *wanted = columns->wanted;
	const char *p = row.ptr, *const end = p + row.len;

	for (uint32_t i = 0; wanted->index != UINT32_MAX; i++) {
		const char *const comma = memchr(p, ',', (size_t)(end - p));
		const char *const stop = comma ? comma : end;

		if (i == wanted->index)
			cell[wanted++->column] =
				span_of(p, (size_t)(stop - p));
		if (!comma)
			break;
		p = comma + 1;
	}
	set_missing(wanted, cell);
}

/* The same by the index, places: up to and with the place of its newline,
 * which is returned; NULL at a quote. */
static inline const uint32_t *split_indexed(const struct csv_columns *columns,
					    const char *base,
					    const uint32_t *place,
					    const char *p,
					    struct span cell[CSV_COLUMNS])
{
	const struct csv_wanted *wanted = columns->wanted;

	const char *at = base + *place;
	uint32_t i = 0;

	for (; *at == ','; i++) {
		if (i == wanted->index)
			cell[wanted++->column] = span_of(p, (size_t)(at - p));
		p = at + 1;
		at = base + *++place;
	}
	if (*at == '"')
		return NULL;
	if (i == wanted->index) {
		const bool cr = at > p && at[-1] == '\r';

		cell[wanted++->column] = span_of(p, (size_t)(at - p) - cr);
	}
	set_missing(wanted, cell);
	return place;
}

size_t csv_read_rows(struct csv_reader *reader, struct csv_index *index,
		     struct span *text, struct event *events, size_t room,
		     uint64_t *others)
{
	const char *const base = index->base;
	const uint32_t *place = index->at + index->next;
	const uint32_t *const end = index->at + index->end;
	const char *p = text->ptr;
	struct span cell[CSV_COLUMNS] = { { 0 } };
	size_t n = 0;

	while (place < end && n < room && *p != '#' && *p != '\xef') {
		const uint32_t *const newline =
			split_indexed(&reader->columns, base, place, p, cell);

		if (!newline || !read_event(reader, cell, &events[n]))
			break;
		if (events[n].kind == KIND_NONE)
			++*others;
		else
			n++;
		p = base + *newline + 1;
		place = newline + 1;
	}
	index->next = (uint32_t)(place - index->at);
	text->len -= (size_t)(p - text->ptr);
	text->ptr = p;
	return n;
}
