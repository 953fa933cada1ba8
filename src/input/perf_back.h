/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_back: the columns in front of a time, read from right to left.
 */
#ifndef INPUT_PERF_BACK_H
#define INPUT_PERF_BACK_H

#include "base/event.h"

/* Reads cpu, tid and pid in front of the time at stamp into *event, which
 * comes without any.  Returns the end of what is left of them: the comm's. */
const char *perf_read_back(const char *line, const char *stamp,
			   struct event *event);

#endif
