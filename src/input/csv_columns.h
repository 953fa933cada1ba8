/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_columns: which cell of a row is which column.
 *
 * Names in a header are compared exactly, without the blanks round them; of
 * equal names the first counts.
 */
#ifndef INPUT_CSV_COLUMNS_H
#define INPUT_CSV_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "input/csv_text.h"

struct csv_columns {
	unsigned have;		/* bit c: column c is there */
	unsigned n;		/* of wanted */
	struct csv_wanted {
		uint32_t index;	/* of the cell in its row; the last: none */
		uint32_t column;
	} wanted[CSV_COLUMNS + 1];
};

enum { CSV_NEEDED = 1u << CSV_TSTAMP | 1u << CSV_ENTRY };

/* No columns at all. */
void csv_columns_clear(struct csv_columns *columns);

/* Those of a row (of one or more lines, without its newline) taken as a
 * header.  True if it is one: it has all of CSV_NEEDED. */
bool csv_columns_read(struct csv_columns *columns, struct span row);

/* What CSV_NEEDED lacks, for the user; NULL if nothing. */
const char *csv_columns_lack(const struct csv_columns *columns);

/* Those of a file without header: tstamp, entry. */
void csv_columns_bare(struct csv_columns *columns);

/* Behind a byte order mark, if there is one. */
struct span csv_without_bom(struct span text);

#endif
