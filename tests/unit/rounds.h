/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rounds: how often a random test is repeated: as often as it says, or
 * 1/$TEST_SHARE of that, where each round takes very long (memcheck).
 */
#ifndef TESTS_UNIT_ROUNDS_H
#define TESTS_UNIT_ROUNDS_H

#include <stdlib.h>

static inline unsigned rounds(unsigned all)
{
	const char *const share = getenv("TEST_SHARE");
	const int part = share ? atoi(share) : 1;

	return part > 1 ? (all + (unsigned)part - 1) / (unsigned)part : all;
}

#endif
