/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diag: one line for the user on standard error.
 *
 * "delta_processor: " + text + newline in a single write() where it can be
 * (descriptor_write() waits for a full one that is non-blocking), control
 * characters (all but what UTF-8 text needs) shown as \xHH, so nothing from an
 * input can steer a terminal.  Bytes that are not UTF-8 are shown as \xHH too.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stddef.h>

#include "base/span.h"

void diag_error(const char *program, const char *text);
/* "PROGRAM: warning: TEXT" */
void diag_warning(const char *program, const char *text);

/* Copies text with the escapes above; always NUL-terminated.  Returns the
 * length written.  size >= 1. */
size_t diag_escape(struct span text, char *out, size_t size);

#endif
