/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"

const struct unit *unit_for(double scale)
{
	static const struct unit units[] = {
		{ "s", 1e9, 9 }, { "ms", 1e6, 6 }, { "us", 1e3, 3 },
		{ "ns", 1, 0 },
	};
	const struct unit *unit = units;

	while (unit->ns > 1 && !(fabs(scale) >= unit->ns))
		unit++;
	return unit;
}

void unit_text(char *out, double ns, const struct unit *unit)
{
	enum { DIGITS = 4, OF_A_MEAN = 3 };

	if (isnan(ns)) {
		strcpy(out, "-");
		return;
	}
	const double value = ns / unit->ns;
	int most = unit->decimals + (ns == trunc(ns) ? 0 : OF_A_MEAN);
	int decimals = DIGITS - 1;

	for (double edge = 1; decimals < most && fabs(value) < edge; edge /= 10)
		decimals++;
	for (double edge = 10; decimals > 0 && fabs(value) >= edge; edge *= 10)
		decimals--;
	if (value == 0)
		decimals = 0;
	snprintf(out, UNIT_TEXT, "%.*f", decimals < most ? decimals : most,
		 value);
}

bool is_close(struct quantile_value quantile)
{
	return quantile.error <= fabs(quantile.value) * 0.0005;
}

void mark_text(char *out, bool close, double error, const struct unit *unit)
{
	char text[UNIT_TEXT] = "0.05%";

	if (!close)
		unit_text(text, error, unit);
	snprintf(out, MARK_TEXT, "±%s", text);
}

void number_text(char *out, double value)
{
	*out = '\0';
	if (isnan(value))
		return;
	if (value == trunc(value) && fabs(value) < 0x1p63) {
		*put_i64(out, (int64_t)value) = '\0';
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, NUMBER_TEXT, "%.*g", digits, value);
		if (strtod(out, NULL) == value)
			break;
	}
}

void quantile_text(char *out, struct quantile_value quantile)
{
	*out = '\0';
	if (isnan(quantile.value))
		return;
	if (quantile.half && quantile.whole < 0) {
		/* whole + 1/2 lies nearer to zero */
		*out++ = '-';
		out = put_i64(out, -(quantile.whole + 1));
	} else {
		out = put_i64(out, quantile.whole);
	}
	strcpy(out, quantile.half ? ".5" : "");
}

void time_text(char *out, int64_t ns)
{
	*put_ns(out, ns, 9, ns % 1000 == 0 ? 6 : 9) = '\0';
}

int log_bucket(int64_t value)
{
	if (value == 0)
		return 0;
	const uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	const int k = 64 - __builtin_clzll(size);

	return value < 0 ? -k : k;
}

double log_bucket_edge(int k)
{
	return k == 0 ? 0 : ldexp(1, abs(k) - 1);
}

bool log_histogram_fill(struct log_histogram *h, const struct quantile *q)
{
	struct quantile_bucket bucket;
	bool any = false;

	*h = (struct log_histogram){ 0 };
	if (!q)
		return false;
	for (size_t cursor = 0; quantile_walk(q, &cursor, &bucket);) {
		const int k = log_bucket(bucket.low);

		h->count[LOG_BUCKETS_MAX + k] += bucket.count;
		if (!any)
			h->first = k;
		h->last = k;
		any = true;
	}
	return any;
}
