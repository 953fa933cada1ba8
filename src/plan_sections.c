/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_sections.h"

#include "base/diag.h"
#include "plan_rules.h"

enum { PIECE = 64 };

/* What a conf says may be seen on a terminal. */
static void print_text(FILE *out, const char *text)
{
	struct span rest = span_from(text);
	char shown[4 * PIECE + 1];

	while (rest.len > 0) {
		size_t n = rest.len < PIECE ? rest.len : PIECE;

		/* no cut within a character of UTF-8 */
		while (n > 1 && n < rest.len &&
		       ((unsigned char)rest.ptr[n] & 0xc0) == 0x80)
			n--;
		diag_escape(span_of(rest.ptr, n), shown, sizeof(shown));
		fputs(shown, out);
		rest = span_of(rest.ptr + n, rest.len - n);
	}
}

static void print_list(FILE *out, const char *key, const char *const *names,
		       size_t n, const char *between)
{
	if (n == 0)
		return;
	print_text(out, key);
	fputs(" = ", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? between : "", out);
		print_text(out, names[i]);
	}
	fputc('\n', out);
}

static void print_value(FILE *out, const char *key, const char *value)
{
	print_list(out, key, &value, 1, "");
}

static void print_rules(FILE *out, const struct plan *plan,
			const struct settings *settings)
{
	static const char *const algorithms[] = {
		[ALGORITHM_LATEST] = "latest",
		[ALGORITHM_FIFO] = "fifo",
		[ALGORITHM_SEQUENTIAL] = "sequential",
		[ALGORITHM_ORIGINAL] = "original",
	};

	if (plan->order.n == 0)
		fputs("# no order: usable with --order only\n", out);
	print_list(out, "order", plan->order.name, plan->order.n, "|");
	/* the events of the where rules stand behind the skimmed ones */
	if (plan->skim_all)
		fputs("skim = *\n", out);
	else
		print_list(out, "skim", (const char *const *)plan->extra.at,
			   plan->extra.n - plan->where.n, "|");
	if (plan->comm)
		print_value(out, "comm", plan->comm);
	for (size_t i = 0; i < settings->where.n; i++)
		print_value(out, settings->where.at[i].name,
			    settings->where.at[i].text);
	print_value(out, "by", plan->by ? plan->by : "none");
	print_value(out, "algorithm", algorithms[plan->algorithm]);
	for (unsigned i = 0; i < plan->nspans; i++)
		print_list(out, plan->spans[i].name,
			   plan->spans[i].sequence.name,
			   plan->spans[i].sequence.n, ", ");
}

/* Checks a section, and prints it if there is an out. */
static int check_section(const struct conf *conf,
			 const struct conf_section *section, FILE *out,
			 struct fault *fault)
{
	struct settings settings = { 0 };
	struct plan plan = { 0 };
	int result = settings_from_section(&settings, conf, section, fault);

	if (result == 0)
		result = rules_make(&plan, &settings, fault);
	if (result == 0 && out) {
		fputs("\n[", out);
		print_text(out, section->name);
		fputs("]\n", out);
		print_rules(out, &plan, &settings);
	}
	settings_release(&settings);
	plan_release(&plan);
	return result;
}

int sections_load(struct conf *conf, const char *path, struct fault *fault)
{
	if (conf_load(conf, path, fault) < 0 ||
	    check_section(conf, &conf->fallback, NULL, fault) < 0)
		return -1;
	for (size_t i = 0; i < conf->n; i++)
		if (check_section(conf, &conf->section[i], NULL, fault) < 0)
			return -1;
	return 0;
}

static int print_all(FILE *out, const struct conf *conf, struct fault *fault)
{
	fputs("# ", out);
	print_text(out, conf->name);
	fputc('\n', out);
	for (size_t i = 0; i < conf->n; i++)
		if (check_section(conf, &conf->section[i], out, fault) < 0)
			return -1;
	return 0;
}

int plan_check_conf(const struct options *options, FILE *out,
		    struct fault *fault)
{
	struct conf conf;
	int result = sections_load(&conf, options->conf, fault);

	/* a -t must be there, and a file must have some section */
	if (result == 0 && (options->type || conf.n == 0) &&
	    !conf_find(&conf, options->type ? options->type : "0", fault))
		result = -1;
	if (result == 0)
		result = print_all(out, &conf, fault);
	conf_release(&conf);
	return result;
}
