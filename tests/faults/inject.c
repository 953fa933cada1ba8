/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Faults on demand, for programs linked with the linker's --wrap (so they work
 * in static and in sanitizer builds too): every call of the functions below
 * that the program makes is counted, and the DELTA_FAULT'th fails.  With
 * DELTA_FAULT_HOW
 *
 *	once	just that one
 *	on	that one and all behind it: a device that is gone, no memory
 *	eintr	only calls that a signal can interrupt count; EINTR
 *
 * The name of each function that failed is appended to DELTA_FAULT_LOG.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <regex.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static struct {
	long at;		/* 0: no fault */
	atomic_long count;	/* of all threads */
	bool on, eintr, off;
} fault;

enum { FDS = 1024 };
static atomic_bool is_event[FDS];	/* what eventfd() gave */

/* REAL(type, name, parameters): declares the real function and ours. */
#define REAL(type, name, ...)						\
	type __real_##name(__VA_ARGS__);				\
	type __wrap_##name(__VA_ARGS__);				\
	type __wrap_##name(__VA_ARGS__)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
int __real_close(int fd);

static void note(const char *name)
{
	const char *const path = getenv("DELTA_FAULT_LOG");
	const int fd = path ? __real_open(path, O_WRONLY | O_CREAT | O_APPEND,
					  0666) : -1;

	if (fd < 0 || __real_write(fd, name, strlen(name)) < 0 ||
	    __real_write(fd, "\n", 1) < 0)
		abort();
	__real_close(fd);
}

/* Whether this call is to fail; errno is set. */
static bool fails(const char *name, int error, bool interruptible)
{
	if (!fault.at || fault.off || (fault.eintr && !interruptible))
		return false;
	const long count = atomic_fetch_add(&fault.count, 1) + 1;

	if (count != fault.at && !(fault.on && count > fault.at))
		return false;
	note(name);
	errno = fault.eintr ? EINTR : error;
	return true;
}

REAL(void *, malloc, size_t size)
{
	return fails("malloc", ENOMEM, false) ? NULL : __real_malloc(size);
}

REAL(void *, calloc, size_t n, size_t size)
{
	return fails("calloc", ENOMEM, false) ? NULL : __real_calloc(n, size);
}

REAL(void *, realloc, void *p, size_t size)
{
	return fails("realloc", ENOMEM, false) ? NULL : __real_realloc(p, size);
}

REAL(void *, aligned_alloc, size_t align, size_t size)
{
	return fails("aligned_alloc", ENOMEM, false) ? NULL :
		__real_aligned_alloc(align, size);
}

REAL(char *, strdup, const char *text)
{
	return fails("strdup", ENOMEM, false) ? NULL : __real_strdup(text);
}

REAL(char *, strndup, const char *text, size_t len)
{
	return fails("strndup", ENOMEM, false) ? NULL :
		__real_strndup(text, len);
}

REAL(int, vasprintf, char **out, const char *format, va_list args)
{
	return fails("vasprintf", ENOMEM, false) ? -1 :
		__real_vasprintf(out, format, args);
}

int __wrap_asprintf(char **out, const char *format, ...);
int __wrap_asprintf(char **out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const int len = __wrap_vasprintf(out, format, args);

	va_end(args);
	return len;
}

/* The names of the same under _FORTIFY_SOURCE. */
int __wrap___vasprintf_chk(char **out, int flag, const char *format,
			   va_list args);
int __wrap___vasprintf_chk(char **out, int flag, const char *format,
			   va_list args)
{
	(void)flag;
	return __wrap_vasprintf(out, format, args);
}

int __wrap___asprintf_chk(char **out, int flag, const char *format, ...);
int __wrap___asprintf_chk(char **out, int flag, const char *format, ...)
{
	va_list args;

	(void)flag;
	va_start(args, format);
	const int len = __wrap_vasprintf(out, format, args);

	va_end(args);
	return len;
}

REAL(int, eventfd, unsigned count, int flags)
{
	const int fd = fails("eventfd", EMFILE, false) ? -1 :
		__real_eventfd(count, flags);

	if (fd >= FDS)
		abort();
	if (fd >= 0)
		is_event[fd] = true;
	return fd;
}

/* Reads and writes of a counter can be interrupted, no more: no device stands
 * behind it. */
static bool cannot_fail(int fd)
{
	return !fault.eintr && fd >= 0 && fd < FDS && is_event[fd];
}

REAL(ssize_t, read, int fd, void *out, size_t room)
{
	if (cannot_fail(fd))
		return __real_read(fd, out, room);
	return fails("read", EIO, true) ? -1 : __real_read(fd, out, room);
}

ssize_t __wrap___read_chk(int fd, void *out, size_t room, size_t size);
ssize_t __wrap___read_chk(int fd, void *out, size_t room, size_t size)
{
	(void)size;
	return __wrap_read(fd, out, room);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	/* an error line must get through, or there is none to be seen */
	if (cannot_fail(fd) || (fd == STDERR_FILENO && len > 6 &&
				!memcmp(bytes, "delta_", 6)))
		return __real_write(fd, bytes, len);
	return fails("write", ENOSPC, true) ? -1 :
		__real_write(fd, bytes, len);
}

static mode_t mode_of(int flags, va_list args)
{
	return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list args;

	va_start(args, flags);
	const mode_t mode = mode_of(flags, args);

	va_end(args);
	return fails("open", EMFILE, false) ? -1 :
		__real_open(path, flags, mode);
}

int __wrap_openat(int dir, const char *path, int flags, ...)
{
	va_list args;

	va_start(args, flags);
	const mode_t mode = mode_of(flags, args);

	va_end(args);
	return fails("openat", EMFILE, false) ? -1 :
		__real_openat(dir, path, flags, mode);
}

REAL(int, mkostemp, char *path, int flags)
{
	return fails("mkostemp", ENOSPC, false) ? -1 :
		__real_mkostemp(path, flags);
}

static bool is_written(int fd)
{
	const int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY &&
		!(fd < FDS && is_event[fd]);
}

/* Closed all the same, as Linux does. */
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	const bool failed = fails(is_written(fd) ? "close-written" : "close",
				  EIO, false);
	const int error = errno;

	if (fd >= 0 && fd < FDS)
		is_event[fd] = false;

	const int result = __real_close(fd);

	if (failed)
		errno = error;
	return failed ? -1 : result;
}

REAL(int, rename, const char *from, const char *to)
{
	return fails("rename", EIO, false) ? -1 : __real_rename(from, to);
}

REAL(int, renameat, int from_dir, const char *from, int to_dir,
     const char *to)
{
	return fails("renameat", EIO, false) ? -1 :
		__real_renameat(from_dir, from, to_dir, to);
}

REAL(int, mkdir, const char *path, mode_t mode)
{
	return fails("mkdir", ENOSPC, false) ? -1 : __real_mkdir(path, mode);
}

REAL(int, fstat, int fd, struct stat *st)
{
	return fails("fstat", EIO, false) ? -1 : __real_fstat(fd, st);
}

REAL(int, stat, const char *path, struct stat *st)
{
	return fails("stat", EIO, false) ? -1 : __real_stat(path, st);
}

REAL(int, poll, struct pollfd *fds, nfds_t n, int timeout)
{
	return fails("poll", ENOMEM, true) ? -1 : __real_poll(fds, n, timeout);
}

REAL(int, ppoll, struct pollfd *fds, nfds_t n, const struct timespec *timeout,
     const sigset_t *mask)
{
	return fails("ppoll", ENOMEM, true) ? -1 :
		__real_ppoll(fds, n, timeout, mask);
}

REAL(int, pthread_create, pthread_t *thread, const pthread_attr_t *attributes,
     void *(*start)(void *), void *argument)
{
	return fails("pthread_create", EAGAIN, false) ? EAGAIN :
		__real_pthread_create(thread, attributes, start, argument);
}

REAL(int, regcomp, regex_t *regex, const char *pattern, int flags)
{
	return fails("regcomp", ENOMEM, false) ? REG_ESPACE :
		__real_regcomp(regex, pattern, flags);
}

REAL(int, inflateInit2_, z_stream *z, int bits, const char *version, int size)
{
	return fails("inflateInit2", ENOMEM, false) ? Z_MEM_ERROR :
		__real_inflateInit2_(z, bits, version, size);
}

REAL(int, inflateReset, z_stream *z)
{
	return fails("inflateReset", EIO, false) ? Z_STREAM_ERROR :
		__real_inflateReset(z);
}

REAL(int, inflate, z_stream *z, int how)
{
	return fails("inflate", EIO, false) ? Z_MEM_ERROR :
		__real_inflate(z, how);
}

REAL(int, deflateInit2_, z_stream *z, int level, int method, int bits,
     int memory, int strategy, const char *version, int size)
{
	return fails("deflateInit2", ENOMEM, false) ? Z_MEM_ERROR :
		__real_deflateInit2_(z, level, method, bits, memory, strategy,
				     version, size);
}

REAL(int, deflate, z_stream *z, int how)
{
	return fails("deflate", EIO, false) ? Z_STREAM_ERROR :
		__real_deflate(z, how);
}

/* Streams of stdio do their reads and writes inside libc: these go through the
 * functions above.  The cookie is the descriptor. */
static ssize_t cookie_read(void *cookie, char *out, size_t room)
{
	return __wrap_read((int)(intptr_t)cookie, out, room);
}

static ssize_t cookie_write(void *cookie, const char *bytes, size_t len)
{
	const ssize_t n = __wrap_write((int)(intptr_t)cookie, bytes, len);

	return n < 0 ? 0 : n;	/* so fopencookie() wants it */
}

static int cookie_close(void *cookie)
{
	return __wrap_close((int)(intptr_t)cookie);
}

static FILE *stream(int fd, const char *mode)
{
	static const cookie_io_functions_t calls = {
		.read = cookie_read, .write = cookie_write,
		.close = cookie_close,
	};
	FILE *const made = fopencookie((void *)(intptr_t)fd, mode, calls);

	if (!made)
		abort();
	return made;
}

/* Only for reading, which is all that is done with it. */
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (*mode != 'r')
		abort();
	const int fd = __wrap_open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? NULL : stream(fd, "r");
}

static void __attribute__((constructor)) set_up(void)
{
	const char *const at = getenv("DELTA_FAULT");
	const char *const how = getenv("DELTA_FAULT_HOW");

	stdout = stream(STDOUT_FILENO, "w");
	fault.at = at ? atol(at) : 0;
	fault.on = how && !strcmp(how, "on");
	fault.eintr = how && !strcmp(how, "eintr");
}

/* What exit() does is no concern of the program any more. */
static void __attribute__((destructor)) tear_down(void)
{
	fault.off = true;
}
