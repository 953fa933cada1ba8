/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan_sections: a conf file whose sections all make sense.
 */
#ifndef PLAN_SECTIONS_H
#define PLAN_SECTIONS_H

#include "conf.h"

/* conf_load(), and then every section, also [DEFAULT] by itself, is turned
 * into rules and thrown away.  0, or -1 and a fault; release in both cases. */
int sections_load(struct conf *conf, const char *path, struct fault *fault);

#endif
