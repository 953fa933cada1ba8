/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/id_list.h"

#include <stdlib.h>

#include "base/event.h"
#include "base/num.h"

/* Reads a number at *p and moves *p behind it. */
static bool read_number(const char **p, int32_t *number)
{
	const char *start = *p;
	const char *end = start + (*start == '-');

	end += strspn(end, "0123456789");
	*p = end;
	return parse_i32(span_of(start, (size_t)(end - start)), number) &&
		*number != EVENT_NO_ID;
}

static bool read_range(const char **p, struct id_range *range)
{
	if (!read_number(p, &range->from))
		return false;
	range->to = range->from;
	if (**p == '-') {
		++*p;
		if (!read_number(p, &range->to))
			return false;
	}
	return range->from <= range->to && (**p == ',' || **p == '\0');
}

static int by_start(const void *a, const void *b)
{
	const struct id_range *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Sorts the ranges and joins those that overlap. */
static void tidy(struct id_list *list)
{
	size_t last = 0;

	qsort(list->range, list->n, sizeof(*list->range), by_start);
	for (size_t i = 1; i < list->n; i++) {
		const struct id_range *next = &list->range[i];

		if (next->from > list->range[last].to)
			list->range[++last] = *next;
		else if (next->to > list->range[last].to)
			list->range[last].to = next->to;
	}
	list->n = last + 1;
}

int id_list_parse(struct id_list *list, const char *text, const char *option,
		  struct fault *fault)
{
	size_t most = 1;

	for (const char *p = text; *p; p++)
		most += *p == ',';
	list->range = calloc(most, sizeof(*list->range));
	if (!list->range)
		return fault_set(fault, "out of memory");
	for (const char *p = text; list->n < most; p++)
		if (!read_range(&p, &list->range[list->n++]))
			return fault_set(fault, "%s: '%s' is no list of numbers"
					 " and ranges such as 3,5-8", option,
					 text);
	tidy(list);
	return 0;
}

void id_list_release(struct id_list *list)
{
	free(list->range);
	*list = (struct id_list){ 0 };
}

bool id_list_passes(const struct id_list *list, int32_t id)
{
	size_t low = 0, high = list->n;

	if (!list->range)
		return true;
	if (id == EVENT_NO_ID)
		return false;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;

		if (id > list->range[mid].to)
			low = mid + 1;
		else
			high = mid;
	}
	return low < list->n && list->range[low].from <= id;
}
