/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sink: buffered bytes to a file, with a file's manners.
 *
 * Either standard output or another open descriptor, or a path, or a file
 * that appears under its name only when it is complete: written as
 * ".NAME.XXXXXX" beside it and renamed by sink_commit(); sink_close() without
 * a commit removes it.  The first failed write is kept (sink_failed()), later
 * ones are not tried.
 */
#ifndef OUTPUT_SINK_H
#define OUTPUT_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/fault.h"
#include "base/span.h"

enum {
	SINK_BUFFER = 65536,
	SINK_ROOM = 4096,	/* what sink_reserve() always can give */
};

struct sink;

struct sink *sink_fd(int fd, const char *name);	/* not closed by us */
/* Path written in place (a device or FIFO too), created or truncated; the name
 * of an open descriptor (/dev/stdout) is a duplicate of that.  NULL and a
 * fault.  gzip: compressed with zlib. */
struct sink *sink_path(const char *path, bool gzip, struct fault *fault);
/* Regular file, renamed when committed; where path is there already and no
 * regular file (/dev/full, a FIFO), an open descriptor or a mounted file, the
 * same as sink_path().  Of a link the file it points to is replaced. */
struct sink *sink_atomic(const char *path, bool gzip, struct fault *fault);

/* At least n (<= SINK_ROOM) writable bytes; then sink_advance() to their end.
 * For writers of many small pieces. */
char *sink_reserve(struct sink *sink, size_t n);
void sink_advance(struct sink *sink, char *end);

void sink_put(struct sink *sink, const char *bytes, size_t n);
void sink_str(struct sink *sink, const char *string);
void sink_printf(struct sink *sink, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* One CSV field, quoted if it holds a comma, a quote, CR or newline. */
void sink_csv(struct sink *sink, struct span field);

/* Writes out what is buffered.  0, or -1 if this or an earlier write failed. */
int sink_flush(struct sink *sink);
/* errno of the first failed write, 0 if none: EPIPE tells a vanished reader. */
int sink_failed(const struct sink *sink);
/* That it was EPIPE, and of the pipe that is standard output, under whatever
 * name the sink has it. */
bool sink_stdout_gone(const struct sink *sink);
size_t sink_buffered(const struct sink *sink);
const char *sink_name(const struct sink *sink);
/* Of the terminal that it goes to; 0 if it is none, or does not tell. */
unsigned sink_columns(const struct sink *sink);

/* Flushes, finishes gzip, closes what we opened, renames; asks what we did not
 * open whether it has all (descriptor_ask()).  -1 and a fault "NAME: strerror"
 * if this or an earlier write failed; the file is then removed
 * (sink_atomic). */
int sink_commit(struct sink *sink, struct fault *fault);
/* Frees; a file that was not committed is removed (sink_atomic) or left as
 * far as written.  NULL is fine. */
void sink_close(struct sink *sink);

#endif
