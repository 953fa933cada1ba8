/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * distribution: the distribution functions of the tests, by the GNU
 * Scientific Library.  Built without it they are NAN; so they are of a NAN.
 */
#ifndef STATS_DISTRIBUTION_H
#define STATS_DISTRIBUTION_H

#include <stdbool.h>

/* Whether it was built with the library. */
bool distribution_known(void);

/* Student's t: P(|T| >= |t|); and the t with P(T <= t) = p. */
double distribution_t_tails(double t, double df);
double distribution_t_quantile(double p, double df);

/* P(F >= f), P(X >= x), P(|Z| >= |z|) */
double distribution_f_tail(double f, double df1, double df2);
double distribution_chi2_tail(double x, double df);
double distribution_normal_tails(double z);

#endif
