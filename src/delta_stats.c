/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * delta_stats: saved statistics of many runs, added up or compared.
 */
#include <config.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/diag.h"
#include "base/path.h"
#include "delta_stats_options.h"
#include "output/report_compare.h"
#include "output/report_saved.h"

static const char program[] = "delta_stats";

enum { STATUS_GOOD, STATUS_OTHERWISE, STATUS_FAILED };

/* What messages call a FILE. */
static const char *name_of(const char *path)
{
	return strcmp(path, "-") == 0 ? "stdin" : path;
}

static int read_file(struct saved_stats *saved, const char *path,
		     struct fault *fault)
{
	const bool standard = !strcmp(path, "-");
	const char *const name = name_of(path);
	FILE *const in = standard ? stdin : fopen(path, "re");

	if (!in)
		return fault_set(fault, "%s: %s", name, strerror(errno));

	const int status = saved_stats_read(saved, in, name, fault);

	if (!standard)
		fclose(in);
	return status;
}

/* Adds one file to the sum. */
static int add_file(struct saved_stats *sum, const char *path,
		    struct fault *fault)
{
	struct saved_stats one;
	int status;

	saved_stats_init(&one);
	status = read_file(&one, path, fault);
	if (status == 0)
		status = saved_stats_merge(sum, &one, name_of(path), fault);
	saved_stats_release(&one);
	return status;
}

static int show(const struct delta_stats_options *options,
		const struct saved_stats *sum, struct sink *out,
		struct fault *fault)
{
	struct report_saved saved;
	struct report_data data;
	int status = 0;

	if (report_saved_init(&saved, sum, &data) < 0) {
		status = fault_set(fault, "out of memory");
	} else {
		data.percentile = options->percentile;
		data.npercentiles = options->npercentiles;
		data.histogram = options->histogram;
		report_write(out, options->stats, &data,
			     isatty(STDOUT_FILENO));
	}
	report_saved_release(&saved);
	return status;
}

/* The status, or -1 and a fault. */
static int add_up(const struct delta_stats_options *options, struct sink *out,
		  struct fault *fault)
{
	struct saved_stats sum;
	int status = 0;

	saved_stats_init(&sum);
	if (options->nfiles == 0)
		status = add_file(&sum, "-", fault);
	for (unsigned i = 0; status == 0 && i < options->nfiles; i++)
		status = add_file(&sum, options->files[i], fault);
	if (status == 0 && options->save_stats)
		status = report_save_stats(options->save_stats, &sum, fault);
	if (status == 0)
		status = show(options, &sum, out, fault);
	if (status == 0 && sum.counter[SAVED_COMPLETE] == 0)
		status = STATUS_OTHERWISE;
	saved_stats_release(&sum);
	return status;
}

static int compare_saved(const struct delta_stats_options *options,
			 const struct saved_stats *const *runs,
			 struct sink *out, struct fault *fault)
{
	const struct compare_rule rule = {
		.threshold = options->threshold, .alpha = options->alpha,
	};
	struct comparison comparison;
	const struct report_comparison data = {
		&comparison, &rule, (const char *const *)options->files,
	};
	int status = compare_runs(&comparison, runs, data.names,
				  options->nfiles, &rule, fault);

	if (status == 0) {
		status = comparison.slower ? STATUS_OTHERWISE : STATUS_GOOD;
		if (options->stats != REPORT_NONE)
			report_compare(out, options->stats, &data);
	}
	compare_release(&comparison);
	return status;
}

/* The status, or -1 and a fault. */
static int compare(const struct delta_stats_options *options, struct sink *out,
		   struct fault *fault)
{
	const unsigned n = options->nfiles;
	struct saved_stats *const saved = calloc(n, sizeof(*saved));
	const struct saved_stats **const runs = calloc(n, sizeof(*runs));
	int status = 0;

	if (!saved || !runs)
		status = fault_set(fault, "out of memory");
	for (unsigned i = 0; status == 0 && i < n; i++) {
		saved_stats_init(&saved[i]);
		runs[i] = &saved[i];
		status = read_file(&saved[i], options->files[i], fault);
	}
	if (status == 0)
		status = compare_saved(options, runs, out, fault);
	for (unsigned i = 0; saved && i < n; i++)
		saved_stats_release(&saved[i]);
	free(runs);
	free(saved);
	return status;
}

/* The sum takes the place of the file, and what the stream wrote is lost. */
static int check_save(const char *path, struct fault *fault)
{
	const char *const stream = path ? path_stream(path) : NULL;

	return stream ? fault_set(fault, "%s and --save-stats: both would be"
				  " written to '%s'", stream, path) : 0;
}

static int run(const struct delta_stats_options *options, struct fault *fault)
{
	struct sink *out;
	int status;

	if (check_save(options->save_stats, fault) < 0)
		return -1;
	out = sink_fd(STDOUT_FILENO, "stdout");
	if (!out)
		return fault_set(fault, "out of memory");
	status = options->compare ? compare(options, out, fault)
				  : add_up(options, out, fault);
	if (status >= 0 && sink_commit(out, fault) < 0)
		status = -1;
	sink_close(out);
	return status;
}

static int fail(const char *text)
{
	diag_error(program, text);
	return STATUS_FAILED;
}

/* The little that --help and --version write. */
static int tell(const struct delta_stats_options *options)
{
	if (options->help)
		delta_stats_options_help(stdout);
	else
		puts("delta_stats (" PACKAGE_NAME ") " PACKAGE_VERSION "\n"
		     "License GPL-3.0-or-later; there is no warranty.");

	const int error = descriptor_end(stdout, STDOUT_FILENO);
	struct fault fault;

	if (!error)
		return STATUS_GOOD;
	fault_set(&fault, "stdout: %s", strerror(error));
	return fail(fault.text);
}

int main(int argc, char **argv)
{
	struct delta_stats_options options;
	struct fault fault;

	/* a limit on the size of files is an error of write() */
	signal(SIGXFSZ, SIG_IGN);
	if (delta_stats_options_parse(&options, argc, argv, &fault) < 0)
		return fail(fault.text);
	if (options.help || options.version)
		return tell(&options);

	const int status = run(&options, &fault);

	return status < 0 ? fail(fault.text) : status;
}
