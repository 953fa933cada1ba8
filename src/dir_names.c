/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dir_names.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static int add_in_dir(struct strings *names, const struct stat *dir,
		      const char *path)
{
	if (!path_is_in(path, dir))
		return 0;
	return strings_add(names, span_from(path_base(path))) ? 0 : -1;
}

/* By its name, if it is not there yet, and by what is there. */
static int add_path(struct dir_names *names, const struct stat *dir,
		    const char *path)
{
	char end[PATH_MAX];

	if (!path)
		return 0;
	names->nfiles += path_file(AT_FDCWD, path,
				   &names->file[names->nfiles]);
	if (add_in_dir(&names->names, dir, path) < 0)
		return -1;
	return path_follow(path, end) < 0 ? 0 :
		add_in_dir(&names->names, dir, end);
}

static void add_open(struct dir_names *names, int fd)
{
	names->nfiles += path_file_open(fd, &names->file[names->nfiles]);
}

static int add_all(struct dir_names *names, const struct plan *plan,
		   const struct stat *dir)
{
	const char *const others[] = {
		plan->conf_name, plan->log, plan->report, plan->save_events,
		plan->save_stats,
	};
	enum { OTHERS = sizeof(others) / sizeof(*others), STREAMS = 2 };

	names->file = calloc(plan->files.n + OTHERS + STREAMS,
			     sizeof(*names->file));
	if (!names->file)
		return -1;
	add_open(names, STDOUT_FILENO);
	add_open(names, STDERR_FILENO);
	for (size_t i = 0; i < plan->files.n; i++) {
		const char *const path = plan->files.at[i];

		if (!strcmp(path, "-"))
			add_open(names, STDIN_FILENO);
		else if (add_path(names, dir, path) < 0)
			return -1;
	}
	for (size_t i = 0; i < OTHERS; i++)
		if (add_path(names, dir, others[i]) < 0)
			return -1;
	return 0;
}

int dir_names_init(struct dir_names *names, const struct plan *plan)
{
	struct stat dir;

	*names = (struct dir_names){ .nfiles = 0 };
	if (!plan->output_dir)
		return 0;
	if (add_csv(&names->names, "loop_diff") < 0)
		return -1;
	for (unsigned s = 0; s < plan->nspans; s++)
		if (add_csv(&names->names, plan->spans[s].name) < 0)
			return -1;
	return stat(plan->output_dir, &dir) < 0 ? 0 :
		add_all(names, plan, &dir);
}

void dir_names_release(struct dir_names *names)
{
	strings_release(&names->names);
	free(names->file);
}
