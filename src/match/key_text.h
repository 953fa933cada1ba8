/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key_text: keys of bounded length.
 *
 * A text over KEY_TEXT_MAX bytes becomes its first 46 bytes, '~' and the 16
 * hex digits of a hash of the whole.  That hash is written out, so it does not
 * depend on the machine: FNV-1a of 64 bits (RFC 9923), its bits mixed by the
 * finaliser of MurmurHash3 (Austin Appleby, public domain).
 */
#ifndef MATCH_KEY_TEXT_H
#define MATCH_KEY_TEXT_H

#include "match/key.h"

/* The parts joined by blanks, cut as above: parts[0] itself if it is the only
 * one and short enough, else made in room. */
struct span key_text_join(const struct span *parts, size_t n,
			  char room[KEY_TEXT_MAX]);

#endif
