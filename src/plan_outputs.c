/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_outputs.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"

struct output_path {
	const char *option, *path;
};

static int refuse(const struct output_path *output, const char *other,
		  struct fault *fault)
{
	return fault_set(fault, "%s and %s: both would be written to '%s'",
			 other, output->option, output->path);
}

static int check_files_of_dir(const struct plan *plan,
			      const struct output_path *output,
			      struct fault *fault)
{
	char path[PATH_MAX];

	if (!plan->output_dir)
		return 0;
	for (unsigned s = 0; s <= plan->nspans; s++) {
		snprintf(path, sizeof(path), "%s/%s.csv", plan->output_dir,
			 s < plan->nspans ? plan->spans[s].name : "loop_diff");
		if (path_same(path, output->path))
			return refuse(output, "--output", fault);
	}
	return 0;
}

static bool names_descriptor(const char *path)
{
	static const char *const prefixes[] = { "/dev/fd/", "/dev/std",
						"/proc/" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(path, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static int check_pairs(const struct plan *plan,
		       const struct output_path *outputs, size_t n,
		       struct fault *fault)
{
	for (size_t i = 0; i < n; i++) {
		const struct output_path *const output = &outputs[i];

		if (!output->path || names_descriptor(output->path))
			continue;
		for (size_t k = 0; k < i; k++)
			if (outputs[k].path &&
			    path_same(outputs[k].path, output->path))
				return refuse(output, outputs[k].option,
					      fault);
		if (path_is_open(output->path, STDOUT_FILENO))
			return refuse(output, "stdout", fault);
		if (path_is_open(output->path, STDERR_FILENO))
			return refuse(output, "stderr", fault);
		if (check_files_of_dir(plan, output, fault) < 0)
			return -1;
	}
	return 0;
}

/* input: "-" is standard input. */
static int check_input(const struct plan *plan, const char *input,
		       struct fault *fault)
{
	const bool standard = !strcmp(input, "-");
	const char *const path = standard ? "/dev/stdin" : input;
	const char *const name = standard ? "stdin" : input;

	if (plan->report && !names_descriptor(plan->report) &&
	    path_same(plan->report, path))
		return fault_set(fault, "%s: is an input, and --report would"
				 " write to it", name);
	if (path_is_open(path, STDOUT_FILENO))
		return fault_set(fault, "%s: is an input, and stdout would"
				 " write to it", name);
	return 0;
}

int plan_check_outputs(const struct plan *plan, struct fault *fault)
{
	const struct output_path outputs[] = {
		{ "--save-events", plan->save_events },
		{ "--save-stats", plan->save_stats },
		{ "--log", plan->log },
		{ "--report", plan->report },
	};

	if (check_pairs(plan, outputs, sizeof(outputs) / sizeof(*outputs),
			fault) < 0)
		return -1;
	for (size_t i = 0; i < plan->files.n; i++)
		if (check_input(plan, plan->files.at[i], fault) < 0)
			return -1;
	return 0;
}
