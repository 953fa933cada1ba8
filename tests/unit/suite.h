/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suite: what the main() of every unit test does at its end.
 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs the tests of a suite, which is freed: the status to end with. */
static inline int suite_run(Suite *suite)
{
	SRunner *const runner = srunner_create(suite);

	srunner_run_all(runner, CK_NORMAL);

	const int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
