/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line: any words are options and a plan, or one clear error.
 * The words are the lines of the input.
 */
#include <getopt.h>
#include <string.h>

#include "delta_stats_options.h"
#include "fuzz.h"
#include "plan.h"

enum { WORDS = 64 };

/* The lines as argv[1] and so on; returns argc. */
static int split(char *text, size_t len, char *argv[WORDS + 2])
{
	static char name[] = "program";
	int argc = 0;

	argv[argc++] = name;
	for (char *at = text; at < text + len && argc <= WORDS;) {
		argv[argc++] = at;
		at += strcspn(at, "\n");
		if (at < text + len)
			*at++ = '\0';
	}
	argv[argc] = NULL;
	return argc;
}

static void check_fault(const struct fault *fault)
{
	FUZZ_CHECK(strlen(fault->text) > 0);
	FUZZ_CHECK(strlen(fault->text) < sizeof(fault->text));
}

static void check_processor(int argc, char **argv)
{
	struct options options;
	struct fault fault = { "" };
	struct plan plan;

	if (options_parse(&options, argc, argv, &fault) < 0) {
		check_fault(&fault);
		options_release(&options);
		return;
	}
	options.conf = NULL;	/* no file of this machine is read */
	if (!options.order)
		options.order = "a|b";
	options.type = NULL;
	if (plan_make(&plan, &options, &fault) == 0) {
		FUZZ_CHECK(plan.order.n >= 1 && plan.order.n <= ORDER_MAX);
		FUZZ_CHECK(plan.npercentiles <= PERCENTILES_MAX);
		FUZZ_CHECK(plan.max_keys >= 1 && plan.max_in_flight >= 1);
		FUZZ_CHECK(plan.timeout >= 0);
		plan_release(&plan);
	} else {
		check_fault(&fault);
	}
	options_release(&options);
}

static void check_stats(int argc, char **argv)
{
	struct delta_stats_options options;
	struct fault fault = { "" };

	optind = 0;	/* glibc: start anew */
	if (delta_stats_options_parse(&options, argc, argv, &fault) < 0)
		check_fault(&fault);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	char *const text = malloc(len + 1);
	char *argv[WORDS + 2];

	FUZZ_CHECK(text);
	if (len > 0)
		memcpy(text, bytes, len);
	text[len] = '\0';
	check_processor(split(text, len, argv), argv);
	/* getopt_long() may have changed their order, not their letters */
	if (len > 0)
		memcpy(text, bytes, len);
	check_stats(split(text, len, argv), argv);
	free(text);
}
