/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/key.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/num.h"
#include "match/key_table.h"
#include "match/key_text.h"
#include "match/regex.h"

enum { CAPTURES_MAX = 32 };	/* groups of a regex */

struct keyer {
	enum key_mode mode;
	char *column;
	struct regex regex;
	bool has_regex;
	char room[EVENT_BATCH][KEY_TEXT_MAX];
};

static const struct {
	const char *name;
	enum key_mode mode;
} words[] = {
	{ "none", KEY_NONE },
	{ "tid", KEY_TID },
	{ "pid", KEY_PID },
	{ "cpu", KEY_CPU },
	{ "comm", KEY_COMM },
	{ "key", KEY_COLUMN },
};

static int set_column(struct keyer *k, const char *name, struct fault *fault)
{
	k->column = strdup(name);
	return k->column ? 0 : fault_set(fault, "out of memory");
}

static int set_regex(struct keyer *k, const char *by, struct fault *fault)
{
	const size_t len = strlen(by);

	if (len < 3 || by[len - 1] != '/')
		return fault_set(fault, "--by: '%s' is no /REGEX/", by);
	char *regex = strndup(by + 1, len - 2);

	if (!regex)
		return fault_set(fault, "out of memory");
	struct fault why;

	k->has_regex = regex_init(&k->regex, regex, REGEX_GROUPS,
				  &why) == 0;
	free(regex);
	if (!k->has_regex)
		return fault_set(fault, "--by: %s", why.text);
	k->mode = KEY_REGEX;
	if (regex_groups(&k->regex) > CAPTURES_MAX)
		return fault_set(fault, "--by: %s has more than %d groups", by,
				 CAPTURES_MAX);
	return set_column(k, "key", fault);
}

static int set_field(struct keyer *k, const char *name, struct fault *fault)
{
	if (!*name)
		return fault_set(fault, "--by: field: needs a NAME behind it");
	k->mode = KEY_FIELD;
	return set_column(k, name, fault);
}

static int set_mode(struct keyer *k, const char *by, struct fault *fault)
{
	if (*by == '/')
		return set_regex(k, by, fault);
	if (!strncmp(by, "field:", 6))
		return set_field(k, by + 6, fault);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(by, words[i].name)) {
			k->mode = words[i].mode;
			return set_column(k, by, fault);
		}
	return fault_set(fault, "--by: '%s' is none of: none, tid, pid, cpu, "
			 "comm, key, field:NAME, /REGEX/", by);
}

struct keyer *keyer_new(const char *by, struct fault *fault)
{
	struct keyer *k = calloc(1, sizeof(*k));

	if (!k) {
		fault_set(fault, "out of memory");
		return NULL;
	}
	if (set_mode(k, by, fault) < 0) {
		keyer_free(k);
		return NULL;
	}
	return k;
}

void keyer_free(struct keyer *k)
{
	if (!k)
		return;
	if (k->has_regex)
		regex_release(&k->regex);
	free(k->column);
	free(k);
}

enum key_mode keyer_mode(const struct keyer *k)
{
	return k->mode;
}

const char *keyer_column(const struct keyer *k)
{
	return k->column;
}

static struct span match_regex(struct keyer *k, struct span text,
			       char *room)
{
	regmatch_t match[CAPTURES_MAX + 1];
	struct span parts[CAPTURES_MAX + 1];
	const size_t groups = regex_groups(&k->regex);
	size_t n = 0;

	if (!regex_locate(&k->regex, text, match, groups + 1))
		return (struct span){ 0 };
	for (size_t i = groups ? 1 : 0; i <= groups; i++)
		/* both ends are -1 where a group took no part */
		parts[n++] = match[i].rm_so < 0 ? span_of("", 0) :
			span_of(text.ptr + match[i].rm_so,
				(size_t)(match[i].rm_eo - match[i].rm_so));
	return key_text_join(parts, n, room);
}

static bool set_number(struct event *e, int32_t number)
{
	e->key = (struct span){ 0 };
	e->key_number = number;
	e->key_hash = key_hash_number(number);
	return number != EVENT_NO_ID;
}

static bool set_text(const struct keyer *k, struct event *e, struct span text)
{
	e->key = text;
	e->key_number = 0;
	if (!text.ptr)
		return false;
	e->key_hash = key_hash_text(text, hash_seed(k));
	return true;
}

static bool set_key(struct keyer *k, struct event *e, char *room)
{
	struct span text = { 0 };

	switch (k->mode) {
	case KEY_NONE:
		e->key = text;
		return true;
	case KEY_TID:
		return set_number(e, e->tid);
	case KEY_PID:
		return set_number(e, e->pid);
	case KEY_CPU:
		return set_number(e, e->cpu);
	case KEY_COMM:
		text = e->comm;
		break;
	case KEY_COLUMN:
		text = e->key;
		break;
	case KEY_FIELD:
		text = field_find(e->text, span_from(k->column));
		break;
	case KEY_REGEX:
		if (e->text.ptr)
			return set_text(k, e, match_regex(k, e->text, room));
		break;
	}
	return set_text(k, e, key_text_join(&text, 1, room));
}

static void set_marker_key(const struct keyer *k, struct event *marker,
			   char *room)
{
	const struct span column = marker->key;

	marker->key = (struct span){ 0 };
	if (k->mode == KEY_CPU && marker->cpu != EVENT_NO_ID) {
		const char *end = put_i64(room, marker->cpu);

		marker->key = span_of(room, (size_t)(end - room));
	} else if (k->mode == KEY_COLUMN && column.len > 0) {
		set_text(k, marker, key_text_join(&column, 1, room));
	}
}

size_t keyer_apply(struct keyer *k, struct event *events, size_t n,
		   uint64_t *no_key)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (events[i].kind == KIND_LOST) {
			set_marker_key(k, &events[i], k->room[i]);
		} else if (!set_key(k, &events[i], k->room[i])) {
			*no_key += events[i].lines;
			continue;
		}
		if (kept < i)
			events[kept] = events[i];
		kept++;
	}
	return kept;
}
