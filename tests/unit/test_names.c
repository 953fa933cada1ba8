/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names: numbers in order of first appearance, whatever the strings hold.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/names.h"
#include "suite.h"

enum { MANY = 20000 };

START_TEST(none_at_first)
{
	struct names names;

	names_init(&names);
	ck_assert_uint_eq(names_find(&names, span_from("a")), NAME_ABSENT);
	ck_assert_uint_eq(names_find(&names, (struct span){ 0 }), NAME_ABSENT);
	ck_assert_uint_eq(names.count, 0);
	ck_assert_uint_eq(names.bytes, 0);
	names_release(&names);
}
END_TEST

START_TEST(empty_and_absent_are_one_name)
{
	struct names names;

	names_init(&names);
	ck_assert_uint_eq(names_add(&names, (struct span){ 0 }), 0);
	ck_assert_uint_eq(names_add(&names, span_from("")), 0);
	ck_assert_uint_eq(names_add(&names, span_from("a")), 1);
	ck_assert_uint_eq(names_find(&names, span_from("")), 0);
	ck_assert_str_eq(names.text[0], "");
	ck_assert_uint_eq(names.bytes, 1 + 2);
	names_release(&names);
}
END_TEST

/* Numbers and strings stay what they are while the table grows. */
START_TEST(many)
{
	struct names names;
	char text[32];
	const char *first = NULL;

	names_init(&names);
	for (uint32_t i = 0; i < MANY; i++) {
		const int n = snprintf(text, sizeof(text), "n%u", i * 7919);

		ck_assert_uint_eq(names_find(&names, span_of(text, (size_t)n)),
				  NAME_ABSENT);
		ck_assert_uint_eq(names_add(&names, span_of(text, (size_t)n)),
				  i);
		if (i == 0)
			first = names.text[0];
	}
	ck_assert_uint_eq(names.count, MANY);
	ck_assert_ptr_eq(names.text[0], first);
	for (uint32_t i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "n%u", i * 7919);
		ck_assert_str_eq(names.text[i], text);
		ck_assert_uint_eq(names_find(&names, span_from(text)), i);
		ck_assert_uint_eq(names_add(&names, span_from(text)), i);
	}
	ck_assert_uint_eq(names.count, MANY);
	names_release(&names);
}
END_TEST

/* Every length round the hash's words of 8 bytes; two that differ in one byte
 * at any place are two names. */
START_TEST(every_length_and_byte)
{
	struct names names;
	char text[300];
	uint32_t next = 0;
	size_t bytes = 0;

	names_init(&names);
	for (size_t len = 0; len <= sizeof(text); len++) {
		memset(text, 'x', sizeof(text));
		ck_assert_uint_eq(names_add(&names, span_of(text, len)), next++);
		bytes += len + 1;
		for (size_t at = 0; at < len && len < 40; at++) {
			text[at] = 'y';
			ck_assert_uint_eq(names_add(&names, span_of(text, len)),
					  next++);
			bytes += len + 1;
			text[at] = 'x';
		}
	}
	ck_assert_uint_eq(names.count, next);
	ck_assert_uint_eq(names.bytes, bytes);
	names_release(&names);
}
END_TEST

/* A NUL ends the kept string, not the comparison. */
START_TEST(nul_bytes)
{
	struct names names;

	names_init(&names);
	ck_assert_uint_eq(names_add(&names, span_of("a\0b", 3)), 0);
	ck_assert_uint_eq(names_add(&names, span_of("a\0c", 3)), 1);
	ck_assert_uint_eq(names_add(&names, span_of("a\0", 2)), 2);
	ck_assert_uint_eq(names_add(&names, span_of("a", 1)), 3);
	ck_assert_uint_eq(names_add(&names, span_of("\0", 1)), 4);
	ck_assert_uint_eq(names_add(&names, span_of("", 0)), 5);
	ck_assert_uint_eq(names_find(&names, span_of("a\0c", 3)), 1);
	ck_assert_str_eq(names.text[1], "a");
	names_release(&names);
}
END_TEST

/* Read at any address, and not beyond the end (the sanitizers look). */
START_TEST(hash_is_of_the_bytes_alone)
{
	for (size_t len = 0; len < 40; len++) {
		char *const a = malloc(len + 1), *const b = malloc(len + 2);

		memset(a, 'k', len);
		memset(b, 'z', len + 2);
		memset(b + 1, 'k', len);
		char *const exact = malloc(len ? len : 1);

		memset(exact, 'k', len);
		ck_assert_uint_eq(hash_bytes(a, len, 7),
				  hash_bytes(b + 1, len, 7));
		ck_assert_uint_eq(hash_bytes(a, len, 7),
				  hash_bytes(exact, len, 7));
		free(a);
		free(b);
		free(exact);
	}
}
END_TEST

/* A second word equal to the state behind the first makes that zero: so would
 * who knows the seed make texts of one hash.  With another seed they have as
 * many hashes as there are texts. */
START_TEST(one_hash_for_one_seed_only)
{
	enum { TEXTS = 100 };
	const uint64_t seed = 12345;
	uint64_t hashes[TEXTS];

	for (uint64_t i = 0; i < TEXTS; i++) {
		uint64_t word[2] = { i };
		const char *const text = (const char *)word;

		/* without the last fold, which ends a hash */
		word[1] = hash_fold((16 * 0x9e3779b97f4a7c15u + seed) ^ i,
				    0x9e3779b97f4a7c15u);
		ck_assert_uint_eq(hash_bytes(text, 16, seed),
				  hash_bytes("", 0, 0));
		hashes[i] = hash_bytes(text, 16, ~seed);
		for (uint64_t k = 0; k < i; k++)
			ck_assert_uint_ne(hashes[k], hashes[i]);
	}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("names");
	TCase *const tcase = tcase_create("names");

	tcase_add_test(tcase, none_at_first);
	tcase_add_test(tcase, empty_and_absent_are_one_name);
	tcase_add_test(tcase, many);
	tcase_add_test(tcase, every_length_and_byte);
	tcase_add_test(tcase, nul_bytes);
	tcase_add_test(tcase, hash_is_of_the_bytes_alone);
	tcase_add_test(tcase, one_hash_for_one_seed_only);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
