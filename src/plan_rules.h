/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_rules: the part of a plan that says which events and loops are wanted:
 * order, spans, skim, comm, where, by, algorithm.
 */
#ifndef PLAN_RULES_H
#define PLAN_RULES_H

#include <stdbool.h>

#include "match/filter.h"
#include "plan.h"
#include "plan_settings.h"

/* Fills that part of a zeroed plan; without an order, plan->order.n stays 0.
 * 0, or -1 and a fault; plan_release() in both cases. */
int rules_make(struct plan *plan, const struct settings *settings,
	       struct fault *fault);

/* Adds the spans of a submission (written begin|end) or completion (end|begin)
 * to the plan; without a text there are none. */
int rules_add_spans(struct plan *plan, const struct setting *setting,
		    bool end_first, struct fault *fault);

/* A rule of the filter by itself, to find what is wrong with its text. */
int rules_check(const struct setting *setting,
		int (*rule)(struct filter *, const char *, struct fault *),
		struct fault *fault);

/* Whether a wanted name stands in the order: as it is, or because one is the
 * other's part after the first colon. */
bool rules_in_order(const struct plan *plan, struct span name);

#endif
