/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stats_driver PARTS LIMIT BUDGET: the figures of the integers on standard
 * input, for check_stats.py.  The integers are dealt out to PARTS states,
 * which are then merged.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/moments.h"
#include "stats/quantile.h"

struct part {
	struct moments moments;
	struct quantile *quantile;
};

static void print_value(const char *name, struct quantile_value v)
{
	printf("%s %.17g %.17g %" PRId64 " %d\n", name, v.value, v.error,
	       v.whole, v.half);
}

static void print_figures(const struct part *all)
{
	static const unsigned percentiles[] = {
		1, 1000, 25000, 50000, 75000, 90000, 99000, 99900, 99999,
		100000,
	};
	const struct moments *const m = &all->moments;

	printf("count %" PRIu64 "\n", m->count);
	printf("min %" PRId64 " %" PRId64 "\n", m->min, m->min_time);
	printf("max %" PRId64 " %" PRId64 "\n", m->max, m->max_time);
	printf("mean %.17g\n", moments_mean(m));
	printf("stddev %.17g\n", moments_stddev(m));
	printf("exact %d\n", quantile_exact(all->quantile));
	print_value("median", quantile_median(all->quantile, m->min, m->max));
	for (size_t i = 0; i < sizeof(percentiles) / sizeof(*percentiles);
	     i++) {
		char name[16];

		snprintf(name, sizeof(name), "%u", percentiles[i]);
		print_value(name, quantile_percentile(all->quantile,
						      percentiles[i], m->min,
						      m->max));
	}
}

static void print_walk(const struct part *all)
{
	struct quantile_bucket b;

	for (size_t cursor = 0; quantile_walk(all->quantile, &cursor, &b);)
		printf("bucket %" PRId64 " %" PRId64 " %" PRIu64 "\n", b.low,
		       b.high, b.count);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;

	const size_t parts = strtoul(argv[1], NULL, 10);
	const size_t limit = strtoul(argv[2], NULL, 10);
	struct quantile_budget budget = { strtoul(argv[3], NULL, 10) };
	const size_t full = budget.left;
	struct part *const part = calloc(parts, sizeof(*part));

	for (size_t i = 0; i < parts; i++) {
		moments_init(&part[i].moments);
		part[i].quantile = quantile_new(limit, &budget);
	}

	char line[64];

	for (uint64_t n = 0; fgets(line, sizeof(line), stdin); n++) {
		struct part *const p = &part[n % parts];
		const int64_t value = strtoll(line, NULL, 10);

		/* Times fall, so the last of equal extremes is to be named. */
		moments_add(&p->moments, value, n, -(int64_t)n);
		if (quantile_add(p->quantile, value, 1) < 0)
			return 2;
	}
	for (size_t i = 1; i < parts; i++) {
		moments_merge(&part[0].moments, &part[i].moments);
		if (quantile_merge(part[0].quantile, part[i].quantile) < 0)
			return 2;
		quantile_free(part[i].quantile);
	}
	print_figures(part);
	print_walk(part);
	quantile_free(part[0].quantile);
	free(part);
	return budget.left == full ? 0 : 3;
}
