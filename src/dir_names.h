/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dir_names: what may not be overwritten in the directory of -o.
 */
#ifndef DIR_NAMES_H
#define DIR_NAMES_H

#include "base/path.h"
#include "plan.h"

struct dir_names {
	/* without the directory: of the rows' and spans' files, and of all
	 * others below that are or will be there */
	struct strings names;
	/* what is there of the inputs, conf, log, report, saved events and
	 * statistics, and what stdout and stderr are open on */
	struct path_file *file;
	size_t nfiles;
};

/* plan->output_dir exists, or is NULL: then there is nothing.  0, or -1 when
 * memory is short; release in both cases. */
int dir_names_init(struct dir_names *names, const struct plan *plan);
void dir_names_release(struct dir_names *names);

#endif
