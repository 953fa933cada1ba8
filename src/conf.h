/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf: the conf file, read with inih, as sections of known keys.
 *
 * INI with inih's rules; [DEFAULT] is the fallback of every section; a long
 * value goes on on indented lines, joined without a separator; keys in any
 * case, sections as written.  A line over 199 bytes, a NUL byte, a file over
 * 64 KiB, an unknown key, a key twice in a section: error "FILE:LINE: ...".
 * What the values mean, and whether they can mean anything, is plan's.
 */
#ifndef CONF_H
#define CONF_H

#include <stddef.h>

#include "base/fault.h"
#include "base/span.h"

#define CONF_COMPILED_IN "compiled in"

/* The shipped conf file. */
extern const char conf_default_text[];

struct conf_value {
	char *key;		/* in lower case */
	char *text;		/* trimmed */
	unsigned line;
};

struct conf_section {
	char *name;
	unsigned line;
	struct conf_value *value;
	size_t n;
};

struct conf {
	char *name;		/* path, or CONF_COMPILED_IN */
	struct conf_section *section;	/* without DEFAULT */
	size_t n;
	struct conf_section fallback;	/* DEFAULT */
};

/* path NULL: SYSCONFDIR/delta_processor.conf, else
 * /etc/delta_processor.conf, else the one compiled in.  A file that is there
 * but cannot be read is an error.  0, or -1 and a fault; release in both
 * cases. */
int conf_load(struct conf *conf, const char *path, struct fault *fault);
/* The first of these files that is there, else the one compiled in. */
int conf_load_first(struct conf *conf, const char *const *paths, size_t n,
		    struct fault *fault);
int conf_load_text(struct conf *conf, const char *name, struct span text,
		   struct fault *fault);
void conf_release(struct conf *conf);

/* By the text of -t: "0" is Native, "1" is Threads, else the name.  NULL and a fault that lists the sections. */
const struct conf_section *conf_find(const struct conf *conf, const char *type,
				     struct fault *fault);

/* A key's value in the section or else in [DEFAULT], or NULL. */
const struct conf_value *conf_get(const struct conf *conf,
				  const struct conf_section *section,
				  const char *key);

#endif
