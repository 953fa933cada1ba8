/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/filter.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/num.h"
#include "match/id_list.h"
#include "match/regex.h"

enum {
	COMM_CACHE = 256,
	COMM_MAX = 15,		/* TASK_COMM_LEN - 1; longer: not cached */
};

/* What the regex said of a comm. */
struct verdict {
	char comm[COMM_MAX];
	uint8_t len;
	bool known, passes;
};

struct where {
	char *event;
	uint32_t wanted;	/* its number among the wanted names */
	char *literal;		/* a regex without operators, or NULL */
	size_t literal_len;
	struct regex regex;	/* if there is no literal */
};

struct filter {
	bool has_time;
	int64_t from, to;
	struct id_list pids, tids, cpus;
	bool has_comm;
	struct regex comm;
	struct where *where;
	size_t nwhere;
	const struct event_set *set;
	struct verdict verdict[COMM_CACHE];
};

struct filter *filter_new(void)
{
	return calloc(1, sizeof(struct filter));
}

static void where_release(struct where *w)
{
	if (w->literal)
		free(w->literal);
	else
		regex_release(&w->regex);
	free(w->event);
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	id_list_release(&f->pids);
	id_list_release(&f->tids);
	id_list_release(&f->cpus);
	if (f->has_comm)
		regex_release(&f->comm);
	for (size_t i = 0; i < f->nwhere; i++)
		where_release(&f->where[i]);
	free(f->where);
	free(f);
}

static int compile(struct regex *out, const char *regex, enum regex_use use,
		   const char *option, struct fault *fault)
{
	struct fault why;

	return regex_init(out, regex, use, &why) == 0 ? 0 :
		fault_set(fault, "%s: %s", option, why.text);
}

int filter_comm(struct filter *f, const char *regex, struct fault *fault)
{
	f->has_comm = compile(&f->comm, regex, REGEX_ALL, "--comm",
			      fault) == 0;
	return f->has_comm ? 0 : -1;
}

int filter_pid(struct filter *f, const char *list, struct fault *fault)
{
	return id_list_parse(&f->pids, list, "--pid", fault);
}

int filter_tid(struct filter *f, const char *list, struct fault *fault)
{
	return id_list_parse(&f->tids, list, "--tid", fault);
}

int filter_cpu(struct filter *f, const char *list, struct fault *fault)
{
	return id_list_parse(&f->cpus, list, "--cpu", fault);
}

static bool parse_limit(struct span text, int64_t *limit)
{
	text = span_trim(text);
	return text.len == 0 || parse_seconds(text, limit, NULL);
}

int filter_time(struct filter *f, const char *range, struct fault *fault)
{
	const char *comma = strchr(range, ',');

	f->has_time = true;
	f->from = INT64_MIN;
	f->to = INT64_MAX;
	if (!comma ||
	    !parse_limit(span_of(range, (size_t)(comma - range)), &f->from) ||
	    !parse_limit(span_from(comma + 1), &f->to))
		return fault_set(fault, "--time: '%s' is not FROM,TO in "
				 "seconds", range);
	if (f->from > f->to)
		return fault_set(fault, "--time: '%s' ends before it begins",
				 range);
	return 0;
}

size_t filter_where_event(const char *rule)
{
	const char *colon = rule;

	do {
		colon = strchr(colon, ':');
		if (!colon)
			return 0;
		colon++;
	} while (*colon != ' ' && *colon != '\t');
	return (size_t)(colon - 1 - rule);
}

/* Where the regex begins; NULL if it is not 'EVENT: REGEX'. */
static const char *regex_of(const char *rule)
{
	const size_t len = filter_where_event(rule);

	if (len == 0)
		return NULL;
	const char *const regex = rule + len + 1 +
		strspn(rule + len + 1, " \t");

	return *regex ? regex : NULL;
}

static bool is_literal(const char *regex)
{
	return !strpbrk(regex, ".[]{}()*+?|^$\\");
}

bool filter_where_searches(const char *rule)
{
	const char *const regex = regex_of(rule);

	return regex && !is_literal(regex);
}

static int where_regex(struct where *w, const char *regex, struct fault *fault)
{
	if (!is_literal(regex))
		return compile(&w->regex, regex, REGEX_WITHIN, "--where",
			       fault);
	w->literal_len = strlen(regex);
	w->literal = strdup(regex);
	return w->literal ? 0 : fault_set(fault, "out of memory");
}

int filter_where(struct filter *f, const char *rule, struct fault *fault)
{
	const size_t len = filter_where_event(rule);
	const char *const regex = regex_of(rule);

	if (!regex)
		return fault_set(fault, "--where: '%s' is not 'EVENT: REGEX'",
				 rule);
	struct where *where = realloc(f->where,
				      (f->nwhere + 1) * sizeof(*where));

	if (!where)
		return fault_set(fault, "out of memory");
	f->where = where;
	struct where *w = &where[f->nwhere];

	*w = (struct where){ .event = strndup(rule, len) };
	if (!w->event)
		return fault_set(fault, "out of memory");
	if (where_regex(w, regex, fault) < 0) {
		free(w->event);
		return -1;
	}
	f->nwhere++;
	return 0;
}

int filter_bind(struct filter *f, const struct event_set *set,
		struct fault *fault)
{
	f->set = set;
	for (size_t i = 0; i < f->nwhere; i++) {
		struct where *w = &f->where[i];

		w->wanted = event_set_wanted(set, w->event);
		if (w->wanted == KIND_NONE)
			return fault_set(fault, "--where: event '%s' is not "
					 "wanted", w->event);
	}
	return 0;
}

static bool comm_passes(struct filter *f, struct span comm)
{
	if (!comm.ptr)
		return false;
	if (comm.len > COMM_MAX)
		return regex_match(&f->comm, comm);
	struct verdict *v = &f->verdict[hash_bytes(comm.ptr, comm.len, 0) %
					COMM_CACHE];

	if (!v->known || !span_eq(span_of(v->comm, v->len), comm)) {
		v->known = true;
		v->len = (uint8_t)comm.len;
		memcpy(v->comm, comm.ptr, comm.len);
		v->passes = regex_match(&f->comm, comm);
	}
	return v->passes;
}

static bool where_holds(struct where *w, struct span text)
{
	if (!text.ptr)
		return false;
	if (w->literal)
		return memmem(text.ptr, text.len, w->literal, w->literal_len);
	return regex_match(&w->regex, text);
}

static bool where_passes(struct filter *f, const struct event *e)
{
	uint32_t matched[2];

	if (f->nwhere == 0)
		return true;
	event_set_matched(f->set, e->kind, matched);
	for (size_t i = 0; i < f->nwhere; i++) {
		struct where *w = &f->where[i];

		if ((matched[0] == w->wanted || matched[1] == w->wanted) &&
		    !where_holds(w, e->text))
			return false;
	}
	return true;
}

/* The cheap rules first. */
static bool passes(struct filter *f, const struct event *e)
{
	if (f->has_time && (e->time < f->from || e->time > f->to))
		return false;
	return id_list_passes(&f->pids, e->pid) &&
		id_list_passes(&f->tids, e->tid) &&
		id_list_passes(&f->cpus, e->cpu) &&
		(!f->has_comm || comm_passes(f, e->comm)) &&
		where_passes(f, e);
}

static bool has_rules(const struct filter *f)
{
	return f->has_time || f->pids.range || f->tids.range ||
		f->cpus.range || f->has_comm || f->nwhere > 0;
}

size_t filter_apply(struct filter *f, struct event *events, size_t n,
		    uint64_t *filtered)
{
	size_t kept = 0;

	if (!has_rules(f))
		return n;
	for (size_t i = 0; i < n; i++) {
		if (events[i].kind != KIND_LOST && !passes(f, &events[i])) {
			*filtered += events[i].lines;
			continue;
		}
		if (kept < i)
			events[kept] = events[i];
		kept++;
	}
	return kept;
}
