/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz: what the fuzz targets share.
 *
 * Each target is one file with fuzz_one(), which gets some bytes and aborts
 * when a promise is broken.  libFuzzer makes up the bytes; main.c, which takes
 * its place in every other build, reads them from the files it is given.
 *
 * So that a plain text is a good seed, a target takes what it wants to vary
 * out of the last byte, which stays a part of the text.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void fuzz_one(const uint8_t *bytes, size_t len);

/* The last byte, for choices. */
static inline unsigned fuzz_choice(const uint8_t *bytes, size_t len)
{
	return len > 0 ? bytes[len - 1] : 0;
}

#define FUZZ_CHECK(holds)						\
	do {								\
		if (!(holds)) {						\
			fprintf(stderr, "%s:%d: not so: %s\n",		\
				__FILE__, __LINE__, #holds);		\
			abort();					\
		}							\
	} while (0)

#endif
