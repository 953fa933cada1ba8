/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

enum {
	NEW_MODE = 0666,
	MODE_BITS = 0777,
};

static const char temp_suffix[] = ".XXXXXX";

/* ".NAME.XXXXXX" beside path; of a long NAME only the beginning. */
static char *temp_template(const char *path)
{
	const char *name = path_base(path);
	const size_t most = NAME_MAX - 1 - strlen(temp_suffix);
	size_t len = strlen(name);

	if (len > most) {
		len = most;
		while (len > 1 && ((unsigned char)name[len] & 0xc0) == 0x80)
			len--;		/* no half UTF-8 character */
	}
	char *made;

	return asprintf(&made, "%.*s.%.*s%s", (int)(name - path), path,
			(int)len, name, temp_suffix) < 0 ? NULL : made;
}

static mode_t file_mode(const struct stat *old)
{
	if (old)
		return old->st_mode & MODE_BITS;

	const mode_t mask = umask(0);

	umask(mask);
	return NEW_MODE & ~mask;
}

/* Makes the file beside target; old: what is there now, or NULL. */
static int open_temp(struct replace *replace, const struct stat *old)
{
	const size_t len = strlen(path_base(replace->target));

	if (len == 0 || len > NAME_MAX) {
		errno = len == 0 ? EISDIR : ENAMETOOLONG;
		return -1;
	}
	if (old && eaccess(replace->target, W_OK) < 0)
		return -1;
	replace->temp = temp_template(replace->target);
	if (!replace->temp)
		return -1;

	const int fd = mkostemp(replace->temp, O_CLOEXEC);

	if (fd < 0) {
		free(replace->temp);
		replace->temp = NULL;
		return -1;
	}
	/* a file system without permissions is no reason to give up */
	fchmod(fd, file_mode(old));
	return fd;
}

/* A file of somebody else, even if it is a regular one. */
static bool is_open_file(const char *path)
{
	return path_descriptor(path) >= 0 || !strncmp(path, "/proc/", 6);
}

/* Nothing can be renamed over it.  A kernel before 5.8 does not tell. */
static bool is_mounted(const char *path)
{
	struct statx st;

	return statx(AT_FDCWD, path, 0, 0, &st) == 0 &&
		(st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

int replace_open(struct replace *replace, const char *path)
{
	char target[PATH_MAX];
	struct stat st;
	const bool exists = stat(path, &st) == 0;

	*replace = (struct replace){ 0 };
	/* what may be a device is not to be replaced */
	if (!exists && errno != ENOENT)
		return -1;
	if (exists && (!S_ISREG(st.st_mode) || is_open_file(path) ||
		       is_mounted(path)))
		return REPLACE_NOT;
	if (path_follow(path, target) < 0)
		return -1;
	replace->target = strdup(target);
	return replace->target ? open_temp(replace, exists ? &st : NULL) : -1;
}

int replace_commit(struct replace *replace)
{
	if (!replace->temp)
		return 0;
	if (rename(replace->temp, replace->target) < 0)
		return -1;
	free(replace->temp);
	replace->temp = NULL;
	return 0;
}

void replace_release(struct replace *replace)
{
	if (replace->temp)
		unlink(replace->temp);
	free(replace->temp);
	free(replace->target);
	*replace = (struct replace){ 0 };
}
