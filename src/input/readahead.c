/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One lock guards the queues.  The thread rests on a condition; the caller,
 * who must hear signals and clocks too, on a descriptor.
 */
#include "input/readahead.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	/*
	 * A thread that rests is woken when so many chunks are empty, not by
	 * each, and so is a caller who waits: to wake somebody costs more than
	 * to read a chunk.  Chunks, empty ones that wake, full ones that wake;
	 * medians of 9 and more runs on two free cores, in seconds: 1 GB of
	 * text out of gzip by ISA-L (inflating alone: 0.140), and as it is:
	 *	 4, 3, 1	0.155 and 0.121
	 *	 4, 3, 2	0.150 and 0.121
	 *	 6, 4, 3	0.149 and 0.121
	 *	 8, 6, 4	0.149 and 0.118
	 */
	CHUNKS = 6,
	CHUNKS_WAKE = 4,
	CHUNKS_TELL = 3,
	CHUNKS_MAX = CHUNKS + 1,	/* and the caller's first */
	/*
	 * Starting and ending a thread takes 0.18 ms, as the work on 250 K of
	 * text.  On two free cores, in seconds without and with one: 801 MB
	 * of text from a file 0.58 and 0.50, through a pipe 0.68 and 0.60; 200
	 * MB out of gzip by zlib 0.26 and 0.14, by ISA-L 0.17 and 0.12.  On one
	 * core, where it is not done, 5 % are lost.  mmap() in place of read()
	 * changed nothing, and dies of a file that is cut while it is read.
	 */
	START_TEXT = 4 << 20,
};

struct readahead {
	struct unpack *unpack;		/* the thread's */
	pthread_t thread;
	int moved_fd;			/* readable: look at the queues */
	int stop_fd;			/* readable: stopping */

	pthread_mutex_t lock;		/* for all below */
	pthread_cond_t given;
	struct chunk *empty[CHUNKS_MAX];
	unsigned nempty;
	struct chunk *full[CHUNKS_MAX];	/* the oldest first */
	unsigned nfull;
	bool starved;			/* the thread waits for input */
	bool watched;			/* the caller waits for moved_fd */
	bool stopping;
};

static unsigned allowed_cpus(void)
{
	cpu_set_t set;

	/* where the set is too small there are over 1024 */
	return sched_getaffinity(0, sizeof(set), &set) < 0 ? 2 :
		(unsigned)CPU_COUNT(&set);
}

uint64_t readahead_after(void)
{
	const char *const wish = getenv("DELTA_PROCESSOR_THREADS");

	if (wish && !strcmp(wish, "1"))
		return 0;
	if ((wish && !strcmp(wish, "0")) || allowed_cpus() < 2)
		return UINT64_MAX;
	return START_TEXT;
}

static void raise_fd(int fd)
{
	const uint64_t one = 1;

	while (write(fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static void lower_fd(int fd)
{
	uint64_t count;

	while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
}

/* ---- the thread ---- */

/* Unlocks, and tells the caller if he waits. */
static void unlock_and_tell(struct readahead *ahead)
{
	const bool tell = ahead->watched;

	ahead->watched = false;
	pthread_mutex_unlock(&ahead->lock);
	if (tell)
		raise_fd(ahead->moved_fd);
}

static void starve(struct readahead *ahead, struct pollfd fds[2])
{
	pthread_mutex_lock(&ahead->lock);
	ahead->starved = true;
	unlock_and_tell(ahead);
	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	pthread_mutex_lock(&ahead->lock);
	ahead->starved = false;
	pthread_mutex_unlock(&ahead->lock);
}

/* Waits until a read would not wait; false: stop. */
static bool await_input(struct readahead *ahead)
{
	const int fd = ahead->unpack->reader.fd;
	struct pollfd fds[2] = {
		{ .fd = ahead->stop_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	if (poll(fds, 2, 0) == 0 && fd >= 0)
		starve(ahead, fds);
	return !fds[0].revents;
}

/* NULL: stop. */
static struct chunk *get_empty(struct readahead *ahead)
{
	struct chunk *chunk = NULL;

	pthread_mutex_lock(&ahead->lock);
	while (ahead->nempty == 0 && !ahead->stopping)
		pthread_cond_wait(&ahead->given, &ahead->lock);
	if (!ahead->stopping)
		chunk = ahead->empty[--ahead->nempty];
	pthread_mutex_unlock(&ahead->lock);
	return chunk;
}

/* The caller, if he waits, is told when there are several, or when it goes on
 * no further just now: here, or in starve(). */
static void put_full(struct readahead *ahead, struct chunk *chunk)
{
	pthread_mutex_lock(&ahead->lock);
	ahead->full[ahead->nfull++] = chunk;
	if (ahead->nfull >= CHUNKS_TELL || chunk->ended)
		unlock_and_tell(ahead);
	else
		pthread_mutex_unlock(&ahead->lock);
}

/* False: stop. */
static bool fill(struct readahead *ahead, struct chunk *chunk)
{
	struct unpack *const unpack = ahead->unpack;

	do {
		if (unpack_must_read(unpack) && !await_input(ahead))
			return false;
		chunk->len = unpack_step(unpack, chunk->memory + CHUNK_FRESH,
					 SOURCE_READ);
	} while (chunk->len == 0 && !unpack->ended);
	chunk->bytes_read = unpack->reader.bytes;
	chunk->gzip = unpack->kind == UNPACK_GZIP;
	chunk->ended = unpack->ended;
	return true;
}

static void *run(void *arg)
{
	struct readahead *const ahead = arg;
	struct chunk *chunk;

	while ((chunk = get_empty(ahead))) {
		if (!fill(ahead, chunk)) {
			readahead_give(ahead, chunk);
			break;
		}

		const bool ended = chunk->ended;

		put_full(ahead, chunk);
		if (ended)
			break;
	}
	return NULL;
}

/* ---- the caller ---- */

static void release(struct readahead *ahead)
{
	if (ahead->moved_fd >= 0)
		close(ahead->moved_fd);
	if (ahead->stop_fd >= 0)
		close(ahead->stop_fd);
	while (ahead->nempty > 0)
		free(ahead->empty[--ahead->nempty]);
	while (ahead->nfull > 0)
		free(ahead->full[--ahead->nfull]);
	pthread_cond_destroy(&ahead->given);
	pthread_mutex_destroy(&ahead->lock);
	free(ahead);
}

/*
 * The thread keeps off the processor that the caller runs on.  Left to itself,
 * Linux wakes each where the other is, and leaves them there for long: 1 GB out
 * of gzip by ISA-L took 0.15 or 0.23 s, as it came.  No matter if it cannot.
 */
static void keep_apart(pthread_t thread)
{
	const int here = sched_getcpu();
	cpu_set_t set;

	if (here < 0 || here >= CPU_SETSIZE ||
	    sched_getaffinity(0, sizeof(set), &set) < 0)
		return;
	CPU_CLR(here, &set);
	if (CPU_COUNT(&set) > 0)
		pthread_setaffinity_np(thread, sizeof(set), &set);
}

/* Signals are for the caller alone. */
static int start_thread(struct readahead *ahead)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);

	const int error = pthread_create(&ahead->thread, NULL, run, ahead);

	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		return -1;
	keep_apart(ahead->thread);
	return 0;
}

struct readahead *readahead_start(struct unpack *unpack)
{
	struct readahead *ahead = calloc(1, sizeof(*ahead));

	if (!ahead)
		return NULL;
	ahead->unpack = unpack;
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->given, NULL);
	ahead->moved_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ahead->stop_fd = eventfd(0, EFD_CLOEXEC);
	while (ahead->nempty < CHUNKS) {
		struct chunk *chunk = malloc(sizeof(*chunk));

		if (!chunk)
			break;
		ahead->empty[ahead->nempty++] = chunk;
	}
	if (ahead->nempty < CHUNKS || ahead->moved_fd < 0 ||
	    ahead->stop_fd < 0 || start_thread(ahead) < 0) {
		release(ahead);
		return NULL;
	}
	return ahead;
}

void readahead_stop(struct readahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stopping = true;
	pthread_cond_signal(&ahead->given);
	pthread_mutex_unlock(&ahead->lock);
	raise_fd(ahead->stop_fd);
	pthread_join(ahead->thread, NULL);
	release(ahead);
}

/* A chunk is ready; else *starved, and moved_fd will be raised. */
static bool look(struct readahead *ahead, bool *starved)
{
	pthread_mutex_lock(&ahead->lock);

	const bool ready = ahead->nfull > 0;

	ahead->watched = !ready;
	if (!ready && ahead->nempty > 0)
		pthread_cond_signal(&ahead->given);
	*starved = ahead->starved;
	pthread_mutex_unlock(&ahead->lock);
	return ready;
}

int readahead_wait(struct readahead *ahead, int64_t timeout_ms,
		   const sigset_t *unblocked)
{
	const struct reader moved = { .fd = ahead->moved_fd };
	bool starved;

	while (!look(ahead, &starved)) {
		/* what came this moment is on its way to us */
		const bool idle = starved &&
			reader_poll(&ahead->unpack->reader, 0, NULL) == 0;

		if (idle && timeout_ms == 0)
			return 0;

		const int n = reader_poll(&moved, idle ? timeout_ms : -1,
					  unblocked);

		if (n <= 0)
			return n;
		lower_fd(ahead->moved_fd);
		if (idle)
			return 1;
	}
	return 1;
}

struct chunk *readahead_take(struct readahead *ahead)
{
	struct chunk *chunk = NULL;

	pthread_mutex_lock(&ahead->lock);
	if (ahead->nfull > 0) {
		chunk = ahead->full[0];
		ahead->nfull--;
		memmove(ahead->full, ahead->full + 1,
			ahead->nfull * sizeof(*ahead->full));
	}
	pthread_mutex_unlock(&ahead->lock);
	return chunk;
}

void readahead_give(struct readahead *ahead, struct chunk *chunk)
{
	pthread_mutex_lock(&ahead->lock);
	ahead->empty[ahead->nempty++] = chunk;
	if (ahead->nempty >= CHUNKS_WAKE)
		pthread_cond_signal(&ahead->given);
	pthread_mutex_unlock(&ahead->lock);
}
