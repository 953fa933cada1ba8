/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/cell.h"

_Static_assert(INT64_MAX / NS_PER_S < 1000000000000000,
	       "the seconds of any time and a point fit a copy");

char *stamp_put_new(struct stamp *stamp, char *p, int64_t ns, bool fine)
{
	if (ns < 0)
		return put_ns(p, ns, 9, fine ? 9 : 6);
	const uint64_t seconds = (uint64_t)ns / NS_PER_S;
	char *const end = put_u64(stamp->text, seconds);

	*end = '.';
	stamp->len = (unsigned)(end + 1 - stamp->text);
	stamp->second = seconds * NS_PER_S;
	/* the times behind the last one there is would be negative */
	stamp->valid = (uint64_t)INT64_MAX + 1 - stamp->second;
	if (stamp->valid > NS_PER_S)
		stamp->valid = NS_PER_S;
	return stamp_put(stamp, p, ns, fine);
}

char *cell_delta_any(char *p, int64_t ns, unsigned exponent, bool fine)
{
	if (exponent == 0)
		return put_i64(p, ns);
	return put_ns(p, ns, exponent, fine ? exponent : exponent - 3);
}

static bool needs_quotes(struct span field)
{
	for (size_t i = 0; i < field.len; i++) {
		const char c = field.ptr[i];

		if (c == ',' || c == '"' || c == '\n' || c == '\r')
			return true;
	}
	return false;
}

char *cell_csv(char *p, struct span field)
{
	if (!needs_quotes(field)) {
		if (field.len > 0)
			memcpy(p, field.ptr, field.len);
		return p + field.len;
	}
	*p++ = '"';
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] == '"')
			*p++ = '"';
		*p++ = field.ptr[i];
	}
	*p++ = '"';
	return p;
}
