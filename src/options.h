/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options: the command line, from one table.
 *
 * getopt's strings, --help, and the checks that compare the man page and the
 * completion all come from the table in options.c.  The texts are not
 * interpreted here beyond "has an argument": plan.c does that.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/fault.h"

/* What an option that may be repeated was given, in that order. */
struct option_list {
	const char **at;	/* allocated */
	size_t n;
};

/* Every string points into argv.  NULL: not given.  Of an option given
 * twice, except those of the lists, the last counts. */
struct options {
	struct option_list inputs;	/* -i and operands */
	struct option_list where;
	const char *output, *conf, *mode, *type, *log, *order, *algorithm,
		*format, *unit, *stats, *percentiles, *group, *by, *skim,
		*comm, *pid, *tid, *cpu, *time, *max_keys, *max_in_flight,
		*timeout, *save_events, *save_stats, *report, *slowest;
	bool zero_fill, separate, strict, no_header, deltas_only, histogram,
		quiet, check_conf, help, version;
};

/* 0, or -1 and a fault such as "unknown option --ordr; did you mean
 * --order?".  Stops at --help and --version: what follows is not looked at.
 * Release in both cases. */
int options_parse(struct options *options, int argc, char **argv,
		  struct fault *fault);
void options_release(struct options *options);

/* The text of --help. */
void options_help(FILE *out);

#endif
