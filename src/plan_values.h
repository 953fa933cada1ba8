/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_values: words and numbers among the settings.
 *
 * Each leaves its value as it is where nothing is set; returns 0, or -1 and a
 * fault that says what is possible.
 */
#ifndef PLAN_VALUES_H
#define PLAN_VALUES_H

#include <stdint.h>

#include "plan_settings.h"

/* One of the words; choices end with a NULL. */
struct choice {
	const char *word;
	int value;
};
int value_choice(const struct setting *setting, const struct choice *choices,
		 int *value, struct fault *fault);

/* A whole number. */
int value_number(const struct setting *setting, uint64_t min, uint64_t max,
		 uint64_t *value, struct fault *fault);

/* Decimal seconds above 0, in ns. */
int value_duration(const struct setting *setting, int64_t *ns,
		   struct fault *fault);

/* Percentiles like "90,99,99.9", in thousandths: at most max of them, each
 * above 0 and at most 100, with up to 3 decimals, none twice. */
int value_percentiles(const struct setting *setting, unsigned *thousandths,
		      unsigned max, unsigned *n, struct fault *fault);

#endif
