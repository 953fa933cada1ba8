/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wide: decimal text of integers of up to 128 bits.
 */
#ifndef STATS_WIDE_H
#define STATS_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* A sign and a magnitude; zero is not negative. */
struct wide {
	bool negative;
	unsigned __int128 magnitude;
};

enum { WIDE_TEXT = 41 };	/* sign, 39 digits, NUL */

struct wide wide_of(__int128 value);

/* text: WIDE_TEXT bytes.  Returns it, NUL-terminated. */
const char *wide_text(struct wide value, char *text);

/* Optional '-', then digits, as wide_text() writes them: no other sign, no
 * leading zero, no "-0".  The whole span must be used. */
bool wide_parse(struct span text, struct wide *value);

/* False outside the range of the type. */
bool wide_to_u64(struct wide value, uint64_t *out);
bool wide_to_i64(struct wide value, int64_t *out);
bool wide_to_i128(struct wide value, __int128 *out);

#endif
