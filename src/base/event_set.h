/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event_set: the names a run wants, and a small number for each kind of event.
 *
 * A wanted name N matches an event whose full name is N ("kvm:kvm_exit") or
 * whose part after the first colon is N ("kvm_exit"), never a substring.  So
 * one event may match several wanted names: a *kind* is a set of wanted names
 * that events match together, with the one name it is written under (the
 * first wanted name it matches; else the part after the first colon if its
 * system is kvm, sched, syscalls or raw_syscalls; else the full name).
 *
 * Sequence 0 is the order, the sequences behind it are the spans.  Wanted
 * names in order of precedence: the sequences' names, then the extra ones.
 *
 * Kinds are made as events are met, at most NAMES_MAX of them; whatever comes
 * beyond is of the one kind "(other)".
 */
#ifndef BASE_EVENT_SET_H
#define BASE_EVENT_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/event.h"

enum {
	NAMES_MAX = 65536,
	SEQUENCES_MAX = 17,	/* the order and 16 spans */
};

/* An ordered list of wanted names; the strings belong to somebody else. */
struct sequence {
	unsigned n;		/* 1 to ORDER_MAX */
	const char *name[ORDER_MAX];
};

struct event_set;

/*
 * Makes a set.  The strings are copied.  all: every event is wanted (skim
 * "*").  Returns NULL when memory is short.
 */
struct event_set *event_set_new(const struct sequence *sequences, unsigned n,
				const char *const *extra, size_t nextra,
				bool all);
void event_set_free(struct event_set *set);	/* NULL is fine */

/*
 * The kind of an event by its full name as the input has it, or KIND_NONE if
 * it is not wanted.  take: wanted or not, give it a kind (CSV input, where
 * every row is taken).  Amortised constant time, no allocation except for a
 * kind met for the first time; KIND_NONE too when memory is short.
 */
uint32_t event_set_find(struct event_set *set, const char *name, size_t len,
			bool take);

/* Whether memory was too short for some event's kind, ever: then an event may
 * be missing. */
bool event_set_failed(const struct event_set *set);

/* Whether this name is one of the wanted names by itself ("*" does not
 * count): decides between a raw_syscalls event's own name and its syscall's. */
bool event_set_named(const struct event_set *set, const char *name,
		     size_t len);

/* "*" is wanted. */
bool event_set_all(const struct event_set *set);

/* Positions of sequence s at which this kind stands: bit k is position k. */
uint32_t event_set_positions(const struct event_set *set, unsigned s,
			     uint32_t kind);

/* Row of masks for sequence s: masks[kind * stride]; valid until the next
 * event_set_find().  For the matchers' inner loops. */
const uint32_t *event_set_masks(const struct event_set *set, unsigned s,
				size_t *stride);

/*
 * Which wanted names a kind stands for: at most two, by its full name and by
 * the part after the first colon; numbers of wanted names, or KIND_NONE.
 * event_set_wanted: the number of a wanted name, KIND_NONE if it is not one.
 */
void event_set_matched(const struct event_set *set, uint32_t kind,
		       uint32_t matched[2]);
uint32_t event_set_wanted(const struct event_set *set, const char *name);

/* How many wanted names there are, and the text of each. */
uint32_t event_set_wanted_names(const struct event_set *set);
const char *event_set_wanted_text(const struct event_set *set,
				  uint32_t wanted);

/* Counting of taken events, by kind; loss markers among them are not. */
void event_set_count(struct event_set *set, const struct event *events,
		     size_t n);
uint64_t event_set_counted(const struct event_set *set, uint32_t kind);
uint32_t event_set_kinds(const struct event_set *set);	/* how many now */

/*
 * Written names.  Kinds of one written name share its number (0 ...
 * event_set_names() - 1, in order of first appearance).  The string belongs to
 * the set and never moves.
 */
uint32_t event_set_name(const struct event_set *set, uint32_t kind);
const char *event_set_name_text(const struct event_set *set, uint32_t name);
uint32_t event_set_names(const struct event_set *set);

#endif
