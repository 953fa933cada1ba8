/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/event_set.h"

#include <stdlib.h>

#include "base/names.h"

enum {
	CACHE_BITS = 9,		/* a system has some dozen busy tracepoints */
	CACHE_NAME = 52,	/* longer names are not cached */
	WORD = 8,
	NAMES_BYTES_MAX = 2 << 20, /* of unwanted names: 32 each, on average */
};

struct kind {
	uint64_t counted;
	uint32_t name;
	uint32_t matched[2];
};

/* What a raw name was found to be. */
struct cached {
	uint32_t len;		/* 0: empty */
	uint32_t kind[2];	/* [take]: KIND_NONE if it is not wanted; where
				   all are taken, if that is not known yet */
	char name[CACHE_NAME];
};

struct event_set {
	bool all;
	bool failed;		/* an event was not given its kind */
	unsigned nseq;
	struct names wanted;
	uint32_t *wanted_masks;	/* [wanted][nseq] */
	struct names written;
	struct names pairs;	/* of two matched numbers, as 8 bytes */
	uint32_t *pair_kind;	/* [pair]: its kind */
	uint32_t *unwanted_kind; /* [written]: of unwanted events, or
				    KIND_NONE */
	size_t unwanted_bytes;	/* of their names */
	uint32_t other;		/* the kind "(other)", or KIND_NONE */
	struct kind *kind;
	uint32_t *masks;	/* [kind][nseq] */
	uint32_t kinds, room;
	struct cached cache[1 << CACHE_BITS];
};

static int add_wanted(struct event_set *set, const char *name)
{
	return names_add(&set->wanted, span_from(name)) == NAME_ABSENT ? -1 : 0;
}

static int set_fill(struct event_set *set, const struct sequence *sequences,
		    const char *const *extra, size_t nextra)
{
	names_init(&set->wanted);
	names_init(&set->written);
	names_init(&set->pairs);
	for (unsigned s = 0; s < set->nseq; s++)
		for (unsigned k = 0; k < sequences[s].n; k++)
			if (add_wanted(set, sequences[s].name[k]) < 0)
				return -1;
	for (size_t i = 0; i < nextra; i++)
		if (add_wanted(set, extra[i]) < 0)
			return -1;
	set->wanted_masks = calloc((size_t)set->wanted.count * set->nseq + 1,
				   sizeof(*set->wanted_masks));
	if (!set->wanted_masks)
		return -1;
	for (unsigned s = 0; s < set->nseq; s++)
		for (unsigned k = 0; k < sequences[s].n; k++) {
			const uint32_t w = names_find(&set->wanted,
				span_from(sequences[s].name[k]));

			set->wanted_masks[w * set->nseq + s] |= 1u << k;
		}
	return 0;
}

static int grow(struct event_set *set)
{
	const uint32_t room = set->room ? 2 * set->room : 32;
	struct kind *kind = realloc(set->kind, room * sizeof(*kind));

	if (kind)
		set->kind = kind;
	uint32_t *masks = realloc(set->masks,
				  (size_t)room * set->nseq * sizeof(*masks));

	if (masks)
		set->masks = masks;
	/* there are never more pairs or written names than kinds */
	uint32_t *pair = realloc(set->pair_kind, room * sizeof(*pair));

	if (pair)
		set->pair_kind = pair;
	uint32_t *unwanted = realloc(set->unwanted_kind,
				     room * sizeof(*unwanted));

	if (unwanted)
		set->unwanted_kind = unwanted;
	if (!kind || !masks || !pair || !unwanted)
		return -1;
	set->room = room;
	return 0;
}

struct event_set *event_set_new(const struct sequence *sequences, unsigned n,
				const char *const *extra, size_t nextra,
				bool all)
{
	struct event_set *set = calloc(1, sizeof(*set));

	if (!set)
		return NULL;
	set->all = all;
	set->nseq = n;
	set->other = KIND_NONE;
	if (set_fill(set, sequences, extra, nextra) < 0 || grow(set) < 0) {
		event_set_free(set);
		return NULL;
	}
	return set;
}

void event_set_free(struct event_set *set)
{
	if (!set)
		return;
	names_release(&set->wanted);
	names_release(&set->written);
	names_release(&set->pairs);
	free(set->wanted_masks);
	free(set->pair_kind);
	free(set->unwanted_kind);
	free(set->kind);
	free(set->masks);
	free(set);
}

static struct span after_colon(struct span name)
{
	const char *colon = memchr(name.ptr, ':', name.len);

	if (!colon)
		return (struct span){ 0 };
	return span_of(colon + 1, name.len - (size_t)(colon + 1 - name.ptr));
}

static bool match(const struct event_set *set, struct span name,
		  uint32_t matched[2])
{
	const struct span part = after_colon(name);

	matched[0] = names_find(&set->wanted, name);
	matched[1] = part.ptr ? names_find(&set->wanted, part) : KIND_NONE;
	return matched[0] != KIND_NONE || matched[1] != KIND_NONE;
}

static uint32_t no_memory(struct event_set *set)
{
	set->failed = true;
	return KIND_NONE;
}

static uint32_t add_kind(struct event_set *set, struct span written,
			 const uint32_t matched[2])
{
	const uint32_t names = set->written.count;
	const uint32_t name = names_add(&set->written, written);

	if (name == NAME_ABSENT)
		return no_memory(set);
	if (name == names)
		set->unwanted_kind[name] = KIND_NONE;
	struct kind *k = &set->kind[set->kinds];

	*k = (struct kind){ .name = name,
			    .matched = { matched[0], matched[1] } };
	for (unsigned s = 0; s < set->nseq; s++) {
		uint32_t mask = 0;

		for (int i = 0; i < 2; i++)
			if (matched[i] != KIND_NONE)
				mask |= set->wanted_masks[
					matched[i] * set->nseq + s];
		set->masks[(size_t)set->kinds * set->nseq + s] = mask;
	}
	return set->kinds++;
}

static uint32_t wanted_kind(struct event_set *set, const uint32_t matched[2])
{
	const struct span key = span_of((const char *)matched,
					2 * sizeof(*matched));
	const uint32_t known = names_find(&set->pairs, key);

	if (known != NAME_ABSENT)
		return set->pair_kind[known];
	/* the numbers of wanted names are in order of precedence */
	const uint32_t first = matched[0] < matched[1] ? matched[0] : matched[1];
	const uint32_t kind = add_kind(set, span_from(set->wanted.text[first]),
				       matched);

	if (kind == KIND_NONE)
		return KIND_NONE;
	const uint32_t pair = names_add(&set->pairs, key);

	if (pair == NAME_ABSENT)
		return no_memory(set);
	set->pair_kind[pair] = kind;
	return kind;
}

static struct span written_name(struct span name)
{
	static const char *const systems[] = {
		"kvm", "sched", "syscalls", "raw_syscalls"
	};
	const struct span part = after_colon(name);

	if (!part.ptr)
		return name;
	const struct span system = span_of(name.ptr, name.len - part.len - 1);

	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++)
		if (span_eq(system, span_from(systems[i])))
			return part;
	return name;
}

/* Of a name whose written form is a string. */
static uint32_t unwanted_string(struct event_set *set, struct span name)
{
	static const uint32_t matched[2] = { KIND_NONE, KIND_NONE };
	const struct span written = written_name(name);
	const uint32_t known = names_find(&set->written, written);

	if (known != NAME_ABSENT && set->unwanted_kind[known] != KIND_NONE)
		return set->unwanted_kind[known];
	if (set->kinds >= NAMES_MAX ||
	    set->unwanted_bytes + written.len >= NAMES_BYTES_MAX) {
		if (set->other == KIND_NONE)
			set->other = add_kind(set, span_from("(other)"),
					      matched);
		return set->other;
	}
	const uint32_t kind = add_kind(set, written, matched);

	if (kind == KIND_NONE)
		return KIND_NONE;
	set->unwanted_bytes += written.len + 1;
	set->unwanted_kind[set->kind[kind].name] = kind;
	return kind;
}

/* A NUL is written as \0: cut off there, it would be another event. */
static uint32_t unwanted_kind(struct event_set *set, struct span name)
{
	if (!name.len || !memchr(name.ptr, '\0', name.len))
		return unwanted_string(set, name);
	char *const text = malloc(2 * name.len);

	if (!text)
		return no_memory(set);
	const uint32_t kind = unwanted_string(
		set, span_of(text, names_escape_nul(name, text)));

	free(text);
	return kind;
}

static uint32_t find_kind(struct event_set *set, struct span name, bool take)
{
	uint32_t matched[2];

	if (set->kinds == set->room && grow(set) < 0)
		return no_memory(set);
	if (match(set, name, matched))
		return wanted_kind(set, matched);
	return take ? unwanted_kind(set, name) : KIND_NONE;
}

static uint32_t find_and_keep(struct event_set *set, struct cached *c,
			      const char *name, size_t len, bool take)
{
	const uint32_t kind = find_kind(set, span_of(name, len), take);
	const bool wanted = kind != KIND_NONE &&
		(set->kind[kind].matched[0] != KIND_NONE ||
		 set->kind[kind].matched[1] != KIND_NONE);

	c->len = (uint32_t)len;
	c->kind[true] = kind;
	c->kind[false] = wanted ? kind : KIND_NONE;
	memcpy(c->name, name, len);
	return kind;
}

/* Of at least a WORD of bytes, without a call. */
static inline bool same_name(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i + WORD < len; i += WORD)
		if (memcmp(a + i, b + i, WORD) != 0)
			return false;
	return memcmp(a + len - WORD, b + len - WORD, WORD) == 0;
}

/* The place in the cache: by a name's last bytes and length. */
static inline struct cached *place(struct event_set *set, uint64_t tail,
				   size_t len)
{
	const uint64_t hash = (tail ^ len) * 0x9e3779b97f4a7c15u;

	return &set->cache[hash >> (64 - CACHE_BITS)];
}

/* A name that is no word long, or too long for the cache. */
static __attribute__((noinline)) uint32_t find_odd(struct event_set *set,
						   const char *name,
						   size_t len, bool take)
{
	uint64_t tail = 0;

	if (len == 0 || len > CACHE_NAME)
		return find_kind(set, span_of(name, len), take);
	memcpy(&tail, name, len);

	struct cached *const c = place(set, tail, len);

	if (c->len == len && !memcmp(c->name, name, len) &&
	    (c->kind[take] != KIND_NONE || !take))
		return c->kind[take];
	return find_and_keep(set, c, name, len, take);
}

uint32_t event_set_find(struct event_set *set, const char *name, size_t len,
			bool take)
{
	uint64_t tail;

	take |= set->all;
	if (len < WORD || len > CACHE_NAME)
		return find_odd(set, name, len, take);
	memcpy(&tail, name + len - WORD, WORD);

	struct cached *const c = place(set, tail, len);

	if (c->len == len && same_name(c->name, name, len) &&
	    (c->kind[take] != KIND_NONE || !take))
		return c->kind[take];
	return find_and_keep(set, c, name, len, take);
}

bool event_set_failed(const struct event_set *set)
{
	return set->failed;
}

bool event_set_named(const struct event_set *set, const char *name,
		     size_t len)
{
	uint32_t matched[2];

	return match(set, span_of(name, len), matched);
}

bool event_set_all(const struct event_set *set)
{
	return set->all;
}

uint32_t event_set_positions(const struct event_set *set, unsigned s,
			     uint32_t kind)
{
	return set->masks[(size_t)kind * set->nseq + s];
}

const uint32_t *event_set_masks(const struct event_set *set, unsigned s,
				size_t *stride)
{
	*stride = set->nseq;
	return set->masks + s;
}

void event_set_matched(const struct event_set *set, uint32_t kind,
		       uint32_t matched[2])
{
	matched[0] = set->kind[kind].matched[0];
	matched[1] = set->kind[kind].matched[1];
}

uint32_t event_set_wanted(const struct event_set *set, const char *name)
{
	return names_find(&set->wanted, span_from(name));
}

uint32_t event_set_wanted_names(const struct event_set *set)
{
	return set->wanted.count;
}

const char *event_set_wanted_text(const struct event_set *set, uint32_t wanted)
{
	return set->wanted.text[wanted];
}

void event_set_count(struct event_set *set, const struct event *events,
		     size_t n)
{
	struct kind *const kind = set->kind;

	for (size_t i = 0; i < n; i++)
		if (events[i].kind != KIND_LOST)
			kind[events[i].kind].counted++;
}

uint64_t event_set_counted(const struct event_set *set, uint32_t kind)
{
	return set->kind[kind].counted;
}

uint32_t event_set_kinds(const struct event_set *set)
{
	return set->kinds;
}

uint32_t event_set_name(const struct event_set *set, uint32_t kind)
{
	return set->kind[kind].name;
}

const char *event_set_name_text(const struct event_set *set, uint32_t name)
{
	return set->written.text[name];
}

uint32_t event_set_names(const struct event_set *set)
{
	return set->written.count;
}
