/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals.h"

#include <stdlib.h>
#include <unistd.h>

/* A handler can leave its word nowhere but in static storage. */
static volatile sig_atomic_t stop;
static volatile sig_atomic_t report;

static void on_stop(int signal)
{
	if (!stop)
		stop = signal;
}

static void on_report(int signal)
{
	report = signal;
}

static void handle(int signal, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	struct sigaction before;

	/* what was ignored from outside (nohup, background jobs) stays so */
	if (sigaction(signal, NULL, &before) == 0 &&
	    before.sa_handler == SIG_IGN)
		return;
	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

void signals_install(void)
{
	handle(SIGINT, on_stop, SA_RESETHAND);
	handle(SIGTERM, on_stop, SA_RESETHAND);
	handle(SIGHUP, on_stop, SA_RESETHAND);
	/* no open() or write() fails of it; poll() is interrupted anyway */
	handle(SIGUSR1, on_report, SA_RESTART);
	handle(SIGPIPE, SIG_IGN, 0);
	/* a limit on the size of files is an error of write(), too */
	handle(SIGXFSZ, SIG_IGN, 0);
}

int signals_stop(void)
{
	return stop;
}

bool signals_report(void)
{
	const bool asked = report != 0;

	report = 0;
	return asked;
}

bool signals_pending(void)
{
	return stop || report;
}

void signals_block(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, before);
}

void signals_unblock(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

void signals_die(int number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	_exit(128 + number);
}
