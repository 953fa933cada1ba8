/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dir_names.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "plan_strings.h"

static int add_csv(struct strings *names, const char *stem)
{
	char *name;

	if (asprintf(&name, "%s.csv", stem) < 0)
		return -1;
	const bool added = strings_add(names, span_from(name));

	free(name);
	return added ? 0 : -1;
}

static int add_path(struct strings *names, const struct stat *dir,
		    const char *path)
{
	if (!path || !path_is_in(path, dir))
		return 0;
	return strings_add(names, span_from(path_base(path))) ? 0 : -1;
}

int dir_names(const struct plan *plan, struct strings *names)
{
	struct stat dir;

	if (add_csv(names, "loop_diff") < 0)
		return -1;
	for (unsigned s = 0; s < plan->nspans; s++)
		if (add_csv(names, plan->spans[s].name) < 0)
			return -1;
	if (stat(plan->output_dir, &dir) < 0)
		return 0;
	for (size_t i = 0; i < plan->files.n; i++)
		if (add_path(names, &dir, plan->files.at[i]) < 0)
			return -1;
	if (add_path(names, &dir, plan->log) < 0 ||
	    add_path(names, &dir, plan->report) < 0 ||
	    add_path(names, &dir, plan->save_events) < 0 ||
	    add_path(names, &dir, plan->save_stats) < 0)
		return -1;
	return 0;
}
