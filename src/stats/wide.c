/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/wide.h"

struct wide wide_of(__int128 value)
{
	const unsigned __int128 bits = (unsigned __int128)value;

	return (struct wide){ value < 0, value < 0 ? -bits : bits };
}

const char *wide_text(struct wide value, char *text)
{
	char digits[WIDE_TEXT];
	unsigned n = 0;
	char *p = text;

	do {
		digits[n++] = (char)('0' + (int)(value.magnitude % 10));
		value.magnitude /= 10;
	} while (value.magnitude > 0);
	if (value.negative)
		*p++ = '-';
	while (n > 0)
		*p++ = digits[--n];
	*p = '\0';
	return text;
}

bool wide_parse(struct span text, struct wide *value)
{
	struct wide w = { false, 0 };

	if (text.len > 0 && *text.ptr == '-') {
		w.negative = true;
		text.ptr++;
		text.len--;
	}
	if (text.len == 0 || (*text.ptr == '0' && (text.len > 1 || w.negative)))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const unsigned digit = (unsigned char)text.ptr[i] - '0';

		if (digit > 9 ||
		    __builtin_mul_overflow(w.magnitude, 10, &w.magnitude) ||
		    __builtin_add_overflow(w.magnitude, digit, &w.magnitude))
			return false;
	}
	*value = w;
	return true;
}

bool wide_to_u64(struct wide value, uint64_t *out)
{
	if (value.negative || value.magnitude > UINT64_MAX)
		return false;
	*out = (uint64_t)value.magnitude;
	return true;
}

bool wide_to_i128(struct wide value, __int128 *out)
{
	const unsigned __int128 limit = (unsigned __int128)1 << 127;

	if (value.magnitude > limit - !value.negative)
		return false;
	*out = (__int128)(value.negative ? -value.magnitude : value.magnitude);
	return true;
}

bool wide_to_i64(struct wide value, int64_t *out)
{
	__int128 all;

	if (!wide_to_i128(value, &all) || all < INT64_MIN || all > INT64_MAX)
		return false;
	*out = (int64_t)all;
	return true;
}
