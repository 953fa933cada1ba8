/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/gunzip.h"

#include <config.h>
#include <stdlib.h>
#include <string.h>

#include "input/gunzip_impl.h"

enum {
	MAGIC_1 = 0x1f,
	MAGIC_2 = 0x8b,
	DEFLATE = 8,
	FLAG_HEADER_CRC = 2,
	FLAG_EXTRA = 4,
	FLAG_NAME = 8,
	FLAG_COMMENT = 16,
	FLAGS_UNKNOWN = 0xe0,
};

/* RFC 1952, section 2.3, in this order. */
enum part {
	PART_FIXED,
	PART_EXTRA_LEN,
	PART_EXTRA,
	PART_NAME,
	PART_COMMENT,
	PART_HEADER_CRC,
	PART_TEXT,
	PART_TRAILER,
	PART_PADDING,
};

struct gunzip {
	const struct inflate_library *library;
	void *state;
	enum part part;
	size_t have;			/* bytes of the part */
	unsigned char bytes[10];	/* ... if it is a short one */
	unsigned flags;
	size_t extra_len;
	uint32_t crc;			/* of the header, of the text */
	uint32_t text_len;
	const char *error;
};

static const struct inflate_library *choose(void)
{
#ifdef HAVE_ISAL
	const char *const wish = getenv("DELTA_PROCESSOR_INFLATE");

	if (!wish || strcmp(wish, "zlib") != 0)
		return &inflate_with_isal;
#endif
	return &inflate_with_zlib;
}

struct gunzip *gunzip_new(void)
{
	struct gunzip *gunzip = calloc(1, sizeof(*gunzip));

	if (!gunzip)
		return NULL;
	gunzip->library = choose();
	gunzip->state = gunzip->library->make();
	if (!gunzip->state) {
		free(gunzip);
		return NULL;
	}
	return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
	if (!gunzip)
		return;
	gunzip->library->release(gunzip->state);
	free(gunzip);
}

const char *gunzip_error(const struct gunzip *gunzip)
{
	return gunzip->error;
}

bool gunzip_complete(const struct gunzip *gunzip)
{
	return gunzip->part == PART_PADDING;
}

static bool corrupt(struct gunzip *gunzip)
{
	gunzip->error = "corrupt gzip data";
	return false;
}

static bool go_to(struct gunzip *gunzip, enum part part)
{
	gunzip->part = part;
	gunzip->have = 0;
	return true;
}

/* Takes n bytes off the front, into the CRC. */
static void take_off(struct gunzip *gunzip, struct span *in, size_t n)
{
	gunzip->crc = gunzip->library->crc(gunzip->crc, in->ptr, n);
	*in = span_of(in->ptr + n, in->len - n);
	gunzip->have += n;
}

/* True when the part's bytes are there, all of them. */
static bool collect(struct gunzip *gunzip, struct span *in, size_t want)
{
	while (gunzip->have < want && in->len > 0) {
		gunzip->bytes[gunzip->have++] = (unsigned char)*in->ptr++;
		in->len--;
	}
	return gunzip->have == want;
}

/* Least significant byte first. */
static uint32_t number(const unsigned char *bytes, size_t n)
{
	return n == 0 ? 0 : bytes[0] | number(bytes + 1, n - 1) << 8;
}

static bool read_fixed(struct gunzip *gunzip, struct span *in)
{
	const unsigned char *const b = gunzip->bytes;
	const bool whole = collect(gunzip, in, sizeof(gunzip->bytes));

	if ((gunzip->have > 1 && (b[0] != MAGIC_1 || b[1] != MAGIC_2)) ||
	    (gunzip->have > 3 && (b[2] != DEFLATE || b[3] & FLAGS_UNKNOWN)))
		return corrupt(gunzip);
	if (!whole)
		return false;
	gunzip->flags = b[3];
	gunzip->crc = gunzip->library->crc(0, (const char *)b, gunzip->have);
	return go_to(gunzip, b[3] & FLAG_EXTRA ? PART_EXTRA_LEN : PART_NAME);
}

static bool read_extra_len(struct gunzip *gunzip, struct span *in)
{
	if (!collect(gunzip, in, 2))
		return false;
	gunzip->crc = gunzip->library->crc(gunzip->crc,
					   (const char *)gunzip->bytes, 2);
	gunzip->extra_len = number(gunzip->bytes, 2);
	return go_to(gunzip, PART_EXTRA);
}

static bool read_extra(struct gunzip *gunzip, struct span *in)
{
	const size_t left = gunzip->extra_len - gunzip->have;

	take_off(gunzip, in, left < in->len ? left : in->len);
	return gunzip->have == gunzip->extra_len && go_to(gunzip, PART_NAME);
}

/* Text up to a NUL, if it is there. */
static bool read_string(struct gunzip *gunzip, struct span *in, unsigned flag)
{
	if (gunzip->flags & flag) {
		const char *const nul = in->len > 0 ?
			memchr(in->ptr, 0, in->len) : NULL;

		take_off(gunzip, in, nul ? (size_t)(nul + 1 - in->ptr) :
			 in->len);
		if (!nul)
			return false;
	}
	return go_to(gunzip, gunzip->part + 1);
}

static bool read_header_crc(struct gunzip *gunzip, struct span *in)
{
	if (gunzip->flags & FLAG_HEADER_CRC) {
		if (!collect(gunzip, in, 2))
			return false;
		if (number(gunzip->bytes, 2) != (gunzip->crc & 0xffff))
			return corrupt(gunzip);
	}
	gunzip->crc = gunzip->text_len = 0;
	return go_to(gunzip, PART_TEXT);
}

static bool read_text(struct gunzip *gunzip, struct span *in, char **out,
		      size_t room)
{
	const char *const begin = *out;
	struct inflate_extra extra = { 0 };
	const enum inflate_result result = gunzip->library->step(
		gunzip->state, in, out, room, &extra);
	const size_t n = (size_t)(*out - begin);

	gunzip->crc = gunzip->library->crc(gunzip->crc, begin, n);
	gunzip->text_len += (uint32_t)n;
	switch (result) {
	case INFLATE_MORE:
		return false;
	case INFLATE_ENDED:
		go_to(gunzip, PART_TRAILER);
		memcpy(gunzip->bytes, extra.bytes, extra.n);
		gunzip->have = extra.n;
		return true;
	case INFLATE_CORRUPT:
		return corrupt(gunzip);
	case INFLATE_NO_MEMORY:
		gunzip->error = "not enough memory to inflate";
	}
	return false;
}

static bool read_trailer(struct gunzip *gunzip, struct span *in)
{
	const bool whole = collect(gunzip, in, 8);

	if ((gunzip->have >= 4 && number(gunzip->bytes, 4) != gunzip->crc) ||
	    (whole && number(gunzip->bytes + 4, 4) != gunzip->text_len))
		return corrupt(gunzip);
	return whole && go_to(gunzip, PART_PADDING);
}

/* True if a member begins behind it. */
static bool read_padding(struct gunzip *gunzip, struct span *in)
{
	while (in->len > 0 && *in->ptr == 0)
		in->ptr++, in->len--;
	if (in->len == 0)
		return false;
	if ((unsigned char)*in->ptr != MAGIC_1) {
		gunzip->error = "garbage behind the gzip data";
		return false;
	}
	go_to(gunzip, PART_FIXED);
	if (gunzip->library->reset(gunzip->state))
		return true;
	gunzip->error = "the next gzip member cannot be read";
	return false;
}

/* True if the next part can be looked at. */
static bool read_part(struct gunzip *gunzip, struct span *in, char **out,
		      size_t room)
{
	switch (gunzip->part) {
	case PART_FIXED:
		return read_fixed(gunzip, in);
	case PART_EXTRA_LEN:
		return read_extra_len(gunzip, in);
	case PART_EXTRA:
		return read_extra(gunzip, in);
	case PART_NAME:
		return read_string(gunzip, in, FLAG_NAME);
	case PART_COMMENT:
		return read_string(gunzip, in, FLAG_COMMENT);
	case PART_HEADER_CRC:
		return read_header_crc(gunzip, in);
	case PART_TEXT:
		return read_text(gunzip, in, out, room);
	case PART_TRAILER:
		return read_trailer(gunzip, in);
	case PART_PADDING:
		return read_padding(gunzip, in);
	}
	return false;
}

char *gunzip_step(struct gunzip *gunzip, struct span *in, char *out,
		  size_t room)
{
	const char *const limit = out + room;

	while (!gunzip->error && out < limit &&
	       read_part(gunzip, in, &out, (size_t)(limit - out)))
		;
	return out;
}
