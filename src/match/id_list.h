/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * id_list: sets of pids, tids or cpus, written as "3,5-8".
 *
 * A number may have a sign ("-1", which perf shows for tasks that are gone; so
 * "-1-2" is -1 to 2).  An empty element, a range that ends before it begins
 * and anything else but numbers is an error.
 */
#ifndef MATCH_ID_LIST_H
#define MATCH_ID_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct id_list {
	struct id_range {
		int32_t from, to;
	} *range;		/* NULL: no list, everything passes */
	size_t n;		/* ascending, without overlap */
};

/* *list is empty (zeroed).  option: for the fault.  Release in any case. */
int id_list_parse(struct id_list *list, const char *text, const char *option,
		  struct fault *fault);
void id_list_release(struct id_list *list);

/* EVENT_NO_ID is in no list. */
bool id_list_passes(const struct id_list *list, int32_t id);

#endif
