/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/csv_records.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void csv_records_init(struct csv_records *csv, FILE *in, const char *name)
{
	*csv = (struct csv_records){ .in = in, .name = name, .next_line = 1 };
}

void csv_records_release(struct csv_records *csv)
{
	free(csv->text);
	csv_records_init(csv, csv->in, csv->name);
}

static int bad(const struct csv_records *csv, const char *why,
	       struct fault *fault)
{
	if (ferror(csv->in))
		return fault_set(fault, "%s: %s", csv->name, strerror(errno));
	return fault_set(fault, "%s:%" PRIu64 ": %s", csv->name, csv->line,
			 why);
}

/* The next byte, or EOF. */
static int next_byte(struct csv_records *csv)
{
	const int c = getc_unlocked(csv->in);

	if (c == '\n')
		csv->next_line++;
	return c;
}

/* NULL, or what is wrong. */
static const char *keep(struct csv_records *csv, int c)
{
	if (csv->len == CSV_RECORD_MAX)
		return "the record is too long";
	if (csv->len == csv->room) {
		const size_t room = csv->room ? 2 * csv->room : 256;
		char *const text = realloc(csv->text, room);

		if (!text)
			return "out of memory";
		csv->text = text;
		csv->room = room;
	}
	csv->text[csv->len++] = (char)c;
	return NULL;
}

/* Behind an opening quote; *after is the byte behind the closing one. */
static const char *quoted(struct csv_records *csv, int *after)
{
	for (;;) {
		int c = next_byte(csv);

		if (c == EOF)
			return "a quote is not closed";
		if (c == '"') {
			c = next_byte(csv);
			if (c != '"') {
				*after = c;
				return NULL;
			}
		}

		const char *const why = keep(csv, c);

		if (why)
			return why;
	}
}

static const char *plain(struct csv_records *csv, int c, int *after)
{
	for (; c != ',' && c != '\n' && c != '\r' && c != EOF;
	     c = next_byte(csv)) {
		const char *const why = c == '"' ?
			"a quote inside a field" : keep(csv, c);

		if (why)
			return why;
	}
	*after = c;
	return NULL;
}

/* One field, which begins with byte c; *after is the comma, the newline or
 * EOF behind it. */
static const char *read_field(struct csv_records *csv, int c, int *after)
{
	const char *const why = c == '"' ? quoted(csv, after)
					 : plain(csv, c, after);

	if (why)
		return why;
	if (*after == '\r')
		*after = next_byte(csv);
	else if (*after == ',')
		return NULL;
	if (*after == EOF)
		return "the last line is cut off";
	return *after == '\n' ? NULL : "no comma behind a field";
}

int csv_records_next(struct csv_records *csv, struct fault *fault)
{
	size_t end[CSV_FIELDS];
	unsigned n = 0;
	int after = ',';
	int c;

	csv->line = csv->next_line;
	csv->len = 0;
	c = next_byte(csv);
	if (c == EOF)
		return ferror(csv->in) ? bad(csv, "", fault) : 0;
	for (; after == ','; c = after == ',' ? next_byte(csv) : c) {
		const char *const why = n == CSV_FIELDS ? "too many fields"
			: read_field(csv, c, &after);

		if (why)
			return bad(csv, why, fault);
		end[n++] = csv->len;
	}
	if (n < CSV_FIELDS)
		return bad(csv, "too few fields", fault);
	for (unsigned i = 0; i < n; i++) {
		const size_t start = i > 0 ? end[i - 1] : 0;

		/* all fields may be empty, and there is no text then */
		csv->field[i] = span_of(csv->text ? csv->text + start : "",
					end[i] - start);
	}
	return 1;
}
