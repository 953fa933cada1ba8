/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/cell.h"

enum { STAMP_COPY = 16 };
_Static_assert(INT64_MAX / NS_PER_S < 1000000000000000,
	       "the seconds of any time and a point fit a copy");

static char *put_digits(char *p, uint32_t value, unsigned n)
{
	static const char pairs[] =
		"00010203040506070809101112131415161718192021222324"
		"25262728293031323334353637383940414243444546474849"
		"50515253545556575859606162636465666768697071727374"
		"75767778798081828384858687888990919293949596979899";

	for (char *at = p + n; at > p + 1; value /= 100) {
		at -= 2;
		memcpy(at, pairs + value % 100 * 2, 2);
	}
	if (n & 1)
		*p = (char)('0' + value % 10);
	return p + n;
}

char *stamp_put(struct stamp *stamp, char *p, int64_t ns, bool fine)
{
	if (ns < 0)
		return put_ns(p, ns, 9, fine ? 9 : 6);

	uint64_t part = (uint64_t)ns - (uint64_t)stamp->second;

	if (stamp->len == 0 || part >= NS_PER_S) {
		const uint64_t seconds = (uint64_t)ns / NS_PER_S;
		char *end = put_u64(stamp->text, seconds);

		*end++ = '.';
		stamp->len = (unsigned)(end - stamp->text);
		stamp->second = (int64_t)(seconds * NS_PER_S);
		part = (uint64_t)ns - seconds * NS_PER_S;
	}
	memcpy(p, stamp->text, STAMP_COPY);
	p += stamp->len;
	return fine ? put_digits(p, (uint32_t)part, 9)
		    : put_digits(p, (uint32_t)part / 1000, 6);
}

char *cell_delta(char *p, int64_t ns, unsigned exponent, bool fine)
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
