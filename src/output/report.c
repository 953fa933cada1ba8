/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/num.h"

void report_write(struct sink *out, enum report_format format,
		  const struct report_data *data, bool terminal)
{
	switch (format) {
	case REPORT_TABLE:
		report_table(out, data);
		break;
	case REPORT_LOG:
		report_log2015(out, data, terminal);
		break;
	case REPORT_CSV:
		report_csv(out, data, terminal);
		break;
	case REPORT_JSON:
		report_json(out, data);
		break;
	case REPORT_NONE:
		break;
	}
}

static struct quantile_value note_error(struct summary *out,
					struct quantile_value value)
{
	if (value.error > out->error)
		out->error = value.error;
	out->close &= is_close(value);
	return value;
}

bool summarize(const struct report_data *data, unsigned s, unsigned g,
	       struct summary *out)
{
	const struct series *series = stats_series(data->stats, s, g);

	*out = (struct summary){
		.mean = NAN, .stddev = NAN, .median.value = NAN, .exact = true,
		.close = true,
	};
	for (unsigned i = 0; i < data->npercentiles; i++)
		out->percentile[i].value = NAN;
	if (!series || series->moments.count == 0)
		return g == 0;

	const struct moments *m = &series->moments;
	const struct quantile *q = series->quantile;

	out->count = m->count;
	out->mean = moments_mean(m);
	out->stddev = moments_stddev(m);
	out->exact = quantile_exact(q);
	out->median = note_error(out, quantile_median(q, m->min, m->max));
	for (unsigned i = 0; i < data->npercentiles; i++)
		out->percentile[i] = note_error(out,
			quantile_percentile(q, data->percentile[i], m->min,
					    m->max));
	out->moments = m;
	out->quantile = series->quantile;
	return true;
}

/* How many values of series s the group has. */
static uint64_t group_count(const struct report_data *data, unsigned s,
			    unsigned g)
{
	if (s == GROUP_LOOPS)
		return stats_loops(data->stats, g);
	const struct series *series = stats_series(data->stats, s, g);

	return series ? series->moments.count : 0;
}

static int compare_groups(const void *left, const void *right)
{
	const struct counted_group *const a = left, *const b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	const int names = strcmp(a->name, b->name);

	return names ? names : a->group < b->group ? -1 : 1;
}

void groups_by_count(const struct report_data *data, unsigned s,
		     struct group_list *out)
{
	out->n = 0;
	for (unsigned g = 1; g <= stats_groups(data->stats); g++) {
		const uint64_t count = group_count(data, s, g);

		if (count > 0)
			out->at[out->n++] = (struct counted_group){
				data->group_names[g], count, g
			};
	}
	qsort(out->at, out->n, sizeof(*out->at), compare_groups);
}

bool series_is_delta(const char *name)
{
	return !strncmp(name, "delta:", 6);
}

void percentile_text(unsigned thousandths, char *out)
{
	char *end = put_u64(out, thousandths / 1000);
	unsigned rest = thousandths % 1000;

	if (rest > 0)
		*end++ = '.';
	for (unsigned digit = 100; rest > 0; digit /= 10) {
		*end++ = (char)('0' + rest / digit);
		rest %= digit;
	}
	*end = '\0';
}

/* diag_escape() piece by piece; a piece ends before a character that would
 * not be whole in it.  out may be NULL. */
static size_t escape(struct sink *out, const char *text)
{
	enum { PIECE = 128, LONGEST = 4, GROWTH = 4 };
	size_t shown = 0;

	for (size_t left = strlen(text); left > 0;) {
		size_t n = left < PIECE ? left : PIECE;
		char buffer[PIECE * GROWTH + 1];

		for (unsigned back = 1; n < left && back < LONGEST &&
		     (text[n] & 0xc0) == 0x80; back++)
			n--;
		const size_t length = diag_escape(span_of(text, n), buffer,
						  sizeof(buffer));

		for (size_t i = 0; i < length; i++)
			shown += (buffer[i] & 0xc0) != 0x80;
		if (out)
			sink_put(out, buffer, length);
		text += n;
		left -= n;
	}
	return shown;
}

size_t put_escaped(struct sink *out, const char *text)
{
	return escape(out, text);
}

size_t escaped_width(const char *text)
{
	return escape(NULL, text);
}
