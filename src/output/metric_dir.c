/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/metric_dir.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/names.h"

enum {
	LONG_NAME = 200,	/* leaves room for what goes round it */
	SHORT_NAME = 180,
	FIRST_ROOM = 256,
	TRIES = 4096,		/* to find a free temporary name */
	NO_STAMP = -1,
};

struct file {
	const char *name;
	char *buffer;
	size_t used, room;
	int stamp;		/* of its temporary name, or NO_STAMP */
	int error;		/* errno of its failure; < 0 once told */
};

struct metric_dir {
	char *path;
	int fd;
	char *header_text;
	struct span header;	/* that text */
	struct names used;	/* names of files, others' and ours */
	struct path_file *taken;	/* others' files */
	size_t ntaken;
	struct file *file;
	uint32_t n, room;
	size_t memory;		/* of all buffers */
	uint32_t untold;	/* files before it have no error to tell */
	bool committed;
};

static int no_memory(struct fault *fault)
{
	return fault_set(fault, "not enough memory");
}

/* -1: memory is short. */
static int copy_taken(struct metric_dir *dir, const struct metric_taken *taken)
{
	for (size_t i = 0; i < taken->nnames; i++)
		if (names_add(&dir->used, span_from(taken->name[i])) ==
		    NAME_ABSENT)
			return -1;
	if (taken->nfiles == 0)
		return 0;
	dir->taken = calloc(taken->nfiles, sizeof(*dir->taken));
	if (!dir->taken)
		return -1;
	memcpy(dir->taken, taken->file, taken->nfiles * sizeof(*dir->taken));
	dir->ntaken = taken->nfiles;
	return 0;
}

struct metric_dir *metric_dir_new(const char *path,
				  const struct metric_taken *taken,
				  struct span header, struct fault *fault)
{
	struct metric_dir *dir = calloc(1, sizeof(*dir));

	if (!dir) {
		no_memory(fault);
		return NULL;
	}
	names_init(&dir->used);
	dir->path = strdup(path);
	dir->header_text = strndup(header.ptr, header.len);
	dir->header = span_of(dir->header_text, header.len);
	const bool short_of = !dir->path || !dir->header_text ||
		copy_taken(dir, taken) < 0;

	dir->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->fd >= 0 && !short_of)
		return dir;
	if (short_of)
		no_memory(fault);
	else
		fault_set(fault, "%s: %s", path, strerror(errno));
	metric_dir_free(dir);
	return NULL;
}

static void temporary_name(const struct file *file, char *out, size_t size)
{
	snprintf(out, size, ".%s.%06x", file->name, (unsigned)file->stamp);
}

static void remove_file(const struct metric_dir *dir, struct file *file)
{
	char name[NAME_MAX + 1];

	if (file->stamp == NO_STAMP)
		return;
	temporary_name(file, name, sizeof(name));
	unlinkat(dir->fd, name, 0);
	file->stamp = NO_STAMP;
}

static void drop_buffer(struct metric_dir *dir, struct file *file)
{
	free(file->buffer);
	file->buffer = NULL;
	dir->memory -= file->room;
	file->used = file->room = 0;
}

void metric_dir_free(struct metric_dir *dir)
{
	if (!dir)
		return;
	for (uint32_t i = 0; i < dir->n; i++) {
		remove_file(dir, &dir->file[i]);
		drop_buffer(dir, &dir->file[i]);
	}
	if (dir->fd >= 0)
		close(dir->fd);
	names_release(&dir->used);
	free(dir->taken);
	free(dir->file);
	free(dir->header_text);
	free(dir->path);
	free(dir);
}

/* Fowler, Noll, Vo: offset and prime of 64 bits, RFC 9923. */
static uint64_t fnv1a(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return hash;
}

/* A metric's name as a file's, without suffix; out holds NAME_MAX bytes. */
static void encode(const char *metric, char *out)
{
	size_t n = 0;

	for (const char *p = metric; *p && n <= LONG_NAME; p++) {
		const unsigned char c = (unsigned char)*p;

		/* "%2F" is not to be a '/': many names would be one */
		if ((c < ' ' && c != '\n') || c == 0x7f || c == '/' ||
		    (c == '.' && p == metric) ||
		    (c == '%' && isxdigit((unsigned char)p[1]) &&
		     isxdigit((unsigned char)p[2])))
			n += (size_t)sprintf(out + n, "%%%02X", c);
		else
			out[n++] = *p;
	}
	out[n] = '\0';
	if (n == 0)
		strcpy(out, "%");	/* ".csv" would be hidden */
	if (n > LONG_NAME)
		sprintf(out + SHORT_NAME, "~%016" PRIx64, fnv1a(metric));
}

static bool is_taken(const struct metric_dir *dir, const char *name, int len)
{
	struct path_file file;

	if (names_find(&dir->used, span_of(name, (size_t)len)) != NAME_ABSENT)
		return true;
	if (dir->ntaken == 0 || !path_file(dir->fd, name, &file))
		return false;
	for (size_t i = 0; i < dir->ntaken; i++)
		if (path_file_same(&file, &dir->taken[i]))
			return true;
	return false;
}

static const char *choose_name(struct metric_dir *dir, const char *metric)
{
	char stem[NAME_MAX], name[NAME_MAX + 32];

	encode(metric, stem);
	int n = sprintf(name, "%s.csv", stem);

	for (unsigned i = 2; is_taken(dir, name, n); i++)
		n = sprintf(name, "%s~%u.csv", stem, i);
	const uint32_t number = names_add(&dir->used,
					  span_of(name, (size_t)n));

	return number == NAME_ABSENT ? NULL : dir->used.text[number];
}

int metric_dir_add(struct metric_dir *dir, const char *metric,
		   struct fault *fault)
{
	if (dir->n == dir->room) {
		const uint32_t room = dir->room ? 2 * dir->room : FIRST_ROOM;
		struct file *file = realloc(dir->file, room * sizeof(*file));

		if (!file)
			return no_memory(fault);
		dir->file = file;
		dir->room = room;
	}
	struct file *file = &dir->file[dir->n];

	*file = (struct file){ .name = choose_name(dir, metric),
			       .stamp = NO_STAMP };
	if (!file->name)
		return no_memory(fault);
	dir->n++;
	return metric_dir_append(dir, dir->n - 1, &dir->header, 1, fault);
}

uint32_t metric_dir_count(const struct metric_dir *dir)
{
	return dir->n;
}

/* The first time under a name that nobody has; a descriptor or -1. */
static int open_file(const struct metric_dir *dir, struct file *file)
{
	const bool first = file->stamp == NO_STAMP;
	int fd = -1;

	for (int i = 0; i < (first ? TRIES : 1); i++) {
		char name[NAME_MAX + 1];

		if (first)
			file->stamp = (getpid() + i) & 0xffffff;
		temporary_name(file, name, sizeof(name));
		fd = openat(dir->fd, name, O_WRONLY | O_APPEND | O_CLOEXEC |
			    O_NOFOLLOW | (first ? O_CREAT | O_EXCL : 0), 0666);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	if (fd < 0 && first)
		file->stamp = NO_STAMP;
	return fd;
}

static int write_out(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

static void give_up(struct metric_dir *dir, struct file *file, int error)
{
	const uint32_t number = (uint32_t)(file - dir->file);

	file->error = error;
	if (number < dir->untold)
		dir->untold = number;
	remove_file(dir, file);
}

/* Tells one file that failed, if there is any. */
static int tell(struct metric_dir *dir, struct fault *fault)
{
	for (; dir->untold < dir->n; dir->untold++) {
		struct file *file = &dir->file[dir->untold];
		const int error = file->error;

		if (error <= 0)
			continue;
		file->error = -error;
		return fault_set(fault, "%s/%s: %s", dir->path, file->name,
				 strerror(error));
	}
	return 0;
}

static void flush_file(struct metric_dir *dir, struct file *file)
{
	if (file->error || file->used == 0)
		return;
	const int fd = open_file(dir, file);
	const size_t n = file->used;

	file->used = 0;
	int error = fd < 0 || write_out(fd, file->buffer, n) < 0 ? errno : 0;

	if (fd >= 0 && close(fd) < 0 && !error)
		error = errno;
	if (error)
		give_up(dir, file, error);
}

static void flush_all(struct metric_dir *dir)
{
	for (uint32_t i = 0; i < dir->n; i++) {
		flush_file(dir, &dir->file[i]);
		drop_buffer(dir, &dir->file[i]);
	}
}

static int make_room(struct metric_dir *dir, struct file *file, size_t n,
		     struct fault *fault)
{
	size_t room = file->room ? file->room : FIRST_ROOM;

	while (room < file->used + n)
		room *= 2;
	if (room == file->room)
		return 0;
	char *buffer = realloc(file->buffer, room);

	if (!buffer)
		return no_memory(fault);
	dir->memory += room - file->room;
	file->buffer = buffer;
	file->room = room;
	return 0;
}

int metric_dir_append(struct metric_dir *dir, uint32_t number,
		      const struct span *piece, size_t n, struct fault *fault)
{
	struct file *file = &dir->file[number];
	size_t total = 0;

	if (file->error)
		return 0;
	for (size_t i = 0; i < n; i++)
		total += piece[i].len;
	if (file->used + total > METRIC_DIR_FILE)
		flush_file(dir, file);
	if (file->error)
		return tell(dir, fault);
	if (make_room(dir, file, total, fault) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		memcpy(file->buffer + file->used, piece[i].ptr, piece[i].len);
		file->used += piece[i].len;
	}
	if (dir->memory <= METRIC_DIR_MEMORY)
		return 0;
	flush_all(dir);
	return tell(dir, fault);
}

static void commit_all(struct metric_dir *dir)
{
	flush_all(dir);
	for (uint32_t i = 0; i < dir->n; i++) {
		struct file *file = &dir->file[i];
		char name[NAME_MAX + 1];

		if (file->stamp == NO_STAMP)
			continue;
		temporary_name(file, name, sizeof(name));
		if (renameat(dir->fd, name, dir->fd, file->name) == 0)
			file->stamp = NO_STAMP;
		else
			give_up(dir, file, errno);
	}
}

int metric_dir_commit(struct metric_dir *dir, struct fault *fault)
{
	if (!dir->committed)
		commit_all(dir);
	dir->committed = true;
	return tell(dir, fault);
}
