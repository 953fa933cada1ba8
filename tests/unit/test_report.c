/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>

#include "report_data.h"
#include "suite.h"

START_TEST(metric_names)
{
	static const char *const table[][2] = {
		{ "kvm_exit", "kvm___" },
		{ "kvm_entry", "kvm___" },
		{ "sys_exit_ppoll", "sys__ppoll" },
		{ "sys_enter_ppoll", "sys__ppoll" },
		{ "kvm_inj_virq", "kvm_inj_virq" },
		{ "sys_exit", "sys___" },
		{ "sys_enter", "sys_enter" },
		{ "sys_exit_exit_group", "sys_____group" },
		{ "sys_enter_exit_group", "sys___group" },
		{ "mm_entry_exit", "mm______" },
		{ "foo_entry_bar", "foo____bar" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char out[64];

		ck_assert_uint_eq(metric_name(table[i][0], out, sizeof(out)),
				  strlen(table[i][1]));
		ck_assert_str_eq(out, table[i][1]);
	}
	char small[5];

	ck_assert_uint_eq(metric_name("abcdefg", small, sizeof(small)), 4);
	ck_assert_str_eq(small, "abcd");
}
END_TEST

#define FOUR_STDDEV "1290.9944487358057"	/* awk, 17 digits */

START_TEST(json_whole)
{
	struct stats *stats = stats_of("delta:b__a", four, 4);
	struct report_data data = data_of(stats);
	const struct report_event events[] = { { "b", 10 }, { "a", 9 } };
	const char *const metrics[] = { "kvm___" }, *const never[] = { "c" };

	stats_overflow(stats);
	data.started = 9;
	data.complete = 4;
	data.abandoned = 1;
	data.cut = 2;
	data.evicted = 3;
	data.unfinished = 5;
	data.incomplete = 6;
	data.orphans = 7;
	data.events = events;
	data.nevents = 2;
	data.metrics = metrics;
	data.nmetrics = 1;
	data.never = never;
	data.nnever = 1;
	data.lost_events = 11;
	data.backward = 12;
	data.has_time = true;
	data.first_time = 1000000000;
	data.last_time = 2427107654949001;
	data.bytes = 12345;
	data.seconds = 0.25;
	expect(REPORT_JSON, &data,
	       "{\"deltas\":[{\"name\":\"delta:b__a\",\"group\":null,"
	       "\"count\":4,\"mean\":2500,\"stddev\":" FOUR_STDDEV ","
	       "\"min\":1000,\"median\":2500,\"percentiles\":{\"90\":4000,"
	       "\"99\":4000,\"99.9\":4000},\"max\":4000,\"max_loop\":2,"
	       "\"max_time\":3.0,\"exact\":true,\"error\":0}],"
	       "\"loops\":{\"started\":9,\"complete\":4,\"abandoned\":1,"
	       "\"cut\":2,\"evicted\":3,\"unfinished\":5,\"incomplete\":6},"
	       "\"orphans\":7,\"overflow\":1,"
	       "\"lines\":{\"total\":99,\"event\":30,\"other\":60,"
	       "\"not_event\":9,\"filtered\":0,\"no_key\":0,\"malformed\":0,"
	       "\"lost\":0},"
	       "\"events\":{\"b\":10,\"a\":9,\"c\":0},\"lost_events\":11,"
	       "\"backward\":12,\"metrics\":[\"kvm___\"],\"first_time\":1.0,"
	       "\"last_time\":2427107.654949001,\"bytes\":12345,"
	       "\"seconds\":0.25}\n");
	stats_free(stats);
}
END_TEST

START_TEST(json_empty)
{
	struct stats *stats = stats_of("delta:b__a", NULL, 0);
	struct report_data data = data_of(stats);

	data.has_started = false;
	expect(REPORT_JSON, &data,
	       "{\"deltas\":[{\"name\":\"delta:b__a\",\"group\":null,"
	       "\"count\":0,\"mean\":null,\"stddev\":null,\"min\":null,"
	       "\"median\":null,\"percentiles\":{\"90\":null,\"99\":null,"
	       "\"99.9\":null},\"max\":null,\"max_loop\":null,"
	       "\"max_time\":null,\"exact\":true,\"error\":0}],"
	       "\"loops\":{\"started\":null,\"complete\":0,\"abandoned\":0,"
	       "\"cut\":0,\"evicted\":0,\"unfinished\":0,\"incomplete\":0},"
	       "\"orphans\":0,\"overflow\":0,"
	       "\"lines\":{\"total\":99,\"event\":30,\"other\":60,"
	       "\"not_event\":9,\"filtered\":0,\"no_key\":0,\"malformed\":0,"
	       "\"lost\":0},\"events\":{},\"lost_events\":0,\"backward\":0,"
	       "\"metrics\":[],\"first_time\":null,\"last_time\":null,"
	       "\"bytes\":null,\"seconds\":null}\n");
	stats_free(stats);
}
END_TEST

START_TEST(json_one_value)
{
	struct stats *stats = stats_of("loop", NULL, 0);
	struct report_data data = data_of(stats);

	stats_add(stats, 0, 0, -7, UINT64_MAX, -1500000000);
	expect_part(REPORT_JSON, &data,
		    "\"count\":1,\"mean\":-7,\"stddev\":null,\"min\":-7,"
		    "\"median\":-7,\"percentiles\":{\"90\":-7,\"99\":-7,"
		    "\"99.9\":-7},\"max\":-7,\"max_loop\":null,"
		    "\"max_time\":-1.5,");
	stats_free(stats);
}
END_TEST

START_TEST(json_strings)
{
	static const char *const table[][2] = {
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\x1b[31m\n\x7f", "\"\\u001b[31m\\u000a\\u007f\"" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
		  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "\xe9z", "\"\\u00e9z\"" },
		{ "\xe2\x82", "\"\\u00e2\\u0082\"" },
		{ "\xc0\x80", "\"\\u00c0\\u0080\"" },
		{ "\xed\xa0\x80", "\"\\u00ed\\u00a0\\u0080\"" },
		{ "\xf4\x90\x80\x80", "\"\\u00f4\\u0090\\u0080\\u0080\"" },
		{ "\xc2\x9b" "1m", "\"\\u009b1m\"" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct stats *stats = stats_of("loop", NULL, 0);
		struct report_data data = data_of(stats);
		char want[128];

		data.metrics = &table[i][0];
		data.nmetrics = 1;
		snprintf(want, sizeof(want), "\"metrics\":[%s]", table[i][1]);
		expect_part(REPORT_JSON, &data, want);
		stats_free(stats);
	}
}
END_TEST

START_TEST(percentile_names)
{
	static const unsigned odd[] = { 1, 50000, 99950, 100000, 10100 };
	struct stats *stats = stats_of("loop", four, 4);
	struct report_data data = data_of(stats);

	data.percentile = odd;
	data.npercentiles = 5;
	expect_part(REPORT_JSON, &data,
		    "{\"0.001\":1000,\"50\":2000,\"99.95\":4000,\"100\":4000,"
		    "\"10.1\":1000}");
	expect_part(REPORT_CSV, &data,
		    "median,p0.001,p50,p99.95,p100,p10.1,max");
	stats_free(stats);
}
END_TEST

/* All loops first, then each group; a group's series without value is not
 * there. */
static struct stats *grouped(void)
{
	const char *const names[] = { "delta:b__a", "loop" };
	struct stats *stats = stats_new(names, 2);

	ck_assert_ptr_nonnull(stats);
	stats_add(stats, 0, 1, 10, 0, 0);
	stats_add(stats, 0, 2, 20, 1, 1000000000);
	stats_add(stats, 1, 2, 30, 1, 1000000001);
	return stats;
}

START_TEST(csv_whole)
{
	struct stats *stats = grouped();
	struct report_data data = data_of(stats);
	const char *const groups[] = { "", "x,y", "\033z" };

	data.group_names = groups;
	expect(REPORT_CSV, &data,
	       "name,group,count,mean,stddev,min,median,p90,p99,p99.9,max,"
	       "max_loop,max_time,exact,error\n"
	       "delta:b__a,,2,15,7.0710678118654755,10,15,20,20,20,20,1,"
	       "1.000000,1,0\n"
	       "loop,,1,30,,30,30,30,30,30,30,1,1.000000001,1,0\n"
	       "delta:b__a,\"x,y\",1,10,,10,10,10,10,10,10,0,0.000000,1,0\n"
	       "delta:b__a,\\x1bz,1,20,,20,20,20,20,20,20,1,1.000000,1,0\n"
	       "loop,\\x1bz,1,30,,30,30,30,30,30,30,1,1.000000001,1,0\n");
	stats_free(stats);
}
END_TEST

START_TEST(json_groups)
{
	struct stats *stats = grouped();
	struct report_data data = data_of(stats);
	const char *const groups[] = { "", "g1", "g2" };

	data.group_names = groups;
	char *text = render(REPORT_JSON, &data);
	const char *at = text;
	static const char *const want[] = {
		"{\"name\":\"delta:b__a\",\"group\":null,\"count\":2,",
		"{\"name\":\"loop\",\"group\":null,\"count\":1,",
		"{\"name\":\"delta:b__a\",\"group\":\"g1\",\"count\":1,",
		"{\"name\":\"delta:b__a\",\"group\":\"g2\",\"count\":1,",
		"{\"name\":\"loop\",\"group\":\"g2\",\"count\":1,",
	};

	for (size_t i = 0; i < 5; i++) {
		at = strstr(at, "{\"name\"");
		ck_assert_ptr_nonnull(at);
		ck_assert_int_eq(strncmp(at, want[i], strlen(want[i])), 0);
		at++;
	}
	ck_assert_ptr_null(strstr(at, "{\"name\""));
	free(text);
	stats_free(stats);
}
END_TEST

/* 1.5 s and 2.5 s: mean 2, deviation sqrt(1/2). */
START_TEST(log_of_2015)
{
	static const int64_t two[] = { 1500000000, 2500000000 };
	const char *const names[] = { "delta:b__a", "delta:c__b", "loop" };
	struct stats *stats = stats_new(names, 3);
	struct report_data data = data_of(stats);
	const char *const metrics[] = { "kvm___", "sys__ppoll" };

	ck_assert_ptr_nonnull(stats);
	for (size_t i = 0; i < 2; i++) {
		stats_add(stats, 0, 0, two[i], i, 0);
		stats_add(stats, 2, 0, two[i], i, 0);
	}
	stats_add(stats, 1, 0, 1000, 0, 0);
	data.metrics = metrics;
	data.nmetrics = 2;
	expect(REPORT_LOG, &data,
	       "\n**********************\nUnique metrics found:\n"
	       "\tkvm___\n\tsys__ppoll\n"
	       "\n**********************"
	       "\ndelta:b__a stats:\n"
	       "\tStandard Dev: 0.707106781187\n\tMean: 2.0\n\tMedian: 2.0\n"
	       "======================"
	       "\ndelta:c__b stats:\n"
	       "\tStandard Dev: nan\n\tMean: 1e-06\n\tMedian: 1e-06\n"
	       "======================\n");
	stats_free(stats);
}
END_TEST

START_TEST(log_of_one_name)
{
	struct stats *stats = stats_new(NULL, 0);
	struct report_data data = data_of(stats);
	const char *const metrics[] = { "a" };

	data.metrics = metrics;
	data.nmetrics = 1;
	expect(REPORT_LOG, &data,
	       "\n**********************\nUnique metrics found:\n\ta\n"
	       "\n**********************\n");
	stats_free(stats);
}
END_TEST

START_TEST(names_of_a_set)
{
	const struct sequence order = {
		.n = 4, .name = { "kvm_exit", "zz", "kvm_entry", "zz" },
	};
	struct event_set *set = event_set_new(&order, 1, NULL, 0, true);
	static const struct {
		const char *name;
		unsigned times;
	} met[] = {
		{ "kvm:kvm_exit", 2 }, { "kvm_exit", 1 }, { "irq:x", 5 },
		{ "kvm:kvm_entry", 3 }, { "never:taken", 0 },
	};
	struct report_names names;
	struct report_data data = { .nevents = 0 };

	ck_assert_ptr_nonnull(set);
	for (size_t i = 0; i < sizeof(met) / sizeof(*met); i++) {
		const uint32_t kind = event_set_find(set, met[i].name,
						     strlen(met[i].name),
						     false);

		for (unsigned k = 0; k < met[i].times; k++)
			event_set_count(set, &(struct event){ .kind = kind },
					1);
	}
	ck_assert_int_eq(report_names_init(&names, set, &order), 0);
	report_names_use(&names, &data);
	ck_assert_uint_eq(data.nevents, 3);
	ck_assert_str_eq(data.events[0].name, "irq:x");
	ck_assert_uint_eq(data.events[0].count, 5);
	ck_assert_str_eq(data.events[1].name, "kvm_entry");
	ck_assert_uint_eq(data.events[1].count, 3);
	ck_assert_str_eq(data.events[2].name, "kvm_exit");
	ck_assert_uint_eq(data.events[2].count, 3);
	ck_assert_uint_eq(data.nmetrics, 2);
	ck_assert_str_eq(data.metrics[0], "irq:x");
	ck_assert_str_eq(data.metrics[1], "kvm___");
	ck_assert_uint_eq(data.nnever, 1);
	ck_assert_str_eq(data.never[0], "zz");
	report_names_release(&names);
	event_set_free(set);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report");
	TCase *tc = tcase_create("report");

	tcase_add_test(tc, metric_names);
	tcase_add_test(tc, json_whole);
	tcase_add_test(tc, json_empty);
	tcase_add_test(tc, json_one_value);
	tcase_add_test(tc, json_strings);
	tcase_add_test(tc, percentile_names);
	tcase_add_test(tc, csv_whole);
	tcase_add_test(tc, json_groups);
	tcase_add_test(tc, log_of_2015);
	tcase_add_test(tc, log_of_one_name);
	tcase_add_test(tc, names_of_a_set);
	suite_add_tcase(suite, tc);

	return suite_run(suite);
}
