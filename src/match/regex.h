/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * regex: the regular expressions of the user, by regexec() of the C library.
 *
 * POSIX extended, in bytes, and as long as pattern.h lets them.  A text has at
 * most REGEX_TEXT_MAX bytes, of any value ('.' is any but NUL).
 *
 * glibc tries a pattern at each place of a text, and keeps each state that it
 * comes upon: ".*a.{60}c" on 800 random bytes took 0.2 s and 55 MB, and both
 * grow with the square of the length.  Led by what takes any bytes at all, and
 * bound to the text's beginning, it is one way through the text, in 3 ms and 3
 * MB.  So all is searched, and groups only where something was found (that is
 * the square of how far it is from the beginning).  What is left grows with
 * the length of the text times that of the pattern, and when that sum is over
 * REGEX_WORK, some hundred events with the usual patterns, it is made anew.
 */
#ifndef MATCH_REGEX_H
#define MATCH_REGEX_H

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/event.h"
#include "base/fault.h"
#include "base/span.h"

enum {
	REGEX_TEXT_MAX = EVENT_SEARCHED_MAX,
	REGEX_WORK = 131072,
};

/* What is asked: whether it is somewhere in a text, is all of it, or where its
 * groups are. */
enum regex_use { REGEX_WITHIN, REGEX_ALL, REGEX_GROUPS };

struct regex {
	enum regex_use use;
	unsigned written_out;	/* pattern.h */
	uint64_t work;
	char *pattern;
	char *bound;		/* it, bound to the beginning */
	regex_t search;		/* of bound */
	regex_t groups;		/* of pattern, if REGEX_GROUPS */
};

/* 0, or -1 and a fault: "bad regex 'X': why", "a regex that ...", no memory. */
int regex_init(struct regex *regex, const char *pattern, enum regex_use use,
	       struct fault *fault);
void regex_release(struct regex *regex);	/* what regex_init() made */

unsigned regex_groups(const struct regex *regex);	/* REGEX_GROUPS */

/* Whether it is found in the text; in a longer one than REGEX_TEXT_MAX it never
 * is. */
bool regex_match(struct regex *regex, struct span text);
/* The same of REGEX_GROUPS, and sets the n >= 1 of match[]: the whole and the
 * groups, whose ends are both -1 where they took no part. */
bool regex_locate(struct regex *regex, struct span text, regmatch_t *match,
		  size_t n);

#endif
