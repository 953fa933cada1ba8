/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * detect: what a file is, by its lines.
 */
#ifndef INPUT_DETECT_H
#define INPUT_DETECT_H

#include "base/span.h"

enum detected {
	DETECTED_NOTHING,	/* blank, comment, warning: look at the next */
	DETECTED_PERF,
	DETECTED_CSV,
	DETECTED_BINARY,	/* only where *first is set */
};

/*
 * Looks at one line (without newline; readable bytes behind it as perf_line
 * wants).  first: it is the file's first.  *advice is set to one sentence, or
 * else left alone, where the text is of a kind that cannot be read: what it
 * is and what to use instead.
 */
enum detected detect_line(struct span line, bool first, const char **advice);

#endif
