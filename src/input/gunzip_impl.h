/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a library that inflates must give to gunzip.c, which itself reads what
 * stands round the deflate data: so no library's opinion on that matters.
 */
#ifndef INPUT_GUNZIP_IMPL_H
#define INPUT_GUNZIP_IMPL_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum inflate_result {
	INFLATE_MORE,		/* wants bytes or room */
	INFLATE_ENDED,
	INFLATE_CORRUPT,
	INFLATE_NO_MEMORY,
};

/* Bytes behind the data that were taken already when they ended. */
struct inflate_extra {
	size_t n;
	unsigned char bytes[8];
};

struct inflate_library {
	const char *name;
	void *(*make)(void);		/* NULL when memory is short */
	void (*release)(void *state);
	bool (*reset)(void *state);	/* for another member */
	/* Inflates, as gunzip_step(); *extra is empty before. */
	enum inflate_result (*step)(void *state, struct span *in, char **out,
				    size_t room, struct inflate_extra *extra);
	/* CRC-32 of RFC 1952, 0 at first. */
	uint32_t (*crc)(uint32_t crc, const char *bytes, size_t n);
};

extern const struct inflate_library inflate_with_zlib;
extern const struct inflate_library inflate_with_isal;

#endif
