/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "delta_stats_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "plan_values.h"

static const struct row {
	struct option option;	/* .val: its letter, or a number above those */
	const char *argument;
	const char *help;
} rows[] = {
	{ { "compare", no_argument, NULL, 'C' }, NULL,
	  "compare the runs instead of adding them up:\n"
	  "the first FILE is the base of the others" },
	{ { "stats", required_argument, NULL, 's' }, "FORMAT",
	  "table (default), log, csv, json or none" },
	{ { "percentiles", required_argument, NULL, 'p' }, "LIST",
	  "percentiles to print (default 90,99,99.9)" },
	{ { "histogram", no_argument, NULL, 'H' }, NULL,
	  "draw the distribution of each delta" },
	{ { "save-stats", required_argument, NULL, 'S' }, "FILE",
	  "save the sum of all FILEs" },
	{ { "alpha", required_argument, NULL, 'A' }, "P",
	  "what the corrected p must be below for a delta\n"
	  "to be slower or faster (default 0.05)" },
	{ { "threshold", required_argument, NULL, 'T' }, "PERCENT",
	  "and by how much the mean must have changed\n"
	  "(default 5)" },
	{ { "help", no_argument, NULL, 'h' }, NULL, "show this" },
	{ { "version", no_argument, NULL, 'V' }, NULL, "show the version" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows), HELP_COLUMN = 28 };

static int set_format(struct delta_stats_options *options, const char *text,
		      struct fault *fault)
{
	static const struct choice choices[] = {
		{ "table", REPORT_TABLE }, { "log", REPORT_LOG },
		{ "csv", REPORT_CSV }, { "json", REPORT_JSON },
		{ "none", REPORT_NONE }, { NULL, 0 },
	};
	const struct setting setting = { .text = text, .name = "--stats" };
	int value = REPORT_TABLE;

	if (value_choice(&setting, choices, &value, fault) < 0)
		return -1;
	options->stats = (enum report_format)value;
	return 0;
}

static int set_percentiles(struct delta_stats_options *options,
			   const char *text, struct fault *fault)
{
	const struct setting setting = {
		.text = text, .name = "--percentiles",
	};

	return value_percentiles(&setting, options->percentile,
				 PERCENTILES_MAX, &options->npercentiles,
				 fault);
}

/* A decimal number from 0 to max, without the words and hexadecimal digits
 * that strtod() knows. */
static int set_number(double *value, const char *name, const char *text,
		      double max, struct fault *fault)
{
	char *end;
	const double number = strtod(text, &end);

	if (!*text || *end || text[strspn(text, "0123456789.e+-")] ||
	    !(number >= 0 && number <= max))
		return fault_set(fault, "%s: '%s' is not a number from 0 to %g",
				 name, text, max);
	*value = number;
	return 0;
}

static int take(struct delta_stats_options *options, int letter,
		const char *text, struct fault *fault)
{
	switch (letter) {
	case 'C':
		options->compare = true;
		return 0;
	case 'H':
		options->histogram = true;
		return 0;
	case 'S':
		options->save_stats = text;
		return 0;
	case 's':
		return set_format(options, text, fault);
	case 'p':
		return set_percentiles(options, text, fault);
	case 'A':
		return set_number(&options->alpha, "--alpha", text, 1, fault);
	case 'T':
		return set_number(&options->threshold, "--threshold", text,
				  1e9, fault);
	case 'h':
		options->help = true;
		return 0;
	default:
		options->version = true;
		return 0;
	}
}

static int refuse(int value, const char *word, struct fault *fault)
{
	if (value == ':')
		return fault_set(fault, "option %s needs an argument", word);
	if (!strncmp(word, "--", 2) && optopt != 0)
		return fault_set(fault, "option --%.*s takes no argument",
				 (int)strcspn(word + 2, "="), word + 2);
	if (optopt != 0)
		return fault_set(fault, "unknown option -%c", optopt);
	return fault_set(fault, "unknown or ambiguous option %s", word);
}

/* What goes with what. */
static int check(const struct delta_stats_options *o, struct fault *fault)
{
	if (!o->compare)
		return 0;
	if (o->nfiles < 2)
		return fault_set(fault, "--compare needs at least two files:"
				 " BASE NEW...");
	if (o->save_stats)
		return fault_set(fault, "--compare has no sum for"
				 " --save-stats");
	if (o->histogram)
		return fault_set(fault, "--compare does not go with"
				 " --histogram");
	if (o->stats == REPORT_LOG)
		return fault_set(fault, "--compare has no log format: table,"
				 " csv, json or none");
	return 0;
}

int delta_stats_options_parse(struct delta_stats_options *options, int argc,
			      char **argv, struct fault *fault)
{
	struct option longs[ROWS + 1] = { { 0 } };

	for (int i = 0; i < ROWS; i++)
		longs[i] = rows[i].option;
	*options = (struct delta_stats_options){
		.stats = REPORT_TABLE, .alpha = 0.05, .threshold = 5,
	};
	if (set_percentiles(options, "90,99,99.9", fault) < 0)
		return -1;
	opterr = 0;
	while (!options->help && !options->version) {
		const int value = getopt_long(argc, argv, ":s:p:hV", longs,
					      NULL);

		if (value == -1)
			break;
		if (value == '?' || value == ':')
			return refuse(value, argv[optind - 1], fault);
		if (take(options, value, optarg, fault) < 0)
			return -1;
	}
	options->files = argv + optind;
	options->nfiles = (unsigned)(argc - optind);
	return options->help || options->version ? 0 : check(options, fault);
}

static void print_row(FILE *out, const struct row *row)
{
	const bool letter = strchr("sphV", row->option.val) != NULL;
	const char *help = row->help;
	int column = letter ? fprintf(out, "  -%c, ", row->option.val)
			    : fprintf(out, "      ");

	column += fprintf(out, "--%s", row->option.name);
	if (row->argument)
		column += fprintf(out, "=%s", row->argument);
	for (;;) {
		const int len = (int)strcspn(help, "\n");

		fprintf(out, "%*s%.*s\n", HELP_COLUMN - column, "", len, help);
		if (!help[len])
			return;
		help += len + 1;
		column = 0;
	}
}

void delta_stats_options_help(FILE *out)
{
	fputs("Usage: delta_stats [OPTION]... [FILE]...\n"
	      "       delta_stats --compare [OPTION]... BASE NEW...\n"
	      "Adds up or compares statistics saved by delta_processor"
	      " --save-stats.\n\n", out);
	for (int i = 0; i < ROWS; i++)
		print_row(out, &rows[i]);
	fputs("\nStatus: 0 at least one loop, 1 none, 2 an error; with"
	      " --compare 1 if any delta\nis slower.\n"
	      "The manual is delta_stats(1).\n", out);
}
