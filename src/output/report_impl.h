/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_impl: what the forms of the report share among themselves.
 */
#ifndef OUTPUT_REPORT_IMPL_H
#define OUTPUT_REPORT_IMPL_H

#include "base/num.h"
#include "output/report.h"
#include "stats/saved_stats.h"

/* The numbers of one series, ns.  NAN where the count is too small. */
struct summary {
	uint64_t count;
	double mean, stddev;
	struct quantile_value median;	/* its value is NAN at count 0 */
	struct quantile_value percentile[REPORT_PERCENTILES_MAX];
	bool exact;
	double error;		/* of median and percentiles, the largest */
	bool close;		/* each of them is_close() */
	const struct moments *moments;	/* the rest; NULL at count 0 */
	const struct quantile *quantile; /* NULL at count 0 */
};

/* Series s of group g; false if there is nothing to be said of it: a group
 * that has no value of this series. */
bool summarize(const struct report_data *data, unsigned s, unsigned g,
	       struct summary *out);

/* The groups with values of series s, or with loops if s is GROUP_LOOPS: those
 * with the most first, ties by name. */
#define GROUP_LOOPS UINT32_MAX
enum { REPORT_GROUPS_MAX = SAVED_GROUPS_MAX + 1 };	/* and "(other)" */
struct group_list {
	struct counted_group {
		const char *name;
		uint64_t count;
		unsigned group;
	} at[REPORT_GROUPS_MAX];
	unsigned n;
};
void groups_by_count(const struct report_data *data, unsigned s,
		     struct group_list *out);

/* Whether that series is a delta: neither the whole loop nor a span. */
bool series_is_delta(const char *name);

/* "99.9" of 99900; out holds PERCENTILE_TEXT bytes. */
enum { PERCENTILE_TEXT = PUT_MAX + 4 };
void percentile_text(unsigned thousandths, char *out);

/* Control characters and what is not UTF-8 as \xHH; any length.  Returns
 * the number of characters shown. */
size_t put_escaped(struct sink *out, const char *text);
size_t escaped_width(const char *text);

/* The bucket of a histogram on a log scale that value falls in: 0 for 0,
 * k for 2^(k-1) .. 2^k - 1, -k for the same below zero.  LOG_BUCKETS_MAX is
 * the largest k. */
enum { LOG_BUCKETS_MAX = 64 };
int log_bucket(int64_t value);

/* Counts by bucket: count[LOG_BUCKETS_MAX + k].  False if all are 0. */
struct log_histogram {
	uint64_t count[2 * LOG_BUCKETS_MAX + 1];
	int first, last;	/* the outermost that are not 0 */
};
bool log_histogram_fill(struct log_histogram *h, const struct quantile *q);
/* The smallest |value| of bucket k, ns; the next edge is twice that, or 1. */
double log_bucket_edge(int k);

/* A JSON string, valid for any bytes (report.h); a number, NAN as null. */
void json_string(struct sink *out, const char *text);
void json_number(struct sink *out, double value);
void json_quantile(struct sink *out, struct quantile_value quantile);

/* Makes the metrics out of the events.  0, or -1 when memory is short. */
int report_names_metrics(struct report_names *names);

void report_json(struct sink *out, const struct report_data *data);
void report_csv(struct sink *out, const struct report_data *data,
		bool terminal);
void report_table(struct sink *out, const struct report_data *data);
void report_account(struct sink *out, const struct report_data *data);
void report_histograms(struct sink *out, const struct report_data *data);
void report_slowest(struct sink *out, const struct report_data *data);

/* The largest unit in which scale (ns) is at least 1, or ns. */
struct unit {
	const char *name;
	double ns;
	int decimals;		/* that make one ns */
};
const struct unit *unit_for(double scale);
/* Four significant digits, but none below 1 ns for a whole number of ns, nor
 * below 0.001 ns for others; "-" for NAN.  out holds UNIT_TEXT bytes. */
enum { UNIT_TEXT = PUT_MAX + 1 };
void unit_text(char *out, double ns, const struct unit *unit);
/* What is said of quantiles by buckets: "±0.05%" if they are close, else the
 * largest error in this unit.  out holds MARK_TEXT bytes. */
enum { MARK_TEXT = UNIT_TEXT + 2 };
void mark_text(char *out, bool close, double error, const struct unit *unit);
/* Whether that is true of a quantile: its error is at most 0.05 % of it.  The
 * midpoint of two buckets of opposite sign can lie nearer to 0. */
bool is_close(struct quantile_value quantile);
/* An integer as such, else the shortest text that reads back the same; empty
 * for NAN.  out holds NUMBER_TEXT bytes. */
enum { NUMBER_TEXT = PUT_MAX + 1 };
void number_text(char *out, double value);
/* All digits of a quantile; empty if its value is NAN. */
void quantile_text(char *out, struct quantile_value quantile);
/* Seconds with 6 decimals, or 9 if there is more; out holds UNIT_TEXT. */
void time_text(char *out, int64_t ns);

#endif
