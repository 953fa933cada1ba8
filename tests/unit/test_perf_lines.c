// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every line of tests/corpus/perf_lines.tsv is read as the table says.

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/perf_line.h"
#include "suite.h"

enum {
	SLACK = 64,
	FIELD_MAX = 4096,
	COLUMNS = 11,
	CASES_MIN = 100,	/* fewer: the table was not found in full */
};

enum column {
	C_N, C_SOURCE, C_LINE, C_VERDICT, C_COMM, C_PID, C_TID, C_CPU, C_TIME,
	C_EVENT, C_REST,
};

struct text {
	bool absent;
	size_t len;
	char bytes[FIELD_MAX];
};

static const char *case_number = "?";

/* Undoes the table's escapes: \t \n \e \s \r \\ and \N for an absent field. */
static void unescape(struct text *out, const char *field)
{
	out->absent = !strcmp(field, "\\N");
	out->len = 0;
	while (*field) {
		char c = *field++;
		if (c == '\\') {
			static const char letters[] = "tnesr\\";
			static const char bytes[] = "\t\n\033 \r\\";
			const char *at = strchr(letters, *field);
			if (!at) {
				ck_assert_msg(out->absent,
					      "case %s: escape \\%c",
					      case_number, *field);
				return;
			}
			c = bytes[at - letters];
			field++;
		}
		ck_assert_uint_lt(out->len, FIELD_MAX);
		out->bytes[out->len++] = c;
	}
}

static void check_span(const char *what, struct span got, const char *field)
{
	static struct text want;
	unescape(&want, field);
	if (want.absent) {
		ck_assert_msg(!got.ptr || !got.len, "case %s: %s: got '%.*s'",
			      case_number, what, (int)got.len,
			      got.ptr ? got.ptr : "");
		return;
	}
	ck_assert_msg(got.ptr && got.len == want.len &&
		      (!want.len || !memcmp(got.ptr, want.bytes, want.len)),
		      "case %s: %s: got '%.*s', wanted '%.*s'", case_number,
		      what, (int)got.len, got.ptr ? got.ptr : "(absent)",
		      (int)want.len, want.bytes);
}

static void check_id(const char *what, int32_t got, const char *field)
{
	const int32_t want = strcmp(field, "\\N") ? (int32_t)atol(field)
						  : EVENT_NO_ID;
	ck_assert_msg(got == want, "case %s: %s: got %d, wanted %d",
		      case_number, what, (int)got, (int)want);
}

/*
 * The table knows event, record, noevent and no.  perf_line_read() says two
 * things more: that an event's time cannot be used, and that a line which is
 * no event is a loss marker.  Returns whether the time is to be compared.
 */
static bool check_verdict(enum perf_verdict got, char *const field[])
{
	const char *want = field[C_VERDICT];
	enum perf_verdict expected = PERF_NO;
	if (!strcmp(want, "event"))
		expected = PERF_EVENT;
	else if (!strcmp(want, "record"))
		expected = PERF_RECORD;
	else if (!strcmp(want, "noevent"))
		expected = PERF_NO_EVENT;
	else
		ck_assert_str_eq(want, "no");

	if (expected == PERF_EVENT &&
	    strtoull(field[C_TIME], NULL, 10) > INT64_MAX)
		expected = PERF_BAD_TIME;
	if (expected == PERF_NO && !strncmp(field[C_LINE], "CPU:", 4) &&
	    strstr(field[C_LINE], " EVENTS]"))
		expected = PERF_LOST;
	ck_assert_msg(got == expected, "case %s: verdict %d, wanted %d (%s)",
		      case_number, (int)got, (int)expected, want);
	return expected == PERF_EVENT || expected == PERF_RECORD ||
	       expected == PERF_NO_EVENT;
}

static void check_case(char *const field[])
{
	static struct text line;
	unescape(&line, field[C_LINE]);

	/* What lies round the line must not matter: digits would lengthen a
	 * number that is read past the end. */
	static char buffer[SLACK + FIELD_MAX + SLACK];
	static const char around[] = { '\n', '7', ' ', ':', '.' };
	for (size_t i = 0; i < sizeof(around); i++) {
		memset(buffer, around[i], sizeof(buffer));
		memcpy(buffer + SLACK, line.bytes, line.len);

		struct perf_line got;
		perf_line_read(&got, span_of(buffer + SLACK, line.len));
		const bool timed = check_verdict(got.verdict, field);
		if (got.verdict == PERF_NO || got.verdict == PERF_LOST)
			continue;
		check_span("comm", got.event.comm, field[C_COMM]);
		check_id("pid", got.event.pid, field[C_PID]);
		check_id("tid", got.event.tid, field[C_TID]);
		check_id("cpu", got.event.cpu, field[C_CPU]);
		if (timed)
			ck_assert_msg(got.event.time ==
				      strtoll(field[C_TIME], NULL, 10),
				      "case %s: time %lld", case_number,
				      (long long)got.event.time);
		if (got.verdict == PERF_NO_EVENT)
			continue;
		check_span("event", got.name, field[C_EVENT]);
		check_span("rest", got.event.text, field[C_REST]);
	}
}

START_TEST(table)
{
	const char *srcdir = getenv("srcdir");
	char path[FIELD_MAX];
	snprintf(path, sizeof(path), "%s/tests/corpus/perf_lines.tsv",
		 srcdir ? srcdir : ".");
	FILE *file = fopen(path, "r");
	ck_assert_msg(file != NULL, "cannot open %s", path);

	static char row[4 * FIELD_MAX];
	int cases = 0;
	while (fgets(row, sizeof(row), file)) {
		if (row[0] == '#')
			continue;
		row[strcspn(row, "\n")] = '\0';
		char *field[COLUMNS];
		char *rest = row;
		for (int i = 0; i < COLUMNS; i++) {
			field[i] = strsep(&rest, "\t");
			ck_assert_ptr_nonnull(field[i]);
		}
		case_number = field[C_N];
		check_case(field);
		cases++;
	}
	fclose(file);
	ck_assert_int_ge(cases, CASES_MIN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("perf_lines");
	TCase *tc = tcase_create("table");
	tcase_add_test(tc, table);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
