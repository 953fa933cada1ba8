/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_dir: very many files of one directory, written side by side.
 *
 * A file is called after its metric, "<metric>.csv".  '/', a leading '.',
 * control characters and a '%' before two hex digits become %XX (but newlines
 * stay, as in the names that the 2015 program gave); a name over 200 bytes
 * becomes its first 180, '~' and 16 hex digits of the whole one's FNV-1a hash;
 * a name that is taken gets "~2", "~3", ... before the suffix.  So no file ever
 * leaves the directory or hits another one of the run, and the same input gives
 * the same names.
 *
 * Rows wait in memory, METRIC_DIR_MEMORY in all, and a file is open only while
 * they are appended, so the number of files is not bound by descriptors.  Files
 * are written as ".NAME.XXXXXX" and get their name when they are committed.
 */
#ifndef OUTPUT_METRIC_DIR_H
#define OUTPUT_METRIC_DIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/path.h"
#include "base/span.h"

enum {
	METRIC_DIR_MEMORY = 4 << 20,
	METRIC_DIR_FILE = 65536,	/* of one file at most */
};

/* What belongs to others of this run and is not to be overwritten. */
struct metric_taken {
	const char *const *name;	/* in the directory, there or not yet */
	size_t nnames;
	const struct path_file *file;	/* under any name */
	size_t nfiles;
};

struct metric_dir;

/* The directory must exist.  taken and header, what each file begins
 * with, are copied. */
struct metric_dir *metric_dir_new(const char *dir,
				  const struct metric_taken *taken,
				  struct span header, struct fault *fault);
/* Removes what was not committed.  NULL is fine. */
void metric_dir_free(struct metric_dir *dir);

/* Adds a file; it gets the next number, from 0.  -1 and a fault when memory is
 * short. */
int metric_dir_add(struct metric_dir *dir, const char *metric,
		   struct fault *fault);

uint32_t metric_dir_count(const struct metric_dir *dir);

/* Appends these pieces to a file.  -1 and a fault when memory is short, or when
 * this file failed, or one whose rows had to make room.  A file that failed is
 * removed, and what is appended to it later is dropped; where several failed
 * at once, metric_dir_commit() tells the others. */
int metric_dir_append(struct metric_dir *dir, uint32_t file,
		      const struct span *piece, size_t n,
		      struct fault *fault);

/* Writes out and renames all files, and does what can be done.  Each file that
 * failed and was not told yet is told by calling again: 0 when all are, -1 and
 * the fault of one. */
int metric_dir_commit(struct metric_dir *dir, struct fault *fault);

#endif
