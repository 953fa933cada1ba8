/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_quoted: rows that hold a quote, read by libcsv.
 *
 * A quote opens a quoted field only as the field's first character, blanks
 * included; elsewhere it is a letter.  In a quoted field "" is a quote, and
 * commas and newlines are text.  What follows the closing quote up to the
 * comma is appended as it stands.  So do pandas and Python's csv module;
 * libcsv takes such a tail for more of the quoted field, strips blanks and
 * ends a row at a lone CR, which is put right here.
 */
#ifndef INPUT_CSV_QUOTED_H
#define INPUT_CSV_QUOTED_H

#include <stdbool.h>

#include "base/span.h"
#include "input/csv_columns.h"

enum { CSV_ROW_MAX = 65536 };	/* bytes of a row with a quote, as it stands */

struct csv_quoted;

struct csv_quoted *csv_quoted_new(void);	/* NULL: memory is short */
void csv_quoted_free(struct csv_quoted *quoted);	/* NULL is fine */

/*
 * The end of the field that begins at p: its comma, or end.  *closing is the
 * quote that closes it, or NULL, either because it is not quoted or (then end
 * is returned) because it goes on behind end.
 */
const char *csv_field_end(const char *p, const char *end,
			  const char **closing);

/* Whether a quoted field is open at the end of this line (without its
 * newline), given whether one was open at its begin. */
bool csv_quote_open(struct span line, bool open);

/* Cells are kept in a scratch until csv_quoted_clear(); then there is room for
 * at least one row of CSV_ROW_MAX. */
void csv_quoted_clear(struct csv_quoted *quoted);
bool csv_quoted_room(const struct csv_quoted *quoted, size_t len);

/*
 * Fills cell[column] for the wanted columns of a complete row (without its
 * newline), for which there is room; the wanted ones that it lacks become
 * absent.  -1 when memory is short.
 */
int csv_quoted_cells(struct csv_quoted *quoted, struct span row,
		     const struct csv_columns *columns,
		     struct span cell[CSV_COLUMNS]);

#endif
