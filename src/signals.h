/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signals: what arrived, for a loop that looks between two blocks.
 *
 * SIGINT, SIGTERM and SIGHUP ask the loop to stop; a second one of the same
 * kind ends the program at once (so a writer that is stuck can be ended).
 * SIGUSR1 asks for a report.  SIGPIPE is ignored: a write then fails with
 * EPIPE.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <signal.h>
#include <stdbool.h>

void signals_install(void);

/* The first SIGINT, SIGTERM or SIGHUP that came, or 0. */
int signals_stop(void);

/* Whether SIGUSR1 came since the last call. */
bool signals_report(void);

/* Whether any of these came and was not asked for yet. */
bool signals_pending(void);

/* Blocks these signals, so that none comes between a look and a wait that
 * lets them in (ppoll); *before is the mask for that wait. */
void signals_block(sigset_t *before);
void signals_unblock(const sigset_t *before);

/* Dies of this signal, as a shell expects of a filter. */
_Noreturn void signals_die(int signal);

#endif
