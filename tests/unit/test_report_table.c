/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>

#include "report_data.h"
#include "suite.h"

/* The table has a line with exactly these words, whatever its blanks. */
static void expect_words(const struct report_data *data, const char *want)
{
	char *text = render(REPORT_TABLE, data);
	char *rest = text;
	bool found = false;

	for (char *line; (line = strsep(&rest, "\n"));) {
		char squeezed[1024] = "";

		for (char *word; (word = strsep(&line, " "));) {
			if (!*word)
				continue;
			if (*squeezed)
				strcat(squeezed, " ");
			strcat(squeezed, word);
		}
		found |= !strcmp(squeezed, want);
	}
	free(text);
	text = render(REPORT_TABLE, data);
	ck_assert_msg(found, "no line \"%s\" in\n%s", want, text);
	free(text);
}

START_TEST(table_lines)
{
	static const struct {
		int64_t value[2];
		const char *want;
	} table[] = {
		{ { 10, 20 }, "x 2 ns 15 7.071 10 15 20 20 20 20 1 1.500000" },
		{ { 3, 4 }, "x 2 ns 3.500 0.707 3 3.500 4 4 4 4 1 1.500000" },
		{ { 999, 1001 }, "x 2 us 1.000 0.001414 0.999 1.000 "
				 "1.001 1.001 1.001 1.001 1 1.500000" },
		{ { 12, 3000012 }, "x 2 ms 1.500 2.121 0.000012 1.500 3.000 "
				   "3.000 3.000 3.000 1 1.500000" },
		{ { 1234567890123, 0 }, "x 2 s 617.3 873.0 0 617.3 1235 1235 "
					"1235 1235 0 0.000000" },
		{ { -20, -10 }, "x 2 ns -15 7.071 -20 -15 -10 -10 -10 -10 1 "
				"1.500000" },
		{ { -5000, 5000 }, "x 2 us 0 7.071 -5.000 0 5.000 5.000 5.000 "
				   "5.000 1 1.500000" },
		{ { 0, 0 }, "x 2 ns 0 0 0 0 0 0 0 0 0 0.000000" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct stats *stats = stats_of("x", table[i].value, 2);
		struct report_data data = data_of(stats);
		char want[256];

		snprintf(want, sizeof(want), "%s exact", table[i].want);
		expect_words(&data, want);
		stats_free(stats);
	}
}
END_TEST

START_TEST(table_columns_line_up)
{
	const char *const names[] = { "delta:b__a", "loop" };
	struct stats *stats = stats_new(names, 2);
	struct report_data data = data_of(stats);

	stats_add(stats, 0, 0, 1234567, 12345, 1000);
	stats_add(stats, 1, 0, 5, 1, 2000000000001);
	char *text = render(REPORT_TABLE, &data);
	const char *head = strstr(text, " count");
	const char *first = strstr(text, "\n  delta:b__a");
	const char *second = strstr(text, "\n  loop");

	ck_assert_ptr_nonnull(head);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(second);
	while (*head != '\n')
		head--;
	const char *const column[] = { head, first, second };
	static const char *const ends[] = { "quantiles", "exact", "exact" };

	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(strstr(column[i], ends[i]) - column[i],
				 strstr(head, "quantiles") - head);
	free(text);
	stats_free(stats);
}
END_TEST

START_TEST(table_not_exact)
{
	struct stats *stats = stats_of("loop", NULL, 0);
	struct report_data data = data_of(stats);

	for (int64_t i = 0; i <= QUANTILE_DISTINCT; i++)
		stats_add(stats, 0, 0, 5000000 + i, (uint64_t)i, 0);
	char *text = render(REPORT_TABLE, &data);

	ck_assert_ptr_nonnull(strstr(text, "±0.05%\n"));
	ck_assert_ptr_null(strstr(text, "exact"));
	free(text);
	text = render(REPORT_JSON, &data);
	const char *at = strstr(text, "\"exact\":false,\"error\":");

	ck_assert_ptr_nonnull(at);
	const double error = strtod(at + 22, NULL);

	ck_assert(error > 0 && error <= 5065536 / 2048.0);
	free(text);
	stats_free(stats);
}
END_TEST

START_TEST(table_account)
{
	struct stats *stats = stats_of("loop", four, 4);
	struct report_data data = data_of(stats);
	const struct report_event events[] = { { "b", 20 }, { "a\033", 10 } };
	const char *const metrics[] = { "m1", "m2" };
	const char *const never[] = { "c\n", "c,d" };
	const char *const notes[] = { "something is odd" };
	static const struct line_counts all = {
		.total = 36, .event = 1, .other = 2, .not_event = 3,
		.filtered = 6, .no_key = 7, .malformed = 8, .lost = 9,
	};

	data.lines = &all;
	data.started = 21;
	data.complete = 4;
	data.abandoned = 5;
	data.cut = 6;
	data.unfinished = 6;
	data.orphans = 17;
	data.events = events;
	data.nevents = 2;
	data.never = never;
	data.nnever = 2;
	data.metrics = metrics;
	data.nmetrics = 2;
	data.notes = notes;
	data.nnotes = 1;
	data.lost_events = 18;
	data.lost_markers = 9;
	data.backward = 19;
	data.has_time = true;
	data.first_time = 1000000000;
	data.last_time = 3500000000;
	data.bytes = 2000000;
	data.seconds = 0.5;
	data.conf_name = "/etc/x.conf";
	data.section = "Native";
	static const char *const want[] = {
		"event 1", "other 2", "not_event 3", "filtered 6", "no_key 7",
		"malformed 8", "lost 9", "total 36", "complete 4",
		"abandoned 5", "cut 6", "evicted 0", "unfinished 6",
		"started 21", "Orphan events 17", "20 b", "10 a\\x1b",
		"0 c\\x0a", "Lost events 18 in 9 place(s)", "Backward time 19",
		"Time 1.000000 .. 3.500000 s (2.500 s)",
		"Read 2.000 MB in 0.500 s, 4.0 MB/s",
		"Conf /etc/x.conf [Native]", "Unique metrics (2)", "m1 m2",
		"warning: c\\x0a of the order never occurred",
		"warning: c,d of the order never occurred; names are separated"
			" by '|'",
		"warning: something is odd",
		"warning: 8 malformed lines could not be read",
	};

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		expect_words(&data, want[i]);
	stats_free(stats);
}
END_TEST

/* Loops of original and sequential have no beginning to count. */
START_TEST(table_without_started)
{
	struct stats *stats = stats_of("loop", four, 4);
	struct report_data data = data_of(stats);

	data.has_started = false;
	data.complete = 4;
	data.incomplete = 3;
	expect_words(&data, "incomplete 3");
	char *text = render(REPORT_TABLE, &data);

	ck_assert_ptr_null(strstr(text, "started"));
	ck_assert_ptr_null(strstr(text, "MB"));
	ck_assert_ptr_null(strstr(text, "warning"));
	free(text);
	stats_free(stats);
}
END_TEST

START_TEST(table_cuts_long_lists)
{
	struct stats *stats = stats_of("loop", four, 4);
	struct report_data data = data_of(stats);
	static struct report_event events[150];

	for (size_t i = 0; i < 150; i++)
		events[i] = (struct report_event){ "e", 2 };
	data.events = events;
	data.nevents = 150;
	expect_words(&data, "100 of 50 more names");
	stats_free(stats);
}
END_TEST

/* A name beyond the column has a line of its own, escaped in pieces that do
 * not tear characters. */
START_TEST(table_long_names)
{
	char name[1001];

	for (size_t i = 0; i < 1000; i += 2)
		memcpy(name + i, "\xc3\xa9", 2);
	name[1000] = '\0';
	memcpy(name, "x", 1);
	memcpy(name + 1, "y", 1);
	memcpy(name + 998, "z\033", 2);
	struct stats *stats = stats_of(name, four, 4);
	struct report_data data = data_of(stats);
	char want[1200];

	snprintf(want, sizeof(want), "  %.999s\\x1b\n", name);
	expect_part(REPORT_TABLE, &data, want);
	expect_words(&data, "4 us 2.500 1.291 1.000 2.500 4.000 4.000 4.000 "
		     "4.000 2 3.000000 exact");
	stats_free(stats);
}
END_TEST

/* One series of all groups below one another, that with most values first; a
 * group without a loop has a line for what it has. */
START_TEST(table_groups)
{
	const char *const names[] = { "delta:b__a", "loop" };
	const char *const groups[] = { "", "few", "many\033", "none" };
	struct stats *stats = stats_new(names, 2);
	struct report_data data = data_of(stats);

	data.group_names = groups;
	for (unsigned s = 0; s < 2; s++) {
		stats_add(stats, s, 1, 7, 0, 0);
		stats_add(stats, s, 2, 3000, 1, 1000);
		stats_add(stats, s, 2, 5000, 2, 2000);
	}
	stats_add(stats, 1, 3, 9, 3, 3000);
	char *text = render(REPORT_TABLE, &data);
	const char *at = text;
	static const char *const want[] = {
		"\nAll loops\n", "\n  delta:b__a ", "\n  loop ",
		"\n\nBy group: delta:b__a\n", "\n  many\\x1b ", "\n  few ",
		"\n\nBy group: loop\n", "\n  many\\x1b ", "\n  few ",
		"\n  none ", "\n\nLines\n",
	};

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		at = strstr(at, want[i]);
		ck_assert_msg(at != NULL, "no \"%s\" in its place in\n%s",
			      want[i], text);
		at++;
	}
	free(text);
	expect_words(&data, "many\\x1b 2 us 4.000 1.414 3.000 4.000 5.000 "
		     "5.000 5.000 5.000 2 0.000002 exact");
	expect_words(&data, "few 1 ns 7 - 7 7 7 7 7 7 0 0.000000 exact");
	stats_free(stats);
}
END_TEST

START_TEST(histogram)
{
	static const int64_t values[] = { 0, 1, 3, -5, 3 };
	struct stats *stats = stats_of("loop", values, 5);
	struct report_data data = data_of(stats);

	data.histogram = true;
	expect_part(REPORT_JSON, &data,
		    "\"histogram\":[[-7,-4,1],[-3,-2,0],[-1,-1,0],[0,0,1],"
		    "[1,1,1],[2,3,2]]}");
	/* the longest bar is 40; log2(1 + 1) / log2(2 + 1) of it is 25.2 */
	expect_words(&data, "( -8ns, -4ns] 1 ##########################");
	expect_words(&data, "( -4ns, -2ns] 0");
	expect_words(&data, "[ 0ns, 1ns) 1 ##########################");
	expect_words(&data, "[ 2ns, 4ns) 2 "
		     "########################################");
	stats_free(stats);
}
END_TEST

START_TEST(slowest)
{
	struct stats *stats = stats_of("loop", four, 4);
	struct report_data data = data_of(stats);
	const char *const order[] = { "a", "b\033", "c" };
	const struct slow_loop slow[] = {
		{ .loop = 7, .value = 1500000, .n = 3, .key = "17",
		  .time = { 1000000000, 1001000000, 1001500000 } },
		{ .loop = 8, .value = 1001, .n = 3,
		  .time = { 2000000000, 1999999000, 2000001001 } },
	};

	data.slowest = true;
	data.slow = slow;
	data.nslow = 2;
	data.order = order;
	expect_part(REPORT_JSON, &data,
		    ",\"slowest\":[{\"loop\":7,\"value\":1500000,"
		    "\"key\":\"17\",\"times\":[1.0,1.001,1.0015]},"
		    "{\"loop\":8,\"value\":1001,\"key\":null,"
		    "\"times\":[2.0,1.999999,2.000001001]}]}\n");
	expect_words(&data, "loop 7: 1.500 ms, key 17");
	expect_words(&data, "1.001000 b\\x1b +1.000 ms");
	expect_words(&data, "1.001500 c +500.0 us");
	expect_words(&data, "loop 8: 1.001 us");
	expect_words(&data, "1.999999 b\\x1b -1.000 us");
	stats_free(stats);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report_table");
	TCase *tc = tcase_create("report_table");

	tcase_add_test(tc, table_lines);
	tcase_add_test(tc, table_columns_line_up);
	tcase_add_test(tc, table_not_exact);
	tcase_add_test(tc, table_account);
	tcase_add_test(tc, table_without_started);
	tcase_add_test(tc, table_cuts_long_lists);
	tcase_add_test(tc, table_long_names);
	tcase_add_test(tc, table_groups);
	tcase_add_test(tc, histogram);
	tcase_add_test(tc, slowest);
	suite_add_tcase(suite, tc);

	return suite_run(suite);
}
