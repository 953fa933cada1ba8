/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_strings: lists of strings that a plan owns.
 */
#ifndef PLAN_STRINGS_H
#define PLAN_STRINGS_H

#include "base/span.h"
#include "plan.h"

/* Appends a copy; returns it (it never moves), or NULL when memory is
 * short. */
char *strings_add(struct strings *strings, struct span text);
void strings_release(struct strings *strings);

/* The part of *rest before the first `end`, trimmed; *rest moves behind that,
 * and becomes absent with the last part. */
struct span strings_part(struct span *rest, char end);

#endif
