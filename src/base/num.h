/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * num: times and numbers between text and integers, without floating point.
 *
 * A time is a signed 64-bit count of nanoseconds.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum {
	NS_PER_S = 1000000000,
	NS_PER_US = 1000,
	PUT_MAX = 40,		/* bytes any put_ function may write */
};

/*
 * Decimal seconds to ns: optional sign, digits, optional point and up to 9
 * decimals; "5." and ".5" are fine, no digit at all is not.  The whole span
 * must be used.  *decimals (may be NULL) becomes the number of digits after
 * the point.  False if malformed or outside int64.
 */
bool parse_seconds(struct span text, int64_t *ns, unsigned *decimals);

/* Decimal digits only, at least one; false on anything else or overflow. */
bool parse_u64(struct span text, uint64_t *value);

/* The same with an optional '-', in the range of int32. */
bool parse_i32(struct span text, int32_t *value);

/*
 * These write decimal text at p, without a NUL, and return its end.
 */
char *put_u64(char *p, uint64_t value);
char *put_i64(char *p, int64_t value);

/*
 * ns in units of 10^exponent ns (9: s, 6: ms, 3: us, 0: ns) with this many
 * decimals (0 to exponent).  Exact: digits beyond the decimals are cut off
 * towards zero; callers choose decimals so that there are none.
 */
char *put_ns(char *p, int64_t ns, unsigned exponent, unsigned decimals);

#endif
