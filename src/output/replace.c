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
	LINKS_MAX = 40,		/* as the kernel */
	NEW_MODE = 0666,
	MODE_BITS = 0777,
};

static const char temp_suffix[] = ".XXXXXX";

/* DIR/PREFIX NAME SUFFIX without the blanks, DIR being that of path. */
static char *beside(const char *path, const char *prefix, const char *name,
		    size_t len, const char *suffix)
{
	char *made;

	return asprintf(&made, "%.*s%s%.*s%s", (int)(path_base(path) - path),
			path, prefix, (int)len, name, suffix) < 0 ? NULL : made;
}

/* A name of an open descriptor: its file is somebody else's, too. */
static bool is_descriptor(const char *path)
{
	return !strncmp(path, "/dev/fd/", strlen("/dev/fd/")) ||
		!strncmp(path, "/proc/", strlen("/proc/"));
}

/*
 * The file that path names in the end, whether it exists or not, so that a
 * symbolic link stays one.  *in_place is set if it must not be replaced.  NULL
 * and errno.
 */
static char *follow_links(const char *path, bool *in_place)
{
	char *at = strdup(path);

	for (int links = 0; at; links++) {
		char link[PATH_MAX];
		const ssize_t len = readlink(at, link, sizeof(link));

		*in_place = *in_place || is_descriptor(at);
		if (len < 0)
			return at;

		char *next = NULL;

		if (links == LINKS_MAX)
			errno = ELOOP;
		else if (len == sizeof(link))
			errno = ENAMETOOLONG;
		else
			next = link[0] == '/' ? strndup(link, (size_t)len) :
				beside(at, "", link, (size_t)len, "");
		free(at);
		at = next;
	}
	return NULL;
}

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
	return beside(path, ".", name, len, temp_suffix);
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

int replace_open(struct replace *replace, const char *path)
{
	struct stat st;
	const bool exists = stat(path, &st) == 0;
	bool in_place = exists && !S_ISREG(st.st_mode);

	*replace = (struct replace){ 0 };
	/* what may be a device is not to be replaced */
	if (!exists && errno != ENOENT)
		return -1;
	replace->target = follow_links(path, &in_place);
	if (!replace->target)
		return -1;
	return in_place ? REPLACE_NOT :
		open_temp(replace, exists ? &st : NULL);
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
