/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/pattern.h"

#include <stdbool.h>
#include <string.h>

/* Sums that stay at the limit once they are beyond it. */
static unsigned capped(unsigned long long n)
{
	return n > PATTERN_WRITTEN_OUT ? PATTERN_WRITTEN_OUT + 1 : (unsigned)n;
}

static const char *read_bound(const char *p, unsigned *bound)
{
	for (*bound = 0; *p >= '0' && *p <= '9'; p++)
		*bound = capped(*bound * 10ull + (unsigned)(*p - '0'));
	return p;
}

/* The repetition at p: how often it copies, whether it may take nothing and
 * whether it has no end. */
struct repetition {
	unsigned copies;
	bool optional, endless;
};

static const char *read_repetition(const char *p, struct repetition *r)
{
	unsigned least, most;
	const char *end;

	*r = (struct repetition){
		.copies = *p == '+' ? 2 : 1,
		.optional = *p == '*' || *p == '?',
		.endless = *p == '*' || *p == '+',
	};
	if (*p != '{')
		return p + 1;
	end = read_bound(p + 1, &least);
	most = least;
	if (*end == ',') {
		end = read_bound(end + 1, &most);
		r->endless = end[-1] == ',';
	}
	if (*end != '}') {	/* none: left to regcomp() */
		r->endless = false;
		return p + 1;
	}
	r->optional = least == 0;
	r->copies = r->endless ? least + 1 : most > 0 ? most : 1;
	return end + 1;
}

/* Behind a bracket expression: "[]a]", "[^]a]", "[[:alpha:]]". */
static const char *skip_bracket(const char *p)
{
	p += p[1] == '^' ? 2 : 1;
	if (*p == ']')
		p++;
	while (*p && *p != ']') {
		const char inner = p[1];

		if (*p == '[' && (inner == ':' || inner == '.' ||
				  inner == '=')) {
			const char close[] = { inner, ']', '\0' };
			const char *const end = strstr(p + 2, close);

			p = end ? end + 1 : p;
		}
		p++;
	}
	return *p ? p + 1 : p;
}

/* What was read of a group, or of the whole pattern. */
struct group {
	unsigned before;	/* written out, in front of the last part */
	unsigned last;		/* the part that may be repeated */
	bool last_empty;	/* it may match nothing */
	bool branch_empty;	/* ... all before it since the last '|' */
	bool empty;		/* ... a branch before that */
};

static void begin_part(struct group *g)
{
	g->before = capped(g->before + g->last);
	g->branch_empty = g->branch_empty && g->last_empty;
	g->last = 1;
	g->last_empty = false;
}

static void begin_branch(struct group *g)
{
	begin_part(g);
	g->empty = g->empty || g->branch_empty;
	g->branch_empty = g->last_empty = true;
}

static const char *repeat(struct group *g, const char *p, const char **why)
{
	struct repetition r;

	p = read_repetition(p, &r);
	if (r.endless && g->last_empty)
		*why = "that repeats without end what may be empty";
	g->last = capped((unsigned long long)g->last * r.copies);
	g->last_empty = g->last_empty || r.optional;
	return p;
}

const char *pattern_refused(const char *p)
{
	static const struct group begun = {
		.last_empty = true, .branch_empty = true,
	};
	struct group group[PATTERN_BYTES + 1], *g = group;
	const char *why = NULL;

	if (strlen(p) > PATTERN_BYTES)
		return "of over 1000 bytes";
	*g = begun;
	while (*p && !why) {
		if (strchr("*+?{", *p)) {
			p = repeat(g, p, &why);
		} else if (*p == '|') {
			begin_branch(g);
			p++;
		} else if (*p == ')' && g > group) {
			begin_branch(g);
			g--;
			g->last = capped(g[1].before + g[1].last);
			g->last_empty = g[1].empty;
			p++;
		} else {
			begin_part(g);
			/* '^' and '$' take nothing */
			g->last_empty = *p == '^' || *p == '$';
			if (*p == '(')
				*++g = begun;
			if (*p == '\\' && p[1] >= '1' && p[1] <= '9')
				why = "with a back-reference";
			p = *p == '[' ? skip_bracket(p) :
				p + (*p == '\\' && p[1] ? 2 : 1);
		}
	}
	for (; g > group; g--)
		g[-1].last = capped(g->before + g->last);
	if (!why && g->before + g->last > PATTERN_WRITTEN_OUT)
		why = "that is over 2000 characters with its repetitions"
		      " written out";
	return why;
}
