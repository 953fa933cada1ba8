/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_rules.h"

#include <string.h>

#include "match/key.h"
#include "plan_strings.h"
#include "plan_values.h"

static int out_of_memory(struct fault *fault)
{
	return fault_set(fault, "out of memory");
}

/* Appends the names of a list "a | b".  A "*" among them sets *all instead,
 * where that is possible. */
static int split_names(struct strings *out, bool *all,
		       const struct setting *setting, struct fault *fault)
{
	struct span rest = span_from(setting->text);

	while (rest.ptr) {
		const struct span name = strings_part(&rest, '|');

		if (all && span_eq(name, span_from("*"))) {
			*all = true;
			continue;
		}
		if (name.len == 0)
			return setting_fault(fault, setting, "an empty name in"
					     " '%s'", setting->text);
		if (!strings_add(out, name))
			return out_of_memory(fault);
	}
	return 0;
}

static int make_order(struct plan *plan, const struct setting *order,
		      struct fault *fault)
{
	if (!order->text)
		return 0;
	if (split_names(&plan->names, NULL, order, fault) < 0)
		return -1;
	if (plan->names.n > ORDER_MAX)
		return setting_fault(fault, order, "%zu names; an order has at"
				     " most %d", plan->names.n, ORDER_MAX);
	for (size_t i = 0; i < plan->names.n; i++)
		plan->order.name[plan->order.n++] = plan->names.at[i];
	return 0;
}

static int make_skim(struct plan *plan, const struct setting_list *skim,
		     struct fault *fault)
{
	for (size_t i = 0; i < skim->n; i++) {
		if (split_names(&plan->extra, &plan->skim_all, &skim->at[i],
				fault) < 0)
			return -1;
		plan->csv_skimmed |= !skim->at[i].file;
	}
	return 0;
}

int rules_check(const struct setting *setting,
		int (*rule)(struct filter *, const char *, struct fault *),
		struct fault *fault)
{
	struct filter *filter = filter_new();
	struct fault wrong;

	if (!filter)
		return out_of_memory(fault);
	const int result = rule(filter, setting->text, &wrong);

	filter_free(filter);
	return result < 0 ? setting_refused(fault, setting, &wrong) : 0;
}

static int make_comm(struct plan *plan, const struct setting *comm,
		     struct fault *fault)
{
	if (!comm->text)
		return 0;
	if (!*comm->text)
		return setting_fault(fault, comm, "an empty regex (.* matches"
				     " every command)");
	if (rules_check(comm, filter_comm, fault) < 0)
		return -1;
	plan->comm = strdup(comm->text);
	plan->comm_is_option = !comm->file;
	return plan->comm ? 0 : out_of_memory(fault);
}

static int make_where(struct plan *plan, const struct setting_list *where,
		      struct fault *fault)
{
	for (size_t i = 0; i < where->n; i++) {
		const struct setting *rule = &where->at[i];

		if (rules_check(rule, filter_where, fault) < 0)
			return -1;
		const struct span event =
			span_of(rule->text, filter_where_event(rule->text));

		if (!strings_add(&plan->where, span_from(rule->text)) ||
		    !strings_add(&plan->extra, event))
			return out_of_memory(fault);
		if (!rule->file)
			plan->where_options++;
		plan->searches_text |= filter_where_searches(rule->text);
	}
	return 0;
}

static int make_by(struct plan *plan, const struct setting *by,
		   struct fault *fault)
{
	struct fault wrong;

	if (!by->text || !strcmp(by->text, "none"))
		return 0;
	struct keyer *keyer = keyer_new(by->text, &wrong);

	if (!keyer)
		return setting_refused(fault, by, &wrong);
	keyer_free(keyer);
	plan->by = strdup(by->text);
	plan->by_is_option = !by->file;
	plan->searches_text |= *by->text == '/';
	return plan->by ? 0 : out_of_memory(fault);
}

/* A name that stands twice in the order, or NULL. */
static const char *repeated(const struct sequence *order)
{
	for (unsigned i = 1; i < order->n; i++)
		for (unsigned k = 0; k < i; k++)
			if (!strcmp(order->name[i], order->name[k]))
				return order->name[i];
	return NULL;
}

static int make_algorithm(struct plan *plan, const struct settings *settings,
			  struct fault *fault)
{
	static const struct choice choices[] = {
		{ "latest", ALGORITHM_LATEST },
		{ "fifo", ALGORITHM_FIFO },
		{ "sequential", ALGORITHM_SEQUENTIAL },
		{ "original", ALGORITHM_ORIGINAL },
		{ "1", ALGORITHM_SEQUENTIAL },
		{ "2", ALGORITHM_ORIGINAL },
		{ NULL, 0 }
	};
	int algorithm = ALGORITHM_LATEST;

	if (value_choice(&settings->algorithm, choices, &algorithm, fault) < 0)
		return -1;
	plan->algorithm = (enum algorithm)algorithm;
	if (plan->algorithm == ALGORITHM_ORIGINAL && repeated(&plan->order))
		return setting_fault(fault, &settings->order, "'%s' stands"
				     " twice; algorithm original needs each"
				     " name once", repeated(&plan->order));
	return 0;
}

bool rules_in_order(const struct plan *plan, struct span name)
{
	for (unsigned i = 0; i < plan->order.n; i++) {
		const struct span other = span_from(plan->order.name[i]);
		const struct span a = name.len > other.len ? name : other;
		const struct span b = name.len > other.len ? other : name;
		const char *colon = memchr(a.ptr, ':', a.len);

		if (span_eq(a, b))
			return true;
		if (colon && span_eq(b, span_of(colon + 1,
				(size_t)(a.ptr + a.len - colon - 1))))
			return true;
	}
	return false;
}

int rules_make(struct plan *plan, const struct settings *settings,
	       struct fault *fault)
{
	if (make_order(plan, &settings->order, fault) < 0 ||
	    make_skim(plan, &settings->skim, fault) < 0 ||
	    make_comm(plan, &settings->comm, fault) < 0 ||
	    make_where(plan, &settings->where, fault) < 0 ||
	    make_by(plan, &settings->by, fault) < 0 ||
	    make_algorithm(plan, settings, fault) < 0 ||
	    rules_add_spans(plan, &settings->submission, false, fault) < 0)
		return -1;
	return rules_add_spans(plan, &settings->completion, true, fault);
}
