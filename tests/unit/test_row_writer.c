/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>

#include "capture.h"
#include "suite.h"
#include "output/row_writer.h"

#define S INT64_C(1000000000)

static const char *const abc[] = { "a", "b", "c" };

/* What a writer of this spec makes of these loops, one batch. */
static void expect(const struct row_spec *spec, const struct event *events,
		   const struct loop_batch *loops, size_t fine_from,
		   const char *const *groups, const char *want)
{
	struct capture out;

	capture_begin(&out);
	struct row_writer *rows = row_writer_new(spec, out.sink);

	ck_assert_ptr_nonnull(rows);
	row_writer_add(rows, events, loops, fine_from, groups);
	ck_assert_str_eq(capture_text(&out), want);
	ck_assert_uint_eq(row_writer_rows(rows), loops->count);
	row_writer_free(rows);
	capture_end(&out);
}

static struct row_spec spec_of(unsigned n, const char *const *names)
{
	return (struct row_spec){
		.n = n, .names = names, .exponent = 9, .header = true,
	};
}

START_TEST(plain_rows)
{
	static struct loop_batch loops = {
		.count = 2, .n = 3, .loop = { { 0, 0, 0 }, { 0, 0, 0 } },
		.time = { 2427107 * S + 654949000, 2427107 * S + 654951000,
			  2427108 * S,
			  1 * S + 500000, 1 * S, 2 * S + 1000 },
	};
	const struct event events[1] = { { .time = 0 } };
	const struct row_spec spec = spec_of(3, abc);

	expect(&spec, events, &loops, 1, NULL,
	       "loop,a,b,c,delta:b__a,delta:c__b\n"
	       "0,2427107.654949,2427107.654951,2427108.000000,"
	       "0.000002,0.345049\n"
	       "1,1.000500,1.000000,2.000001,-0.000500,1.000001\n");
}
END_TEST

START_TEST(negative_and_extreme_times)
{
	static struct loop_batch loops = {
		.count = 2, .n = 2, .loop = { { 0, 0, 0 }, { 0, 0, 0 } },
		.time = { -1 * S - 500000000, 500000000,
			  INT64_MAX, INT64_MIN },
	};
	const struct event events[1] = { { .time = 0 } };
	const struct row_spec spec = spec_of(2, abc);

	expect(&spec, events, &loops, 0, NULL,
	       "loop,a,b,delta:b__a\n"
	       "0,-1.500000000,0.500000000,2.000000000\n"
	       "1,9223372036.854775807,-9223372036.854775808,\n");
}
END_TEST

START_TEST(units)
{
	static const struct {
		unsigned exponent;
		const char *coarse, *fine;
	} table[] = {
		{ 9, "0.001234", "0.001234567" },
		{ 6, "1.234", "1.234567" },
		{ 3, "1234", "1234.567" },
		{ 0, "1234000", "1234567" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		static struct loop_batch loops = {
			.count = 2, .n = 2, .loop = { { 3, 0, 0 },
						      { 4, 0, 0 } },
			.time = { S, S + 1234000, S, S + 1234567 },
		};
		const struct event events[5] = { { .time = 0 } };
		struct row_spec spec = spec_of(2, abc);
		char want[256];

		spec.exponent = table[i].exponent;
		snprintf(want, sizeof(want),
			 "loop,a,b,delta:b__a\n0,1.000000,1.001234,%s\n"
			 "1,1.000000000,1.001234567,%s\n",
			 table[i].coarse, table[i].fine);
		expect(&spec, events, &loops, 4, NULL, want);
	}
}
END_TEST

START_TEST(fine_stays)
{
	static struct loop_batch loops = {
		.count = 1, .n = 2, .loop = { { 0, 0, 0 } },
		.time = { S, 2 * S },
	};
	const struct event events[1] = { { .time = 0 } };
	struct row_spec spec = spec_of(2, abc);
	struct capture out;

	spec.header = false;
	capture_begin(&out);
	struct row_writer *rows = row_writer_new(&spec, out.sink);

	row_writer_add(rows, events, &loops, 1, NULL);
	row_writer_add(rows, events, &loops, 0, NULL);
	row_writer_add(rows, events, &loops, 1, NULL);
	ck_assert_str_eq(capture_text(&out),
			 "0,1.000000,2.000000,1.000000\n"
			 "1,1.000000000,2.000000000,1.000000000\n"
			 "2,1.000000000,2.000000000,1.000000000\n");
	row_writer_free(rows);
	capture_end(&out);
}
END_TEST

/* Position 1 is missing: 0, and so are the deltas on both its sides. */
START_TEST(missing_events)
{
	static struct loop_batch loops = {
		.count = 1, .n = 3, .loop = { { 0, 0, 1u << 1 } },
		.time = { S, 0, 3 * S },
	};
	const struct event events[1] = { { .time = 0 } };
	const struct row_spec spec = spec_of(3, abc);

	expect(&spec, events, &loops, 1, NULL,
	       "loop,a,b,c,delta:b__a,delta:c__b\n"
	       "0,1.000000,0.000000,3.000000,0.000000,0.000000\n");
}
END_TEST

START_TEST(keys_and_groups)
{
	static struct loop_batch loops = {
		.count = 4, .n = 2, .loop = { { 0, 1, 0 }, { 1, 2, 0 },
					      { 2, 0, 0 }, { 3, 0, 0 } },
		.time = { S, S, S, S, S, S, S, S },
	};
	const struct event events[4] = {
		{ .key_number = -1 },
		{ .key = { "8,0 17", 6 } },
		{ .key = { "say \"x\"", 7 } },
		{ .key = { "", 0 }, .key_number = 5 },
	};
	const char *const groups[] = { "", "IO_INSTRUCTION", "a\rb" };
	struct row_spec spec = spec_of(2, abc);

	spec.key = "tid";
	spec.group = "rea,son";
	spec.deltas_only = true;
	expect(&spec, events, &loops, 4, groups,
	       "loop,tid,\"rea,son\",delta:b__a\n"
	       "0,-1,IO_INSTRUCTION,0.000000\n"
	       "1,\"8,0 17\",\"a\rb\",0.000000\n"
	       "2,\"say \"\"x\"\"\",,0.000000\n"
	       "3,,,0.000000\n");
}
END_TEST

START_TEST(odd_names)
{
	static struct loop_batch loops = { .count = 0, .n = 4 };
	const struct event events[1] = { { .time = 0 } };
	const char *const names[] = { "x,y", "\"q\"", "new\nline", "plain" };
	const struct row_spec spec = spec_of(4, names);

	expect(&spec, events, &loops, 1, NULL,
	       "loop,\"x,y\",\"\"\"q\"\"\",\"new\nline\",plain,"
	       "\"delta:\"\"q\"\"__x,y\",\"delta:new\nline__\"\"q\"\"\","
	       "\"delta:plain__new\nline\"\n");
}
END_TEST

START_TEST(span_file)
{
	static struct loop_batch loops = {
		.count = 2, .n = 3, .loop = { { 0, 0, 0 }, { 0, 0, 0 } },
		.time = { S, 5 * S, 2 * S + 500000000,
			  INT64_MIN, 0, INT64_MAX },
	};
	const struct event events[1] = { { .time = 0 } };
	struct row_spec spec = spec_of(3, abc);

	spec.span = "submission";
	spec.exponent = 6;
	expect(&spec, events, &loops, 1, NULL,
	       "loop,a,b,c,submission\n"
	       "0,1.000000,5.000000,2.500000,1500.000\n"
	       "1,-9223372036.854775,0.000000,9223372036.854775,\n");
}
END_TEST

START_TEST(one_name)
{
	static struct loop_batch loops = {
		.count = 1, .n = 1, .loop = { { 0, 0, 0 } }, .time = { S },
	};
	const struct event events[1] = { { .time = 0 } };
	const struct row_spec spec = spec_of(1, abc);

	expect(&spec, events, &loops, 1, NULL, "loop,a\n0,1.000000\n");
}
END_TEST

START_TEST(header_once_and_not_at_all)
{
	struct row_spec spec = spec_of(2, abc);

	for (int header = 0; header < 2; header++) {
		struct capture out;

		spec.header = header;
		capture_begin(&out);
		struct row_writer *rows = row_writer_new(&spec, out.sink);

		row_writer_header(rows);
		row_writer_header(rows);
		ck_assert_str_eq(capture_text(&out),
				 header ? "loop,a,b,delta:b__a\n" : "");
		row_writer_free(rows);
		capture_end(&out);
	}
}
END_TEST

/* The widest rows, many of them, against printf. */
START_TEST(widest_rows)
{
	static struct loop_batch loops = { .count = EVENT_BATCH,
					   .n = ORDER_MAX };
	static const struct event events[EVENT_BATCH];
	const char *names[ORDER_MAX];
	char line[4096];
	struct capture out;

	for (unsigned k = 0; k < ORDER_MAX; k++)
		names[k] = "e";
	for (size_t i = 0; i < EVENT_BATCH * ORDER_MAX; i++)
		loops.time[i] = (int64_t)(i * 1234567890123457u >> 1);
	struct row_spec spec = spec_of(ORDER_MAX, names);

	spec.header = false;
	capture_begin(&out);
	struct row_writer *rows = row_writer_new(&spec, out.sink);

	row_writer_add(rows, events, &loops, 0, NULL);
	const char *at = capture_text(&out);

	for (size_t i = 0; i < loops.count; i++) {
		const int64_t *t = loops.time + i * ORDER_MAX;
		int n = sprintf(line, "%zu", i);

		for (unsigned k = 0; k < ORDER_MAX; k++)
			n += sprintf(line + n, ",%lld.%09lld",
				     (long long)(t[k] / S),
				     (long long)(t[k] % S));
		for (unsigned k = 1; k < ORDER_MAX; k++) {
			const long long delta = t[k] - t[k - 1];

			n += sprintf(line + n, ",%s%lld.%09lld",
				     delta < 0 ? "-" : "", llabs(delta / S),
				     llabs(delta % S));
		}
		line[n++] = '\n';
		ck_assert_int_eq(strncmp(at, line, (size_t)n), 0);
		at += n;
	}
	ck_assert_str_eq(at, "");
	row_writer_free(rows);
	capture_end(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("row_writer");
	TCase *tc = tcase_create("rows");

	tcase_add_test(tc, plain_rows);
	tcase_add_test(tc, negative_and_extreme_times);
	tcase_add_test(tc, units);
	tcase_add_test(tc, fine_stays);
	tcase_add_test(tc, missing_events);
	tcase_add_test(tc, keys_and_groups);
	tcase_add_test(tc, odd_names);
	tcase_add_test(tc, span_file);
	tcase_add_test(tc, one_name);
	tcase_add_test(tc, header_once_and_not_at_all);
	tcase_add_test(tc, widest_rows);
	suite_add_tcase(suite, tc);

	return suite_run(suite);
}
