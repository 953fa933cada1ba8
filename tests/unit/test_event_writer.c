/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>

#include "capture.h"
#include "suite.h"
#include "output/event_writer.h"

#define S INT64_C(1000000000)

static const struct sequence order = {
	.n = 2, .name = { "kvm_exit", "odd,\"name" },
};

static struct event event_of(struct event_set *set, const char *name,
			     int64_t time)
{
	return (struct event){
		.time = time, .pid = EVENT_NO_ID, .tid = EVENT_NO_ID,
		.cpu = EVENT_NO_ID,
		.kind = name ? event_set_find(set, name, strlen(name), true)
			: KIND_LOST,
	};
}

static struct event_set *set_new(void)
{
	struct event_set *set = event_set_new(&order, 1, NULL, 0, true);

	ck_assert_ptr_nonnull(set);
	return set;
}

/* What a saver makes of one batch. */
static void expect(struct event_set *set, bool key, bool group,
		   const struct event *events, size_t n, size_t fine_from,
		   const char *want)
{
	struct capture out;

	capture_begin(&out);
	struct event_saver *saver = event_saver_new(out.sink, set, key, group);

	ck_assert_ptr_nonnull(saver);
	event_saver_add(saver, events, n, fine_from);
	event_saver_header(saver);
	ck_assert_str_eq(capture_text(&out), want);
	event_saver_free(saver);
	capture_end(&out);
	event_set_free(set);
}

START_TEST(time_and_name_alone)
{
	struct event_set *set = set_new();
	const struct event events[] = {
		event_of(set, "kvm:kvm_exit", 2427107 * S + 654949000),
		event_of(set, "odd,\"name", -1500000),
		event_of(set, "sched:sched_switch", 0),
		event_of(set, "irq:x", S + 1),
	};

	expect(set, false, false, events, 4, 3,
	       "tstamp,entry\n"
	       "2427107.654949,kvm_exit\n"
	       "-0.001500,\"odd,\"\"name\"\n"
	       "0.000000,sched_switch\n"
	       "1.000000001,irq:x\n");
}
END_TEST

START_TEST(all_columns)
{
	struct event_set *set = set_new();
	struct event events[] = {
		event_of(set, "kvm_exit", S),
		event_of(set, "kvm_exit", 2 * S),
		event_of(set, NULL, 3 * S),
	};

	events[0].comm = span_from("CPU 0,\nKVM");
	events[0].pid = -1;
	events[0].tid = 2195;
	events[0].cpu = 0;
	events[0].key_number = 2195;
	events[0].group_text = span_from("IO_INSTRUCTION");
	events[1].comm = span_from("");
	events[1].key = span_from("a\"b");
	events[2].cpu = 7;
	expect(set, true, true, events, 3, 3,
	       "tstamp,entry,comm,pid,tid,cpu,key,group\n"
	       "1.000000,kvm_exit,\"CPU 0,\nKVM\",-1,2195,0,2195,"
	       "IO_INSTRUCTION\n"
	       "2.000000,kvm_exit,,,,,\"a\"\"b\",\n"
	       "3.000000,PERF_RECORD_LOST,,,,7,,\n");
}
END_TEST

/* The columns are those of the first event, not of a marker before it. */
START_TEST(marker_first)
{
	struct event_set *set = set_new();
	struct event events[] = {
		event_of(set, NULL, S), event_of(set, "kvm_exit", 2 * S),
	};

	events[0].cpu = 3;
	events[1].tid = 42;
	expect(set, false, false, events, 2, 2,
	       "tstamp,entry,tid\n"
	       "1.000000,PERF_RECORD_LOST,\n"
	       "2.000000,kvm_exit,42\n");
}
END_TEST

START_TEST(marker_alone)
{
	struct event_set *set = set_new();
	struct event events[] = { event_of(set, NULL, S) };

	events[0].cpu = 3;
	expect(set, false, false, events, 1, 1,
	       "tstamp,entry,comm,pid,tid,cpu\n"
	       "1.000000,PERF_RECORD_LOST,,,,3\n");
}
END_TEST

START_TEST(nothing)
{
	expect(set_new(), true, true, NULL, 0, 0, "tstamp,entry,key,group\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("event_writer");
	TCase *tc = tcase_create("events");

	tcase_add_test(tc, time_and_name_alone);
	tcase_add_test(tc, all_columns);
	tcase_add_test(tc, marker_first);
	tcase_add_test(tc, marker_alone);
	tcase_add_test(tc, nothing);
	suite_add_tcase(suite, tc);

	return suite_run(suite);
}
