/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/csv_index.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static unsigned next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)(*state >> 33);
}

/* The separators up to the last newline, by the simplest of loops. */
START_TEST(every_code_finds_all_separators)
{
	static const char *const isa[] = { "plain", "sse2", "avx2" };
	static const char near[] = ",\n\"\r ;-#!\x2b\x2d\x0b\x09\xac\x8a";
	static struct csv_index index;
	uint64_t state = 0x2545f4914f6cdd1d;

	setenv("DELTA_PROCESSOR_ISA", isa[_i], 1);
	csv_index_init(&index);
	ck_assert_uint_eq(index.next, index.end);
	for (int round = 0; round < 3000; round++) {
		const size_t len = next_random(&state) % (2 * CSV_PIECE);
		const unsigned density = 1 + next_random(&state) % 100;
		char text[2 * CSV_PIECE + CSV_WINDOW];
		uint32_t want[CSV_PIECE];
		uint32_t n = 0, end = 0;

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = next_random(&state) % density ?
				  (char)(next_random(&state) | 0x80) :
				  near[next_random(&state) %
				       (sizeof(near) - 1)];
		for (uint32_t i = 0; i < len && i < CSV_PIECE; i++) {
			if (text[i] == ',' || text[i] == '"' || text[i] == '\n')
				want[n++] = i;
			if (text[i] == '\n')
				end = n;
		}
		index.fill(&index, text, len);
		ck_assert_ptr_eq(index.base, text);
		ck_assert_uint_eq(index.next, 0);
		ck_assert_uint_eq(index.end, end);
		ck_assert_int_eq(memcmp(index.at, want, end * sizeof(*want)),
				 0);
		csv_index_pass(&index, text + len / 2);
		ck_assert(index.next == end ||
			  index.at[index.next] >= len / 2);
		ck_assert(index.next == 0 ||
			  index.at[index.next - 1] < len / 2);
	}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("csv_index");
	TCase *const tcase = tcase_create("csv_index");

	tcase_add_loop_test(tcase, every_code_finds_all_separators, 0, 3);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
