/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gunzip: with every library the same text and the same verdict as zlib's own
 * reader of gzip, on members with headers of every kind, whole, cut at every
 * byte and with every bit turned over.
 */
#include "input/gunzip.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "suite.h"

enum {
	PACKED_MAX = 4096,
	TEXT_MAX = 8192,
};

struct verdict {
	char text[TEXT_MAX];
	size_t len;
	bool complete, error;
};

static char text[TEXT_MAX / 2];

static void make_text(void)
{
	/* runs, repeats and noise: all that deflate knows */
	srand(1);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 512 < 100 ? (char)rand() :
			i % 512 < 300 ? "kvm:kvm_exit: reason\n"[i % 21] : '.';
}

/* One member; the header's parts by zlib's own writer. */
static size_t pack(char *out, size_t n, int level, unsigned parts)
{
	static Bytef extra[] = "extra\0field";
	static Bytef name[] = "a name", comment[] = "a comment";
	gz_header header = {
		.os = 3, .time = 1234567,
		.extra = parts & 1 ? extra : Z_NULL,
		.extra_len = sizeof(extra),
		.name = parts & 2 ? name : Z_NULL,
		.comment = parts & 4 ? comment : Z_NULL,
		.hcrc = parts & 8 ? 1 : 0,
	};
	z_stream z = { 0 };

	ck_assert_int_eq(deflateInit2(&z, level, Z_DEFLATED, MAX_WBITS + 16, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);
	ck_assert_int_eq(deflateSetHeader(&z, &header), Z_OK);
	z.next_in = (Bytef *)text;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)out;
	z.avail_out = PACKED_MAX;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);

	const size_t len = PACKED_MAX - z.avail_out;

	deflateEnd(&z);
	return len;
}

static struct verdict by_zlib(const char *bytes, size_t n)
{
	struct verdict v = { 0 };
	z_stream z = { 0 };

	ck_assert_int_eq(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)v.text;
	z.avail_out = TEXT_MAX;

	const int status = inflate(&z, Z_SYNC_FLUSH);

	v.len = TEXT_MAX - z.avail_out;
	v.complete = status == Z_STREAM_END;
	v.error = status != Z_STREAM_END && status != Z_OK &&
		status != Z_BUF_ERROR;
	/* what is left must be padding, and is garbage if it is not */
	v.error |= v.complete && z.avail_in > 0;
	inflateEnd(&z);
	return v;
}

/* In pieces of chunk bytes, to pieces of room bytes. */
static struct verdict by_us(const char *bytes, size_t n, size_t chunk,
			    size_t room)
{
	struct gunzip *gunzip = gunzip_new();
	struct verdict v = { 0 };
	struct span in = { bytes, 0 };
	size_t at = 0;
	bool full = false;

	ck_assert_ptr_nonnull(gunzip);
	while (!gunzip_error(gunzip) && (at < n || in.len > 0 || full)) {
		if (in.len == 0 && !full) {
			in = span_of(bytes + at, chunk < n - at ? chunk :
				     n - at);
			at += in.len;
		}

		char *const to = v.text + v.len;
		const size_t most = room < TEXT_MAX - v.len ? room :
			TEXT_MAX - v.len;
		const size_t got = (size_t)(gunzip_step(gunzip, &in, to, most) -
					    to);

		v.len += got;
		full = got == most;
	}
	v.complete = gunzip_complete(gunzip);
	v.error = gunzip_error(gunzip) != NULL;
	gunzip_free(gunzip);
	return v;
}

static void ck_like_zlib(const char *bytes, size_t n, size_t chunk, size_t room)
{
	const struct verdict want = by_zlib(bytes, n);
	const struct verdict got = by_us(bytes, n, chunk, room);

	ck_assert_int_eq(got.error, want.error);
	if (!want.error) {
		ck_assert_int_eq(got.complete, want.complete);
		ck_assert_uint_eq(got.len, want.len);
	}
	ck_assert(!memcmp(got.text, want.text, got.len < want.len ? got.len :
			  want.len));
}

/* _i: which parts the header has */
START_TEST(headers)
{
	char packed[PACKED_MAX];
	const size_t n = pack(packed, 50, 6, (unsigned)_i);

	for (size_t chunk = 1; chunk <= n; chunk++)
		ck_like_zlib(packed, n, chunk, 1 + chunk % 60);
	for (size_t cut = 2; cut < n; cut++)
		ck_like_zlib(packed, cut, 1 + cut % 7, 100);
	for (size_t i = 2; i < n; i++)
		for (int bit = 0; bit < 8; bit++) {
			packed[i] ^= (char)(1 << bit);
			ck_like_zlib(packed, n, 1 + i % 9, 100);
			packed[i] ^= (char)(1 << bit);
		}
}
END_TEST

/* _i: the level, 0 being stored blocks */
START_TEST(texts)
{
	char packed[PACKED_MAX];
	const size_t len = _i == 0 ? 2000 : sizeof(text);
	const size_t n = pack(packed, len, _i, 0);

	for (size_t chunk = 1; chunk <= n; chunk += chunk)
		for (size_t room = 1; room <= 2 * len; room += 1 + room / 2)
			ck_like_zlib(packed, n, chunk, room);
	for (size_t cut = 2; cut < n; cut++)
		ck_like_zlib(packed, cut, 1 + cut % 50, 1 + cut % 1000);
}
END_TEST

/* text that was damaged, and mostly cannot be inflated to its end */
START_TEST(damaged)
{
	char packed[PACKED_MAX];
	const size_t n = pack(packed, sizeof(text), 1 + _i % 9, 0);

	srand((unsigned)_i);
	for (int i = 0; i < 3000; i++) {
		const size_t at = 10 + (size_t)rand() % (n - 10);
		const char was = packed[at];

		packed[at] = (char)rand();
		ck_like_zlib(packed, n, 1 + (size_t)rand() % n,
			     1 + (size_t)rand() % 2000);
		packed[at] = was;
	}
}
END_TEST

static int run_all(const char *name, const char *library)
{
	setenv("DELTA_PROCESSOR_INFLATE", library, 1);

	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create("gunzip");

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, make_text, NULL);
	tcase_add_loop_test(tcase, headers, 0, 16);
	tcase_add_loop_test(tcase, texts, 0, 10);
	tcase_add_loop_test(tcase, damaged, 0, 9);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}

int main(void)
{
	const int failed = run_all("gunzip, zlib", "zlib") +
		run_all("gunzip, ISA-L", "isal");

	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
