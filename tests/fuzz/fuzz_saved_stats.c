/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saved statistics: what can be read is written, and read again, as the same
 * text; and added to nothing it stays what it is.
 */
#include <string.h>

#include "fuzz.h"
#include "stats/saved_stats.h"

static void check_fault(const struct fault *fault)
{
	FUZZ_CHECK(!strncmp(fault->text, "F:", 2));
	FUZZ_CHECK(strlen(fault->text) > 4);
	FUZZ_CHECK(strlen(fault->text) < sizeof(fault->text));
}

/* The text, to be freed. */
static char *write_text(const struct saved_stats *saved, size_t *len)
{
	char *text;
	FILE *const out = open_memstream(&text, len);

	FUZZ_CHECK(out);
	FUZZ_CHECK(saved_stats_write(out, saved) == 0);
	FUZZ_CHECK(fclose(out) == 0);
	return text;
}

static int read_text(struct saved_stats *saved, const void *bytes, size_t len,
		     struct fault *fault)
{
	FILE *const in = fmemopen((void *)bytes, len, "r");

	FUZZ_CHECK(in);
	saved_stats_init(saved);
	const int result = saved_stats_read(saved, in, "F", fault);

	fclose(in);
	return result;
}

static void check_same(const struct saved_stats *saved, const char *text,
		       size_t len)
{
	size_t again_len;
	char *const again = write_text(saved, &again_len);

	FUZZ_CHECK(again_len == len);
	FUZZ_CHECK(!memcmp(again, text, len));
	free(again);
}

static void check_merge(const struct saved_stats *saved, const char *text,
			size_t len)
{
	struct saved_stats sum;
	struct fault fault;

	saved_stats_init(&sum);
	FUZZ_CHECK(saved_stats_merge(&sum, saved, "F", &fault) == 0);
	check_same(&sum, text, len);
	/* twice as much may be beyond 64 bits */
	if (saved_stats_merge(&sum, saved, "F", &fault) == 0) {
		size_t twice_len;
		char *const twice = write_text(&sum, &twice_len);
		struct saved_stats back;

		FUZZ_CHECK(read_text(&back, twice, twice_len, &fault) == 0);
		check_same(&back, twice, twice_len);
		saved_stats_release(&back);
		free(twice);
	} else {
		check_fault(&fault);
	}
	saved_stats_release(&sum);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct saved_stats saved;
	struct fault fault;

	if (len == 0)
		return;		/* fmemopen() wants a byte */
	if (read_text(&saved, bytes, len, &fault) == 0) {
		size_t text_len;
		char *const text = write_text(&saved, &text_len);
		struct saved_stats back;

		FUZZ_CHECK(read_text(&back, text, text_len, &fault) == 0);
		check_same(&back, text, text_len);
		check_merge(&saved, text, text_len);
		saved_stats_release(&back);
		free(text);
	} else {
		check_fault(&fault);
	}
	saved_stats_release(&saved);
}
