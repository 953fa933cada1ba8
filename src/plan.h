/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan: options + conf file -> one checked description of a run.
 *
 * Everything that can be wrong with options and conf is found here, before
 * the first byte of input is read: names, numbers, regexes, what goes with
 * what.  The pipeline takes a plan and asks nothing more.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/event_set.h"
#include "base/fault.h"
#include "match/matcher.h"
#include "options.h"
#include "output/report.h"

enum {
	SPANS_MAX = SEQUENCES_MAX - 1,
	PERCENTILES_MAX = 32,
};

enum input_format { FORMAT_AUTO, FORMAT_PERF, FORMAT_CSV };

/* A list of strings owned by the plan. */
struct strings {
	size_t n;
	char **at;
};

/* One span: the conf's submission or completion. */
struct span_plan {
	char *name;		/* "submission", "submission.2", ... */
	struct sequence sequence; /* value: last minus first */
};

struct plan {
	/* input */
	struct strings files;		/* "-" is stdin; at least one */
	enum input_format format;
	bool separate;
	bool strict;

	/* which conf answered: a path, "compiled in", or NULL with -e alone */
	char *conf_name;
	char *section;			/* its section, or NULL */

	/* events; sequences' strings live in `names` */
	struct strings names;
	struct sequence order;
	struct span_plan spans[SPANS_MAX];
	unsigned nspans;
	struct strings extra;		/* wanted besides: skim, where, group */
	bool skim_all;			/* --skim '*' or skim = * */
	bool csv_skimmed;		/* --skim was given: for CSV too */

	/* selection; NULL or empty: no such rule */
	char *comm, *pids, *tids, *cpus, *time;
	struct strings where;		/* "EVENT: REGEX" */
	/* the rule came from the command line: then an error for a CSV without
	 * the column; comm and where of the conf do not apply to CSV there */
	bool comm_is_option;
	size_t where_options;		/* the first so many of `where` */

	char *by;			/* text of --by, or NULL: none */
	bool by_is_option;		/* and it is not from the conf */
	bool searches_text;		/* a regex of where or by does */
	char *group;			/* text of --group, or NULL */

	/* matching (set, sequence, n, keyed, key_is_cpu are the pipeline's) */
	enum algorithm algorithm;
	bool zero_fill;
	uint32_t max_keys;
	uint32_t max_in_flight;
	int64_t timeout;		/* ns, 0: none */

	/* output */
	bool metrics;			/* -m 1 */
	char *output_dir;		/* -o, or NULL: stdout */
	char *save_events;
	char *save_stats;
	char *log;
	char *report;			/* path, or NULL: stderr */
	bool quiet;
	enum report_format stats;
	unsigned percentile[PERCENTILES_MAX];	/* thousandths of a percent */
	unsigned npercentiles;
	bool histogram;
	unsigned slowest;		/* 0: none */
	unsigned exponent;		/* of -u: 9 s, 6 ms, 3 us, 0 ns */
	bool header;
	bool deltas_only;
};

/* 0, or -1 and a fault; the plan is empty then.  It owns copies of all it
 * needs. */
int plan_make(struct plan *plan, const struct options *options,
	      struct fault *fault);
void plan_release(struct plan *plan);

/* --check-conf: checks the conf file and prints what each of its sections
 * means.  0, or -1 and a fault; nothing is printed then. */
int plan_check_conf(const struct options *options, FILE *out,
		    struct fault *fault);

#endif
