/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * path: what a name stands for, and whether two names are one file.
 *
 * A name that cannot be looked at (no such folder, no permission) is the same
 * as none other: who opens it will say why it cannot be.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

/* The last part; points into path. */
const char *path_base(const char *path);

/* The name without symbolic links at its end, whether the file exists or not.
 * 0, or -1 and errno (ELOOP, ENAMETOOLONG). */
int path_follow(const char *path, char out[PATH_MAX]);

/* The number of the open descriptor that path names, be it by a link
 * (/dev/stdout, /dev/fd/3, /proc/self/fd/3), or -1. */
int path_descriptor(const char *path);

/* The file lies, or would lie, in this directory itself. */
bool path_is_in(const char *path, const struct stat *dir);

/* A regular file, whatever its names are. */
struct path_file {
	dev_t device;
	ino_t inode;
};

/* Of path, which begins at the directory dir (or AT_FDCWD), behind links; of
 * an open descriptor.  False: it is none. */
bool path_file(int dir, const char *path, struct path_file *file);
bool path_file_open(int fd, struct path_file *file);
bool path_file_same(const struct path_file *a, const struct path_file *b);

/* Both are one regular file, or would be if it were made.  Hard links are. */
bool path_same(const char *a, const char *b);

/* The descriptor is open on that regular file. */
bool path_is_open(const char *path, int fd);

/* "stdout" or "stderr" if that goes to this regular file; NULL: neither, or
 * path names an open descriptor, and so goes on where that is. */
const char *path_stream(const char *path);

#endif
