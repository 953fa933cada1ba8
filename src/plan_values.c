/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan_values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "plan_strings.h"

int value_choice(const struct setting *setting, const struct choice *choices,
		 int *value, struct fault *fault)
{
	char possible[128] = "";

	if (!setting->text)
		return 0;
	for (; choices->word; choices++) {
		const size_t used = strlen(possible);

		if (!strcmp(setting->text, choices->word)) {
			*value = choices->value;
			return 0;
		}
		snprintf(possible + used, sizeof(possible) - used, "%s%s",
			 used ? ", " : "", choices->word);
	}
	return setting_fault(fault, setting, "unknown '%s'; possible: %s",
			     setting->text, possible);
}

int value_number(const struct setting *setting, uint64_t min, uint64_t max,
		 uint64_t *value, struct fault *fault)
{
	uint64_t number;

	if (!setting->text)
		return 0;
	if (!parse_u64(span_from(setting->text), &number) || number < min ||
	    number > max)
		return setting_fault(fault, setting, "'%s' is not a number"
				     " from %" PRIu64 " to %" PRIu64,
				     setting->text, min, max);
	*value = number;
	return 0;
}

int value_duration(const struct setting *setting, int64_t *ns,
		   struct fault *fault)
{
	int64_t duration;

	if (!setting->text)
		return 0;
	if (!parse_seconds(span_from(setting->text), &duration, NULL) ||
	    duration <= 0)
		return setting_fault(fault, setting, "'%s' is not a number of"
				     " seconds above 0", setting->text);
	*ns = duration;
	return 0;
}

/* In thousandths; 0 if it is none. */
static unsigned percentile(struct span text)
{
	enum { NS = NS_PER_S / 1000 };
	unsigned decimals;
	int64_t ns;	/* of as many seconds */

	if (!parse_seconds(text, &ns, &decimals) || decimals > 3 || ns <= 0 ||
	    ns > (int64_t)100 * NS_PER_S)
		return 0;
	return (unsigned)(ns / NS);
}

int value_percentiles(const struct setting *setting, unsigned *thousandths,
		      unsigned max, unsigned *n, struct fault *fault)
{
	unsigned count = 0;

	if (!setting->text)
		return 0;
	for (struct span rest = span_from(setting->text); rest.ptr; count++) {
		const struct span text = strings_part(&rest, ',');
		const unsigned p = percentile(text);

		if (!p)
			return setting_fault(fault, setting, "'%.*s' is not a"
					     " percentile: above 0, at most"
					     " 100, up to 3 decimals",
					     (int)text.len, text.ptr);
		if (count == max)
			return setting_fault(fault, setting, "over %u"
					     " percentiles", max);
		for (unsigned i = 0; i < count; i++)
			if (thousandths[i] == p)
				return setting_fault(fault, setting,
						     "'%.*s' is there twice",
						     (int)text.len, text.ptr);
		thousandths[count] = p;
	}
	*n = count;
	return 0;
}
