/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input/gunzip.h"

static const char magic[] = { '\x1f', '\x8b' };

void unpack_release(struct unpack *unpack)
{
	reader_release(&unpack->reader);
	gunzip_free(unpack->gunzip);
	free(unpack->packed_buffer);
}

static void fail(struct unpack *unpack, const char *why)
{
	fault_set(&unpack->fault, "%s: %s", unpack->reader.name, why);
	unpack->failed = unpack->torn = true;
	unpack->ended = true;
}

/* One read.  The number of bytes; 0 if there is none just now, or none any
 * more: then ended is set. */
static size_t read_some(struct unpack *unpack, char *out, size_t room)
{
	const ssize_t n = reader_read(&unpack->reader, out, room);

	if (n > 0)
		return (size_t)n;
	if (n == 0)
		unpack->ended = true;
	else if (errno != EAGAIN)
		fail(unpack, strerror(errno));
	return 0;
}

/* The n bytes read so far, as text, turned out to be gzip. */
static void become_gzip(struct unpack *unpack, const char *bytes, size_t n)
{
	unpack->kind = UNPACK_GZIP;
	unpack->gunzip = gunzip_new();
	unpack->packed_buffer = malloc(UNPACK_PACKED);
	if (!unpack->gunzip || !unpack->packed_buffer) {
		fail(unpack, strerror(ENOMEM));
		return;
	}
	memcpy(unpack->packed_buffer, bytes, n);
	unpack->packed = span_of(unpack->packed_buffer, n);
}

static size_t step_unknown(struct unpack *unpack, char *out)
{
	const size_t had = unpack->one_byte;

	out[0] = magic[0];	/* which it was */

	const size_t n = had + read_some(unpack, out + had,
					 UNPACK_PACKED - had);

	if (n >= sizeof(magic) && !memcmp(out, magic, sizeof(magic))) {
		become_gzip(unpack, out, n);
		return 0;
	}
	if (n >= sizeof(magic) || unpack->ended ||
	    (n == 1 && out[0] != magic[0])) {
		unpack->kind = UNPACK_PLAIN;
		return n;
	}
	unpack->one_byte = n == 1;
	return 0;
}

static size_t step_gzip(struct unpack *unpack, char *out, size_t room)
{
	if (unpack_must_read(unpack)) {
		const size_t n = read_some(unpack, unpack->packed_buffer,
					   UNPACK_PACKED);

		unpack->packed = span_of(unpack->packed_buffer, n);
		if (unpack->ended && !unpack->failed &&
		    !gunzip_complete(unpack->gunzip))
			fail(unpack, "the gzip data are cut short");
	}

	const size_t n = (size_t)(gunzip_step(unpack->gunzip, &unpack->packed,
					      out, room) - out);
	const char *const why = gunzip_error(unpack->gunzip);

	unpack->text_inside = n == room;
	if (why) {
		fail(unpack, why);
		unpack->torn = !gunzip_complete(unpack->gunzip);
	}
	return n;
}

size_t unpack_step(struct unpack *unpack, char *out, size_t room)
{
	switch (unpack->kind) {
	case UNPACK_UNKNOWN:
		return step_unknown(unpack, out);
	case UNPACK_PLAIN:
		return read_some(unpack, out, room);
	case UNPACK_GZIP:
		return step_gzip(unpack, out, room);
	}
	return 0;
}

bool unpack_must_read(const struct unpack *unpack)
{
	return unpack->packed.len == 0 && !unpack->text_inside;
}
