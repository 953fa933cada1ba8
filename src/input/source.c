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

#include "input/readahead.h"
#include "input/unpack.h"

enum {
	MS_PER_S = 1000,
	NS_PER_MS = 1000000,
};

_Static_assert(SOURCE_READ <= SOURCE_LINE_MAX,
	       "only the first line of a block can be too long");
_Static_assert((int)UNPACK_PACKED <= (int)SOURCE_READ,
	       "there is room for what may turn out to be gzip");

struct source {
	struct unpack unpack;
	struct readahead *ahead;	/* NULL: we read ourselves */
	uint64_t ahead_after;
	uint64_t bytes_read;
	uint64_t bytes_text;
	bool gzip;
	bool ended;		/* nothing more comes; see unpack.failed */

	struct chunk *chunk;	/* where this lies: */
	char *begin;		/* what has not been handed out */
	char *end;
	char *lines;		/* end of its last whole line, if > begin */
	bool skipping;		/* the rest of a line whose head is out */
};

/* The text is now the last of a chunk's bytes before the fresh part. */
static void begin_at(struct source *source, struct chunk *chunk, size_t len)
{
	source->chunk = chunk;
	source->end = chunk->memory + CHUNK_FRESH;
	source->begin = source->end - len;
	source->lines = source->begin;
	memset(source->begin - SOURCE_SLACK, 0, SOURCE_SLACK);
}

static struct source *source_new(const char *name, struct fault *fault)
{
	struct source *source = calloc(1, sizeof(*source));
	struct chunk *chunk = malloc(sizeof(*chunk));

	if (!source || !chunk) {
		fault_set(fault, "%s: %s", name, strerror(errno));
		free(source);
		free(chunk);
		return NULL;
	}
	source->ahead_after = readahead_after();
	begin_at(source, chunk, 0);
	return source;
}

static void source_free(struct source *source)
{
	free(source->chunk);
	free(source);
}

struct source *source_open(const char *path, struct fault *fault)
{
	struct source *source = source_new(path, fault);

	if (source && reader_open(&source->unpack.reader, path, fault) < 0) {
		source_free(source);
		return NULL;
	}
	return source;
}

struct source *source_open_memory(const void *bytes, size_t len, size_t chunk,
				  struct fault *fault)
{
	struct source *source = source_new("memory", fault);

	if (source && reader_open_memory(&source->unpack.reader, bytes, len,
					 chunk, fault) < 0) {
		source_free(source);
		return NULL;
	}
	return source;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	readahead_stop(source->ahead);
	unpack_release(&source->unpack);
	source_free(source);
}

/* Moves the unfinished line to before the fresh part of a chunk. */
static void move_tail(struct source *source, struct chunk *chunk)
{
	char *const fresh = chunk->memory + CHUNK_FRESH;
	const size_t tail = (size_t)(source->end - source->begin);

	memmove(fresh - tail, source->begin, tail);
	begin_at(source, chunk, tail);
}

static char *limit(const struct source *source)
{
	return source->chunk->memory + CHUNK_LIMIT;
}

/* Takes in n bytes of text that stand at the end. */
static void add_text(struct source *source, size_t n)
{
	const char *from = source->end;

	source->end += n;
	source->bytes_text += n;
	memset(source->end, 0, 1 + SOURCE_SLACK);	/* 1: a newline */
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

static void step_alone(struct source *source)
{
	/* text that was handed out, or room that was used up */
	if (source->begin > source->chunk->memory + CHUNK_FRESH ||
	    source->end == limit(source))
		move_tail(source, source->chunk);

	struct unpack *const unpack = &source->unpack;

	add_text(source, unpack_step(unpack, source->end,
				     (size_t)(limit(source) - source->end)));
	source->bytes_read = unpack->reader.bytes;
	source->gzip = unpack->kind == UNPACK_GZIP;
	source->ended = unpack->ended;
}

/* The shorter one of tail and fresh text goes to the other. */
static void step_ahead(struct source *source)
{
	struct chunk *used = readahead_take(source->ahead);

	if (!used)
		return;

	const size_t n = used->len;
	const size_t tail = (size_t)(source->end - source->begin);

	source->bytes_read = used->bytes_read;
	source->gzip = used->gzip;
	source->ended = used->ended;
	if (tail > n && n <= (size_t)(limit(source) - source->end)) {
		memcpy(source->end, used->memory + CHUNK_FRESH, n);
	} else {
		struct chunk *const old = source->chunk;

		move_tail(source, used);
		used = old;
	}
	readahead_give(source->ahead, used);
	add_text(source, n);
}

/* Goes on reading or inflating by one step; to be called while there is no
 * block. */
static void step(struct source *source)
{
	if (source->ahead)
		step_ahead(source);
	else
		step_alone(source);
}

/* Tries once. */
static void start_ahead(struct source *source)
{
	if (source->bytes_text < source->ahead_after || source->ended)
		return;
	source->ahead_after = UINT64_MAX;
	source->ahead = readahead_start(&source->unpack);
}

/* source_next() has an answer. */
static bool has_answer(const struct source *source)
{
	return source->ended || source->lines > source->begin ||
		source->end - source->begin >= SOURCE_LINE_MAX;
}

/* As reader_poll(), for the next step. */
static int poll_step(struct source *source, int64_t timeout_ms,
		     const sigset_t *unblocked)
{
	return source->ahead ?
		readahead_wait(source->ahead, timeout_ms, unblocked) :
		reader_poll(&source->unpack.reader, timeout_ms, unblocked);
}

static bool must_poll(const struct source *source)
{
	return source->ahead || unpack_must_read(&source->unpack);
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

	start_ahead(source);
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
		if (must_poll(source)) {
			/* a line without an end must not keep us for ever */
			if (left == 0 && !first)
				return SOURCE_PENDING;

			const int ready = poll_step(source, left, unblocked);

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
	return end > begin && !source->unpack.torn ?
	       hand_out(source, block, end + 1, end) : 0;
}

int source_next(struct source *source, struct span *block,
		struct fault *fault)
{
	start_ahead(source);
	while (!has_answer(source)) {
		if (source->ahead || (source->unpack.reader.poll_first &&
				      must_poll(source)))
			poll_step(source, -1, NULL);
		step(source);
	}
	if (next_block(source, block))
		return 1;
	if (source->unpack.failed)
		*fault = source->unpack.fault;
	return source->unpack.failed ? -1 : 0;
}

struct span source_torn(const struct source *source)
{
	return span_of(source->begin, (size_t)(source->end - source->begin));
}

const char *source_name(const struct source *source)
{
	return source->unpack.reader.name;
}

uint64_t source_bytes_read(const struct source *source)
{
	return source->bytes_read;
}

uint64_t source_bytes_text(const struct source *source)
{
	return source->bytes_text;
}

int64_t source_size(const struct source *source)
{
	return source->unpack.reader.size;
}

bool source_is_gzip(const struct source *source)
{
	return source->gzip;
}
