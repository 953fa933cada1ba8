/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_compare: a comparison of runs, for people and programs.
 *
 * table numbers the runs, 0 being the base, and has a block for each series
 * and group.
 *
 * csv has a row for each series (and group) and run, with the columns below,
 * ns and numbers as they are (error: of the median; its interval holds
 * that of its ends); a cell is empty where a value is not known or
 * does not apply (the tests of the base):
 *
 *	name,group,run,count,mean,mean_low,mean_high,median,median_low,
 *	median_high,error,difference,percent,welch_t,welch_df,welch_p,holm_p,
 *	mann_whitney_u,mann_whitney_p,cliff_delta,anova_f,anova_p,
 *	kruskal_wallis_h,kruskal_wallis_p,verdict
 *
 * json is one object on one line: "alpha", "threshold", "runs" (names),
 * "slower" (bool) and "rows", each with "name", "group" (or null), "anova":
 * {"f","df1","df2","p"}, "kruskal_wallis": {"h","df","p"} and "runs", an array
 * with the rest of the csv columns by name; null where csv is empty.  verdict
 * is one of slower, faster, small (another mean, but within the threshold), ~
 * (corrected p not below alpha) and unknown.
 */
#ifndef OUTPUT_REPORT_COMPARE_H
#define OUTPUT_REPORT_COMPARE_H

#include "output/report.h"
#include "stats/compare.h"

struct report_comparison {
	const struct comparison *comparison;
	const struct compare_rule *rule;
	const char *const *names;	/* of the runs */
};

/* All formats but REPORT_LOG. */
void report_compare(struct sink *out, enum report_format format,
		    const struct report_comparison *data);

#endif
