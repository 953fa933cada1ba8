/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_head: what stands in front of an event's name, up to its time.
 */
#ifndef INPUT_PERF_HEAD_H
#define INPUT_PERF_HEAD_H

#include "input/perf_cursor.h"
#include "input/perf_line.h"

/* Reads the head of the line the cursor is at the start of: comm and ids of
 * out->event, and out->head.  The cursor is left behind the time's ':'. */
bool perf_head_read(struct perf_line *out, struct cursor *c,
		    struct stamp *stamp);

#endif
