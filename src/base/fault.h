/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fault: how a module tells its caller what went wrong.
 *
 * No module below the main files prints or exits: a function that can fail
 * returns -1 after fault_set(), and the top prints the text with
 * diag_error().  The text is one line without the program's name and without
 * a newline; where it concerns a place in an input it begins "FILE:LINE: ".
 * It may hold bytes of the input: diag escapes them.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

struct fault {
	char text[1024];
};

/* Formats like printf; of what is too long the middle is left out ("...").
 * Always returns -1. */
int fault_set(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
