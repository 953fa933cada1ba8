/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * delta_stats_options: the command line of delta_stats.
 */
#ifndef DELTA_STATS_OPTIONS_H
#define DELTA_STATS_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"
#include "plan.h"

struct delta_stats_options {
	char **files;			/* in argv; none: standard input */
	unsigned nfiles;
	bool compare;
	const char *save_stats;		/* NULL: not */
	enum report_format stats;
	unsigned percentile[PERCENTILES_MAX];	/* thousandths of a percent */
	unsigned npercentiles;
	bool histogram;
	double alpha;
	double threshold;		/* percent */
	bool help, version;
};

/* 0, or -1 and a fault. */
int delta_stats_options_parse(struct delta_stats_options *options, int argc,
			      char **argv, struct fault *fault);

/* The text of --help. */
void delta_stats_options_help(FILE *out);

#endif
