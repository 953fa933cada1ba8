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

/* What was read of a group, or of the whole pattern; *_ways: in how many ways
 * it may match nothing. */
struct group {
	unsigned before;	/* written out, in front of the last part */
	unsigned last;		/* the part that may be repeated */
	unsigned last_ways;
	unsigned branch_ways;	/* of all before it since the last '|' */
	unsigned ways;		/* of the branches before that */
};

static void begin_part(struct group *g)
{
	g->before = capped(g->before + g->last);
	g->branch_ways = capped((unsigned long long)g->branch_ways *
				g->last_ways);
	g->last = 1;
	g->last_ways = 0;
}

static void begin_branch(struct group *g)
{
	begin_part(g);
	g->ways = capped(g->ways + g->branch_ways);
	g->branch_ways = g->last_ways = 1;
}

/* The group inside becomes the last part of g. */
static void end_group(struct group *g, struct group *inside)
{
	begin_branch(inside);
	g->last = capped(inside->before + inside->last);
	if (inside->ways > 1)
		g->last = capped((unsigned long long)g->last * inside->ways *
				 PATTERN_WAYS);
	g->last_ways = inside->ways;
}

static const char *repeat(struct group *g, const char *p, const char **why)
{
	struct repetition r;

	p = read_repetition(p, &r);
	if ((r.endless || r.copies > 1) && g->last_ways > 0)
		*why = "that repeats what may be empty";
	g->last = capped((unsigned long long)g->last * r.copies);
	g->last_ways += r.optional;
	return p;
}

/* GNU's places in a text, "\\b" and its kin. */
static bool takes_nothing(const char *p)
{
	return *p == '^' || *p == '$' ||
		(*p == '\\' && p[1] && strchr("bB<>`'", p[1]));
}

const char *pattern_refused(const char *p, unsigned *written_out)
{
	static const struct group begun = {
		.last_ways = 1, .branch_ways = 1,
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
			g--;
			end_group(g, g + 1);
			p++;
		} else if (*p == ')') {
			why = "with a ')' that closes nothing";
		} else {
			begin_part(g);
			g->last_ways = takes_nothing(p);
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
	*written_out = g->before + g->last;
	if (!why && *written_out > PATTERN_WRITTEN_OUT)
		why = "that is over 2000 characters with its repetitions"
		      " written out";
	return why;
}
