/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diag.h"

#include <unistd.h>

#include "base/descriptor.h"

/*
 * Length of the UTF-8 sequence at the front of text, 0 if there is none that
 * may be shown: the ranges of RFC 3629, section 4, without the control
 * characters U+0080 to U+009F, which some terminals obey.
 */
static size_t utf8_length(struct span text)
{
	const unsigned char *const p = (const unsigned char *)text.ptr;
	unsigned char low = 0x80, high = 0xbf;	/* of the second byte */
	size_t n;

	if (p[0] >= 0x20 && p[0] < 0x7f)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		n = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4;
	else
		return 0;
	switch (p[0]) {
	case 0xc2: low = 0xa0; break;	/* no C1 controls */
	case 0xe0: low = 0xa0; break;	/* not shorter in two bytes */
	case 0xed: high = 0x9f; break;	/* no surrogates */
	case 0xf0: low = 0x90; break;	/* not shorter in three bytes */
	case 0xf4: high = 0x8f; break;	/* not beyond U+10FFFF */
	}
	if (text.len < n || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

size_t diag_escape(struct span text, char *out, size_t size)
{
	static const char hex[] = "0123456789abcdef";
	size_t used = 0;

	while (text.len > 0) {
		const unsigned char c = (unsigned char)*text.ptr;
		const char escape[] = { '\\', 'x', hex[c >> 4], hex[c & 15] };
		const size_t sequence = utf8_length(text);
		const size_t put = sequence ? sequence : sizeof(escape);
		const size_t took = sequence ? sequence : 1;

		if (put >= size - used)
			break;
		memcpy(out + used, sequence ? text.ptr : escape, put);
		used += put;
		text.ptr += took;
		text.len -= took;
	}
	out[used] = '\0';
	return used;
}

static void write_line(const char *program, const char *level,
		       const char *text)
{
	const char *const parts[] = { program, ": ", level, text };
	char line[4608];	/* a struct fault's text, all of it escaped */
	size_t n = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		n += diag_escape(span_from(parts[i]), line + n,
				 sizeof(line) - n);
	line[n++] = '\n';
	descriptor_write(STDERR_FILENO, line, n);
}

void diag_error(const char *program, const char *text)
{
	write_line(program, "", text);
}

void diag_warning(const char *program, const char *text)
{
	write_line(program, "warning: ", text);
}
