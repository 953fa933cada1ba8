/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: which events of the wanted names are taken.
 *
 * A filter is a conjunction of rules.  Each rule looks at one column; an event
 * without that column does not pass.
 */
#ifndef MATCH_FILTER_H
#define MATCH_FILTER_H

#include "base/event.h"
#include "base/event_set.h"
#include "base/fault.h"

struct filter;

struct filter *filter_new(void);
void filter_free(struct filter *filter);

/* Rules.  -1 and a fault (a bad regex or list, named in the text). */
int filter_comm(struct filter *f, const char *regex, struct fault *fault);
int filter_pid(struct filter *f, const char *list, struct fault *fault);
int filter_tid(struct filter *f, const char *list, struct fault *fault);
int filter_cpu(struct filter *f, const char *list, struct fault *fault);
int filter_time(struct filter *f, const char *range, struct fault *fault);
/* rule: "EVENT: REGEX"; looks at events that match EVENT by the rule of
 * wanted names, lets all others pass.  May be called several times: all that
 * are for an event must hold. */
int filter_where(struct filter *f, const char *rule, struct fault *fault);
/* The EVENT of a where rule, for the list of wanted names: its length in the
 * rule's text, 0 if the rule has no colon + blank or no name. */
size_t filter_where_event(const char *rule);
/* Whether it needs a search by a regex (one without operators is a word). */
bool filter_where_searches(const char *rule);

/* To be called once, after the rules and before filter_apply(). */
int filter_bind(struct filter *f, const struct event_set *set,
		struct fault *fault);

/* Takes out the events that do not pass and adds their lines to *filtered.
 * Loss markers stay.  Returns the new number. */
size_t filter_apply(struct filter *f, struct event *events, size_t n,
		    uint64_t *filtered);

#endif
