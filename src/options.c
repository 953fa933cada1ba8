/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum group { INPUT, EVENTS, MATCHING, OUTPUT, REPORT, OTHER };

static const char *const titles[] = {
	[INPUT] = "Input",
	[EVENTS] = "Events",
	[MATCHING] = "Matching",
	[OUTPUT] = "Output",
	[REPORT] = "Report",
	[OTHER] = "Other",
};

enum kind { FLAG, STRING, LIST };	/* bool, const char *, option_list */

struct row {
	enum group group;
	enum kind kind;
	char letter;			/* or 0 */
	const char *name;
	const char *argument;		/* its name; NULL for a flag */
	size_t offset;			/* in struct options */
	const char *help;
};

#define AT(field) offsetof(struct options, field)

static const struct row rows[] = {
	{ INPUT, LIST, 'i', "input", "FILE", AT(inputs),
	  "read FILE, like an operand; - is standard input" },
	{ INPUT, STRING, 'f', "format", "perf|csv", AT(format),
	  "do not look: the input is perf text, or CSV" },
	{ INPUT, FLAG, 0, "separate", NULL, AT(separate),
	  "no loop goes on from one FILE to the next" },
	{ INPUT, FLAG, 0, "strict", NULL, AT(strict),
	  "stop at the first malformed line" },

	{ EVENTS, STRING, 'e', "order", "NAME|...", AT(order),
	  "the events of a loop, first to last" },
	{ EVENTS, STRING, 't', "type", "SECTION", AT(type),
	  "section of the conf file; 0 is Native\n(default), 1 is Threads" },
	{ EVENTS, STRING, 'c', "conf", "FILE", AT(conf),
	  "read this conf file" },
	{ EVENTS, STRING, 0, "skim", "NAME|...", AT(skim),
	  "take these events too; * is every event" },
	{ EVENTS, STRING, 0, "comm", "REGEX", AT(comm),
	  "take events of commands that match as a whole" },
	{ EVENTS, STRING, 0, "pid", "LIST", AT(pid),
	  "take events of these processes: 3,5-8" },
	{ EVENTS, STRING, 0, "tid", "LIST", AT(tid),
	  "take events of these threads" },
	{ EVENTS, STRING, 0, "cpu", "LIST", AT(cpu),
	  "take events of these CPUs" },
	{ EVENTS, STRING, 0, "time", "FROM,TO", AT(time),
	  "take events of this time, in seconds" },
	{ EVENTS, LIST, 0, "where", "EVENT: REGEX", AT(where),
	  "take EVENT only if its text matches; may be\nrepeated" },

	{ MATCHING, STRING, 'a', "algorithm", "NAME", AT(algorithm),
	  "latest (default), fifo, sequential (1) or\noriginal (2)" },
	{ MATCHING, STRING, 'b', "by", "KEY", AT(by),
	  "separate loops by none (default), tid, pid, cpu,\n"
	  "comm, field:NAME, /REGEX/, or a CSV's key" },
	{ MATCHING, STRING, 0, "timeout", "SECS", AT(timeout),
	  "give up loops older than this (latest, fifo)" },
	{ MATCHING, FLAG, 0, "zero-fill", NULL, AT(zero_fill),
	  "sequential: write incomplete loops, with zeros" },
	{ MATCHING, STRING, 0, "max-keys", "N", AT(max_keys),
	  "keys remembered at once (default 65536)" },
	{ MATCHING, STRING, 0, "max-in-flight", "N", AT(max_in_flight),
	  "fifo: open loops at once (default 65536)" },

	{ OUTPUT, STRING, 'o', "output", "DIR", AT(output),
	  "write files in DIR instead of standard output" },
	{ OUTPUT, STRING, 'm', "mode", "N", AT(mode),
	  "1: the events of each metric; else loops" },
	{ OUTPUT, STRING, 'u', "unit", "s|ms|us|ns", AT(unit),
	  "unit of the deltas (default s)" },
	{ OUTPUT, FLAG, 0, "no-header", NULL, AT(no_header),
	  "leave out the header" },
	{ OUTPUT, FLAG, 0, "deltas-only", NULL, AT(deltas_only),
	  "leave out the times of the events" },
	{ OUTPUT, STRING, 0, "save-events", "FILE", AT(save_events),
	  "write the events taken as CSV (.gz: compressed)" },

	{ REPORT, STRING, 's', "stats", "FORMAT", AT(stats),
	  "table (default), log, csv, json or none" },
	{ REPORT, STRING, 'p', "percentiles", "LIST", AT(percentiles),
	  "percentiles to print (default 90,99,99.9)" },
	{ REPORT, STRING, 'g', "group", "EVENT:FIELD", AT(group),
	  "split the report by a field of an event's text,\n"
	  "or by a CSV's group" },
	{ REPORT, FLAG, 0, "histogram", NULL, AT(histogram),
	  "draw the distribution of each delta" },
	{ REPORT, STRING, 0, "slowest", "N", AT(slowest),
	  "list the N slowest loops" },
	{ REPORT, STRING, 0, "report", "FILE", AT(report),
	  "write the report to FILE, not standard error" },
	{ REPORT, STRING, 'l', "log", "FILE", AT(log),
	  "write the log of the 2015 program to FILE" },
	{ REPORT, STRING, 0, "save-stats", "FILE", AT(save_stats),
	  "save the statistics, to be merged or compared" },
	{ REPORT, FLAG, 'q', "quiet", NULL, AT(quiet),
	  "no report" },

	{ OTHER, FLAG, 0, "check-conf", NULL, AT(check_conf),
	  "check the conf file and print what it means" },
	{ OTHER, FLAG, 'h', "help", NULL, AT(help),
	  "print this help" },
	{ OTHER, FLAG, 'V', "version", NULL, AT(version),
	  "print the version" },
};

enum {
	ROWS = sizeof(rows) / sizeof(*rows),
	LONG = 256,		/* getopt's value of row i: LONG + i */
	OPERAND = 1,		/* and of an operand, by the leading '-' */
	HELP_COLUMN = 29,
	NAME_MAX_LEN = 24,	/* longer names are not guessed at */
};

/* What getopt_long wants to know of the table. */
struct getopt_tables {
	struct option longs[ROWS + 1];
	char shorts[2 + 2 * ROWS + 1];
};

static void make_tables(struct getopt_tables *tables)
{
	char *p = tables->shorts;

	*p++ = '-';	/* operands come as they stand between options */
	*p++ = ':';	/* a missing argument is told apart */
	for (int i = 0; i < ROWS; i++) {
		const struct row *row = &rows[i];

		tables->longs[i] = (struct option){
			row->name,
			row->argument ? required_argument : no_argument,
			NULL, LONG + i
		};
		if (!row->letter)
			continue;
		*p++ = row->letter;
		if (row->argument)
			*p++ = ':';
	}
	*p = '\0';
	tables->longs[ROWS] = (struct option){ 0 };
}

/* By getopt's value; NULL: none. */
static const struct row *find_row(int value)
{
	if (value >= LONG)
		return &rows[value - LONG];
	for (int i = 0; i < ROWS; i++)
		if (value && rows[i].letter == value)
			return &rows[i];
	return NULL;
}

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters were left out, put in, replaced or swapped with their
 * neighbour: optimal string alignment (Damerau 1964).  Both at most
 * NAME_MAX_LEN long. */
static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned d[NAME_MAX_LEN + 1][NAME_MAX_LEN + 1];

	for (size_t i = 0; i <= na; i++)
		for (size_t j = 0; j <= nb; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = (unsigned)(i + j);
				continue;
			}
			d[i][j] = min(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
				      min(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[na][nb];
}

/* The option that was probably meant, or NULL. */
static const char *guess(const char *name, size_t len)
{
	if (len > NAME_MAX_LEN)
		return NULL;
	const char *best = NULL;
	unsigned least = (unsigned)(len + 2) / 3 + 1;

	for (int i = 0; i < ROWS; i++) {
		const size_t n = strlen(rows[i].name);
		const unsigned d = distance(name, len, rows[i].name, n);

		if (d < least) {
			least = d;
			best = rows[i].name;
		}
	}
	return best;
}

static int unknown_long(struct fault *fault, const char *name)
{
	const int len = (int)strcspn(name, "=");
	char matches[512] = "";

	for (int i = 0; i < ROWS && len; i++)
		if (!strncmp(rows[i].name, name, (size_t)len)) {
			const size_t used = strlen(matches);

			snprintf(matches + used, sizeof(matches) - used,
				 "%s --%s", used ? "," : "", rows[i].name);
		}
	if (*matches)
		return fault_set(fault, "option --%.*s is ambiguous:%s",
				 len, name, matches);
	const char *meant = guess(name, (size_t)len);

	return meant ?
		fault_set(fault, "unknown option --%.*s; did you mean --%s?",
			  len, name, meant) :
		fault_set(fault, "unknown option --%.*s", len, name);
}

/* value is what getopt_long returned, '?' or ':'. */
static int refuse(int value, const char *word, struct fault *fault)
{
	const struct row *row = find_row(optopt);

	if (row && value == ':')
		return fault_set(fault, "option --%s needs an argument: %s",
				 row->name, row->argument);
	if (row)
		return fault_set(fault, "option --%s takes no argument",
				 row->name);
	if (optopt)
		return fault_set(fault, "unknown option -%c", optopt);
	return unknown_long(fault, word + 2);
}

static void append(struct option_list *list, const char *text)
{
	list->at[list->n++] = text;
}

static void store(struct options *options, const struct row *row,
		  const char *text)
{
	char *at = (char *)options + row->offset;

	switch (row->kind) {
	case FLAG:
		*(bool *)(void *)at = true;
		break;
	case STRING:
		*(const char **)(void *)at = text;
		break;
	case LIST:
		append((struct option_list *)(void *)at, text);
		break;
	}
}

int options_parse(struct options *options, int argc, char **argv,
		  struct fault *fault)
{
	struct getopt_tables tables;
	int value = 0;

	*options = (struct options){ 0 };
	options->inputs.at = calloc((size_t)argc + 1, sizeof(char *));
	options->where.at = calloc((size_t)argc + 1, sizeof(char *));
	if (!options->inputs.at || !options->where.at)
		return fault_set(fault, "out of memory");
	make_tables(&tables);
	opterr = 0;
	optind = 0;	/* glibc: start anew */
	while (!options->help && !options->version) {
		value = getopt_long(argc, argv, tables.shorts, tables.longs,
				    NULL);
		if (value == -1)
			break;
		if (value == '?' || value == ':')
			return refuse(value, argv[optind - 1], fault);
		if (value == OPERAND)
			append(&options->inputs, optarg);
		else
			store(options, find_row(value), optarg);
	}
	if (value == -1)	/* what stands behind "--" */
		while (optind < argc)
			append(&options->inputs, argv[optind++]);
	return 0;
}

void options_release(struct options *options)
{
	free(options->inputs.at);
	free(options->where.at);
	*options = (struct options){ 0 };
}

static void print_row(FILE *out, const struct row *row)
{
	const char *help = row->help;
	int column = row->letter ? fprintf(out, "  -%c, ", row->letter) :
				   fprintf(out, "      ");

	column += fprintf(out, "--%s", row->name);
	if (row->argument)
		column += fprintf(out, "=%s", row->argument);
	if (column + 1 > HELP_COLUMN) {
		fputc('\n', out);
		column = 0;
	}
	for (;;) {
		const int len = (int)strcspn(help, "\n");

		fprintf(out, "%*s%.*s\n", HELP_COLUMN - column, "", len, help);
		if (!help[len])
			break;
		help += len + 1;
		column = 0;
	}
}

void options_help(FILE *out)
{
	fputs("Usage: delta_processor [OPTION]... [FILE]...\n"
	      "How long does each step of a recurring sequence of events"
	      " take?\n\n"
	      "Reads the text of perf script, or a CSV of events, from the"
	      " FILEs or from\nstandard input (also gzipped); writes one row"
	      " of deltas for each loop to\nstandard output and a report to"
	      " standard error.\n", out);
	for (int i = 0; i < ROWS; i++) {
		if (i == 0 || rows[i].group != rows[i - 1].group)
			fprintf(out, "\n%s:\n", titles[rows[i].group]);
		print_row(out, &rows[i]);
	}
	fputs("\nStatus: 0 at least one loop, 1 none, 2 an error.\n"
	      "The manual is delta_processor(1); the conf file has"
	      " delta_processor.conf(5).\n", out);
}
