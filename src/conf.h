/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the conf file, read with inih, as sections of checked keys.
 *
 * INI with inih's rules; [DEFAULT] is the fallback of every section; a long
 * value goes on on indented lines, joined without a separator.  A line over
 * 199 bytes is an error.  An unknown key, a key twice in a section (except
 * those that may be repeated), an empty name in an order, a bad regex: error
 * "FILE:LINE: ..." that lists what is possible.
 */
#ifndef CONF_H
#define CONF_H

#include <stddef.h>
#include <stdio.h>

#include "base/fault.h"

struct conf_value {
	char *key;
	char *text;
	unsigned line;
};

struct conf_section {
	char *name;
	unsigned line;
	struct conf_value *value;
	size_t n;
};

struct conf {
	char *name;		/* path, or "compiled in" */
	struct conf_section *section;	/* without DEFAULT */
	size_t n;
	struct conf_section fallback;	/* DEFAULT */
};

/* path NULL: SYSCONFDIR/delta_processor.conf, else
 * /etc/delta_processor.conf, else the one compiled in.  A file that is there
 * but cannot be read is an error.  0, or -1 and a fault; release in both
 * cases. */
int conf_load(struct conf *conf, const char *path, struct fault *fault);
int conf_load_text(struct conf *conf, const char *name, const char *text,
		   struct fault *fault);
void conf_release(struct conf *conf);

/* By the text of -t: "0" is Native, "1" is Threads, else the name (case
 * counts).  NULL and a fault that lists the sections. */
const struct conf_section *conf_find(const struct conf *conf, const char *type,
				     struct fault *fault);

/* A key's value in the section or else in [DEFAULT], or NULL. */
const struct conf_value *conf_get(const struct conf *conf,
				  const struct conf_section *section,
				  const char *key);

#endif
