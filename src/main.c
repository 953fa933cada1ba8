/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * delta_processor: the time between the events of recurring sequences.
 */
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/diag.h"
#include "options.h"
#include "pipeline.h"
#include "plan.h"
#include "signals.h"

static const char program[] = "delta_processor";

/* A closed standard descriptor must not become one of our files: reads and
 * writes there shall fail as they would have. */
static void guard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY :
							       O_RDONLY);
}

static int fail(const struct fault *fault)
{
	diag_error(program, fault->text);
	return STATUS_ERROR;
}

/* --help, --version and --check-conf write little and end. */
static int written(FILE *out, int status)
{
	const int error = descriptor_end(out, STDOUT_FILENO);
	struct fault fault;

	if (!error)
		return status;
	fault_set(&fault, "stdout: %s", strerror(error));
	return fail(&fault);
}

static int run(const struct options *options)
{
	struct fault fault;
	struct plan plan;

	if (options->help) {
		options_help(stdout);
		return written(stdout, 0);
	}
	if (options->version) {
		puts(PACKAGE_NAME " " PACKAGE_VERSION "\n"
		     "License GPL-3.0-or-later; there is no warranty.");
		return written(stdout, 0);
	}
	if (options->check_conf) {
		const int result = plan_check_conf(options, stdout, &fault);

		return result < 0 ? fail(&fault) : written(stdout, 0);
	}
	if (plan_make(&plan, options, &fault) < 0)
		return fail(&fault);
	signals_install();
	const struct outcome outcome = pipeline_run(&plan, program);

	plan_release(&plan);
	if (outcome.signal)
		signals_die(outcome.signal);
	return outcome.status;
}

int main(int argc, char **argv)
{
	struct options options;
	struct fault fault;

	guard_descriptors();
	const int status = options_parse(&options, argc, argv, &fault) < 0 ?
		fail(&fault) : run(&options);

	options_release(&options);
	return status;
}
