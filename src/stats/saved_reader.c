/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/saved_reader.h"

#include <inttypes.h>
#include <string.h>

#include "stats/wide.h"

int reader_wrong(struct reader *r, const char *why)
{
	return fault_set(r->fault, "%s:%" PRIu64 ": %s", r->csv.name,
			 r->csv.line, why);
}

int reader_advance(struct reader *r)
{
	const int status = csv_records_next(&r->csv, r->fault);

	if (status == 0) {
		r->csv.line = r->csv.next_line;
		return reader_wrong(r, "the file ends too early");
	}
	return status < 0 ? -1 : 0;
}

bool reader_is(const struct reader *r, unsigned column, const char *text)
{
	return span_eq(r->csv.field[column], span_from(text));
}

bool reader_at(const struct reader *r, const char *record)
{
	return reader_is(r, RECORD, record);
}

bool reader_empty(const struct reader *r, unsigned column)
{
	return r->csv.field[column].len == 0;
}

int reader_u64(struct reader *r, unsigned column, uint64_t *value)
{
	struct wide w;

	if (!wide_parse(r->csv.field[column], &w) || !wide_to_u64(w, value))
		return reader_wrong(r, "not a count of 64 bits");
	return 0;
}

int reader_i64(struct reader *r, unsigned column, int64_t *value)
{
	struct wide w;

	if (!wide_parse(r->csv.field[column], &w) || !wide_to_i64(w, value))
		return reader_wrong(r, "not an integer of 64 bits");
	return 0;
}

int reader_name(struct reader *r, char **name)
{
	const struct span text = r->csv.field[NAME];

	if (memchr(text.ptr, '\0', text.len))
		return reader_wrong(r, "a NUL in a name");
	*name = strndup(text.ptr, text.len);
	return *name ? 0 : reader_wrong(r, "out of memory");
}
