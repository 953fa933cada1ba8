/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_columns.h"

#include "base/num.h"
#include "input/csv_quoted.h"

static void add(struct csv_columns *columns, uint32_t index, unsigned column)
{
	columns->have |= 1u << column;
	columns->wanted[columns->n++] =
		(struct csv_wanted){ .index = index, .column = column };
	columns->wanted[columns->n].index = UINT32_MAX;
}

void csv_columns_clear(struct csv_columns *columns)
{
	*columns = (struct csv_columns){ 0 };
	columns->wanted[0].index = UINT32_MAX;
}

void csv_columns_bare(struct csv_columns *columns)
{
	csv_columns_clear(columns);
	add(columns, 0, CSV_TSTAMP);
	add(columns, 1, CSV_ENTRY);
}

/* The next cell, without the quotes round it; a doubled quote stays so, as
 * it is in no name that counts here.  Absent behind the last. */
static struct span next_cell(struct span *row)
{
	if (!row->ptr)
		return *row;
	const char *const start = row->ptr, *const end = start + row->len;
	const char *closing;
	const char *const stop = csv_field_end(start, end, &closing);

	*row = stop < end ? span_of(stop + 1, (size_t)(end - stop) - 1) :
			    (struct span){ 0 };
	const struct span cell = span_trim(span_of(start,
						   (size_t)(stop - start)));

	if (closing && closing + 1 == cell.ptr + cell.len)
		return span_trim(span_of(start + 1,
					 (size_t)(closing - start) - 1));
	return cell;
}

bool csv_columns_read(struct csv_columns *columns, struct span row)
{
	static const char *const names[CSV_COLUMNS] = {
		[CSV_TSTAMP] = "tstamp", [CSV_ENTRY] = "entry",
		[CSV_COMM] = "comm", [CSV_PID] = "pid", [CSV_TID] = "tid",
		[CSV_CPU] = "cpu", [CSV_KEY] = "key", [CSV_GROUP] = "group",
	};

	csv_columns_clear(columns);
	row = csv_without_bom(row);
	for (uint32_t index = 0; row.ptr; index++) {
		const struct span cell = next_cell(&row);

		for (unsigned c = 0; c < CSV_COLUMNS; c++)
			if (!(columns->have & 1u << c) &&
			    span_eq(cell, span_from(names[c])))
				add(columns, index, c);
	}
	return !csv_columns_lack(columns);
}

const char *csv_columns_lack(const struct csv_columns *columns)
{
	if (!(columns->have & 1u << CSV_TSTAMP))
		return "the header has no column tstamp";
	if (!(columns->have & 1u << CSV_ENTRY))
		return "the header has no column entry";
	return NULL;
}

struct span csv_without_bom(struct span text)
{
	if (text.len >= 3 && !memcmp(text.ptr, "\xef\xbb\xbf", 3))
		return span_of(text.ptr + 3, text.len - 3);
	return text;
}

bool csv_text_is_header(struct span line)
{
	struct csv_columns columns;

	return csv_columns_read(&columns, line);
}

bool csv_text_is_bare_row(struct span line)
{
	struct span rest = csv_without_bom(line);
	const struct span time = next_cell(&rest);
	const struct span entry = next_cell(&rest);
	int64_t ns;

	if (!entry.ptr || entry.len == 0 || rest.ptr)
		return false;
	const char c = *entry.ptr;

	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') &&
	       parse_seconds(time, &ns, NULL);
}
