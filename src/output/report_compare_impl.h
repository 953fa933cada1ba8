/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_compare_impl: what the forms of a comparison share.
 */
#ifndef OUTPUT_REPORT_COMPARE_IMPL_H
#define OUTPUT_REPORT_COMPARE_IMPL_H

#include "output/report_compare.h"
#include "output/report_impl.h"

const char *verdict_text(enum verdict verdict);

void report_compare_table(struct sink *out,
			  const struct report_comparison *data);

#endif
