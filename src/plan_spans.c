/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "plan_rules.h"
#include "plan_strings.h"

/* A part of a span: one event, or two in the order they happen in. */
struct part {
	unsigned n;
	struct span name[2];
};

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next spec of *rest, which ends at a blank that is not beside a '|';
 * absent if there is none. */
static struct span next_spec(struct span *rest)
{
	const struct span text = span_trim(*rest);
	size_t len = 0;

	if (text.len == 0)
		return (struct span){ 0 };
	while (len < text.len) {
		size_t next = len;

		while (next < text.len && blank(text.ptr[next]))
			next++;
		if (next > len && text.ptr[next] != '|' &&
		    text.ptr[len - 1] != '|')
			break;
		len = next + 1;
	}
	*rest = span_of(text.ptr + len, text.len - len);
	return span_of(text.ptr, len);
}

static bool ends_in(struct span text, const char *end)
{
	const size_t len = strlen(end);

	return text.len > len && !memcmp(text.ptr + text.len - len, end, len);
}

/* Cuts key__ref in two; how many ways there are. */
static unsigned cut(struct span text, struct span *key, struct span *ref)
{
	unsigned ways = 0;

	for (size_t i = 1; i + 2 < text.len; i++) {
		if (text.ptr[i] != '_' || text.ptr[i + 1] != '_')
			continue;
		*key = span_of(text.ptr, i);
		*ref = span_of(text.ptr + i + 2, text.len - i - 2);
		ways++;
	}
	return ways;
}

/* NAME, KEY__REF__before (key, then ref) or KEY__REF__after. */
static int parse_part(struct part *part, struct span text,
		      const struct setting *setting, struct fault *fault)
{
	const bool before = ends_in(text, "__before");
	const bool after = ends_in(text, "__after");
	struct span key, ref;
	unsigned ways = 0;

	if (text.len == 0)
		return setting_fault(fault, setting, "an empty name in '%s'",
				     setting->text);
	if (before || after)
		ways = cut(span_of(text.ptr, text.len -
				   strlen(before ? "__before" : "__after")),
			   &key, &ref);
	if (ways > 1)
		return setting_fault(fault, setting, "'%.*s' can be read in"
				     " several ways, as one of its names holds"
				     " '__'", (int)text.len, text.ptr);
	if (ways == 0)
		*part = (struct part){ 1, { text } };
	else if (before)
		*part = (struct part){ 2, { key, ref } };
	else
		*part = (struct part){ 2, { ref, key } };
	return 0;
}

static int add_part(struct plan *plan, struct sequence *sequence,
		    const struct part *part, struct fault *fault)
{
	for (unsigned i = 0; i < part->n; i++) {
		const char *name = strings_add(&plan->names, part->name[i]);

		if (!name)
			return fault_set(fault, "out of memory");
		sequence->name[sequence->n++] = name;
	}
	return 0;
}

static int parse_spec(struct part part[2], struct span spec,
		      const struct setting *setting, struct fault *fault)
{
	struct span rest = spec;
	unsigned n = 0;

	while (rest.ptr && n < 2) {
		const struct span text = strings_part(&rest, '|');

		if (parse_part(&part[n++], text, setting, fault) < 0)
			return -1;
	}
	if (rest.ptr || n != 2)
		return setting_fault(fault, setting, "'%.*s' is not of two"
				     " parts, begin and end", (int)spec.len,
				     spec.ptr);
	return 0;
}

int rules_add_spans(struct plan *plan, const struct setting *setting,
		    bool end_first, struct fault *fault)
{
	struct span rest = span_from(setting->text ? setting->text : "");
	const char *kind = end_first ? "completion" : "submission";
	unsigned number = 0;

	for (;;) {
		const struct span spec = next_spec(&rest);
		struct part part[2] = { { 0 } };

		if (!spec.ptr)
			return 0;
		if (parse_spec(part, spec, setting, fault) < 0)
			return -1;
		if (plan->nspans == SPANS_MAX)
			return setting_fault(fault, setting, "over %d spans in"
					     " one section", SPANS_MAX);
		struct span_plan *span = &plan->spans[plan->nspans++];

		number++;
		if ((number == 1 ? asprintf(&span->name, "%s", kind) :
		     asprintf(&span->name, "%s.%u", kind, number)) < 0) {
			span->name = NULL;
			return fault_set(fault, "out of memory");
		}
		if (add_part(plan, &span->sequence, &part[end_first], fault) ||
		    add_part(plan, &span->sequence, &part[!end_first], fault))
			return -1;
	}
}
