/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/report_compare.h"

#include <inttypes.h>
#include <math.h>

#include "output/report_compare_impl.h"

enum {
	FIGURES = 16,
	FIRST_TEST = 7,		/* from here on against the base */
};

/* What a run has in columns of these names; NAN: not known. */
struct figures {
	double value[FIGURES];
};

static const char *const figure_names[FIGURES] = {
	"mean", "mean_low", "mean_high", "median", "median_low", "median_high",
	"error", "difference", "percent", "welch_t", "welch_df", "welch_p",
	"holm_p", "mann_whitney_u", "mann_whitney_p", "cliff_delta",
};

static double known(double value)
{
	return isfinite(value) ? value : NAN;
}

static struct figures figures_of(const struct compare_run *run, bool base)
{
	const bool some = run->count > 0;
	const struct mann_whitney *const u = &run->mann_whitney;
	struct figures f = { {
		run->mean, run->mean_low, run->mean_high,
		some ? run->median.value : NAN,
		run->median_low, run->median_high,
		some ? run->median.error : NAN,
		run->difference, run->percent, run->welch.t, run->welch.df,
		run->welch.p, run->holm, u->u, u->p, u->cliff,
	} };

	for (unsigned i = 0; i < FIGURES; i++)
		f.value[i] = known(f.value[i]);
	for (unsigned i = FIRST_TEST; base && i < FIGURES; i++)
		f.value[i] = NAN;
	return f;
}

const char *verdict_text(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_NOISE:
		return "~";
	case VERDICT_SMALL:
		return "small";
	case VERDICT_SLOWER:
		return "slower";
	case VERDICT_FASTER:
		return "faster";
	case VERDICT_UNKNOWN:
		break;
	}
	return "unknown";
}

static void put_cell(struct sink *out, double value)
{
	char text[NUMBER_TEXT];

	number_text(text, known(value));
	sink_printf(out, ",%s", text);
}

static void put_csv(struct sink *out, const struct report_comparison *data)
{
	const struct comparison *const c = data->comparison;

	sink_str(out, "name,group,run,count");
	for (unsigned i = 0; i < FIGURES; i++)
		sink_printf(out, ",%s", figure_names[i]);
	sink_str(out, ",anova_f,anova_p,kruskal_wallis_h,kruskal_wallis_p,"
		 "verdict\n");
	for (unsigned n = 0; n < c->nrows * c->runs; n++) {
		const struct compare_row *const row = &c->row[n / c->runs];
		const unsigned i = n % c->runs;
		const struct figures f = figures_of(&row->run[i], i == 0);

		sink_csv(out, span_from(row->series));
		sink_str(out, ",");
		sink_csv(out, span_from(row->group ? row->group : ""));
		sink_str(out, ",");
		sink_csv(out, span_from(data->names[i]));
		sink_printf(out, ",%" PRIu64, row->run[i].count);
		for (unsigned k = 0; k < FIGURES; k++)
			put_cell(out, f.value[k]);
		put_cell(out, row->anova.f);
		put_cell(out, row->anova.p);
		put_cell(out, row->kruskal_wallis.h);
		put_cell(out, row->kruskal_wallis.p);
		sink_printf(out, ",%s\n",
			    i > 0 ? verdict_text(row->run[i].verdict) : "");
	}
}

static void put_member(struct sink *out, const char *name, double value)
{
	sink_printf(out, ",\"%s\":", name);
	json_number(out, known(value));
}

static void put_json_run(struct sink *out, const struct compare_run *run,
			 const char *name, bool base)
{
	const struct figures f = figures_of(run, base);

	sink_str(out, "{\"run\":");
	json_string(out, name);
	sink_printf(out, ",\"count\":%" PRIu64, run->count);
	for (unsigned k = 0; k < FIGURES; k++)
		put_member(out, figure_names[k], f.value[k]);
	sink_str(out, ",\"verdict\":");
	if (base)
		sink_str(out, "null}");
	else
		sink_printf(out, "\"%s\"}", verdict_text(run->verdict));
}

static void put_json_row(struct sink *out, const struct compare_row *row,
			 const struct report_comparison *data)
{
	sink_str(out, "{\"name\":");
	json_string(out, row->series);
	sink_str(out, ",\"group\":");
	if (row->group)
		json_string(out, row->group);
	else
		sink_str(out, "null");
	sink_str(out, ",\"anova\":{\"f\":");
	json_number(out, known(row->anova.f));
	put_member(out, "df1", row->anova.df1);
	put_member(out, "df2", row->anova.df2);
	put_member(out, "p", row->anova.p);
	sink_str(out, "},\"kruskal_wallis\":{\"h\":");
	json_number(out, known(row->kruskal_wallis.h));
	put_member(out, "df", row->kruskal_wallis.df);
	put_member(out, "p", row->kruskal_wallis.p);
	sink_str(out, "},\"runs\":[");
	for (unsigned i = 0; i < data->comparison->runs; i++) {
		sink_str(out, i > 0 ? "," : "");
		put_json_run(out, &row->run[i], data->names[i], i == 0);
	}
	sink_str(out, "]}");
}

static void put_json(struct sink *out, const struct report_comparison *data)
{
	const struct comparison *const c = data->comparison;

	sink_str(out, "{\"alpha\":");
	json_number(out, data->rule->alpha);
	put_member(out, "threshold", data->rule->threshold);
	sink_str(out, ",\"runs\":[");
	for (unsigned i = 0; i < c->runs; i++) {
		sink_str(out, i > 0 ? "," : "");
		json_string(out, data->names[i]);
	}
	sink_printf(out, "],\"slower\":%s,\"rows\":[",
		    c->slower ? "true" : "false");
	for (unsigned r = 0; r < c->nrows; r++) {
		sink_str(out, r > 0 ? "," : "");
		put_json_row(out, &c->row[r], data);
	}
	sink_str(out, "]}\n");
}

void report_compare(struct sink *out, enum report_format format,
		    const struct report_comparison *data)
{
	if (format == REPORT_CSV)
		put_csv(out, data);
	else if (format == REPORT_JSON)
		put_json(out, data);
	else
		report_compare_table(out, data);
}
