/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unpack: the text of one input as it comes, read or inflated.
 *
 * Whether it is gzip shows in the first two bytes.
 */
#ifndef INPUT_UNPACK_H
#define INPUT_UNPACK_H

#include "base/span.h"
#include "input/reader.h"

struct gunzip;

enum {
	UNPACK_PACKED = 65536,	/* gzip bytes asked of one read() */
};

enum unpack_kind {
	UNPACK_UNKNOWN,		/* at most one byte seen, 0x1f */
	UNPACK_PLAIN,
	UNPACK_GZIP,
};

/* Open the reader of one that is otherwise zero, and begin. */
struct unpack {
	struct reader reader;
	enum unpack_kind kind;
	bool ended;		/* nothing more comes */
	bool failed;		/* ... because of this */
	bool torn;		/* ... so that text is missing */
	struct fault fault;

	struct gunzip *gunzip;
	struct span packed;	/* read, not inflated yet */
	bool text_inside;	/* gunzip filled all its room */
	bool one_byte;		/* seen */
	char *packed_buffer;
};

void unpack_release(struct unpack *unpack);

/*
 * Reads or inflates once.  The bytes of text written to out, of which room,
 * UNPACK_PACKED at least, is there; none may mean anything.  To be called
 * until it has ended.
 */
size_t unpack_step(struct unpack *unpack, char *out, size_t room);

/* The next step reads. */
bool unpack_must_read(const struct unpack *unpack);

#endif
