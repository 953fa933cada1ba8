/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measure FILE PROGRAM [ARGUMENT...]
 *
 * Runs the program and writes to FILE, on one line, what it and those it
 * waited for took: seconds by the clock, seconds of user and of system time,
 * the peak of its memory in KiB and the status of its end (128 + N: died of
 * signal N).
 *
 * A child's peak begins with the size of the process that it was forked from,
 * so a big process, such as Python, cannot measure a small one.  This one is
 * smaller than all that it measures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(const struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: measure FILE PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}

	const double begin = now();
	const pid_t pid = fork();

	if (!pid) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}

	struct rusage used;
	int status;

	if (pid < 0 || wait4(pid, &status, 0, &used) < 0) {
		perror("measure");
		return 2;
	}
	const double end = now();
	FILE *const out = fopen(argv[1], "w");

	if (!out) {
		perror(argv[1]);
		return 2;
	}
	fprintf(out, "%.6f %.6f %.6f %ld %d\n", end - begin,
		seconds(used.ru_utime), seconds(used.ru_stime), used.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) :
				    128 + WTERMSIG(status));
	return fclose(out) ? 2 : 0;
}
