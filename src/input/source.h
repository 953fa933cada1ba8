/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source: bytes of one input, in blocks of whole lines.
 *
 * The input is a file descriptor or a piece of memory; gzip (of one or
 * several members) is recognised by its first two bytes and inflated.
 *
 * A block always ends in '\n' (one is added to a last line without it) and is
 * never empty.  SOURCE_SLACK readable, initialised bytes lie before its first
 * and behind its last byte, so that scanners need no bounds checks there; the
 * byte directly before the block is '\n'.  The buffer has a fixed size: a line
 * longer than SOURCE_LINE_MAX is handed out as its first SOURCE_LINE_MAX
 * bytes and '\n'; the rest of it is skipped.
 *
 * A block holds what one read() returned: on a live pipe nothing is held back
 * to fill a buffer.  Only the part behind the last newline is carried over.
 */
#ifndef INPUT_SOURCE_H
#define INPUT_SOURCE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/span.h"

enum {
	SOURCE_SLACK = 256,
	/*
	 * Bytes asked of one read().  801 MB from the page cache, the best of
	 * 12, in seconds (read() and nothing else: 0.066 to 0.081):
	 * 64 K 0.083, 128 K 0.082, 256 K 0.080, 512 K 0.077, 1 M 0.073.
	 * Within the noise; where chunks go round (readahead.c) those of 256 K
	 * are the smallest that are not handed over too often.
	 */
	SOURCE_READ = 262144,
	SOURCE_LINE_MAX = 262144,
};

struct source;

enum source_state {
	SOURCE_READY,		/* source_next() will not block */
	SOURCE_PENDING,		/* nothing to read within the time given */
	SOURCE_SIGNAL,		/* a signal came first */
};

/*
 * source_open: path "-" is standard input (never closed by us).  The name in
 * errors is the path, or "stdin".  A directory is an error here.  NULL and a
 * fault if it cannot be opened.
 *
 * source_open_memory: bytes stay the caller's and must outlive the source;
 * each "read" returns at most chunk bytes (0: all), so that a test can cut a
 * text, or a gzip file, at every byte.
 */
struct source *source_open(const char *path, struct fault *fault);
struct source *source_open_memory(const void *bytes, size_t len, size_t chunk,
				  struct fault *fault);
void source_close(struct source *source);	/* NULL is fine */

/*
 * Waits until source_next() will not block, at most timeout_ms (0: only look,
 * -1: for ever).  The signals of *unblocked are let in only while this looks
 * or waits (ppoll): the caller keeps them blocked, so that none is lost
 * between a check and a read.  With unblocked NULL signals do not end the
 * wait.
 *
 * It reads on while a line is unfinished, so it ends the life of the last
 * block, as source_next() does.
 */
enum source_state source_wait(struct source *source, int timeout_ms,
			      const sigset_t *unblocked);

/*
 * The next block: 1 and *block (valid until the next source_next() or
 * source_wait()), 0 at the end, -1 on an error (fault says "NAME: ..."): a
 * read error, or gzip that is cut short or corrupt.  All lines decoded before
 * an error have been handed out by then, but for one that the error cut off;
 * -1 is then final.  Garbage behind a gzip member is an error, zero padding is
 * not (as gzip(1)); a member behind padding is read.
 */
int source_next(struct source *source, struct span *block,
		struct fault *fault);

/* After -1: what there is of the line that the error cut off, empty if of
 * none.  It is not to be read: half a number is a number, too. */
struct span source_torn(const struct source *source);

const char *source_name(const struct source *source);
uint64_t source_bytes_read(const struct source *source);  /* compressed ones */
uint64_t source_bytes_text(const struct source *source);  /* inflated ones */
/* What lay ahead in a regular file when it was opened, -1 if not known. */
int64_t source_size(const struct source *source);
/* Known from the first block on. */
bool source_is_gzip(const struct source *source);

#endif
