/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replace: a file that appears under its name only when it is complete.
 *
 * It is written as ".NAME.XXXXXX" in the same directory and renamed.  A
 * symbolic link stays one: what it points to is replaced.  A file that is
 * there keeps its permissions, and must be writable; a new one gets those of
 * the umask.
 */
#ifndef OUTPUT_REPLACE_H
#define OUTPUT_REPLACE_H

/* Zeroed: no file. */
struct replace {
	char *target;
	char *temp;		/* NULL when renamed or removed */
};

/*
 * Opens the file that is to become path; a descriptor, -1 and errno, or
 * REPLACE_NOT: path is no regular file (/dev/full, a FIFO), names an open
 * descriptor (/dev/stdout) or is where a file is mounted, so it is to be
 * written in place.
 */
enum { REPLACE_NOT = -2 };
int replace_open(struct replace *replace, const char *path);

/* Renames it, if there is one; 0, or -1 and errno. */
int replace_commit(struct replace *replace);

/* Removes what was not renamed. */
void replace_release(struct replace *replace);

#endif
