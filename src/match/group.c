/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "match/key.h"
#include "match/key_text.h"

struct grouper {
	const struct event_set *set;
	char *event;		/* NULL: the CSV's column */
	const char *column;	/* behind the event's NUL */
	uint32_t wanted;	/* number of the event among wanted names */
	bool kvm_reason;
	struct names groups;
	uint64_t other;
	char room[EVENT_BATCH][KEY_TEXT_MAX];
	bool failed;		/* memory was too short for a group */
};

static int split(struct grouper *g, const char *group, struct fault *fault)
{
	g->column = "group";
	if (!strcmp(group, "group"))
		return 0;
	const char *colon = strrchr(group, ':');

	if (!colon || colon == group || !colon[1])
		return fault_set(fault, "--group: '%s' is not EVENT:FIELD",
				 group);
	g->event = strdup(group);
	if (!g->event)
		return fault_set(fault, "out of memory");
	g->event[colon - group] = '\0';
	g->column = g->event + (colon - group) + 1;
	g->wanted = event_set_wanted(g->set, g->event);
	if (g->wanted == KIND_NONE)
		return fault_set(fault, "--group: event '%s' is not wanted",
				 g->event);
	g->kvm_reason = !strcmp(g->column, "reason") &&
		(!strcmp(g->event, "kvm_exit") ||
		 !strcmp(g->event, "kvm:kvm_exit"));
	return 0;
}

struct grouper *grouper_new(const char *group, const struct event_set *set,
			    struct fault *fault)
{
	struct grouper *g = calloc(1, sizeof(*g));

	if (!g) {
		fault_set(fault, "out of memory");
		return NULL;
	}
	g->set = set;
	names_init(&g->groups);
	if (split(g, group, fault) < 0) {
		grouper_free(g);
		return NULL;
	}
	return g;
}

void grouper_free(struct grouper *g)
{
	if (!g)
		return;
	names_release(&g->groups);
	free(g->event);
	free(g);
}

const char *grouper_event(const struct grouper *g)
{
	return g->event;
}

const char *grouper_column(const struct grouper *g)
{
	return g->column;
}

/* A reason may have several words: "UNKNOWN (0x4a) rip 0xfff". */
static struct span kvm_reason(struct span text, struct span word)
{
	const size_t left = text.len - (size_t)(word.ptr - text.ptr);
	const char *rip = memmem(word.ptr, left, " rip ", 5);

	return rip ? span_of(word.ptr, (size_t)(rip - word.ptr)) : word;
}

static struct span read_field(const struct grouper *g, const struct event *e)
{
	uint32_t matched[2];

	event_set_matched(g->set, e->kind, matched);
	if (matched[0] != g->wanted && matched[1] != g->wanted)
		return (struct span){ 0 };
	const struct span word = field_find(e->text, span_from(g->column));

	return g->kvm_reason && word.ptr ? kvm_reason(e->text, word) : word;
}

/* Cut like a key.  A NUL is written as \0: cut off there, it would be another
 * group in the report. */
static struct span group_text(struct span text, char room[KEY_TEXT_MAX])
{
	const struct span cut = key_text_join(&text, 1, room);
	char escaped[2 * KEY_TEXT_MAX];

	if (!cut.len || !memchr(cut.ptr, '\0', cut.len))
		return cut;
	const struct span whole = span_of(escaped,
					  names_escape_nul(cut, escaped));
	const struct span part = key_text_join(&whole, 1, room);

	memmove(room, part.ptr, part.len);
	return span_of(room, part.len);
}

/* The number of a group; beyond the limit that of "(other)", 0 when memory is
 * short. */
static uint32_t number(struct grouper *g, struct span text)
{
	const bool room = g->groups.count < GROUPS_MAX;
	const uint32_t known = room ? names_add(&g->groups, text) :
				      names_find(&g->groups, text);

	if (known != NAME_ABSENT)
		return known + 1;
	if (room) {
		g->failed = true;
		return 0;
	}
	g->other++;
	return GROUPS_MAX + 1;
}

void grouper_apply(struct grouper *g, struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct event *e = &events[i];

		e->group = 0;
		if (e->kind == KIND_LOST)
			continue;
		const struct span text = g->event ? read_field(g, e) :
			e->group_text;

		e->group_text = group_text(text, g->room[i]);
		if (text.len > 0)
			e->group = number(g, e->group_text);
	}
}

bool grouper_failed(const struct grouper *g)
{
	return g->failed;
}

unsigned grouper_groups(const struct grouper *g)
{
	return g->other ? GROUPS_MAX + 1 : g->groups.count;
}

const char *grouper_name(const struct grouper *g, unsigned group)
{
	return group > GROUPS_MAX ? "(other)" : g->groups.text[group - 1];
}

uint64_t grouper_other(const struct grouper *g)
{
	return g->other;
}
