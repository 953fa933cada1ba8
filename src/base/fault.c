/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A long name stands in front, and the reason behind it. */
static void shorten(struct fault *fault, const char *whole, size_t len)
{
	static const char gap[] = "...";
	const size_t kept = sizeof(fault->text) - sizeof(gap);
	const size_t end = kept / 2;

	memcpy(fault->text, whole, kept - end);
	memcpy(fault->text + kept - end, gap, sizeof(gap) - 1);
	memcpy(fault->text + kept - end + sizeof(gap) - 1, whole + len - end,
	       end + 1);
}

int fault_set(struct fault *fault, const char *format, ...)
{
	va_list args;
	char *whole;

	va_start(args, format);
	const int len = vsnprintf(fault->text, sizeof(fault->text), format,
				  args);

	va_end(args);
	if (len < (int)sizeof(fault->text))
		return -1;
	va_start(args, format);
	if (vasprintf(&whole, format, args) >= 0) {
		shorten(fault, whole, (size_t)len);
		free(whole);
	}
	va_end(args);
	return -1;
}
