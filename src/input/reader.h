/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reader: the bytes below a source, from a file descriptor or from memory.
 */
#ifndef INPUT_READER_H
#define INPUT_READER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/fault.h"

struct reader {
	char *name;
	int fd;			/* -1: memory */
	bool owned;		/* fd is closed by us */
	bool poll_first;	/* read() would not wait by itself */
	const char *memory;	/* what is left of it */
	size_t memory_len;
	size_t chunk;		/* of memory, for one read; 0: all */
	int64_t size;		/* bytes ahead when it was opened, or -1 */
	uint64_t bytes;		/* read so far */
};

/* As source_open() and source_open_memory(); 0, or -1 and a fault, and then
 * there is nothing to release. */
int reader_open(struct reader *reader, const char *path, struct fault *fault);
int reader_open_memory(struct reader *reader, const void *bytes, size_t len,
		       size_t chunk, struct fault *fault);
void reader_release(struct reader *reader);

/* One read.  Bytes, 0 at the end, -1 and errno; EAGAIN: none just now. */
ssize_t reader_read(struct reader *reader, char *out, size_t room);

/*
 * Waits for bytes, the end or an error (1), at most timeout_ms (0 then; -1:
 * for ever).  -1: a signal of *unblocked came; with unblocked NULL signals do
 * not end the wait.
 */
int reader_poll(const struct reader *reader, int64_t timeout_ms,
		const sigset_t *unblocked);

/* Lets the signals of *unblocked in; true if one came.  reader_poll() does not
 * while there are bytes, which for a file is always. */
bool reader_signalled(const sigset_t *unblocked);

#endif
