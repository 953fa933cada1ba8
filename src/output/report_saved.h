/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_saved: between what a report tells and saved statistics.
 */
#ifndef OUTPUT_REPORT_SAVED_H
#define OUTPUT_REPORT_SAVED_H

#include "output/report.h"
#include "stats/saved_stats.h"

/* Writes the file as sink_atomic() does.  The whole file or none: -1 and a
 * fault "PATH: ...". */
int report_save_stats(const char *path, const struct saved_stats *saved,
		      struct fault *fault);

/* Those of a run's report, into a sink that is open; order: that of the run.
 * -1 and a fault "NAME: ..." when memory is short: it is not to be committed.
 * A failed write tells the commit. */
int report_save(struct sink *sink, const struct report_data *data,
		const struct sequence *order, struct fault *fault);

/* What the fields of a report_data of saved statistics point to. */
struct report_saved {
	struct report_names names;
	struct line_counts lines;
	const char **group_names;
};

/*
 * Sets all fields of data that saved statistics know, and the others to
 * "unknown" or nothing: how to show it (percentile, histogram, notes) is left
 * to the caller.  Nothing of it outlives saved or r.  0, or -1 when memory is
 * short; release in both cases.
 */
int report_saved_init(struct report_saved *r, const struct saved_stats *saved,
		      struct report_data *data);
void report_saved_release(struct report_saved *r);

#endif
