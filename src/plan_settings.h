/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_settings: what a section of the conf and the command line say about
 * the events and loops wanted, as texts that know where they come from.
 */
#ifndef PLAN_SETTINGS_H
#define PLAN_SETTINGS_H

#include "base/fault.h"
#include "conf.h"
#include "options.h"

/* Borrowed from options or conf. */
struct setting {
	const char *text;	/* NULL: not set */
	const char *name;	/* "--by", or the key "by" */
	const char *file;	/* of the conf; NULL: the command line */
	unsigned line;
};

struct setting_list {
	struct setting *at;
	size_t n;
};

struct settings {
	struct setting order, comm, by, algorithm, submission, completion;
	struct setting_list skim;	/* to be united */
	struct setting_list where;	/* all must hold */
};

/* What a section says, with [DEFAULT] behind it.  Of several keys that begin
 * with skim only the one that ends in the section's name in lower case, if
 * there is one.  0, or -1 and a fault (no memory); release in both cases. */
int settings_from_section(struct settings *settings, const struct conf *conf,
			  const struct conf_section *section,
			  struct fault *fault);

/* What is given as an option takes the place of the key; any --where takes
 * that of all of them. */
int settings_override(struct settings *settings, const struct options *options,
		      struct fault *fault);

void settings_release(struct settings *settings);

/* The fault of a module that knows options only ("--by: ..."), said of the
 * setting it is about; always -1. */
int setting_refused(struct fault *fault, const struct setting *setting,
		    const struct fault *by_module);

/* "FILE:LINE: key: ..." or "--option: ..."; always -1. */
int setting_fault(struct fault *fault, const struct setting *setting,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
