/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <limits.h>
#include <string.h>

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

const char *path_base(const char *path)
{
	const char *const slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
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

bool path_same(const char *a, const char *b)
{
	struct stat of_a, of_b;
	const bool has_a = stat(a, &of_a) == 0;
	const bool has_b = stat(b, &of_b) == 0;

	if (has_a && has_b)
		return S_ISREG(of_a.st_mode) && same(&of_a, &of_b);
	if (has_a || has_b)
		return false;
	return !strcmp(a, b) ||
		(!strcmp(path_base(a), path_base(b)) &&
		 stat_folder(a, &of_a) && path_is_in(b, &of_a));
}

bool path_is_open(const char *path, int fd)
{
	struct stat of_path, of_fd;

	return stat(path, &of_path) == 0 && fstat(fd, &of_fd) == 0 &&
		S_ISREG(of_fd.st_mode) && same(&of_path, &of_fd);
}
