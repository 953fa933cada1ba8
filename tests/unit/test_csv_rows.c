/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv_text on files of many rows: what a row is read as does not depend on
 * the rows before it.
 */
#include "csv_run.h"
#include "rounds.h"
#include "suite.h"

static const char *pick(uint64_t *state, const char *const *from, size_t n)
{
	return from[next_random(state) % n];
}

#define PICK(state, from)	pick(state, from, sizeof(from) / sizeof(*(from)))

/* A row like those of a trace, or with something odd. */
static void put_row(FILE *out, uint64_t *state, const char *seconds)
{
	static const char *const odd_times[] = {
		" 1.500000", "1.500000 ", "1e6", "-2427107.654949", "2427107.",
		"2427107.65494:", "2427107.6:4949", "2427107,654949", "x",
		"2427107.654\r949", "12345678901.654949", "#2427107.654949",
		("\xef\xbb\xbf" "2427107.654949"), "9223372036.854775807",
	};
	static const char *const names[] = {
		"a", "b", "kvm:b", "kvm_exit", "kvm_entry", "sys_exit_ppoll",
		"sys_enter_io_submit", "sys_exit_io_submit",
		"syscalls:sys_enter_io_submit_all",
		"syscalls:sys_enter_io_submit_alls",
	};
	static const char *const odd_names[] = {
		"", " a", "a ", "a\r", "\"a\"", "\"kvm_exit\"", "kvm\"exit",
		"PERF_RECORD_LOST", "sys_exit_io_submi", "Sys_exit_io_submit",
	};
	static const char *const odd_ends[] = {
		"\r\n", ",\n", ",x\n", ",\"x\"\n", " \n", ",\r\n", "\r\r\n",
	};

	char decimals[16];

	snprintf(decimals, sizeof(decimals), "%09u",
		 next_random(state) % 1000000000);
	if (next_random(state) % 32)
		fprintf(out, "%s%.*s,", seconds, next_random(state) % 16 ? 6 :
			(int)(next_random(state) % 10), decimals);
	else
		fprintf(out, "%s,", PICK(state, odd_times));
	fputs(next_random(state) % 32 ? PICK(state, names) :
	      PICK(state, odd_names), out);
	fputs(next_random(state) % 32 ? "\n" : PICK(state, odd_ends), out);
}

/* Moves the events of a log to the end of *events, and adds the counts. */
static void gather(const char *log, FILE *events, unsigned counts[3])
{
	const char *const last = strstr(log, "other ");
	const char *const bad = strstr(log, "bad ");
	unsigned n[3];

	fwrite(log, (size_t)((bad ? bad : last) - log), 1, events);
	ck_assert_int_eq(sscanf(last, "other %u not_event %u malformed %u",
				&n[0], &n[1], &n[2]), 3);
	for (int i = 0; i < 3; i++)
		counts[i] += n[i];
}

/* What the rows before were makes no difference. */
START_TEST(rows_are_read_alike_alone_and_in_a_file)
{
	static const char *const seconds[] = {
		"2427107.", "2427108.", "12.", "0.", "1600000000.", "+7.",
		"9223372036.", "00000000001.",
	};
	static const char header[] = "tstamp,entry\n";
	uint64_t state = 0x9e3779b97f4a7c15u + (uint64_t)_i;
	const bool skimmed = _i % 2;
	const unsigned rows = rounds(600);
	const char *second = seconds[0];
	char *file = NULL, *want = NULL, *got = NULL;
	size_t size, want_size, got_size;
	FILE *const text = open_memstream(&file, &size);
	FILE *const one_by_one = open_memstream(&want, &want_size);
	unsigned wanted[3] = { 0 }, counted[3] = { 0 };

	fputs(header, text);
	for (unsigned i = 0; i < rows; i++) {
		char row[200] = "";
		FILE *const out = fmemopen(row, sizeof(row) - 1, "w");

		if (next_random(&state) % 32 == 0)
			second = PICK(&state, seconds);
		fputs(header, out);
		put_row(out, &state, second);
		fclose(out);
		fputs(row + strlen(header), text);
		char *const log = read_csv(row, strlen(row), sizeof(row),
					   skimmed, false);

		gather(log, one_by_one, wanted);
		free(log);
	}
	fclose(text);
	fclose(one_by_one);
	wanted[1] -= rows - 1;	/* one header */
	char *const log = read_csv(file, size, _i % 3 ? size : 1000, skimmed,
				   false);
	FILE *const together = open_memstream(&got, &got_size);

	gather(log, together, counted);
	fclose(together);
	size_t same = 0;

	while (got[same] && got[same] == want[same])
		same++;
	ck_assert_msg(got[same] == want[same], "%.300s and not %.300s",
		      got + same, want + same);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(counted[i], wanted[i]);
	free(log);
	free(got);
	free(want);
	free(file);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("csv_rows");
	TCase *const tcase = tcase_create("csv_rows");

	tcase_add_loop_test(tcase, rows_are_read_alike_alone_and_in_a_file, 0,
			    100);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
