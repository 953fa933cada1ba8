/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"

enum { LINKS_MAX = 40 };	/* as the kernel */

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

const char *path_base(const char *path)
{
	const char *const slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Replaces a link by what it leads to: 1; 0: it is none; -1 and errno. */
static int follow_one(char at[PATH_MAX])
{
	char link[PATH_MAX], to[2 * PATH_MAX];
	const ssize_t len = readlink(at, link, sizeof(link));
	const int folder = (int)(path_base(at) - at);

	if (len < 0)
		return 0;
	if (len == sizeof(link) ||
	    snprintf(to, sizeof(to), "%.*s%.*s", link[0] == '/' ? 0 : folder,
		     at, (int)len, link) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(at, to);
	return 1;
}

static int named_descriptor(const char *path)
{
	static const char *const names[] = { "stdin", "stdout", "stderr" };
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	int32_t number;

	for (int i = 0; i < 3; i++)
		if (!strncmp(path, "/dev/", 5) && !strcmp(path + 5, names[i]))
			return i;
	for (int i = 0; i < 2; i++) {
		const size_t len = strlen(folders[i]);

		if (!strncmp(path, folders[i], len) &&
		    parse_i32(span_from(path + len), &number) && number >= 0)
			return number;
	}
	return -1;
}

/* As path_follow(); where descriptor is asked for, ends at the name of one. */
static int follow(const char *path, char at[PATH_MAX], int *descriptor)
{
	int went = 1;

	if (strlen(path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(at, path);
	for (int links = 0; went == 1; links++) {
		if (descriptor) {
			*descriptor = named_descriptor(at);
			if (*descriptor >= 0)
				return 0;
		}
		if (links > LINKS_MAX) {
			errno = ELOOP;
			return -1;
		}
		went = follow_one(at);
	}
	return went;
}

int path_follow(const char *path, char out[PATH_MAX])
{
	return follow(path, out, NULL);
}

int path_descriptor(const char *path)
{
	char at[PATH_MAX];
	int descriptor = -1;

	follow(path, at, &descriptor);
	return descriptor;
}

static bool stat_folder(const char *path, struct stat *folder)
{
	const size_t len = (size_t)(path_base(path) - path);
	char name[PATH_MAX];

	if (len == 0)
		return stat(".", folder) == 0;
	if (len >= sizeof(name))
		return false;
	memcpy(name, path, len);
	name[len] = '\0';
	return stat(name, folder) == 0;
}

bool path_is_in(const char *path, const struct stat *dir)
{
	struct stat folder;

	return stat_folder(path, &folder) && same(&folder, dir);
}

/* Of two files that are not there. */
static bool same_place(const char *a, const char *b)
{
	char end_a[PATH_MAX], end_b[PATH_MAX];
	struct stat folder;

	if (path_follow(a, end_a) < 0 || path_follow(b, end_b) < 0)
		return false;
	return !strcmp(end_a, end_b) ||
		(!strcmp(path_base(end_a), path_base(end_b)) &&
		 stat_folder(end_a, &folder) && path_is_in(end_b, &folder));
}

bool path_same(const char *a, const char *b)
{
	struct stat of_a, of_b;
	const bool has_a = stat(a, &of_a) == 0;
	const bool has_b = stat(b, &of_b) == 0;

	if (has_a && has_b)
		return S_ISREG(of_a.st_mode) && same(&of_a, &of_b);
	return !has_a && !has_b && same_place(a, b);
}

static bool make_file(const struct stat *st, struct path_file *file)
{
	*file = (struct path_file){ st->st_dev, st->st_ino };
	return S_ISREG(st->st_mode);
}

bool path_file(int dir, const char *path, struct path_file *file)
{
	struct stat st;

	return fstatat(dir, path, &st, 0) == 0 && make_file(&st, file);
}

bool path_file_open(int fd, struct path_file *file)
{
	struct stat st;

	return fstat(fd, &st) == 0 && make_file(&st, file);
}

bool path_file_same(const struct path_file *a, const struct path_file *b)
{
	return a->device == b->device && a->inode == b->inode;
}

bool path_is_open(const char *path, int fd)
{
	struct path_file of_path, of_fd;

	return path_file(AT_FDCWD, path, &of_path) &&
		path_file_open(fd, &of_fd) && path_file_same(&of_path, &of_fd);
}

const char *path_stream(const char *path)
{
	return path_descriptor(path) >= 0 ? NULL :
		path_is_open(path, STDOUT_FILENO) ? "stdout" :
		path_is_open(path, STDERR_FILENO) ? "stderr" : NULL;
}
