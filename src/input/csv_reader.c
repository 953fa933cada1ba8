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
	time_memo_init(&reader->times);
	name_memo_init(&reader->names);
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
	const struct span entry = cell[CSV_ENTRY];
	unsigned decimals = 0;

	if (tidy(entry).len == 0)
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

/* An event of which only these are known. */
static inline void set_event(const struct csv_reader *reader, struct event *e,
			     int64_t ns, unsigned decimals, uint32_t kind)
{
	*e = reader->blank;
	e->time = ns;
	e->kind = kind;
	e->decimals = (uint8_t)decimals;
}

static __attribute__((noinline))
bool read_new(struct csv_reader *reader, const struct span cell[CSV_COLUMNS],
	      struct event *e)
{
	const struct span time = cell[CSV_TSTAMP], entry = cell[CSV_ENTRY];
	int64_t ns;
	unsigned decimals;
	uint32_t kind;

	if (!read_event(reader, cell, e))
		return false;
	if (tidy(time).len == time.len &&
	    !time_memo_find(&reader->times, time, &ns, &decimals))
		time_memo_add(&reader->times, time, e->time, e->decimals);
	if (e->kind != KIND_LOST && !name_memo_find(&reader->names, entry, &kind))
		name_memo_add(&reader->names, entry, e->kind);
	return true;
}

/* csv_split_row() by the index, places: up to and with the place of its
 * newline, which is returned; NULL at a quote. */
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

/* As read_event(), of cells in the text of csv_read_rows(). */
static inline bool read_cells(struct csv_reader *reader,
			      const struct span cell[CSV_COLUMNS],
			      struct event *e)
{
	int64_t ns;
	unsigned decimals;
	uint32_t kind;

	if (!time_memo_find(&reader->times, cell[CSV_TSTAMP], &ns, &decimals) ||
	    !cell[CSV_ENTRY].ptr ||
	    !name_memo_find(&reader->names, cell[CSV_ENTRY], &kind))
		return read_new(reader, cell, e);
	set_event(reader, e, ns, decimals, kind);
	if (reader->columns.have & ~(unsigned)CSV_NEEDED)
		read_optional(cell, e);
	if (kind != KIND_NONE)
		reader->last_time = ns;
	return true;
}

/* Where csv_read_rows() stands. */
struct rows {
	const char *base;
	const uint32_t *place;	/* of the first separator of the row at p */
	const uint32_t *end;
	const char *p;
	struct event *events;
	size_t n, room;
	uint64_t others;
};

/* Rows "time,name" of which the memo knows all but the decimals. */
static void take_known(struct csv_reader *reader, struct rows *rows)
{
	const char *const base = rows->base;
	const uint32_t *place = rows->place;
	const char *p = rows->p;
	struct event *e = rows->events + rows->n;
	const struct event *const last = rows->events + rows->room;

	for (; place < rows->end && e < last; place += 2) {
		const char *const comma = base + place[0];

		if (*comma != ',')
			break;
		/* there is one: the last place is that of a newline */
		const char *const newline = base + place[1];
		const struct span time = span_of(p, (size_t)(comma - p));
		const struct span name = span_of(comma + 1,
			(size_t)(newline - comma) - 1 - (newline[-1] == '\r'));
		int64_t ns;
		unsigned decimals;
		uint32_t kind;

		if (*newline != '\n' ||
		    !time_memo_find(&reader->times, time, &ns, &decimals) ||
		    !name_memo_find(&reader->names, name, &kind))
			break;
		p = newline + 1;
		if (kind == KIND_NONE) {
			rows->others++;
			continue;
		}
		set_event(reader, e++, ns, decimals, kind);
	}
	rows->place = place;
	rows->p = p;
	if (e > rows->events + rows->n)
		reader->last_time = e[-1].time;
	rows->n = (size_t)(e - rows->events);
}

/* False if the row cannot be taken. */
static bool take_any(struct csv_reader *reader, struct rows *rows,
		     struct span cell[CSV_COLUMNS])
{
	struct event *const e = &rows->events[rows->n];

	if (*rows->p == '#' || *rows->p == '\t' || *rows->p == '\xef')
		return false;
	const uint32_t *const newline = split_indexed(
		&reader->columns, rows->base, rows->place, rows->p, cell);

	if (!newline || !read_cells(reader, cell, e))
		return false;
	if (e->kind == KIND_NONE)
		rows->others++;
	else
		rows->n++;
	rows->p = rows->base + *newline + 1;
	rows->place = newline + 1;
	return true;
}

/* tstamp and entry are the first cells, and no others are wanted. */
static bool is_bare(const struct csv_columns *columns)
{
	return columns->n == 2 && columns->wanted[1].index == 1 &&
	       columns->wanted[0].column == CSV_TSTAMP;
}

size_t csv_read_rows(struct csv_reader *reader, struct csv_index *index,
		     struct span *text, struct event *events, size_t room,
		     uint64_t *others)
{
	const bool bare = is_bare(&reader->columns);
	struct span cell[CSV_COLUMNS] = { { 0 } };
	struct rows rows = {
		.base = index->base,
		.place = index->at + index->next,
		.end = index->at + index->end,
		.p = text->ptr,
		.events = events,
		.room = room,
	};

	do {
		if (bare)
			take_known(reader, &rows);
	} while (rows.place < rows.end && rows.n < room &&
		 take_any(reader, &rows, cell));
	index->next = (uint32_t)(rows.place - index->at);
	text->len -= (size_t)(rows.p - text->ptr);
	text->ptr = rows.p;
	*others += rows.others;
	return rows.n;
}
