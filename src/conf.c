/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	FILE_LEN_MAX = 65536,
	LINE_LEN_MAX = 199,	/* inih would cut longer ones in two */
	NAME_LEN_MAX = 48,	/* and longer names of sections and keys */
};

/* One pass over a text.  inih asks for lines and hands back keys; which line
 * a key stands on, and where a section begins, only the reader sees. */
struct reading {
	struct conf *conf;
	struct span rest;
	unsigned line;
	struct conf_section *section;	/* NULL before the first */
	bool has_key;		/* since the last [section] line */
	bool continues;		/* the line goes on with the last key */
	unsigned failed;	/* line of *fault, 0: none */
	struct fault *fault;
};

static int out_of_memory(struct fault *fault)
{
	return fault_set(fault, "out of memory");
}

static struct conf_section *add_section(struct conf *conf, struct span name,
					unsigned line)
{
	struct conf_section *grown = realloc(conf->section,
					     (conf->n + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	conf->section = grown;
	grown[conf->n] = (struct conf_section){
		.name = strndup(name.ptr, name.len), .line = line
	};
	return grown[conf->n].name ? &grown[conf->n++] : NULL;
}

static struct conf_section *find_section(struct conf *conf, struct span name)
{
	if (span_eq(name, span_from("DEFAULT")))
		return &conf->fallback;
	for (size_t i = 0; i < conf->n; i++)
		if (span_eq(name, span_from(conf->section[i].name)))
			return &conf->section[i];
	return NULL;
}

/* line begins with '['; without an end it is left to inih to refuse. */
static int begin_section(struct reading *r, struct span line)
{
	size_t end = 1;

	while (end < line.len && line.ptr[end] != ']' &&
	       !(line.ptr[end] == ';' && isspace((unsigned char)
						 line.ptr[end - 1])))
		end++;
	if (end == line.len || line.ptr[end] != ']')
		return 0;
	const struct span name = span_of(line.ptr + 1, end - 1);

	if (name.len == 0 || name.len > NAME_LEN_MAX)
		return fault_set(r->fault, "%s:%u: a section's name has 1 to"
				 " %d bytes", r->conf->name, r->line,
				 NAME_LEN_MAX);
	r->has_key = false;
	r->section = find_section(r->conf, name);
	if (!r->section)
		r->section = add_section(r->conf, name, r->line);
	return r->section ? 0 : out_of_memory(r->fault);
}

/* Looks at a line before inih does, which takes at most max bytes. */
static int preview(struct reading *r, struct span line, size_t max)
{
	size_t blanks = 0;

	if (memchr(line.ptr, '\0', line.len))
		return fault_set(r->fault, "%s:%u: a NUL byte", r->conf->name,
				 r->line);
	if (max > LINE_LEN_MAX)
		max = LINE_LEN_MAX;
	if (line.len > max)
		return fault_set(r->fault, "%s:%u: a line of over %zu bytes (a"
				 " value may go on on indented lines)",
				 r->conf->name, r->line, max);
	if (r->line == 1 && line.len >= 3 &&
	    !memcmp(line.ptr, "\xef\xbb\xbf", 3))
		line = span_of(line.ptr + 3, line.len - 3);
	while (blanks < line.len && isspace((unsigned char)line.ptr[blanks]))
		blanks++;
	r->continues = blanks > 0 && r->has_key;
	line = span_of(line.ptr + blanks, line.len - blanks);
	if (line.len > 0 && *line.ptr == '[' && !r->continues)
		return begin_section(r, line);
	return 0;
}

/* fgets() for inih. */
static char *next_line(char *out, int room, void *stream)
{
	struct reading *r = stream;

	if (r->failed || r->rest.len == 0)
		return NULL;
	const char *end = memchr(r->rest.ptr, '\n', r->rest.len);
	const struct span line = span_of(r->rest.ptr, end ?
		(size_t)(end - r->rest.ptr) : r->rest.len);
	const size_t used = line.len + (end ? 1 : 0);

	r->rest = span_of(r->rest.ptr + used, r->rest.len - used);
	r->line++;
	if (preview(r, line, (size_t)room - 1) < 0) {
		r->failed = r->line;
		return NULL;
	}
	memcpy(out, line.ptr, line.len);
	out[line.len] = '\0';
	return out;
}

static bool known(const char *key)
{
	static const char *const whole[] = {
		"order", "comm", "by", "algorithm", "submission", "completion"
	};

	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (!strcmp(key, whole[i]))
			return true;
	return !strncmp(key, "skim", 4) || !strncmp(key, "where", 5);
}

static struct conf_value *find_value(const struct conf_section *section,
				     const char *key)
{
	for (size_t i = 0; i < section->n; i++)
		if (!strcmp(section->value[i].key, key))
			return &section->value[i];
	return NULL;
}

static int add_value(struct reading *r, const char *name, const char *text)
{
	struct conf_section *section = r->section;
	struct conf_value *grown = realloc(section->value,
		(section->n + 1) * sizeof(*grown));

	if (!grown)
		return out_of_memory(r->fault);
	section->value = grown;
	struct conf_value *value = &grown[section->n++];

	*value = (struct conf_value){ strdup(name), strdup(text), r->line };
	return value->key && value->text ? 0 : out_of_memory(r->fault);
}

static int take_value(struct reading *r, const char *name, const char *text)
{
	char key[NAME_LEN_MAX + 2] = "";	/* inih's limit and a NUL */

	for (size_t i = 0; name[i] && i + 1 < sizeof(key); i++)
		key[i] = (char)tolower((unsigned char)name[i]);
	if (!r->section)
		return fault_set(r->fault, "%s:%u: a key before the first"
				 " [section]", r->conf->name, r->line);
	if (strlen(name) > NAME_LEN_MAX || !known(key))
		return fault_set(r->fault, "%s:%u: unknown key '%s'; possible:"
				 " order, skim..., comm, where..., by,"
				 " algorithm, submission, completion",
				 r->conf->name, r->line, name);
	const struct conf_value *twin = find_value(r->section, key);

	if (twin)
		return fault_set(r->fault, "%s:%u: key '%s' again (first in"
				 " line %u)", r->conf->name, r->line, key,
				 twin->line);
	r->has_key = true;
	return add_value(r, key, text);
}

/* inih hands over a continuation with its comment. */
static size_t without_comment(const char *text)
{
	size_t len = 0;

	while (text[len] && !(text[len] == ';' && len > 0 &&
			      isspace((unsigned char)text[len - 1])))
		len++;
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	return len;
}

static int take_continuation(struct reading *r, const char *text)
{
	struct conf_value *value = &r->section->value[r->section->n - 1];
	const size_t before = strlen(value->text);
	const size_t more = without_comment(text);
	char *grown = realloc(value->text, before + more + 1);

	if (!grown)
		return out_of_memory(r->fault);
	memcpy(grown + before, text, more);
	grown[before + more] = '\0';
	value->text = grown;
	return 0;
}

/* inih's handler: 1 is success. */
static int on_key(void *user, const char *section, const char *name,
		  const char *text)
{
	struct reading *r = user;

	(void)section;
	if (r->failed)
		return 0;
	if ((r->continues ? take_continuation(r, text) :
			    take_value(r, name, text)) == 0)
		return 1;
	r->failed = r->line;
	return 0;
}

int conf_load_text(struct conf *conf, const char *name, struct span text,
		   struct fault *fault)
{
	*conf = (struct conf){ .name = strdup(name) };
	conf->fallback.name = strdup("DEFAULT");
	if (!conf->name || !conf->fallback.name)
		return out_of_memory(fault);
	struct reading reading = { .conf = conf, .rest = text, .fault = fault };
	const int wrong = ini_parse_stream(next_line, &reading, on_key,
					   &reading);

	if (wrong < 0)
		return out_of_memory(fault);
	if (wrong > 0 && (!reading.failed || (unsigned)wrong < reading.failed))
		return fault_set(fault, "%s:%d: neither a [section] nor"
				 " 'key = value'", name, wrong);
	return reading.failed ? -1 : 0;
}

/* All of a file, at most FILE_LEN_MAX bytes: its length, or -1. */
static ssize_t read_all(int fd, const char *path, char *text,
			struct fault *fault)
{
	size_t len = 0;

	for (;;) {
		const ssize_t n = read(fd, text + len, FILE_LEN_MAX + 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(fault, "%s: %s", path,
					 strerror(errno));
		if (n == 0)
			return (ssize_t)len;
		len += (size_t)n;
		if (len > FILE_LEN_MAX)
			return fault_set(fault, "%s: a conf file of over %d"
					 " bytes", path, FILE_LEN_MAX);
	}
}

/* 1: there is no such file. */
static int load_file(struct conf *conf, const char *path, struct fault *fault)
{
	*conf = (struct conf){ 0 };
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		const int absent = errno == ENOENT || errno == ENOTDIR;

		fault_set(fault, "%s: %s", path, strerror(errno));
		return absent ? 1 : -1;
	}
	char *text = malloc(FILE_LEN_MAX + 1);
	const ssize_t len = text ? read_all(fd, path, text, fault) :
				   out_of_memory(fault);
	const int result = len < 0 ? -1 :
		conf_load_text(conf, path, span_of(text, (size_t)len), fault);

	free(text);
	close(fd);
	return result;
}

int conf_load_first(struct conf *conf, const char *const *paths, size_t n,
		    struct fault *fault)
{
	for (size_t i = 0; i < n; i++) {
		const int result = load_file(conf, paths[i], fault);

		if (result <= 0)
			return result;
	}
	return conf_load_text(conf, CONF_COMPILED_IN,
			      span_from(conf_default_text), fault);
}

int conf_load(struct conf *conf, const char *path, struct fault *fault)
{
	static const char *const paths[] = {
		SYSCONFDIR "/delta_processor.conf",
		"/etc/delta_processor.conf",
	};

	if (path)
		return load_file(conf, path, fault) == 0 ? 0 : -1;
	return conf_load_first(conf, paths, sizeof(paths) / sizeof(*paths),
			       fault);
}

static void release_section(struct conf_section *section)
{
	for (size_t i = 0; i < section->n; i++) {
		free(section->value[i].key);
		free(section->value[i].text);
	}
	free(section->value);
	free(section->name);
}

void conf_release(struct conf *conf)
{
	for (size_t i = 0; i < conf->n; i++)
		release_section(&conf->section[i]);
	release_section(&conf->fallback);
	free(conf->section);
	free(conf->name);
	*conf = (struct conf){ 0 };
}

const struct conf_section *conf_find(const struct conf *conf, const char *type,
				     struct fault *fault)
{
	const char *name = !strcmp(type, "0") ? "Native" :
			   !strcmp(type, "1") ? "Threads" : type;
	char possible[700] = "";

	for (size_t i = 0; i < conf->n; i++) {
		const size_t used = strlen(possible);

		if (!strcmp(conf->section[i].name, name))
			return &conf->section[i];
		snprintf(possible + used, sizeof(possible) - used, "%s%s",
			 used ? ", " : "", conf->section[i].name);
	}
	fault_set(fault, "%s: no section [%s]; possible: %s", conf->name, name,
		  conf->n ? possible : "none");
	return NULL;
}

const struct conf_value *conf_get(const struct conf *conf,
				  const struct conf_section *section,
				  const char *key)
{
	const struct conf_value *value = find_value(section, key);

	return value ? value : find_value(&conf->fallback, key);
}
