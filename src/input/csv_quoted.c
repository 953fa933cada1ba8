/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_quoted.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	SCRATCH = 2 * CSV_ROW_MAX,
	BLOCK = 4096,		/* by which libcsv's buffer grows */
};

struct csv_quoted {
	struct csv_parser parser;
	size_t used;		/* of scratch */
	/* of the row being read */
	uint32_t index;
	const struct csv_wanted *next;
	struct span *cell;
	char scratch[SCRATCH];
};

static int is_line_end(unsigned char c)
{
	return c == '\n';
}

static int is_never(unsigned char c)
{
	(void)c;
	return 0;
}

/* No field is longer than its row. */
static void *capped_realloc(void *p, size_t size)
{
	return size > CSV_ROW_MAX + BLOCK ? NULL : realloc(p, size);
}

struct csv_quoted *csv_quoted_new(void)
{
	struct csv_quoted *quoted = malloc(sizeof(*quoted));

	if (!quoted)
		return NULL;
	csv_init(&quoted->parser, 0);
	csv_set_realloc_func(&quoted->parser, capped_realloc);
	csv_set_free_func(&quoted->parser, free);
	csv_set_blk_size(&quoted->parser, BLOCK);
	csv_set_space_func(&quoted->parser, is_never);
	csv_set_term_func(&quoted->parser, is_line_end);
	quoted->used = 0;
	return quoted;
}

void csv_quoted_free(struct csv_quoted *quoted)
{
	if (!quoted)
		return;
	csv_free(&quoted->parser);
	free(quoted);
}

/* The quote that closes the field in which p stands, or NULL. */
static const char *find_closing(const char *p, const char *end)
{
	while ((p = memchr(p, '"', (size_t)(end - p)))) {
		if (p + 1 == end || p[1] != '"')
			return p;
		p += 2;
	}
	return NULL;
}

static const char *find_comma(const char *p, const char *end)
{
	const char *const comma = memchr(p, ',', (size_t)(end - p));

	return comma ? comma : end;
}

const char *csv_field_end(const char *p, const char *end,
			  const char **closing)
{
	*closing = NULL;
	if (p < end && *p == '"') {
		*closing = find_closing(p + 1, end);
		if (!*closing)
			return end;
		p = *closing + 1;
	}
	return find_comma(p, end);
}

bool csv_quote_open(struct span line, bool open)
{
	const char *p = line.ptr, *const end = p + line.len;
	const char *closing;

	if (open) {
		closing = find_closing(p, end);
		if (!closing)
			return true;
		p = find_comma(closing + 1, end);
		if (p == end)
			return false;
		p++;
	}
	for (;;) {
		open = p < end && *p == '"';
		p = csv_field_end(p, end, &closing);
		if (p == end)
			return open && !closing;
		p++;
	}
}

void csv_quoted_clear(struct csv_quoted *quoted)
{
	quoted->used = 0;
}

bool csv_quoted_room(const struct csv_quoted *quoted, size_t len)
{
	return len <= SCRATCH - quoted->used;
}

/* libcsv's callback for a field */
static void keep_cell(void *text, size_t len, void *arg)
{
	struct csv_quoted *const quoted = arg;

	if (quoted->index++ != quoted->next->index)
		return;
	char *const kept = quoted->scratch + quoted->used;

	memcpy(kept, text, len);
	quoted->used += len;
	quoted->cell[quoted->next++->column] = span_of(kept, len);
}

static bool feed(struct csv_quoted *quoted, const char *p, const char *end)
{
	const size_t len = (size_t)(end - p);

	return csv_parse(&quoted->parser, p, len, keep_cell, NULL, quoted) ==
	       len;
}

/* Moves the closing quote of a field behind the tail that follows it, and
 * doubles the quotes in the tail. */
static bool feed_tail(struct csv_quoted *quoted, const char *p,
		      const char *end)
{
	static const char quote[] = "\"";
	const char *at;

	while ((at = memchr(p, '"', (size_t)(end - p)))) {
		if (!feed(quoted, p, at + 1) || !feed(quoted, quote, quote + 1))
			return false;
		p = at + 1;
	}
	return feed(quoted, p, end) && feed(quoted, quote, quote + 1);
}

static bool feed_row(struct csv_quoted *quoted, struct span row)
{
	static const char newline[] = "\n";
	const char *const end = row.ptr + row.len;
	const char *fed = row.ptr;	/* up to here */

	for (const char *p = fed;; p++) {
		const char *closing;

		p = csv_field_end(p, end, &closing);
		if (closing && closing + 1 < p) {
			if (!feed(quoted, fed, closing) ||
			    !feed_tail(quoted, closing + 1, p))
				return false;
			fed = p;
		}
		if (p == end)
			break;
	}
	return feed(quoted, fed, end) && feed(quoted, newline, newline + 1);
}

int csv_quoted_cells(struct csv_quoted *quoted, struct span row,
		     const struct csv_columns *columns,
		     struct span cell[CSV_COLUMNS])
{
	quoted->index = 0;
	quoted->next = columns->wanted;
	quoted->cell = cell;
	if (!feed_row(quoted, row)) {
		csv_fini(&quoted->parser, NULL, NULL, NULL);
		return -1;
	}
	for (; quoted->next->index != UINT32_MAX; quoted->next++)
		cell[quoted->next->column] = (struct span){ 0 };
	return 0;
}
