/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The buffer: [slack | carried tail | fresh | one newline | slack].
 *
 * A block is followed by a read of the whole fresh part, for which the
 * unfinished line is moved to lie directly before it.  Until text holds a
 * newline, more is added where it ends, and nothing is moved.
 */
#include "input/source.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "input/gunzip.h"
#include "input/reader.h"

enum {
	PACKED_READ = 65536,	/* gzip bytes asked of one read() */
	FRESH = SOURCE_SLACK + SOURCE_LINE_MAX,
	LIMIT = FRESH + SOURCE_READ,
	BUFFER = LIMIT + 1 + SOURCE_SLACK,
	MS_PER_S = 1000,
	NS_PER_MS = 1000000,
};

_Static_assert(SOURCE_READ <= SOURCE_LINE_MAX,
	       "only the first line of a block can be too long");
_Static_assert((int)PACKED_READ <= (int)SOURCE_READ,
	       "the first read is small enough to turn out to be gzip");

enum kind {
	KIND_UNKNOWN,		/* less than two bytes seen, all 0x1f */
	KIND_PLAIN,
	KIND_GZIP,
};

struct source {
	struct reader reader;
	uint64_t bytes_text;

	enum kind kind;
	bool ended;		/* nothing more comes */
	bool failed;		/* ... because of this */
	struct fault fault;

	struct gunzip *gunzip;
	struct span packed;	/* read, not inflated yet */
	bool text_inside;	/* gunzip filled all its room */
	char *packed_buffer;

	char *begin;		/* what has not been handed out */
	char *end;
	char *lines;		/* end of its last whole line, if > begin */
	bool skipping;		/* the rest of a line whose head is out */
	char buffer[BUFFER];
};

static struct source *source_new(const char *name, struct fault *fault)
{
	struct source *source = calloc(1, sizeof(*source));

	if (!source) {
		fault_set(fault, "%s: %s", name, strerror(errno));
		return NULL;
	}
	source->begin = source->buffer + FRESH;
	source->end = source->begin;
	source->lines = source->begin;
	return source;
}

struct source *source_open(const char *path, struct fault *fault)
{
	struct source *source = source_new(path, fault);

	if (source && reader_open(&source->reader, path, fault) < 0) {
		free(source);
		return NULL;
	}
	return source;
}

struct source *source_open_memory(const void *bytes, size_t len, size_t chunk,
				  struct fault *fault)
{
	struct source *source = source_new("memory", fault);

	if (source && reader_open_memory(&source->reader, bytes, len, chunk,
					 fault) < 0) {
		free(source);
		return NULL;
	}
	return source;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	reader_release(&source->reader);
	gunzip_free(source->gunzip);
	free(source->packed_buffer);
	free(source);
}

static void fail(struct source *source, const char *why)
{
	fault_set(&source->fault, "%s: %s", source->reader.name, why);
	source->failed = true;
	source->ended = true;
}

/* One read.  The number of bytes; 0 if there is none just now, or none any
 * more: then ended is set. */
static size_t read_some(struct source *source, char *out, size_t room)
{
	const ssize_t n = reader_read(&source->reader, out, room);

	if (n > 0)
		return (size_t)n;
	if (n == 0)
		source->ended = true;
	else if (errno != EAGAIN)
		fail(source, strerror(errno));
	return 0;
}

/* Makes room behind the text, if it lies behind a block that was handed out or
 * has filled the fresh part. */
static void make_room(struct source *source)
{
	char *const fresh = source->buffer + FRESH;
	const size_t tail = (size_t)(source->end - source->begin);

	if (source->begin <= fresh && source->end < source->buffer + LIMIT)
		return;
	memmove(fresh - tail, source->begin, tail);
	source->begin = fresh - tail;
	source->end = fresh;
	source->lines = source->begin;
}

/* Takes in n bytes of text that stand at the end. */
static void add_text(struct source *source, size_t n)
{
	const char *from = source->end;

	source->end += n;
	source->bytes_text += n;
	if (source->skipping) {
		char *newline = memchr(from, '\n', n);

		source->skipping = !newline;
		source->begin = newline ? newline + 1 : source->end;
		from = source->begin;
	}

	char *last = memrchr(from, '\n', (size_t)(source->end - from));

	if (last)
		source->lines = last + 1;
}

/* The bytes read so far, as text, turned out to be gzip. */
static void become_gzip(struct source *source)
{
	source->kind = KIND_GZIP;
	source->gunzip = gunzip_new();
	source->packed_buffer = malloc(PACKED_READ);
	if (!source->gunzip || !source->packed_buffer) {
		fail(source, strerror(ENOMEM));
		return;
	}
	source->packed = span_of(source->packed_buffer,
				 (size_t)(source->end - source->begin));
	memcpy(source->packed_buffer, source->begin, source->packed.len);
	source->end = source->begin;
}

static void step_unknown(struct source *source)
{
	static const char magic[] = { '\x1f', '\x8b' };
	const size_t had = (size_t)(source->end - source->begin);
	const size_t n = had + read_some(source, source->end,
					 PACKED_READ - had);

	source->end = source->begin + n;
	if (n >= sizeof(magic) && !memcmp(source->begin, magic, sizeof(magic)))
		become_gzip(source);
	else if (n >= sizeof(magic) || source->ended ||
		 (n == 1 && *source->begin != magic[0])) {
		source->kind = KIND_PLAIN;
		source->end = source->begin;
		add_text(source, n);
	}
}

static void step_gzip(struct source *source)
{
	if (source->packed.len == 0 && !source->text_inside) {
		source->packed = span_of(source->packed_buffer,
					 read_some(source,
						   source->packed_buffer,
						   PACKED_READ));
		if (source->ended && !source->failed &&
		    !gunzip_complete(source->gunzip))
			fail(source, "the gzip data are cut short");
	}

	char *const limit = source->buffer + LIMIT;
	char *const end = gunzip_step(source->gunzip, &source->packed,
				      source->end,
				      (size_t)(limit - source->end));
	const char *const why = gunzip_error(source->gunzip);

	source->text_inside = end == limit;
	add_text(source, (size_t)(end - source->end));
	if (why)
		fail(source, why);
}

/* Reads or inflates once; to be called while there is no block. */
static void step(struct source *source)
{
	make_room(source);
	switch (source->kind) {
	case KIND_UNKNOWN:
		step_unknown(source);
		break;
	case KIND_PLAIN:
		add_text(source, read_some(source, source->end,
					   (size_t)(source->buffer + LIMIT -
						    source->end)));
		break;
	case KIND_GZIP:
		step_gzip(source);
		break;
	}
}

/* source_next() has an answer. */
static bool has_answer(const struct source *source)
{
	return source->ended || source->lines > source->begin ||
		source->end - source->begin >= SOURCE_LINE_MAX;
}

static bool must_read(const struct source *source)
{
	return source->packed.len == 0 && !source->text_inside;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

enum source_state source_wait(struct source *source, int timeout_ms,
			      const sigset_t *unblocked)
{
	const int64_t deadline = timeout_ms > 0 ? now_ms() + timeout_ms : 0;

	for (bool first = true;; first = false) {
		if (unblocked && reader_signalled(unblocked))
			return SOURCE_SIGNAL;
		if (has_answer(source))
			return SOURCE_READY;

		int64_t left = timeout_ms;

		if (timeout_ms > 0) {
			left = deadline - now_ms();
			left = left > 0 ? left : 0;
		}
		if (must_read(source)) {
			/* a line without an end must not keep us for ever */
			if (left == 0 && !first)
				return SOURCE_PENDING;

			const int ready = reader_poll(&source->reader, left,
						      unblocked);

			if (ready <= 0)
				return ready < 0 ? SOURCE_SIGNAL :
					SOURCE_PENDING;
		}
		step(source);
	}
}

/* Hands out [begin, end), whose last byte is to be a newline; next is where
 * the following text begins. */
static int hand_out(struct source *source, struct span *block, char *end,
		    char *next)
{
	end[-1] = '\n';
	source->begin[-1] = '\n';
	*block = span_of(source->begin, (size_t)(end - source->begin));
	source->begin = next;
	return 1;
}

static int next_block(struct source *source, struct span *block)
{
	char *const begin = source->begin;
	char *const end = source->end;
	const bool whole = source->lines > begin;

	if (whole && source->lines - begin > SOURCE_LINE_MAX + 1) {
		char *newline = memchr(begin, '\n', (size_t)(end - begin));

		if (newline > begin + SOURCE_LINE_MAX)
			return hand_out(source, block,
					begin + SOURCE_LINE_MAX + 1,
					newline + 1);
	}
	if (whole)
		return hand_out(source, block, source->lines, source->lines);
	if (end - begin >= SOURCE_LINE_MAX) {
		source->skipping = true;
		return hand_out(source, block, begin + SOURCE_LINE_MAX + 1,
				end);
	}
	return end > begin ? hand_out(source, block, end + 1, end) : 0;
}

int source_next(struct source *source, struct span *block,
		struct fault *fault)
{
	while (!has_answer(source)) {
		if (source->reader.poll_first && must_read(source))
			reader_poll(&source->reader, -1, NULL);
		step(source);
	}
	if (next_block(source, block))
		return 1;
	if (source->failed)
		*fault = source->fault;
	return source->failed ? -1 : 0;
}

const char *source_name(const struct source *source)
{
	return source->reader.name;
}

uint64_t source_bytes_read(const struct source *source)
{
	return source->reader.bytes;
}

uint64_t source_bytes_text(const struct source *source)
{
	return source->bytes_text;
}

int64_t source_size(const struct source *source)
{
	return source->reader.size;
}

bool source_is_gzip(const struct source *source)
{
	return source->kind == KIND_GZIP;
}
