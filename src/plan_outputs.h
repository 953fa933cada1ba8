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
 * error and the files of -o among them, and an input that would be written to
 * while it is read: by --report, or by standard output.  (The other outputs
 * take the place of a file when they are complete, so an input may have their
 * name.)  A name of an open descriptor, such as /dev/stdout, is not looked at.
 * 0, or -1 and a fault.
 */
int plan_check_outputs(const struct plan *plan, struct fault *fault);

#endif
