/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capture: a sink whose bytes a test can look at.
 */
#ifndef TESTS_CAPTURE_H
#define TESTS_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "output/sink.h"

struct capture {
	FILE *file;
	struct sink *sink;
	char *text;
};

static inline void capture_begin(struct capture *c)
{
	c->file = tmpfile();
	c->text = NULL;
	ck_assert_ptr_nonnull(c->file);
	c->sink = sink_fd(fileno(c->file), "capture");
	ck_assert_ptr_nonnull(c->sink);
}

/* All that was written so far, with a NUL behind it; until the next call. */
static inline const char *capture_text(struct capture *c)
{
	ck_assert_int_eq(sink_flush(c->sink), 0);
	const long size = (fseek(c->file, 0, SEEK_END), ftell(c->file));

	free(c->text);
	c->text = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(c->text);
	rewind(c->file);
	ck_assert_uint_eq(fread(c->text, 1, (size_t)size, c->file),
			  (size_t)size);
	c->text[size] = '\0';
	fseek(c->file, 0, SEEK_END);
	return c->text;
}

static inline void capture_end(struct capture *c)
{
	sink_close(c->sink);
	fclose(c->file);
	free(c->text);
}

#endif
