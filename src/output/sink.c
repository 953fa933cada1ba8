/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <zlib.h>

#include "base/descriptor.h"
#include "base/path.h"
#include "output/replace.h"

enum {
	GZIP_ONLY = 16,		/* added to the window's bits */
	GZIP_MEMORY = 8,	/* zlib's default */
	/* 235 MB/s of events to 1/9.2; the default level 6: 78 to 1/12.6 */
	GZIP_LEVEL = Z_BEST_SPEED,
	PACKED_BUFFER = 16384,
	FILE_MODE = 0666,
};

struct sink {
	char *name;
	int fd;			/* -1 once closed */
	bool owned;		/* fd is closed by us */
	int error;		/* errno of the first failure */
	bool stdout_gone;	/* which was that of standard output's pipe */
	struct replace replace;	/* sink_atomic */
	z_stream *gzip;		/* NULL: plain */
	size_t used;
	char buffer[SINK_BUFFER];
};

_Static_assert(SINK_ROOM <= SINK_BUFFER, "an empty buffer has the room");

static struct sink *sink_new(const char *name)
{
	struct sink *sink = malloc(sizeof(*sink));

	if (!sink)
		return NULL;
	*sink = (struct sink){ .name = strdup(name), .fd = -1 };
	if (!sink->name) {
		free(sink);
		return NULL;
	}
	return sink;
}

struct sink *sink_fd(int fd, const char *name)
{
	struct sink *sink = sink_new(name);

	if (sink)
		sink->fd = fd;
	return sink;
}

static int gzip_init(struct sink *sink)
{
	sink->gzip = calloc(1, sizeof(*sink->gzip));
	if (sink->gzip &&
	    deflateInit2(sink->gzip, GZIP_LEVEL, Z_DEFLATED,
			 MAX_WBITS + GZIP_ONLY, GZIP_MEMORY,
			 Z_DEFAULT_STRATEGY) == Z_OK)
		return 0;
	free(sink->gzip);
	sink->gzip = NULL;
	errno = ENOMEM;
	return -1;
}

static struct sink *give_up(struct sink *sink, const char *path,
			    struct fault *fault)
{
	fault_set(fault, "%s: %s", path, strerror(errno));
	sink_close(sink);
	return NULL;
}

/* Opened anew, a file behind a descriptor would be cut, and two would write to
 * it at places of their own. */
static int open_in_place(const char *path)
{
	const int descriptor = path_descriptor(path);

	if (descriptor >= 0)
		return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY,
		    FILE_MODE);
}

struct sink *sink_path(const char *path, bool gzip, struct fault *fault)
{
	struct sink *sink = sink_new(path);

	if (!sink || (gzip && gzip_init(sink) < 0))
		return give_up(sink, path, fault);
	sink->owned = true;
	sink->fd = open_in_place(path);
	return sink->fd < 0 ? give_up(sink, path, fault) : sink;
}

struct sink *sink_atomic(const char *path, bool gzip, struct fault *fault)
{
	struct sink *sink = sink_new(path);

	if (!sink || (gzip && gzip_init(sink) < 0))
		return give_up(sink, path, fault);
	sink->owned = true;
	sink->fd = replace_open(&sink->replace, path);
	if (sink->fd == REPLACE_NOT)
		sink->fd = open_in_place(path);
	return sink->fd < 0 ? give_up(sink, path, fault) : sink;
}

static void fail(struct sink *sink, int error)
{
	if (!sink->error)
		sink->error = error;
}

static void write_all(struct sink *sink, const char *bytes, size_t n)
{
	if (sink->error)
		return;
	sink->error = descriptor_write(sink->fd, bytes, n);
	sink->stdout_gone = sink->error == EPIPE &&
		descriptor_same(sink->fd, STDOUT_FILENO);
}

static void write_packed(struct sink *sink, int how)
{
	z_stream *stream = sink->gzip;
	char out[PACKED_BUFFER];

	stream->next_in = (Bytef *)sink->buffer;
	stream->avail_in = (uInt)sink->used;
	do {
		stream->next_out = (Bytef *)out;
		stream->avail_out = sizeof(out);

		const int status = deflate(stream, how);

		if (status < 0 && status != Z_BUF_ERROR)
			fail(sink, EIO);
		write_all(sink, out, sizeof(out) - stream->avail_out);
	} while (stream->avail_out == 0 && !sink->error);
}

/* Empties the buffer; how: zlib's, what gzip may keep back. */
static void drain(struct sink *sink, int how)
{
	if (!sink->gzip)
		write_all(sink, sink->buffer, sink->used);
	else if (!sink->error)
		write_packed(sink, how);
	sink->used = 0;
}

char *sink_reserve(struct sink *sink, size_t n)
{
	if (n > SINK_BUFFER - sink->used)
		drain(sink, Z_NO_FLUSH);
	return sink->buffer + sink->used;
}

void sink_advance(struct sink *sink, char *end)
{
	sink->used = (size_t)(end - sink->buffer);
}

void sink_put(struct sink *sink, const char *bytes, size_t n)
{
	while (n > 0) {
		if (sink->used == SINK_BUFFER)
			drain(sink, Z_NO_FLUSH);

		const size_t room = SINK_BUFFER - sink->used;
		const size_t part = n < room ? n : room;

		memcpy(sink->buffer + sink->used, bytes, part);
		sink->used += part;
		bytes += part;
		n -= part;
	}
}

void sink_str(struct sink *sink, const char *string)
{
	sink_put(sink, string, strlen(string));
}

void sink_printf(struct sink *sink, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);

	const int len = vasprintf(&text, format, args);

	va_end(args);
	if (len < 0) {
		fail(sink, errno);
		return;
	}
	sink_put(sink, text, (size_t)len);
	free(text);
}

void sink_csv(struct sink *sink, struct span field)
{
	bool quoted = false;

	for (size_t i = 0; i < field.len && !quoted; i++)
		quoted = field.ptr[i] == ',' || field.ptr[i] == '"' ||
			field.ptr[i] == '\r' || field.ptr[i] == '\n';
	if (!quoted) {
		sink_put(sink, field.ptr, field.len);
		return;
	}
	sink_put(sink, "\"", 1);
	while (field.len > 0) {
		const char *quote = memchr(field.ptr, '"', field.len);
		const size_t part = quote ? (size_t)(quote - field.ptr) + 1 :
			field.len;

		sink_put(sink, field.ptr, part);
		if (quote)
			sink_put(sink, "\"", 1);
		field = span_of(field.ptr + part, field.len - part);
	}
	sink_put(sink, "\"", 1);
}

int sink_flush(struct sink *sink)
{
	drain(sink, Z_SYNC_FLUSH);
	return sink->error ? -1 : 0;
}

int sink_failed(const struct sink *sink)
{
	return sink->error;
}

bool sink_stdout_gone(const struct sink *sink)
{
	return sink->stdout_gone;
}

size_t sink_buffered(const struct sink *sink)
{
	return sink->used;
}

const char *sink_name(const struct sink *sink)
{
	return sink->name;
}

unsigned sink_columns(const struct sink *sink)
{
	struct winsize size;

	return ioctl(sink->fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static void close_file(struct sink *sink)
{
	if (!sink->owned || sink->fd < 0)
		return;
	/* EINTR: Linux has closed it */
	if (close(sink->fd) < 0 && errno != EINTR)
		fail(sink, errno);
	sink->fd = -1;
}

int sink_commit(struct sink *sink, struct fault *fault)
{
	drain(sink, Z_FINISH);
	if (!sink->owned)
		fail(sink, descriptor_ask(sink->fd));
	close_file(sink);
	if (!sink->error && replace_commit(&sink->replace) < 0)
		fail(sink, errno);
	replace_release(&sink->replace);
	return sink->error ?
		fault_set(fault, "%s: %s", sink->name, strerror(sink->error)) :
		0;
}

void sink_close(struct sink *sink)
{
	if (!sink)
		return;
	close_file(sink);
	replace_release(&sink->replace);
	if (sink->gzip)
		deflateEnd(sink->gzip);
	free(sink->gzip);
	free(sink->name);
	free(sink);
}
