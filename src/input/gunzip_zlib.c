/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/gunzip_impl.h"

#include <stdlib.h>
#include <zlib.h>

static void *make(void)
{
	z_stream *stream = calloc(1, sizeof(*stream));

	/* negative: no header and trailer */
	if (stream && inflateInit2(stream, -MAX_WBITS)) {
		free(stream);
		return NULL;
	}
	return stream;
}

static void release(void *state)
{
	inflateEnd(state);
	free(state);
}

static bool reset(void *state)
{
	return inflateReset(state) == Z_OK;
}

static enum inflate_result step(void *state, struct span *in, char **out,
				size_t room, struct inflate_extra *extra)
{
	(void)extra;

	z_stream *const stream = state;

	stream->next_in = (z_const Bytef *)in->ptr;
	stream->avail_in = (uInt)in->len;
	stream->next_out = (Bytef *)*out;
	stream->avail_out = (uInt)room;

	const int status = inflate(stream, Z_NO_FLUSH);

	*in = span_of((const char *)stream->next_in, stream->avail_in);
	*out = (char *)stream->next_out;
	switch (status) {
	case Z_OK:
	case Z_BUF_ERROR:
		return INFLATE_MORE;
	case Z_STREAM_END:
		return INFLATE_ENDED;
	case Z_MEM_ERROR:
		return INFLATE_NO_MEMORY;
	default:
		return INFLATE_CORRUPT;
	}
}

static uint32_t crc(uint32_t before, const char *bytes, size_t n)
{
	/* crc32() takes no bytes at NULL for a wish to begin */
	return n > 0 ? (uint32_t)crc32(before, (const Bytef *)bytes, (uInt)n) :
		before;
}

const struct inflate_library inflate_with_zlib = {
	.name = "zlib", .make = make, .release = release, .reset = reset,
	.step = step, .crc = crc,
};
