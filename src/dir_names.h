/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dir_names: what may not be overwritten in the directory of -o.
 */
#ifndef DIR_NAMES_H
#define DIR_NAMES_H

#include "plan.h"

/* Appends the names, without the directory, of the run's files that are or
 * will be in plan->output_dir, which exists: those of the rows and spans, and
 * of the inputs, log, report, saved events and statistics that lie there.
 * 0, or -1 when memory is short. */
int dir_names(const struct plan *plan, struct strings *names);

#endif
