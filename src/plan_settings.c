/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_settings.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int setting_fault(struct fault *fault, const struct setting *setting,
		  const char *format, ...)
{
	char text[sizeof(fault->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (setting->file)
		return fault_set(fault, "%s:%u: %s: %s", setting->file,
				 setting->line, setting->name, text);
	return fault_set(fault, "%s: %s", setting->name, text);
}

int setting_refused(struct fault *fault, const struct setting *setting,
		    const struct fault *by_module)
{
	const char *text = by_module->text;
	const char *colon = strstr(text, ": ");

	if (colon && !strncmp(text, "--", 2))
		text = colon + 2;
	return setting_fault(fault, setting, "%s", text);
}

static int append(struct setting_list *list, struct setting setting,
		  struct fault *fault)
{
	struct setting *grown = realloc(list->at,
					(list->n + 1) * sizeof(*grown));

	if (!grown)
		return fault_set(fault, "out of memory");
	list->at = grown;
	grown[list->n++] = setting;
	return 0;
}

static struct setting of_value(const struct conf *conf,
			       const struct conf_value *value)
{
	return (struct setting){ value->text, value->key, conf->name,
				 value->line };
}

static struct setting of_key(const struct conf *conf,
			     const struct conf_section *section,
			     const char *key)
{
	const struct conf_value *value = conf_get(conf, section, key);

	return value ? of_value(conf, value) : (struct setting){ 0 };
}

/* All keys of `from` that begin so and count for the section. */
static int collect(struct setting_list *list, const char *prefix,
		   const struct conf *conf, const struct conf_section *section,
		   const struct conf_section *from, struct fault *fault)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct conf_value *value = &from->value[i];

		if (strncmp(value->key, prefix, strlen(prefix)) != 0 ||
		    conf_get(conf, section, value->key) != value)
			continue;
		if (append(list, of_value(conf, value), fault) < 0)
			return -1;
	}
	return 0;
}

static int collect_all(struct setting_list *list, const char *prefix,
		       const struct conf *conf,
		       const struct conf_section *section, struct fault *fault)
{
	if (collect(list, prefix, conf, section, section, fault) < 0)
		return -1;
	if (section == &conf->fallback)
		return 0;
	return collect(list, prefix, conf, section, &conf->fallback, fault);
}

static bool ends_in_lower(const char *key, const char *name)
{
	const size_t key_len = strlen(key), len = strlen(name);

	if (len > key_len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (key[key_len - len + i] != tolower((unsigned char)name[i]))
			return false;
	return true;
}

static void prefer_skim_of(struct setting_list *skim, const char *section)
{
	size_t own = 0;

	for (size_t i = 0; i < skim->n; i++)
		if (ends_in_lower(skim->at[i].name, section))
			skim->at[own++] = skim->at[i];
	if (own > 0)
		skim->n = own;
}

int settings_from_section(struct settings *settings, const struct conf *conf,
			  const struct conf_section *section,
			  struct fault *fault)
{
	*settings = (struct settings){
		.order = of_key(conf, section, "order"),
		.comm = of_key(conf, section, "comm"),
		.by = of_key(conf, section, "by"),
		.algorithm = of_key(conf, section, "algorithm"),
		.submission = of_key(conf, section, "submission"),
		.completion = of_key(conf, section, "completion"),
	};
	if (collect_all(&settings->skim, "skim", conf, section, fault) < 0 ||
	    collect_all(&settings->where, "where", conf, section, fault) < 0)
		return -1;
	prefer_skim_of(&settings->skim, section->name);
	return 0;
}

static void override(struct setting *setting, const char *name,
		     const char *text)
{
	if (text)
		*setting = (struct setting){ .text = text, .name = name };
}

static int override_list(struct setting_list *list, const char *name,
			 const char *const *texts, size_t n,
			 struct fault *fault)
{
	if (n > 0)
		list->n = 0;
	for (size_t i = 0; i < n; i++)
		if (append(list, (struct setting){ .text = texts[i],
						   .name = name }, fault) < 0)
			return -1;
	return 0;
}

int settings_override(struct settings *settings, const struct options *options,
		      struct fault *fault)
{
	override(&settings->order, "--order", options->order);
	override(&settings->comm, "--comm", options->comm);
	override(&settings->by, "--by", options->by);
	override(&settings->algorithm, "--algorithm", options->algorithm);
	if (override_list(&settings->skim, "--skim", &options->skim,
			  options->skim ? 1 : 0, fault) < 0)
		return -1;
	return override_list(&settings->where, "--where", options->where.at,
			     options->where.n, fault);
}

void settings_release(struct settings *settings)
{
	free(settings->skim.at);
	free(settings->where.at);
	*settings = (struct settings){ 0 };
}
