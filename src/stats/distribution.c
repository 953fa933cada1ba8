/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/distribution.h"

#include <config.h>
#include <math.h>

#ifdef HAVE_GSL

#include <gsl/gsl_cdf.h>

/* The library ends the program where an argument is NAN. */

bool distribution_known(void)
{
	return true;
}

double distribution_t_tails(double t, double df)
{
	if (isnan(t) || isnan(df))
		return NAN;
	return isinf(t) ? 0 : 2 * gsl_cdf_tdist_Q(fabs(t), df);
}

double distribution_t_quantile(double p, double df)
{
	if (isnan(df))
		return NAN;
	return gsl_cdf_tdist_Pinv(p, df);
}

double distribution_f_tail(double f, double df1, double df2)
{
	if (isnan(f))
		return NAN;
	return isinf(f) ? 0 : gsl_cdf_fdist_Q(f, df1, df2);
}

double distribution_chi2_tail(double x, double df)
{
	if (isnan(x))
		return NAN;
	return gsl_cdf_chisq_Q(x, df);
}

double distribution_normal_tails(double z)
{
	if (isnan(z))
		return NAN;
	return 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

#else

bool distribution_known(void)
{
	return false;
}

double distribution_t_tails(double t, double df)
{
	return t + df + NAN;
}

double distribution_t_quantile(double p, double df)
{
	return p + df + NAN;
}

double distribution_f_tail(double f, double df1, double df2)
{
	return f + df1 + df2 + NAN;
}

double distribution_chi2_tail(double x, double df)
{
	return x + df + NAN;
}

double distribution_normal_tails(double z)
{
	return z + NAN;
}

#endif
