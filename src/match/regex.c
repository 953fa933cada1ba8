/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "match/regex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/pattern.h"

static int compile(regex_t *out, const char *pattern, int flags)
{
	return regcomp(out, pattern, REG_EXTENDED | flags);
}

static int bad_regex(const char *pattern, int error, const regex_t *compiled,
		     struct fault *fault)
{
	char why[128];

	regerror(error, compiled, why, sizeof(why));
	return fault_set(fault, "bad regex '%s': %s", pattern, why);
}

static int out_of_memory(struct fault *fault)
{
	return fault_set(fault, "out of memory");
}

/* By itself too: "a)|(b" must not be saved by what is put round it. */
static int compile_groups(struct regex *regex, const char *pattern,
			  struct fault *fault)
{
	const int error = compile(&regex->groups, pattern, 0);

	if (error)
		return bad_regex(pattern, error, &regex->groups, fault);
	if (regex->use != REGEX_GROUPS)
		regfree(&regex->groups);
	return 0;
}

static int compile_search(struct regex *regex, struct fault *fault)
{
	const bool all = regex->use == REGEX_ALL;

	if (asprintf(&regex->bound, "^%s(%s)%s", all ? "" : "([^a]|a)*",
		     regex->pattern, all ? "$" : "") < 0)
		return out_of_memory(fault);

	const int error = compile(&regex->search, regex->bound, REG_NOSUB);

	if (!error)
		return 0;
	free(regex->bound);
	return bad_regex(regex->pattern, error, &regex->search, fault);
}

int regex_init(struct regex *regex, const char *pattern, enum regex_use use,
	       struct fault *fault)
{
	*regex = (struct regex){ .use = use };

	const char *const refused = pattern_refused(pattern,
						    &regex->written_out);

	if (refused)
		return fault_set(fault, "a regex %s", refused);
	if (compile_groups(regex, pattern, fault) < 0)
		return -1;
	regex->pattern = strdup(pattern);
	if (!regex->pattern)
		out_of_memory(fault);
	else if (compile_search(regex, fault) == 0)
		return 0;
	if (use == REGEX_GROUPS)
		regfree(&regex->groups);
	free(regex->pattern);
	return -1;
}

void regex_release(struct regex *regex)
{
	if (regex->use == REGEX_GROUPS)
		regfree(&regex->groups);
	regfree(&regex->search);
	free(regex->bound);
	free(regex->pattern);
}

unsigned regex_groups(const struct regex *regex)
{
	return (unsigned)regex->groups.re_nsub;
}

/* Where memory is short the old one goes on. */
static void compile_anew(regex_t *old, const char *pattern, int flags)
{
	regex_t compiled;

	if (compile(&compiled, pattern, flags))
		return;
	regfree(old);
	*old = compiled;
}

static void account_for(struct regex *regex, size_t len)
{
	regex->work += (len + 1) * regex->written_out;
	if (regex->work <= REGEX_WORK)
		return;
	compile_anew(&regex->search, regex->bound, REG_NOSUB);
	if (regex->use == REGEX_GROUPS)
		compile_anew(&regex->groups, regex->pattern, 0);
	regex->work = 0;
}

static bool find(const regex_t *compiled, struct span text, regmatch_t *match,
		 size_t n)
{
	match->rm_so = 0;
	match->rm_eo = (regoff_t)text.len;
	return !regexec(compiled, text.ptr, n, match, REG_STARTEND);
}

bool regex_match(struct regex *regex, struct span text)
{
	regmatch_t whole;

	if (text.len > REGEX_TEXT_MAX)
		return false;
	account_for(regex, text.len);
	return find(&regex->search, text, &whole, 1);
}

bool regex_locate(struct regex *regex, struct span text, regmatch_t *match,
		  size_t n)
{
	return regex_match(regex, text) &&
		find(&regex->groups, text, match, n);
}
