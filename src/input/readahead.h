/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readahead: a thread that reads and inflates while others work on what it
 * has read before.
 *
 * It goes round with chunks of memory: empty ones are filled, by one read()
 * or one step of inflating, and handed out; when all are full it rests.  So
 * nothing is held back, and no memory grows.
 */
#ifndef INPUT_READAHEAD_H
#define INPUT_READAHEAD_H

#include "input/source.h"
#include "input/unpack.h"

enum {
	CHUNK_FRESH = SOURCE_SLACK + SOURCE_LINE_MAX,
	CHUNK_LIMIT = CHUNK_FRESH + SOURCE_READ,
	CHUNK_SIZE = CHUNK_LIMIT + 1 + SOURCE_SLACK,
};

/* [slack | carried tail | fresh | one newline | slack] */
struct chunk {
	size_t len;		/* of the fresh part */
	uint64_t bytes_read;	/* by the reader, in all */
	bool gzip;
	bool ended;		/* it is the last, perhaps empty */
	char memory[CHUNK_SIZE];
};

struct readahead;

/* After how much text to begin: it does not pay at once, or never. */
uint64_t readahead_after(void);

/*
 * Until it has ended or is stopped unpack is the thread's; its reader's name,
 * descriptor and size may be looked at.  NULL if there is no memory,
 * descriptor or thread.  readahead_stop() does not wait for input; NULL is
 * fine.
 */
struct readahead *readahead_start(struct unpack *unpack);
void readahead_stop(struct readahead *ahead);

/*
 * Waits for input for at most timeout_ms (-1: for ever), and for the thread
 * as long as it has some in hand.  1: a chunk is ready, or the input has
 * moved; 0: there is none; -1: a signal of *unblocked came (see
 * source_wait()).
 */
int readahead_wait(struct readahead *ahead, int64_t timeout_ms,
		   const sigset_t *unblocked);

/*
 * The oldest full chunk, NULL if none is ready.  It is the caller's until it
 * is given back; one more, with which the caller began, may be given instead.
 */
struct chunk *readahead_take(struct readahead *ahead);
void readahead_give(struct readahead *ahead, struct chunk *chunk);

#endif
