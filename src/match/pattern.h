/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pattern: which regular expressions of the user are small enough.
 *
 * glibc copies what a repetition repeats: "(((a+)+)+)+" doubles with every
 * '+', "a{9999}{9999}" is hundreds of megabytes.  So a pattern has at most
 * PATTERN_BYTES, and with its repetitions written out PATTERN_WRITTEN_OUT
 * characters, brackets and groups.  "((a*)*|(b*)*){30}" takes it minutes: what
 * may be empty cannot be repeated without end.  Nor can back-references be
 * used, which ERE does not have and which take exponential time.
 */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

enum {
	PATTERN_BYTES = 1000,
	PATTERN_WRITTEN_OUT = 2000,
};

/* Why regcomp() is not to see it, as what follows "a regex ..."; or NULL. */
const char *pattern_refused(const char *pattern);

#endif
