/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "conf.h"
#include "plan_outputs.h"
#include "plan_rules.h"
#include "plan_sections.h"
#include "plan_strings.h"
#include "plan_values.h"

static int out_of_memory(struct fault *fault)
{
	return fault_set(fault, "out of memory");
}

static struct setting of_option(const char *name, const char *text)
{
	return (struct setting){ .text = text, .name = name };
}

static int copy(char **to, const char *text, struct fault *fault)
{
	if (!text)
		return 0;
	*to = strdup(text);
	return *to ? 0 : out_of_memory(fault);
}

/* One of the options that say what events are taken. */
static int copy_filter(char **to, const char *name, const char *text,
		       int (*rule)(struct filter *, const char *,
				   struct fault *),
		       struct fault *fault)
{
	const struct setting setting = of_option(name, text);

	if (text && rules_check(&setting, rule, fault) < 0)
		return -1;
	return copy(to, text, fault);
}

static int make_input(struct plan *plan, const struct options *options,
		      struct fault *fault)
{
	static const struct choice formats[] = {
		{ "perf", FORMAT_PERF }, { "csv", FORMAT_CSV }, { NULL, 0 }
	};
	const struct setting format = of_option("--format", options->format);
	int choice = FORMAT_AUTO;

	if (value_choice(&format, formats, &choice, fault) < 0)
		return -1;
	plan->format = (enum input_format)choice;
	plan->separate = options->separate;
	plan->strict = options->strict;
	for (size_t i = 0; i < options->inputs.n; i++)
		if (!strings_add(&plan->files,
				 span_from(options->inputs.at[i])))
			return out_of_memory(fault);
	if (plan->files.n == 0 && !strings_add(&plan->files, span_from("-")))
		return out_of_memory(fault);
	if (copy_filter(&plan->pids, "--pid", options->pid, filter_pid,
			fault) < 0 ||
	    copy_filter(&plan->tids, "--tid", options->tid, filter_tid,
			fault) < 0 ||
	    copy_filter(&plan->cpus, "--cpu", options->cpu, filter_cpu,
			fault) < 0)
		return -1;
	return copy_filter(&plan->time, "--time", options->time, filter_time,
			   fault);
}

/* Conf file and options together. */
static int make_rules(struct plan *plan, const struct options *options,
		      struct fault *fault)
{
	struct settings settings = { 0 };
	struct conf conf = { 0 };
	int result = 0;

	if (!options->order || options->type || options->conf) {
		const char *type = options->type ? options->type : "0";
		const struct conf_section *section = NULL;

		result = sections_load(&conf, options->conf, fault);
		if (result == 0) {
			section = conf_find(&conf, type, fault);
			result = section ? 0 : -1;
		}
		if (result == 0)
			result = settings_from_section(&settings, &conf,
						       section, fault);
		if (result == 0 &&
		    (copy(&plan->conf_name, conf.name, fault) < 0 ||
		     copy(&plan->section, section->name, fault) < 0))
			result = -1;
	}
	if (result == 0)
		result = settings_override(&settings, options, fault);
	if (result == 0)
		result = rules_make(plan, &settings, fault);
	if (result == 0 && plan->order.n == 0)
		result = fault_set(fault, "%s: section [%s] has no order, and"
				   " no --order is given", plan->conf_name,
				   plan->section);
	settings_release(&settings);
	conf_release(&conf);
	return result;
}

static int make_matching(struct plan *plan, const struct options *options,
			 struct fault *fault)
{
	const uint64_t most = (uint64_t)1 << 31;
	const struct setting timeout = of_option("--timeout",
						 options->timeout);
	const struct setting keys = of_option("--max-keys",
					      options->max_keys);
	const struct setting flying = of_option("--max-in-flight",
						options->max_in_flight);
	uint64_t max_keys = 65536, max_in_flight = 65536;

	if (value_duration(&timeout, &plan->timeout, fault) < 0 ||
	    value_number(&keys, 1, most, &max_keys, fault) < 0 ||
	    value_number(&flying, 1, most, &max_in_flight, fault) < 0)
		return -1;
	plan->max_keys = (uint32_t)max_keys;
	plan->max_in_flight = (uint32_t)max_in_flight;
	plan->zero_fill = options->zero_fill;
	if (plan->zero_fill && plan->algorithm != ALGORITHM_SEQUENTIAL)
		return fault_set(fault, "--zero-fill goes with --algorithm"
				 " sequential only");
	if (plan->timeout && plan->algorithm != ALGORITHM_LATEST &&
	    plan->algorithm != ALGORITHM_FIFO)
		return fault_set(fault, "--timeout goes with --algorithm"
				 " latest and fifo only");
	return 0;
}

/* EVENT:FIELD, or the CSV's column "group". */
static int make_group(struct plan *plan, const char *group,
		      struct fault *fault)
{
	const struct setting setting = of_option("--group", group);

	if (!group)
		return 0;
	if (strcmp(group, "group") != 0) {
		const char *colon = strrchr(group, ':');

		if (!colon || colon == group || !colon[1])
			return setting_fault(fault, &setting, "'%s' is neither"
					     " EVENT:FIELD nor 'group', the"
					     " column of a CSV", group);
		const struct span event = span_of(group,
						  (size_t)(colon - group));

		if (!rules_in_order(plan, event))
			return setting_fault(fault, &setting, "'%.*s' is not"
					     " in the order", (int)event.len,
					     event.ptr);
		if (!strings_add(&plan->extra, event))
			return out_of_memory(fault);
	}
	return copy(&plan->group, group, fault);
}

/* Whole and decimal, of any size. */
static bool is_number(const char *text)
{
	const char *const digits = text + (*text == '-');

	return *digits && !digits[strspn(digits, "0123456789")];
}

static int make_output(struct plan *plan, const struct options *options,
		       struct fault *fault)
{
	static const struct choice units[] = {
		{ "s", 9 }, { "ms", 6 }, { "us", 3 }, { "ns", 0 }, { NULL, 0 }
	};
	const struct setting unit = of_option("--unit", options->unit);
	int exponent = 9;
	int32_t mode = 0;

	if (options->mode && !is_number(options->mode))
		return fault_set(fault, "--mode: '%s' is not a number",
				 options->mode);
	plan->metrics = options->mode &&
		parse_i32(span_from(options->mode), &mode) && mode == 1;
	if (value_choice(&unit, units, &exponent, fault) < 0)
		return -1;
	plan->exponent = (unsigned)exponent;
	plan->header = !options->no_header;
	plan->deltas_only = options->deltas_only;
	if (copy(&plan->output_dir, options->output, fault) < 0 ||
	    copy(&plan->save_events, options->save_events, fault) < 0 ||
	    copy(&plan->save_stats, options->save_stats, fault) < 0 ||
	    copy(&plan->log, options->log, fault) < 0)
		return -1;
	if (copy(&plan->report, options->report, fault) < 0)
		return -1;
	return plan_check_outputs(plan, fault);
}

static int make_report(struct plan *plan, const struct options *options,
		       struct fault *fault)
{
	enum { SLOWEST_MAX = 1000000 };
	static const struct choice formats[] = {
		{ "table", REPORT_TABLE }, { "log", REPORT_LOG },
		{ "csv", REPORT_CSV }, { "json", REPORT_JSON },
		{ "none", REPORT_NONE }, { NULL, 0 }
	};
	const struct setting stats = of_option("--stats", options->stats);
	const struct setting slowest = of_option("--slowest",
						 options->slowest);
	const struct setting percentiles =
		of_option("--percentiles", options->percentiles ?
			  options->percentiles : "90,99,99.9");
	uint64_t number = 0;
	int format = REPORT_TABLE;

	if (value_choice(&stats, formats, &format, fault) < 0 ||
	    value_number(&slowest, 1, SLOWEST_MAX, &number, fault) < 0 ||
	    value_percentiles(&percentiles, plan->percentile, PERCENTILES_MAX,
			      &plan->npercentiles, fault) < 0)
		return -1;
	plan->stats = (enum report_format)format;
	plan->slowest = (unsigned)number;
	plan->histogram = options->histogram;
	plan->quiet = options->quiet;
	return make_group(plan, options->group, fault);
}

int plan_make(struct plan *plan, const struct options *options,
	      struct fault *fault)
{
	*plan = (struct plan){ 0 };
	if (make_rules(plan, options, fault) == 0 &&
	    make_input(plan, options, fault) == 0 &&
	    make_matching(plan, options, fault) == 0 &&
	    make_output(plan, options, fault) == 0 &&
	    make_report(plan, options, fault) == 0)
		return 0;
	plan_release(plan);
	return -1;
}

void plan_release(struct plan *plan)
{
	struct strings *const lists[] = {
		&plan->files, &plan->names, &plan->extra, &plan->where
	};
	char *const texts[] = {
		plan->conf_name, plan->section, plan->comm, plan->pids,
		plan->tids, plan->cpus, plan->time, plan->by, plan->group,
		plan->output_dir, plan->save_events, plan->save_stats,
		plan->log, plan->report
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		strings_release(lists[i]);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		free(texts[i]);
	for (unsigned i = 0; i < plan->nspans; i++)
		free(plan->spans[i].name);
	*plan = (struct plan){ 0 };
}
