/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/num.h"

#include <string.h>

#include "base/digits.h"

enum {
	DECIMALS_MAX = 9,
	WORD = DIGITS_WORD,
	USUAL = 6,		/* decimals in nearly every trace */
};

static const uint32_t power_of_10[DECIMALS_MAX + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000
};

/*
 * Digits from the front, up to the first other character.  Values from
 * INT64_MAX / NS_PER_S * 10 on stop it in front of a digit: too many for any
 * time.
 */
static const char *take_whole(const char *p, const char *end, uint64_t *value)
{
	static const uint64_t limit = INT64_MAX / NS_PER_S * 10;

	*value = 0;
	while (end - p >= WORD && *value < limit) {
		const uint64_t word = digits_load(p);
		const uint64_t other = digits_other(word);
		const unsigned digits =
			other ? (unsigned)__builtin_ctzll(other) / 8 : WORD;

		if (digits == 0)
			return p;
		*value = *value * power_of_10[digits] +
			 digits_value(word << (8 * (WORD - digits)));
		p += digits;
		if (digits < WORD)
			return p;
	}
	while (p < end && (unsigned char)(*p - '0') < 10 && *value < limit)
		*value = *value * 10 + (unsigned char)(*p++ - '0');
	return p;
}

/* The last n (1 to 8) of at least 8 characters, which must be digits. */
static bool last_digits(const char *end, unsigned n, uint32_t *value)
{
	const uint64_t word = digits_load(end - WORD) &
			      UINT64_MAX << (8 * (WORD - n));

	*value = digits_value(word);
	return !digits_other(word);
}

static bool few_digits(const char *p, const char *end, uint32_t *value)
{
	*value = 0;
	for (; p < end; p++) {
		const unsigned digit = (unsigned char)(*p - '0');

		if (digit > 9)
			return false;
		*value = *value * 10 + digit;
	}
	return true;
}

/* The n (1 to 9) characters before end as an integer; start is where the whole
 * text begins. */
static bool take_decimals(const char *start, const char *end, unsigned n,
			  uint32_t *value)
{
	uint32_t first = 0;

	if (end - start < WORD)
		return few_digits(end - n, end, value);
	if (n > WORD) {
		if (!few_digits(end - n, end - WORD, &first))
			return false;
		n = WORD;
	}
	if (!last_digits(end, n, value))
		return false;
	*value += first * power_of_10[WORD];
	return true;
}

/* 1 to 8 digits, a point, USUAL digits. */
static inline bool parse_usual(struct span text, int64_t *ns)
{
	const size_t digits = text.len - 1 - USUAL;	/* before the point */

	if (digits - 1 >= WORD || text.ptr[digits] != '.')
		return false;
	const uint64_t whole = digits_load(text.ptr) <<
			       (8 * (WORD - digits));
	const uint64_t rest = digits_load(text.ptr + text.len - WORD) &
			      UINT64_MAX << (8 * (WORD - USUAL));

	if (digits_other(whole) | digits_other(rest))
		return false;
	*ns = (int64_t)((uint64_t)digits_value(whole) * NS_PER_S +
			(uint64_t)digits_value(rest) * 1000);
	return true;
}

/* Out of line, so that the usual way has no registers to save. */
static __attribute__((noinline)) bool parse_any(struct span text, int64_t *ns,
						unsigned *decimals)
{
	if (text.len == 0)
		return false;
	const char *p = text.ptr;
	const char *const end = p + text.len;
	const bool negative = *p == '-';

	if (*p == '-' || *p == '+')
		p++;
	const char *const digits = p;
	uint64_t whole;
	uint32_t fraction = 0;
	size_t n = 0;

	p = take_whole(p, end, &whole);
	const bool point = p < end && *p == '.';

	if (point)
		n = (size_t)(end - p) - 1;
	else if (p < end)
		return false;
	if (n > DECIMALS_MAX || end - digits == point)
		return false;
	if (n > 0 && !take_decimals(text.ptr, end, (unsigned)n, &fraction))
		return false;
	if (whole > INT64_MAX / NS_PER_S)
		return false;
	const uint64_t total = whole * NS_PER_S +
			       (uint64_t)fraction * power_of_10[9 - n];

	if (total > (uint64_t)INT64_MAX + negative)
		return false;
	*ns = (int64_t)(negative ? 0 - total : total);
	*decimals = (unsigned)n;
	return true;
}

bool parse_seconds(struct span text, int64_t *ns, unsigned *decimals)
{
	unsigned n = USUAL;

	if (!parse_usual(text, ns) && !parse_any(text, ns, &n))
		return false;
	if (decimals)
		*decimals = n;
	return true;
}

bool parse_u64(struct span text, uint64_t *value)
{
	uint64_t v = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const unsigned digit = (unsigned char)(text.ptr[i] - '0');

		if (digit > 9 || __builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, digit, &v))
			return false;
	}
	*value = v;
	return true;
}

bool parse_i32(struct span text, int32_t *value)
{
	if (text.len == 0)
		return false;
	const bool negative = *text.ptr == '-';
	uint64_t v;

	if (!parse_u64(span_of(text.ptr + negative, text.len - negative), &v) ||
	    v > (uint64_t)INT32_MAX + negative)
		return false;
	*value = (int32_t)(negative ? -(int64_t)v : (int64_t)v);
	return true;
}

const char digits_pairs[] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

/* Exactly eight digits. */
static char *put_8(char *p, uint32_t value)
{
	digits_store(p, digits_of(value));
	return p + WORD;
}

/* As many as needed, for values of at most eight digits. */
static inline char *put_to_8(char *p, uint32_t value)
{
	const uint64_t word = digits_of(value);
	/* the last one stands, even if it is 0 */
	const unsigned zeros = (unsigned)__builtin_ctzll(
		word | (uint64_t)1 << (8 * (WORD - 1))) / 8;

	digits_store(p, word >> (8 * zeros));
	return p + WORD - zeros;
}

char *put_u64(char *p, uint64_t value)
{
	const uint64_t e8 = 100000000;

	if (value < e8)
		return put_to_8(p, (uint32_t)value);
	if (value < e8 * e8)
		p = put_to_8(p, (uint32_t)(value / e8));
	else
		p = put_8(put_to_8(p, (uint32_t)(value / (e8 * e8))),
			  (uint32_t)(value / e8 % e8));
	return put_8(p, (uint32_t)(value % e8));
}

char *put_i64(char *p, int64_t value)
{
	if (value >= 0)
		return put_u64(p, (uint64_t)value);
	*p = '-';
	return put_u64(p + 1, 0 - (uint64_t)value);
}

/* More digits behind the point are written than are asked for, and cut off by
 * the return value: that is quicker than a division that depends on the
 * decimals. */
char *put_ns(char *p, int64_t ns, unsigned exponent, unsigned decimals)
{
	uint64_t value = (uint64_t)ns;
	uint32_t rest;

	if (ns < 0) {
		*p++ = '-';
		value = 0 - value;
	}
	switch (exponent) {
	case 9:
		rest = (uint32_t)(value % NS_PER_S);
		p = put_u64(p, value / NS_PER_S);
		put_8(p + 1, rest / 10);
		p[1 + WORD] = (char)('0' + rest % 10);
		break;
	case 6:
		p = put_u64(p, value / 1000000);
		put_8(p + 1, (uint32_t)(value % 1000000) * 100);
		break;
	case 3:
		p = put_u64(p, value / 1000);
		put_8(p + 1, (uint32_t)(value % 1000) * 100000);
		break;
	default:
		return put_u64(p, value);
	}
	if (decimals == 0)
		return p;
	*p = '.';
	return p + 1 + decimals;
}
