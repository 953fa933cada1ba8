/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pattern: which regular expressions of the user are small enough.
 *
 * glibc copies what a repetition repeats: "(((a+)+)+)+" doubles with every
 * '+', "a{9999}{9999}" is hundreds of megabytes.  So a pattern has at most
 * PATTERN_BYTES, and with its repetitions written out PATTERN_WRITTEN_OUT
 * characters (a '|' is one), brackets and groups.
 *
 * "((a*)*|(b*)*){30}" takes it minutes, and "^((a?|b?){300})$" gigabytes: what
 * may be empty can be repeated by '?' alone, and a group that can be so in
 * several ways counts PATTERN_WAYS times as much for each.  Back-references
 * cannot be used, which ERE does not have and which take exponential time; nor,
 * as with grep, a ')' that closes nothing, which would close what is put round
 * a pattern.
 */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

enum {
	PATTERN_BYTES = 1000,
	PATTERN_WRITTEN_OUT = 2000,
	PATTERN_WAYS = 8,
};

/* Why regcomp() is not to see it, as what follows "a regex ..."; or NULL and how
 * many characters, brackets and groups it has, written out. */
const char *pattern_refused(const char *pattern, unsigned *written_out);

#endif
