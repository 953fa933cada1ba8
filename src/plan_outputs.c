/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_outputs.h"

#include <errno.h>
#include <fcntl.h>
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

/* A file of -o. */
struct dir_file {
	char path[PATH_MAX];
};

static unsigned dir_files(const struct plan *plan)
{
	return plan->output_dir ? plan->nspans + 1 : 0;
}

static struct dir_file dir_file(const struct plan *plan, unsigned i)
{
	struct dir_file file;

	snprintf(file.path, sizeof(file.path), "%s/%s.csv", plan->output_dir,
		 i < plan->nspans ? plan->spans[i].name : "loop_diff");
	return file;
}

static bool is_in_dir(const struct plan *plan, const char *path)
{
	for (unsigned i = 0; i < dir_files(plan); i++)
		if (path_same(dir_file(plan, i).path, path))
			return true;
	return false;
}

/* "stdout" or "stderr" if that goes to the file too. */
static const char *standard_stream(const struct plan *plan,
				   const struct output_path *output)
{
	const int descriptor = path_descriptor(output->path);

	if (descriptor >= 0)
		return descriptor == STDOUT_FILENO && !plan->output_dir &&
			output->path == plan->save_events ? "stdout" : NULL;
	return path_stream(output->path);
}

/* Later the number of a closed one may be that of a file of ours. */
static int check_descriptor(const char *path, struct fault *fault)
{
	const int descriptor = path_descriptor(path);

	return descriptor >= 0 && fcntl(descriptor, F_GETFD) < 0 ?
		fault_set(fault, "%s: %s", path, strerror(errno)) : 0;
}

static int check_output(const struct plan *plan,
			const struct output_path *outputs, size_t i,
			struct fault *fault)
{
	const struct output_path *const output = &outputs[i];

	if (!output->path)
		return 0;
	if (check_descriptor(output->path, fault) < 0)
		return -1;
	for (size_t k = 0; k < i; k++)
		if (outputs[k].path &&
		    path_same(outputs[k].path, output->path))
			return refuse(output, outputs[k].option, fault);
	const char *const stream = standard_stream(plan, output);

	if (stream)
		return refuse(output, stream, fault);
	if (is_in_dir(plan, output->path))
		return refuse(output, "--output", fault);
	return 0;
}

/* The files of -o are renamed over what standard output or error goes to. */
static int check_dir(const struct plan *plan, struct fault *fault)
{
	for (unsigned i = 0; i < dir_files(plan); i++) {
		const struct dir_file file = dir_file(plan, i);
		const struct output_path output = { "--output", file.path };
		const char *const stream = standard_stream(plan, &output);

		if (stream)
			return refuse(&output, stream, fault);
	}
	return 0;
}

/* The output that would write to this input, or NULL. */
static const char *writes_to(const struct plan *plan,
			     const struct output_path *outputs, size_t n,
			     const char *input)
{
	for (size_t i = 0; i < n; i++)
		if (outputs[i].path && path_same(outputs[i].path, input))
			return outputs[i].option;
	if (is_in_dir(plan, input))
		return "--output";
	return path_is_open(input, STDOUT_FILENO) ? "stdout" : NULL;
}

int plan_check_outputs(const struct plan *plan, struct fault *fault)
{
	const struct output_path outputs[] = {
		{ "--save-events", plan->save_events },
		{ "--save-stats", plan->save_stats },
		{ "--log", plan->log },
		{ "--report", plan->report },
	};
	enum { N = sizeof(outputs) / sizeof(*outputs) };

	for (size_t i = 0; i < N; i++)
		if (check_output(plan, outputs, i, fault) < 0)
			return -1;
	if (check_dir(plan, fault) < 0)
		return -1;
	for (size_t i = 0; i <= plan->files.n; i++) {
		const char *const path = i < plan->files.n ?
			plan->files.at[i] : plan->conf_name;

		if (!path)
			break;
		if (check_descriptor(path, fault) < 0)
			return -1;
		const bool standard = !strcmp(path, "-");
		const char *const name = standard ? "stdin" : path;
		const char *const output = writes_to(plan, outputs, N, standard
						     ? "/dev/stdin" : path);

		if (output)
			return fault_set(fault, "%s: is an input, and %s would"
					 " write to it", name, output);
	}
	return 0;
}
