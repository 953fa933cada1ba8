/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_data: what the tests of the report have in common.
 */
#ifndef TESTS_REPORT_DATA_H
#define TESTS_REPORT_DATA_H

#include "capture.h"
#include "output/report.h"

static const unsigned percentiles[] = { 90000, 99000, 99900 };
static const struct line_counts lines = {
	.total = 99, .event = 30, .other = 60, .not_event = 9,
};

/* A report with these statistics and otherwise as good as empty. */
static inline struct report_data data_of(struct stats *stats)
{
	return (struct report_data){
		.stats = stats, .percentile = percentiles, .npercentiles = 3,
		.has_started = true, .lines = &lines, .seconds = -1,
	};
}

static inline struct stats *stats_of(const char *name, const int64_t *values,
			      size_t n)
{
	struct stats *stats = stats_new(&name, 1);

	ck_assert_ptr_nonnull(stats);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(stats_add(stats, 0, 0, values[i], i,
					   (int64_t)i * 1500000000), 0);
	return stats;
}

/* The report as text, to be freed. */
static inline char *render(enum report_format format,
			   const struct report_data *data)
{
	struct capture out;

	capture_begin(&out);
	report_write(out.sink, format, data, true);
	char *text = strdup(capture_text(&out));

	ck_assert_ptr_nonnull(text);
	capture_end(&out);
	return text;
}

static inline void expect(enum report_format format,
			  const struct report_data *data, const char *want)
{
	char *text = render(format, data);

	ck_assert_str_eq(text, want);
	free(text);
}

static inline void expect_part(enum report_format format,
			const struct report_data *data, const char *part)
{
	char *text = render(format, data);

	ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in\n%s", part,
		      text);
	free(text);
}

/* 1, 2, 3, 4 us: mean 2.5 us, variance (2.25+.25+.25+2.25)/3 us^2, so the
 * deviation is 1000 * sqrt(5/3) ns; rank of p90 is ceil(3.6) = 4. */
static const int64_t four[] = { 3000, 1000, 4000, 2000 };

#endif
