/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source: the same text whatever each read gives, with whatever inflates and in
 * however many threads; gzip made here comes out as it went in, and gzip from
 * elsewhere as zlib alone inflates it.
 */
#include <string.h>
#include <zlib.h>

#include "fuzz.h"
#include "input/source.h"

enum {
	TEXT_MAX = 4 << 20,
	GZIP_ONLY = 16,
	HELD_BACK = 600,	/* two of deflate's longest matches, and more */
};

struct text {
	size_t len;
	int result;		/* of the last source_next() */
	bool full;
	char bytes[TEXT_MAX];
};

static void check_block(struct span block)
{
	unsigned sum = 0;

	FUZZ_CHECK(block.len > 0 && block.ptr[block.len - 1] == '\n');
	FUZZ_CHECK(block.ptr[-1] == '\n');
	/* a sanitizer looks at these */
	for (size_t i = 1; i <= SOURCE_SLACK; i++)
		sum += (unsigned char)block.ptr[-(ptrdiff_t)i] +
		       (unsigned char)block.ptr[block.len + i - 1];
	FUZZ_CHECK(sum < 2 * 256 * SOURCE_SLACK);
}

static void read_all(struct text *text, const void *bytes, size_t len,
		     size_t chunk)
{
	struct fault fault = { "" };
	struct source *const source = source_open_memory(bytes, len, chunk,
							 &fault);
	struct span block;

	FUZZ_CHECK(source);
	text->len = 0;
	text->full = false;
	while ((text->result = source_next(source, &block, &fault)) > 0) {
		check_block(block);
		if (block.len > TEXT_MAX - text->len) {
			text->full = true;
			break;
		}
		memcpy(text->bytes + text->len, block.ptr, block.len);
		text->len += block.len;
	}
	if (text->result <= 0) {	/* it is final */
		const struct span torn = source_torn(source);

		FUZZ_CHECK(source_next(source, &block, &fault) == text->result);
		FUZZ_CHECK(torn.len == 0 || text->result < 0);
		text->full = torn.len > TEXT_MAX - text->len;
		if (!text->full) {
			memcpy(text->bytes + text->len, torn.ptr, torn.len);
			text->len += torn.len;
		}
	}
	FUZZ_CHECK(text->full || source_bytes_read(source) <= len);
	source_close(source);
}

/* How much of broken gzip data can be inflated depends a little on the steps;
 * and ISA-L goes on with sets of codes that zlib refuses (incomplete ones), up
 * to what is wrong for it, too. */
static void check_same(const struct text *a, const struct text *b,
		       bool one_library)
{
	if (a->full || b->full)
		return;
	FUZZ_CHECK(a->result == b->result);
	if (a->result < 0) {
		const size_t len = a->len < b->len ? a->len : b->len;

		FUZZ_CHECK(!one_library || (a->len - len < HELD_BACK &&
					    b->len - len < HELD_BACK));
		FUZZ_CHECK(!memcmp(a->bytes, b->bytes, len));
		return;
	}
	FUZZ_CHECK(a->len == b->len);
	FUZZ_CHECK(!memcmp(a->bytes, b->bytes, a->len));
}

/* The text of plain bytes: themselves, with a newline at the end.  Lines are
 * shorter than SOURCE_LINE_MAX here. */
static void check_plain(const struct text *text, const uint8_t *bytes,
			size_t len)
{
	const bool ends = len == 0 || bytes[len - 1] == '\n';

	FUZZ_CHECK(text->result == 0);
	FUZZ_CHECK(text->len == len + !ends);
	FUZZ_CHECK(!memcmp(text->bytes, bytes, len));
}

/* Members, cut where the bits of choice say. */
static size_t pack(const uint8_t *bytes, size_t len, unsigned choice,
		   uint8_t *out, size_t room)
{
	const size_t members = 1 + choice % 3;
	uint8_t *to = out;

	for (size_t m = 0; m < members; m++) {
		const size_t from = len * m / members;
		z_stream z = { 0 };

		FUZZ_CHECK(deflateInit2(&z, 1, Z_DEFLATED, MAX_WBITS +
					GZIP_ONLY, 8, Z_FIXED) == Z_OK);
		z.next_in = (z_const Bytef *)bytes + from;
		z.avail_in = (uInt)(len * (m + 1) / members - from);
		z.next_out = to;
		z.avail_out = (uInt)(room - (size_t)(to - out));
		FUZZ_CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
		to = z.next_out;
		deflateEnd(&z);
	}
	if (choice & 4)		/* padding */
		for (int i = 0; i < 5; i++)
			*to++ = 0;
	return (size_t)(to - out);
}

/* What zlib makes of the bytes in one go: how much text of the first member,
 * and whether that is all there is and right. */
static bool inflate_first(const uint8_t *bytes, size_t len, struct text *text)
{
	z_stream z = { .next_in = (z_const Bytef *)bytes,
		       .avail_in = (uInt)len };

	FUZZ_CHECK(inflateInit2(&z, MAX_WBITS + GZIP_ONLY) == Z_OK);
	z.next_out = (Bytef *)text->bytes;
	z.avail_out = TEXT_MAX;
	const int status = inflate(&z, Z_SYNC_FLUSH);

	text->len = TEXT_MAX - z.avail_out;
	text->full = z.avail_out == 0;
	const bool whole = status == Z_STREAM_END && z.avail_in == 0;

	inflateEnd(&z);
	return whole;
}

static void choose_way(const char *inflate, const char *threads)
{
	setenv("DELTA_PROCESSOR_INFLATE", inflate, 1);
	setenv("DELTA_PROCESSOR_THREADS", threads, 1);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 18, 19, 64, 4095 };
	static struct text whole, cut;
	const unsigned choice = fuzz_choice(bytes, len);
	const size_t chunk = chunks[choice % 8];

	if (len > SOURCE_LINE_MAX)
		len = SOURCE_LINE_MAX;
	choose_way("zlib", "0");
	read_all(&whole, bytes, len, 0);
	choose_way(choice & 64 ? "zlib" : "isal", choice & 32 ? "1" : "0");
	read_all(&cut, bytes, len, chunk);
	check_same(&whole, &cut, choice & 64);
	if (len < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b) {
		check_plain(&whole, bytes, len);
	} else if (inflate_first(bytes, len, &cut) && !cut.full) {
		FUZZ_CHECK(whole.result == 0);
	} else if (!cut.full && !whole.full && cut.len <= SOURCE_LINE_MAX) {
		/* what could be inflated is handed out */
		const size_t least = cut.len < HELD_BACK ? 0 :
							   cut.len - HELD_BACK;

		FUZZ_CHECK(whole.len >= least);
		FUZZ_CHECK(!memcmp(whole.bytes, cut.bytes, least));
	}

	const size_t room = 2 * len + 1024;
	uint8_t *const packed = malloc(room);

	FUZZ_CHECK(packed);
	read_all(&cut, packed, pack(bytes, len, choice >> 3, packed, room),
		 chunk);
	check_plain(&cut, bytes, len);
	free(packed);
}
