/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * descriptor: what an open descriptor says about what was written to it.
 */
#ifndef BASE_DESCRIPTOR_H
#define BASE_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Writes all of it, at once where the descriptor takes it; waits for one that
 * is non-blocking.  0, or the errno of what failed. */
int descriptor_write(int fd, const char *bytes, size_t n);

/* Some file systems (NFS, CIFS, FUSE) tell of a full disk or a quota not when
 * a file is written but when it is closed.  Asks them, if there is a number for
 * a copy, and leaves the descriptor open: 0, or the errno. */
int descriptor_ask(int fd);

/* Both are open on one file, pipe or socket. */
bool descriptor_same(int a, int b);

/* Ends what was printed to a stream on that descriptor; 0, or the errno. */
int descriptor_end(FILE *stream, int fd);

#endif
