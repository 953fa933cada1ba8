/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source: every text comes out whole, however it is cut; expected texts come
 * from reference(), gzip from zlib's compressor.  All of it with one thread and
 * with two, and with each library that inflates.
 */
#include "input/source.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "suite.h"

struct text {
	char *ptr;
	size_t len;
	size_t room;
};

static char *add_room(struct text *text, size_t n)
{
	if (n >= text->room - text->len) {
		text->room = 2 * (text->len + n + 1);
		text->ptr = realloc(text->ptr, text->room);
		ck_assert_ptr_nonnull(text->ptr);
	}
	text->len += n;
	return text->ptr + text->len - n;
}

static void add(struct text *text, const void *bytes, size_t n)
{
	memcpy(add_room(text, n), bytes, n);
}

static void add_run(struct text *text, char c, size_t n)
{
	memset(add_room(text, n), c, n);
}

static struct text text_of(const char *bytes, size_t n)
{
	struct text text = { 0 };

	add(&text, bytes, n);
	return text;
}

#define TEXT(literal) text_of(literal, sizeof(literal) - 1)

static void ck_same(struct text got, struct text want)
{
	ck_assert_uint_eq(got.len, want.len);
	ck_assert(want.len == 0 || !memcmp(got.ptr, want.ptr, want.len));
}

/* What the header promises, byte by byte. */
static struct text reference(struct text in)
{
	struct text out = { malloc(in.len + 1), 0, in.len + 1 };
	size_t column = 0;

	ck_assert_ptr_nonnull(out.ptr);
	for (size_t i = 0; i < in.len; i++) {
		const bool newline = in.ptr[i] == '\n';

		if (newline || column < SOURCE_LINE_MAX)
			out.ptr[out.len++] = in.ptr[i];
		column = newline ? 0 : column + 1;
	}
	if (column > 0)
		out.ptr[out.len++] = '\n';
	return out;
}

/* Appends one gzip member. */
static void add_member(struct text *out, const char *bytes, size_t n, int level)
{
	z_stream z = { 0 };

	ck_assert_int_eq(deflateInit2(&z, level, Z_DEFLATED, MAX_WBITS + 16, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);

	const size_t bound = deflateBound(&z, n);
	char *packed = malloc(bound);

	ck_assert_ptr_nonnull(packed);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)packed;
	z.avail_out = (uInt)bound;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	add(out, packed, bound - z.avail_out);
	deflateEnd(&z);
	free(packed);
}

static struct text gzip(struct text text)
{
	struct text out = { 0 };

	add_member(&out, text.ptr, text.len, 6);
	return out;
}

/* A block's promises; its slack is read, for valgrind to see. */
static void ck_block(struct span block)
{
	unsigned sum = 0;

	ck_assert_uint_gt(block.len, 0);
	ck_assert_int_eq(block.ptr[-1], '\n');
	ck_assert_int_eq(block.ptr[block.len - 1], '\n');
	for (const char *p = block.ptr - SOURCE_SLACK; p < block.ptr; p++)
		sum += *p == 'x';
	for (int i = 0; i < SOURCE_SLACK; i++)
		sum += block.ptr[block.len + (size_t)i] == 'x';
	ck_assert_uint_le(sum, 2 * SOURCE_SLACK);
}

/* Reads to the end, and what an error cut off with a newline behind it; what
 * source_next() said last. */
static int drain(struct source *source, struct text *out, struct fault *fault)
{
	struct span block;
	int got;

	add(out, "", 0);
	while ((got = source_next(source, &block, fault)) == 1) {
		ck_block(block);
		add(out, block.ptr, block.len);
	}
	ck_assert_int_eq(source_next(source, &block, fault), got);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_READY);

	const struct span torn = source_torn(source);

	if (torn.len > 0) {
		ck_assert_int_lt(got, 0);
		ck_assert_ptr_null(memchr(torn.ptr, '\n', torn.len));
		add(out, torn.ptr, torn.len);
		add(out, "\n", 1);
	}
	return got;
}

/* Reads bytes that come in chunks; the result, *out and the fault's text. */
static int read_all(struct text bytes, size_t chunk, struct text *out,
		    struct fault *fault)
{
	*out = (struct text){ 0 };

	struct source *source = source_open_memory(bytes.ptr, bytes.len, chunk,
						   fault);

	ck_assert_ptr_nonnull(source);

	const int got = drain(source, out, fault);

	ck_assert(got < 0 || source_bytes_read(source) == bytes.len);
	source_close(source);
	return got;
}

static void ck_reads(struct text bytes, size_t chunk, struct text want)
{
	struct fault fault;
	struct text got;

	ck_assert_int_eq(read_all(bytes, chunk, &got, &fault), 0);
	ck_same(got, want);
	free(got.ptr);
}

static void ck_fails(struct text bytes, const char *why, struct text want)
{
	for (size_t chunk = 0; chunk < 4; chunk++) {
		struct fault fault;
		struct text got;

		ck_assert_int_eq(read_all(bytes, chunk, &got, &fault), -1);
		ck_assert_str_eq(fault.text, why);
		ck_same(got, want);
		free(got.ptr);
	}
}

static struct text sample(void)
{
	return TEXT("qemu 1234 [001] 1.5: kvm:kvm_exit: reason\r\n\n\n"
		    "nul \0 and \xff\xfe, then a tab\t\n"
		    "\x1f\x8b in the middle\n"
		    "a line that is not finished");
}

/* plain, one member, two with the cut in a line, three with an empty one and
 * padding; in chunks of every size */
START_TEST(every_cut)
{
	struct text text = sample();
	struct text want = reference(text);
	struct text packed[3] = { gzip(text) };
	const size_t at = 30;	/* in the first line */

	add_member(&packed[1], text.ptr, at, 9);
	add_member(&packed[1], text.ptr + at, text.len - at, 0);
	add_member(&packed[2], text.ptr, text.len, 1);
	add_member(&packed[2], "", 0, 6);
	add_run(&packed[2], 0, 1000);

	ck_assert_uint_eq(want.len, text.len + 1);
	for (size_t chunk = 1; chunk <= text.len + 1; chunk++)
		ck_reads(text, chunk, want);
	for (int i = 0; i < 3; i++) {
		for (size_t chunk = 0; chunk <= packed[i].len + 1; chunk++)
			ck_reads(packed[i], chunk, want);
		free(packed[i].ptr);
	}
	free(text.ptr);
	free(want.ptr);
}
END_TEST

START_TEST(small)
{
	static const struct {
		struct span in;
		struct span want;
	} rows[] = {
#define ROW(in, want) { { in, sizeof(in) - 1 }, { want, sizeof(want) - 1 } }
		ROW("", ""),
		ROW("\n", "\n"),
		ROW("\n\n", "\n\n"),
		ROW("a", "a\n"),
		ROW("a\n", "a\n"),
		ROW("a\nb", "a\nb\n"),
		ROW("\0", "\0\n"),
		ROW("\0\0\n\0", "\0\0\n\0\n"),
		ROW("\x1f", "\x1f\n"),
		ROW("\x1f\n", "\x1f\n"),
		ROW("\x1fx\n", "\x1fx\n"),
		ROW("\x1f\x1f\x8b\n", "\x1f\x1f\x8b\n"),
		ROW("\x8b\x1f", "\x8b\x1f\n"),
		ROW("\x1f\x9d\n", "\x1f\x9d\n"),
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t chunk = 0; chunk < 5; chunk++) {
			struct text in = text_of(rows[i].in.ptr,
						 rows[i].in.len);
			struct text want = text_of(rows[i].want.ptr,
						   rows[i].want.len);

			ck_reads(in, chunk, want);
			free(in.ptr);
			free(want.ptr);
		}
	ck_reads((struct text){ 0 }, 0, (struct text){ 0 });
}
END_TEST

static void ck_both(struct text text)
{
	static const size_t chunks[] = {
		0, 997, 65536, SOURCE_READ - 1, SOURCE_READ, SOURCE_READ + 1,
	};
	struct text want = reference(text);
	struct text packed = gzip(text);

	for (size_t i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
		ck_reads(text, chunks[i], want);
		ck_reads(packed, chunks[i], want);
	}
	ck_reads(packed, 1, want);
	free(want.ptr);
	free(packed.ptr);
}

/* one line about as long as is allowed, alone, behind and before others */
START_TEST(long_line)
{
	static const size_t before[] = { 0, 1, 100, 65535, 65536,
					 SOURCE_READ - 1, SOURCE_READ };
	const size_t len = (size_t)SOURCE_LINE_MAX - 2 + (size_t)_i % 5;
	const size_t lead = before[_i / 5];
	struct text text = { 0 };

	if (lead > 0) {
		add_run(&text, 'b', lead - 1);
		add(&text, "\n", 1);
	}
	add_run(&text, 'L', len);
	ck_both(text);
	add(&text, "\n", 1);
	ck_both(text);
	add(&text, "after\nand unfinished", 20);
	ck_both(text);
	free(text.ptr);
}
END_TEST

START_TEST(much_too_long)
{
	struct text text = { 0 };

	add(&text, "short\n", 6);
	add_run(&text, 'a', 3 * (size_t)SOURCE_LINE_MAX + 17);
	add(&text, "\nx\n", 3);
	add_run(&text, 'b', 5 * (size_t)SOURCE_LINE_MAX);
	add(&text, "\n", 1);
	add_run(&text, 'c', 2 * (size_t)SOURCE_LINE_MAX);
	ck_both(text);
	free(text.ptr);
}
END_TEST

/* the head of a line that never ends, out of 1/1000 of its size */
START_TEST(bomb)
{
	struct text text = { 0 };
	struct text want = { 0 };

	add_run(&text, 0, 20 << 20);

	struct text packed = gzip(text);

	add_run(&want, 0, SOURCE_LINE_MAX);
	add(&want, "\n", 1);
	ck_reads(packed, 0, want);
	free(text.ptr);
	free(packed.ptr);
	free(want.ptr);
}
END_TEST

START_TEST(random_texts)
{
	struct text text = { 0 };

	srand((unsigned)_i);
	while (text.len < 3u * SOURCE_READ) {
		const unsigned kind = (unsigned)rand() % 64;
		const size_t most = kind == 0 ? 2u * SOURCE_LINE_MAX :
			kind < 8 ? 20000 : 200;

		add_run(&text, (char)('a' + rand() % 26),
			(size_t)rand() % most);
		add(&text, "\n", rand() % 50 != 0);
	}

	struct text want = reference(text);
	struct text packed = { 0 };

	for (size_t at = 0; at < text.len;) {
		size_t n = (size_t)rand() % 400000;

		n = n < text.len - at ? n : text.len - at;
		add_member(&packed, text.ptr + at, n, rand() % 10);
		at += n;
	}
	for (int i = 0; i < 5; i++) {
		ck_reads(text, 1 + (size_t)rand() % 300000, want);
		ck_reads(packed, 1 + (size_t)rand() % 70000, want);
	}
	free(text.ptr);
	free(want.ptr);
	free(packed.ptr);
}
END_TEST

/* How many bytes zlib gets out of these. */
static size_t inflatable(const char *bytes, size_t n, char *out, size_t room)
{
	z_stream z = { 0 };

	ck_assert_int_eq(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
	return room - z.avail_out;
}

START_TEST(truncated)
{
	static const int levels[] = { 0, 1, 9 };
	struct text text = sample();

	for (int i = 0; i < 200; i++) {
		char line[32];

		add(&text, line, (size_t)sprintf(line, "%d,kvm_%d\n", i * i,
						 i % 7));
	}

	struct text packed = { 0 };
	char *out = malloc(text.len);

	add_member(&packed, text.ptr, text.len, levels[_i]);
	for (size_t n = 2; n < packed.len; n++) {
		struct text want = { 0 };
		struct text got;
		struct fault fault;
		const size_t len = inflatable(packed.ptr, n, out, text.len);

		add(&want, text.ptr, len);
		if (len > 0 && text.ptr[len - 1] != '\n')
			add(&want, "\n", 1);

		const struct text cut = { packed.ptr, n, n };

		ck_assert_int_eq(read_all(cut, n % 5, &got, &fault), -1);
		ck_assert_str_eq(fault.text,
				 "memory: the gzip data are cut short");
		ck_same(got, want);
		free(got.ptr);
		free(want.ptr);
	}
	free(out);
	free(text.ptr);
	free(packed.ptr);
}
END_TEST

/* cut short at each byte, in chunks: whole lines are handed out, no other */
START_TEST(torn_line)
{
	const char lines[] = "1.5,a\n2.25,b\n3.125,a\n";
	const size_t len = sizeof(lines) - 1;
	struct text packed = { 0 };
	bool torn_once = false;

	add_member(&packed, lines, len, 0);	/* stored: bytes as they are */
	for (size_t n = packed.len - 1; n > 2; n--) {
		struct fault fault;
		struct text got = { 0 };
		char out[sizeof(lines)];
		const size_t there = inflatable(packed.ptr, n, out, len);
		size_t whole = there;
		struct source *const source = source_open_memory(packed.ptr, n,
								 n % 4, &fault);
		struct span block;

		while (whole > 0 && lines[whole - 1] != '\n')
			whole--;
		ck_assert_ptr_nonnull(source);
		add(&got, "", 0);
		while (source_next(source, &block, &fault) == 1)
			add(&got, block.ptr, block.len);
		ck_same(got, (struct text){ (char *)(uintptr_t)lines, whole,
					    0 });
		const struct span torn = source_torn(source);

		ck_assert(span_eq(torn, span_of(lines + whole, there - whole)));
		torn_once |= torn.len > 0;
		source_close(source);
		free(got.ptr);
	}
	ck_assert(torn_once);
	free(packed.ptr);
}
END_TEST

/* a second member that is cut short, within its header too */
START_TEST(truncated_later)
{
	struct text packed = { 0 };

	add_member(&packed, "one\ntw", 6, 6);

	const size_t first = packed.len;

	add_member(&packed, "", 0, 6);

	const size_t last = packed.len;

	for (packed.len = first + 1; packed.len < last; packed.len++)
		ck_fails(packed, "memory: the gzip data are cut short",
			 (struct text){ (char[]){ "one\ntw\n" }, 7, 0 });
	free(packed.ptr);
}
END_TEST

START_TEST(corrupt)
{
	struct text text = sample();
	struct text want = reference(text);
	struct text packed = gzip(text);

	/* CRC and length stand in the last 8 bytes: all text is out by then */
	for (size_t i = packed.len - 8; i < packed.len; i++) {
		packed.ptr[i] ^= 0x10;
		ck_fails(packed, "memory: corrupt gzip data", want);
		packed.ptr[i] ^= 0x10;
	}
	/* anywhere else: an error, or a byte that means nothing */
	for (size_t i = 2; i < packed.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			struct text got;
			struct fault fault;

			packed.ptr[i] ^= (char)(1 << bit);
			if (read_all(packed, i % 3, &got, &fault) == 0)
				ck_same(got, want);
			packed.ptr[i] ^= (char)(1 << bit);
			free(got.ptr);
		}
	free(text.ptr);
	free(want.ptr);
	free(packed.ptr);
}
END_TEST

START_TEST(behind_a_member)
{
	static const char garbage[] = "memory: garbage behind the gzip data";
	struct text text = TEXT("one\ntwo");
	struct text want = reference(text);
	struct text packed = gzip(text);
	const size_t len = packed.len;

	add(&packed, "x", 1);
	ck_fails(packed, garbage, want);
	packed.len = len;
	add(&packed, "\0\0x", 3);
	ck_fails(packed, garbage, want);
	packed.len = len;
	add(&packed, "\x1f\x8c", 2);
	ck_fails(packed, "memory: corrupt gzip data", want);

	/* another one behind padding goes on with the line */
	packed.len = len;
	add_run(&packed, 0, 511);
	add_member(&packed, "!\n", 2, 6);
	for (size_t chunk = 0; chunk < 10; chunk++)
		ck_reads(packed, chunk, (struct text){
				(char[]){ "one\ntwo!\n" }, 9, 0 });
	free(text.ptr);
	free(want.ptr);
	free(packed.ptr);
}
END_TEST

/* ---- descriptors ---- */

static char dir[] = "/tmp/test_source.XXXXXX";
static char path[sizeof(dir) + 8];

static void make_dir(void)
{
	/* another test of this process may have filled it in */
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
}

static void remove_dir(void)
{
	unlink(path);
	rmdir(dir);
}

static void write_file(struct text bytes)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes.ptr, 1, bytes.len, f), bytes.len);
	ck_assert_int_eq(fclose(f), 0);
}

static struct source *open_ok(const char *name)
{
	struct fault fault;
	struct source *source = source_open(name, &fault);

	ck_assert_ptr_nonnull(source);
	return source;
}

/* A source on standard input, which is the pipe's other end. */
static struct source *open_pipe(int *to)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	*to = ends[1];
	return open_ok("-");
}

/* a pipe is made larger where that is allowed, never smaller */
START_TEST(pipe_size)
{
	int other[2];

	ck_assert_int_eq(pipe(other), 0);

	const int most = fcntl(other[0], F_SETPIPE_SZ, 1 << 20);
	int to;
	struct source *source = open_pipe(&to);

	ck_assert_int_ge(fcntl(to, F_GETPIPE_SZ), most);
	source_close(source);

	const int large = fcntl(to, F_SETPIPE_SZ, 2 << 20);

	source = open_ok("-");
	ck_assert_int_ge(fcntl(to, F_GETPIPE_SZ), large);
	source_close(source);
}
END_TEST

static void send(int fd, const char *bytes, size_t n)
{
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
}

static void ck_next(struct source *source, const char *want)
{
	struct fault fault;
	struct span block;

	ck_assert_int_eq(source_next(source, &block, &fault), 1);
	ck_block(block);
	ck_assert(span_eq(block, span_from(want)));
}

static void ck_ends(struct source *source)
{
	struct fault fault;
	struct span block;

	ck_assert_int_eq(source_next(source, &block, &fault), 0);
	source_close(source);
}

/* a block is one read */
START_TEST(chunks)
{
	static const char text[] = "a\nb\nc\n";
	struct fault fault;
	struct source *source = source_open_memory(text, 6, 2, &fault);

	ck_next(source, "a\n");
	ck_next(source, "b\n");
	ck_next(source, "c\n");
	ck_ends(source);
	source = source_open_memory(text, 6, 5, &fault);
	ck_next(source, "a\nb\n");
	ck_next(source, "c\n");
	ck_ends(source);
}
END_TEST

START_TEST(files)
{
	struct text text = sample();
	struct text want = reference(text);
	struct text packed = gzip(text);
	struct text got = { 0 };
	struct fault fault;

	write_file(text);

	struct source *source = open_ok(path);

	ck_assert_str_eq(source_name(source), path);
	ck_assert_int_eq(source_size(source), (int64_t)text.len);
	ck_assert_int_eq(source_wait(source, -1, NULL), SOURCE_READY);
	ck_assert_int_eq(drain(source, &got, &fault), 0);
	ck_same(got, want);
	ck_assert_uint_eq(source_bytes_read(source), text.len);
	ck_assert_uint_eq(source_bytes_text(source), text.len);
	ck_assert(!source_is_gzip(source));
	source_close(source);

	write_file(packed);
	source = open_ok(path);
	got.len = 0;
	ck_assert_int_eq(source_size(source), (int64_t)packed.len);
	ck_assert_int_eq(drain(source, &got, &fault), 0);
	ck_same(got, want);
	ck_assert_uint_eq(source_bytes_read(source), packed.len);
	ck_assert_uint_eq(source_bytes_text(source), text.len);
	ck_assert(source_is_gzip(source));
	source_close(source);
	source_close(NULL);
	free(text.ptr);
	free(want.ptr);
	free(packed.ptr);
	free(got.ptr);
}
END_TEST

/* what another program has read of it is not ours */
START_TEST(stdin_ahead)
{
	struct text text = TEXT("header\nrest\n");

	write_file(text);
	close(STDIN_FILENO);
	ck_assert_int_eq(open(path, O_RDONLY), STDIN_FILENO);
	ck_assert_int_eq(lseek(STDIN_FILENO, 7, SEEK_SET), 7);

	struct source *source = open_ok("-");

	ck_assert_str_eq(source_name(source), "stdin");
	ck_assert_int_eq(source_size(source), 5);
	ck_next(source, "rest\n");
	ck_ends(source);
	ck_assert_int_ge(fcntl(STDIN_FILENO, F_GETFD), 0);
	free(text.ptr);
}
END_TEST

static void ck_no_open(const char *name, const char *why)
{
	struct fault fault;

	ck_assert_ptr_null(source_open(name, &fault));
	ck_assert_str_eq(fault.text, why);
}

START_TEST(open_errors)
{
	ck_no_open("/no/such", "/no/such: No such file or directory");
	ck_no_open("", ": No such file or directory");
	ck_no_open("/", "/: Is a directory");
	close(STDIN_FILENO);
	ck_no_open("-", "stdin: Bad file descriptor");
	ck_assert_int_eq(open("/", O_RDONLY), STDIN_FILENO);
	ck_no_open("-", "stdin: Is a directory");
}
END_TEST

START_TEST(read_error)
{
	struct source *source = open_ok("/proc/self/mem");	/* page 0 */
	struct fault fault;
	struct span block;

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(source_next(source, &block, &fault), -1);
		ck_assert_str_eq(fault.text,
				 "/proc/self/mem: Input/output error");
	}
	source_close(source);
}
END_TEST

/* a file that tells no size */
START_TEST(proc)
{
	struct source *source = open_ok("/proc/self/comm");
	struct fault fault;
	struct span block;

	ck_assert_int_eq(source_size(source), -1);
	ck_assert_int_eq(source_next(source, &block, &fault), 1);
	ck_ends(source);
}
END_TEST

/* nothing is waited for that is not needed */
START_TEST(live)
{
	int to;
	struct source *source = open_pipe(&to);

	ck_assert_int_eq(source_size(source), -1);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	send(to, "a\n", 2);
	ck_next(source, "a\n");
	send(to, "b\nc", 3);
	ck_assert_int_eq(source_wait(source, -1, NULL), SOURCE_READY);
	ck_next(source, "b\n");
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	send(to, "d", 1);
	ck_assert_int_eq(source_wait(source, 20, NULL), SOURCE_PENDING);
	send(to, "e\nf", 3);
	ck_next(source, "cde\n");
	close(to);
	ck_assert_int_eq(source_wait(source, -1, NULL), SOURCE_READY);
	ck_next(source, "f\n");
	ck_ends(source);
}
END_TEST

START_TEST(live_one_byte)
{
	int to;
	struct source *source = open_pipe(&to);

	send(to, "\n", 1);
	ck_next(source, "\n");
	close(to);
	ck_ends(source);

	source = open_pipe(&to);
	send(to, "\x1f", 1);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	close(to);
	ck_next(source, "\x1f\n");
	ck_ends(source);
}
END_TEST

/* a head that goes out, and a rest that keeps the reader busy for ever, but
 * not deaf */
START_TEST(live_long)
{
	int to;
	struct source *source = open_pipe(&to);
	struct text part = { 0 };
	struct fault fault;
	struct span block;

	add_run(&part, 'x', 32768);
	for (int i = 0; i < SOURCE_LINE_MAX / 32768; i++) {
		ck_assert_int_eq(source_wait(source, 0, NULL),
				 SOURCE_PENDING);
		send(to, part.ptr, part.len);
	}
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_READY);
	ck_assert_int_eq(source_next(source, &block, &fault), 1);
	ck_assert_uint_eq(block.len, SOURCE_LINE_MAX + 1);
	ck_block(block);
	for (int i = 0; i < 40; i++) {
		send(to, part.ptr, part.len);
		ck_assert_int_eq(source_wait(source, 0, NULL),
				 SOURCE_PENDING);
	}
	send(to, "\nnext\n", 6);
	ck_next(source, "next\n");
	close(to);
	ck_ends(source);
	free(part.ptr);
}
END_TEST

/* lines come out as soon as their bytes have come in; the rest of a block that
 * is inflated already needs no reading */
START_TEST(live_gzip)
{
	int to;
	struct source *source = open_pipe(&to);
	struct text text = { 0 };
	struct text got = { 0 };
	struct fault fault;

	for (int i = 0; i < 8 * SOURCE_READ / 8; i++)
		add(&text, "repeat!\n", 8);

	struct text packed = gzip(text);

	ck_assert_uint_lt(packed.len, 32768);	/* goes in at once */
	send(to, packed.ptr, packed.len);
	while (got.len < text.len) {
		struct span block;

		ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_READY);
		ck_assert_int_eq(source_next(source, &block, &fault), 1);
		add(&got, block.ptr, block.len);
	}
	ck_same(got, text);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	close(to);
	ck_ends(source);
	free(text.ptr);
	free(got.ptr);
	free(packed.ptr);
}
END_TEST

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* where a step's room and its bytes end together, the rest of the text that
 * zlib has in hand is not held back */
START_TEST(live_gzip_parts)
{
	struct text text = { 0 };
	unsigned tried = 0;

	for (int i = 0; i < 2 * SOURCE_READ / 8; i++)
		add(&text, "repeat!\n", 8);

	struct text packed = gzip(text);
	char *out = malloc(text.len);

	for (size_t n = 1; n < packed.len; n++) {
		const size_t len = inflatable(packed.ptr, n, out, text.len);

		if (len <= SOURCE_READ || len > SOURCE_READ + 2000)
			continue;

		int to;
		struct source *source = open_pipe(&to);
		struct fault fault;
		struct span block;
		size_t got = 0;

		send(to, packed.ptr, n);
		while (source_wait(source, 0, NULL) == SOURCE_READY) {
			ck_assert_int_eq(source_next(source, &block, &fault),
					 1);
			got += block.len;
		}
		ck_assert_uint_eq(got, len - len % 8);
		close(to);
		source_close(source);
		tried++;
	}
	ck_assert_uint_gt(tried, 0);
	free(out);
	free(text.ptr);
	free(packed.ptr);
}
END_TEST

START_TEST(waits_as_told)
{
	int to;
	struct source *source = open_pipe(&to);
	const double start = seconds();

	ck_assert_int_eq(source_wait(source, 120, NULL), SOURCE_PENDING);
	ck_assert_double_ge(seconds() - start, 0.119);
	source_close(source);
}
END_TEST

static volatile sig_atomic_t caught;

static void catch(int number)
{
	caught = number;
}

/* Blocks SIGUSR1 behind a handler; *unblocked lets it in. */
static void block_signal(sigset_t *unblocked)
{
	const struct sigaction action = { .sa_handler = catch };
	sigset_t blocked;

	caught = 0;
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, unblocked);
	/* a test before this one may have blocked it */
	sigdelset(unblocked, SIGUSR1);
}

START_TEST(signals)
{
	sigset_t unblocked;
	int to;
	struct source *source = open_pipe(&to);

	block_signal(&unblocked);
	raise(SIGUSR1);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	ck_assert_int_eq(caught, 0);
	ck_assert_int_eq(source_wait(source, -1, &unblocked), SOURCE_SIGNAL);
	ck_assert_int_eq(caught, SIGUSR1);

	/* also where there is always something to read */
	send(to, "text\n", 5);
	raise(SIGUSR1);
	ck_assert_int_eq(source_wait(source, 0, &unblocked), SOURCE_SIGNAL);
	ck_assert_int_eq(source_wait(source, 0, &unblocked), SOURCE_READY);
	ck_next(source, "text\n");
	close(to);
	ck_ends(source);
}
END_TEST

START_TEST(signal_while_waiting)
{
	sigset_t unblocked;
	int to;
	struct source *source = open_pipe(&to);

	block_signal(&unblocked);

	const pid_t parent = getpid();
	const pid_t child = fork();

	if (child == 0) {
		usleep(50000);
		kill(parent, SIGUSR1);
		_exit(0);
	}
	ck_assert_int_eq(source_wait(source, -1, &unblocked), SOURCE_SIGNAL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	source_close(source);
}
END_TEST

/* always something to read, never a newline */
START_TEST(endless_line)
{
	sigset_t unblocked;
	struct source *source = open_ok("/dev/zero");
	struct fault fault;
	struct span block;

	block_signal(&unblocked);
	ck_assert_int_eq(source_wait(source, -1, &unblocked), SOURCE_READY);
	ck_assert_int_eq(source_next(source, &block, &fault), 1);
	ck_assert_uint_eq(block.len, SOURCE_LINE_MAX + 1);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	ck_assert_int_eq(source_wait(source, 30, NULL), SOURCE_PENDING);
	raise(SIGUSR1);
	ck_assert_int_eq(source_wait(source, -1, &unblocked), SOURCE_SIGNAL);
	source_close(source);
}
END_TEST

/* Writes text in small parts with rests between them, then exits. */
static pid_t slow_writer(int fd, struct text text, struct source *source)
{
	const pid_t child = fork();

	if (child != 0)
		return child;
	source_close(source);
	for (size_t at = 0; at < text.len;) {
		const size_t n = text.len - at < 7 ? text.len - at : 7;

		usleep(3000);
		if (write(fd, text.ptr + at, n) != (ssize_t)n)
			_exit(1);
		at += n;
	}
	_exit(0);
}

static void ck_slow(struct source *source, int to)
{
	struct text text = sample();
	struct text want = reference(text);
	struct text got = { 0 };
	struct fault fault;
	const pid_t child = slow_writer(to, text, source);
	int status;

	close(to);
	ck_assert_int_eq(drain(source, &got, &fault), 0);
	ck_same(got, want);
	/* signals may still be on their way */
	while (waitpid(child, &status, 0) < 0)
		ck_assert_int_eq(errno, EINTR);
	ck_assert_int_eq(status, 0);
	source_close(source);
	free(text.ptr);
	free(want.ptr);
	free(got.ptr);
}

/* signals all the time, with a handler that interrupts reads */
START_TEST(interrupted)
{
	const struct sigaction action = { .sa_handler = catch };
	const struct itimerval often = {
		.it_interval.tv_usec = 1000, .it_value.tv_usec = 1000,
	};
	const struct itimerval never = { 0 };
	int to;
	struct source *source = open_pipe(&to);

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	ck_slow(source, to);
	setitimer(ITIMER_REAL, &never, NULL);
	ck_assert_int_eq(caught, SIGALRM);
}
END_TEST

START_TEST(not_blocking)
{
	int to;
	struct source *source = open_pipe(&to);

	ck_assert_int_eq(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), 0);
	ck_slow(source, to);
}
END_TEST

/* the writer comes late: opening does not wait for it, reading does */
START_TEST(fifo)
{
	int go[2];
	char now;

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(pipe(go), 0);

	const pid_t child = fork();

	if (child == 0) {
		if (read(go[0], &now, 1) != 1)
			_exit(1);
		usleep(50000);

		const int to = open(path, O_WRONLY);

		_exit(to < 0 || write(to, "late\n", 5) != 5);
	}

	struct source *source = open_ok(path);

	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	close(go[0]);
	close(go[1]);
	ck_next(source, "late\n");
	ck_ends(source);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

/* whatever the other thread does just then: it waits for input, for memory, or
 * has hardly begun */
START_TEST(closed_early)
{
	const double start = seconds();
	struct fault fault;
	struct span block;
	int to;
	struct source *source = open_pipe(&to);

	ck_assert_int_eq(source_wait(source, 10, NULL), SOURCE_PENDING);
	source_close(source);
	source = open_pipe(&to);
	ck_assert_int_eq(source_wait(source, 0, NULL), SOURCE_PENDING);
	source_close(source);
	source = open_pipe(&to);
	send(to, "one\n", 4);
	ck_next(source, "one\n");
	source_close(source);
	for (int i = 0; i < 20; i++) {
		source = open_ok("/dev/zero");
		ck_assert_int_eq(source_next(source, &block, &fault), 1);
		usleep(500u * (unsigned)i);
		source_close(source);
	}
	ck_assert_double_lt(seconds() - start, 10);
}
END_TEST

static size_t in_use(void)
{
	const struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* whatever was read and not asked for is freed */
START_TEST(closed_with_text_ahead)
{
	struct fault fault;
	struct span block;
	size_t before = 0;

	for (int i = 0; i < 40; i++) {
		struct source *source = open_ok("/dev/zero");

		ck_assert_int_eq(source_next(source, &block, &fault), 1);
		usleep(5000);
		source_close(source);
		if (i == 10)
			before = in_use();
	}
	ck_assert_uint_le(in_use(), before + SOURCE_READ);
}
END_TEST

/* no descriptor for a second thread's needs: one must do */
START_TEST(no_second_thread)
{
	struct text text = sample();
	struct text want = reference(text);
	struct text got = { 0 };
	struct fault fault;

	write_file(text);

	struct source *source = open_ok(path);
	const int next = dup(STDIN_FILENO);
	struct rlimit before, few;

	close(next);
	getrlimit(RLIMIT_NOFILE, &before);
	few = before;
	few.rlim_cur = (rlim_t)next;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_assert_int_eq(drain(source, &got, &fault), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_same(got, want);
	source_close(source);
	free(text.ptr);
	free(want.ptr);
	free(got.ptr);
}
END_TEST

/* a short line now and then, and long ones: lines that begin in one piece of
 * memory and end in another */
START_TEST(long_and_short)
{
	struct text text = { 0 };

	srand((unsigned)_i);
	for (int i = 0; i < 40; i++) {
		add_run(&text, 'l', (size_t)rand() % (size_t)SOURCE_LINE_MAX);
		add(&text, "\n", 1);
		for (int n = rand() % 2000; n > 0; n--)
			add(&text, "short\n", 6);
	}

	struct text want = reference(text);

	ck_reads(text, 50 + (size_t)rand() % 5000, want);
	ck_reads(text, 50 + (size_t)rand() % 500000, want);
	free(text.ptr);
	free(want.ptr);
}
END_TEST

static int run_all(const char *name, const char *threads, const char *library)
{
	setenv("DELTA_PROCESSOR_THREADS", threads, 1);
	setenv("DELTA_PROCESSOR_INFLATE", library, 1);

	Suite *suite = suite_create(name);
	TCase *memory = tcase_create("memory");
	TCase *files_case = tcase_create("descriptors");

	tcase_set_timeout(memory, 120);
	tcase_add_test(memory, every_cut);
	tcase_add_test(memory, small);
	tcase_add_loop_test(memory, long_line, 0, 35);
	tcase_add_test(memory, much_too_long);
	tcase_add_loop_test(memory, long_and_short, 0, 5);
	tcase_add_test(memory, bomb);
	tcase_add_loop_test(memory, random_texts, 0, 10);
	tcase_add_loop_test(memory, truncated, 0, 3);
	tcase_add_test(memory, torn_line);
	tcase_add_test(memory, truncated_later);
	tcase_add_test(memory, corrupt);
	tcase_add_test(memory, behind_a_member);
	suite_add_tcase(suite, memory);

	tcase_set_timeout(files_case, 30);
	tcase_add_checked_fixture(files_case, make_dir, remove_dir);
	tcase_add_test(files_case, chunks);
	tcase_add_test(files_case, files);
	tcase_add_test(files_case, stdin_ahead);
	tcase_add_test(files_case, open_errors);
	if (access("/proc/self/mem", F_OK) == 0) {	/* mounted */
		tcase_add_test(files_case, read_error);
		tcase_add_test(files_case, proc);
	}
	tcase_add_test(files_case, pipe_size);
	tcase_add_test(files_case, live);
	tcase_add_test(files_case, live_one_byte);
	tcase_add_test(files_case, live_long);
	tcase_add_test(files_case, live_gzip);
	tcase_add_test(files_case, live_gzip_parts);
	tcase_add_test(files_case, waits_as_told);
	tcase_add_test(files_case, signals);
	tcase_add_test(files_case, signal_while_waiting);
	tcase_add_test(files_case, endless_line);
	tcase_add_test(files_case, interrupted);
	tcase_add_test(files_case, not_blocking);
	tcase_add_test(files_case, fifo);
	tcase_add_test(files_case, closed_early);
	tcase_add_test(files_case, closed_with_text_ahead);
	tcase_add_test(files_case, no_second_thread);
	suite_add_tcase(suite, files_case);

	return suite_run(suite);
}

int main(void)
{
	const int failed = run_all("source", "0", "zlib") +
		run_all("source, ISA-L", "0", "isal") +
		run_all("source, two threads", "1", "isal");

	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
