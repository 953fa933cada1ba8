/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gunzip: gzip bytes to text, in steps of any size.
 *
 * Members (RFC 1952) follow one another; zero bytes behind a member are
 * padding, anything else that does not begin a member is an error.
 */
#ifndef INPUT_GUNZIP_H
#define INPUT_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct gunzip;

struct gunzip *gunzip_new(void);	/* NULL when memory is short */
void gunzip_free(struct gunzip *gunzip);	/* NULL is fine */

/*
 * Takes bytes off the front of *in and writes text to out, until one of both
 * is used up or an error is met; returns the end of the text.  What was
 * decoded before the error is written.  A full out may leave text inside: step
 * again, even with nothing in.  Of deflate data that are cut short within a
 * block ISA-L may leave out the last bytes, 3 at most, as it decodes several
 * at once; all else is the same whichever library inflates.
 */
char *gunzip_step(struct gunzip *gunzip, struct span *in, char *out,
		  size_t room);

/* What is wrong with the bytes so far (constant text), NULL: nothing. */
const char *gunzip_error(const struct gunzip *gunzip);

/* The bytes may end here: the last member is complete. */
bool gunzip_complete(const struct gunzip *gunzip);

#endif
