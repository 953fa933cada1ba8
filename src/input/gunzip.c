/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/gunzip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	MAGIC = 0x1f,			/* first byte of a member */
	GZIP_ONLY = 16,			/* added to the window's bits */
};

struct gunzip {
	z_stream stream;
	bool complete;
	const char *error;
};

struct gunzip *gunzip_new(void)
{
	struct gunzip *gunzip = calloc(1, sizeof(*gunzip));

	if (gunzip && inflateInit2(&gunzip->stream, MAX_WBITS + GZIP_ONLY)) {
		free(gunzip);
		return NULL;
	}
	return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
	if (!gunzip)
		return;
	inflateEnd(&gunzip->stream);
	free(gunzip);
}

const char *gunzip_error(const struct gunzip *gunzip)
{
	return gunzip->error;
}

bool gunzip_complete(const struct gunzip *gunzip)
{
	return gunzip->complete;
}

/* Skips padding; true if a member begins behind it. */
static bool next_member(struct gunzip *gunzip, struct span *in)
{
	while (in->len > 0 && *in->ptr == 0)
		in->ptr++, in->len--;
	if (in->len == 0)
		return false;
	if ((unsigned char)*in->ptr != MAGIC) {
		gunzip->error = "garbage behind the gzip data";
		return false;
	}
	if (inflateReset(&gunzip->stream) != Z_OK) {
		gunzip->error = "the next gzip member cannot be read";
		return false;
	}
	gunzip->complete = false;
	return true;
}

char *gunzip_step(struct gunzip *gunzip, struct span *in, char *out,
		  size_t room)
{
	z_stream *stream = &gunzip->stream;

	stream->next_out = (Bytef *)out;
	stream->avail_out = (uInt)room;
	while (!gunzip->error && stream->avail_out > 0) {
		if (gunzip->complete && !next_member(gunzip, in))
			break;
		stream->next_in = (z_const Bytef *)in->ptr;
		stream->avail_in = (uInt)in->len;

		const int status = inflate(stream, Z_NO_FLUSH);

		*in = span_of((const char *)stream->next_in, stream->avail_in);
		if (status == Z_STREAM_END)
			gunzip->complete = true;
		else if (status == Z_BUF_ERROR)
			break;
		else if (status != Z_OK)
			gunzip->error = status == Z_MEM_ERROR ?
				"not enough memory to inflate" :
				"corrupt gzip data";
	}
	return (char *)stream->next_out;
}
