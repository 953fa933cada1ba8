/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

int descriptor_write(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t wrote = write(fd, bytes, n);

		if (wrote > 0) {
			bytes += wrote;
			n -= (size_t)wrote;
		} else if (wrote == 0) {
			return ENOSPC;
		} else if (errno == EAGAIN) {
			struct pollfd wanted = { .fd = fd, .events = POLLOUT };

			poll(&wanted, 1, -1);
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

int descriptor_ask(int fd)
{
	/* each close flushes, that of a copy too */
	const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	/* it cannot be asked; if it is closed, who wrote to it knows */
	if (copy < 0)
		return 0;
	/* EINTR: Linux has closed it */
	return close(copy) < 0 && errno != EINTR ? errno : 0;
}

bool descriptor_same(int a, int b)
{
	struct stat of_a, of_b;

	return fstat(a, &of_a) == 0 && fstat(b, &of_b) == 0 &&
		of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

int descriptor_end(FILE *stream, int fd)
{
	return fflush(stream) != 0 || ferror(stream) ? errno :
						       descriptor_ask(fd);
}
