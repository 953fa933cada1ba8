/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key: what separates independent sequences (--by), and the report's groups.
 */
#ifndef MATCH_KEY_H
#define MATCH_KEY_H

#include "base/event.h"
#include "base/event_set.h"
#include "base/fault.h"

enum key_mode {
	KEY_NONE, KEY_TID, KEY_PID, KEY_CPU, KEY_COMM, KEY_FIELD, KEY_REGEX,
	KEY_COLUMN		/* --by key: the CSV's own column */
};

enum { KEY_TEXT_MAX = 63 };	/* longer ones: 46 bytes, '~', 16 hex digits */

struct keyer;

/*
 * From the text of --by: none, tid, pid, cpu, comm, key, field:NAME or
 * /REGEX/.  NULL with a fault: unknown word, bad regex, no memory.
 */
struct keyer *keyer_new(const char *by, struct fault *fault);
void keyer_free(struct keyer *keyer);

enum key_mode keyer_mode(const struct keyer *keyer);

/* The key column's name in rows: "tid", the field's NAME, "key" for a regex
 * or a column. */
const char *keyer_column(const struct keyer *keyer);

/*
 * Gives each event its key: key_number (tid, pid, cpu; key is absent) or key
 * (text, at most KEY_TEXT_MAX bytes, in the keyer's scratch until the next
 * call), and key_hash.  A regex's group that took no part in the match is
 * empty; an empty text is a key like others.  Events without the key's field
 * are taken out of the array, and the lines they took are added to *no_key.
 * Loss markers stay; one that is about a single key (its cpu, or what its cell
 * of the column says) has this as its text, others have none.  Returns the new
 * number.
 */
size_t keyer_apply(struct keyer *keyer, struct event *events, size_t n,
		   uint64_t *no_key);

/*
 * The value of field NAME in an event's text: the word after "NAME ", "NAME="
 * or "NAME:", where NAME begins at the text's start or after a blank, ',' or
 * '('; the word ends at a blank or ',' and loses a closing ')'.  Blanks may
 * follow the separator, unless it is '='.  Absent if there is none or it is
 * empty.
 */
struct span field_find(struct span text, struct span name);

/*
 * group: splits the report by a field of one event's text.
 *
 * grouper_new: "EVENT:FIELD", split at the last colon, or "group", the CSV's
 * own column.  At most GROUPS_MAX groups, numbered from 1 in order of
 * appearance; what comes beyond is group GROUPS_MAX + 1, "(other)".
 */
enum { GROUPS_MAX = 256 };
struct grouper;
struct grouper *grouper_new(const char *group, const struct event_set *set,
			    struct fault *fault);
void grouper_free(struct grouper *grouper);
/* The wanted name before the colon, NULL for the CSV's column. */
const char *grouper_event(const struct grouper *grouper);
const char *grouper_column(const struct grouper *grouper);
/* Sets event->group of the events of that name (or of all that have the
 * column) and event->group_text, which has \0 for each NUL, is cut like a key,
 * and valid until the next call; all others get 0 and an absent text.
 * kvm_exit's reason is what stands between "reason " and " rip ". */
void grouper_apply(struct grouper *grouper, struct event *events, size_t n);
/* Whether memory was too short for some event's group, ever. */
bool grouper_failed(const struct grouper *grouper);
unsigned grouper_groups(const struct grouper *grouper);	/* so far */
const char *grouper_name(const struct grouper *grouper, unsigned group);
uint64_t grouper_other(const struct grouper *grouper);	/* events in (other) */

#endif
