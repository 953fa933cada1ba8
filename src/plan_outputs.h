/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_outputs: no output of a run may destroy another one, or what is read.
 */
#ifndef PLAN_OUTPUTS_H
#define PLAN_OUTPUTS_H

#include "base/fault.h"
#include "plan.h"

/*
 * Refused are two outputs to one regular file, standard output and standard
 * error and the files of -o among them (but metrics' files: see dir_names.h),
 * and an output to an input.  What names an open descriptor (/dev/stdout) goes
 * on where that is, so it may be that of standard output or error; only the
 * saved events may not stand between the rows; it must be open already, as one
 * that is an input.
 * 0, or -1 and a fault.
 */
int plan_check_outputs(const struct plan *plan, struct fault *fault);

#endif
