/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * filter: which events pass each rule, and which rules are refused.
 */
#include "match/filter.h"

#include "match_events.h"

static struct event some_event(void)
{
	return (struct event){
		.lines = 1, .pid = 10, .tid = 11, .cpu = 2,
		.comm = span_from("qemu-kvm"), .text = span_from("text"),
	};
}

static bool passes(struct filter *f, struct event e)
{
	uint64_t filtered = 7;
	const size_t n = filter_apply(f, &e, 1, &filtered);

	ck_assert_uint_eq(filtered, n ? 7 : 7 + e.lines);
	return n == 1;
}

/* A filter of one rule. */
static struct filter *rule(int (*set)(struct filter *, const char *,
				      struct fault *), const char *text)
{
	struct filter *f = filter_new();
	struct fault fault = { "" };

	ck_assert_msg(set(f, text, &fault) == 0, "%s: %s", text, fault.text);
	ck_assert_int_eq(filter_bind(f, NULL, &fault), 0);
	return f;
}

static void ck_refused(int (*set)(struct filter *, const char *,
				  struct fault *), const char *text,
		       const char *want)
{
	struct filter *f = filter_new();
	struct fault fault = { "" };

	ck_assert_msg(set(f, text, &fault) == -1, "'%s' is accepted", text);
	ck_assert_msg(strstr(fault.text, want) != NULL, "'%s': %s", text,
		      fault.text);
	filter_free(f);
}

START_TEST(no_rules)
{
	struct filter *f = filter_new();

	ck_assert(passes(f, (struct event){ .lines = 1 }));
	filter_free(f);
	filter_free(NULL);
}
END_TEST

static bool comm_passes(struct filter *f, const char *comm)
{
	struct event e = some_event();

	e.comm = span_from(comm);
	return passes(f, e);
}

START_TEST(comm)
{
	struct filter *f = rule(filter_comm,
				"qemu-kvm|qemu-system-.*|CPU [0-9]+/KVM");

	/* twice: the second answer comes from the cache */
	for (int i = 0; i < 2; i++) {
		ck_assert(comm_passes(f, "qemu-kvm"));
		ck_assert(comm_passes(f, "qemu-system-x86"));
		ck_assert(comm_passes(f, "qemu-system-ppc64-long-name"));
		ck_assert(comm_passes(f, "CPU 0/KVM"));
		ck_assert(!comm_passes(f, "qemu-kvm2"));
		ck_assert(!comm_passes(f, "a qemu-kvm"));
		ck_assert(!comm_passes(f, "CPU 0/KVM in a long comm"));
		ck_assert(!comm_passes(f, ""));
	}
	struct event e = some_event();

	e.comm = (struct span){ 0 };
	ck_assert(!passes(f, e));
	e.comm = span_of("qemu-kvm2", 8);
	ck_assert(passes(f, e));
	filter_free(f);
	ck_refused(filter_comm, "a(", "bad regex 'a('");
	ck_refused(filter_comm, "a)|(b", "closes nothing");
}
END_TEST

/* many comms in one cache: no verdict is mistaken for another's */
START_TEST(comm_cache)
{
	struct filter *f = rule(filter_comm, "[a-z]*[02468]");
	uint64_t seed = 3;

	for (int i = 0; i < 20000; i++) {
		const unsigned n = (unsigned)random_below(&seed, 3000);
		char text[16];

		snprintf(text, sizeof(text), "%c%c%c%u", 'a' + n % 26,
			 'a' + n / 26 % 26, 'a' + n / 676, n % 10);
		ck_assert_int_eq(comm_passes(f, text), n % 2 == 0);
	}
	filter_free(f);
}
END_TEST

static bool pid_passes(struct filter *f, int32_t pid)
{
	struct event e = some_event();

	e.pid = pid;
	return passes(f, e);
}

START_TEST(lists)
{
	struct filter *f = rule(filter_pid, "20-30,3,5-8,7-9,25,-1,100-100");
	static const int32_t in[] = { -1, 3, 5, 8, 9, 20, 25, 30, 100 };
	static const int32_t out[] = { -2, 0, 2, 4, 10, 19, 31, 99, 101,
				       INT32_MAX, EVENT_NO_ID };

	for (size_t i = 0; i < sizeof(in) / sizeof(*in); i++)
		ck_assert_msg(pid_passes(f, in[i]), "%d", in[i]);
	for (size_t i = 0; i < sizeof(out) / sizeof(*out); i++)
		ck_assert_msg(!pid_passes(f, out[i]), "%d", out[i]);
	filter_free(f);

	f = rule(filter_pid, "-3--1,2147483647");
	ck_assert(pid_passes(f, -3) && pid_passes(f, -1) &&
		  pid_passes(f, INT32_MAX));
	ck_assert(!pid_passes(f, 0) && !pid_passes(f, -4));
	filter_free(f);
}
END_TEST

/* a list against the plain meaning of its ranges */
START_TEST(random_lists)
{
	uint64_t seed = 77;

	for (int round = 0; round < 300; round++) {
		bool in[60] = { false };
		char text[256] = "";
		const int ranges = 1 + (int)random_below(&seed, 8);

		for (int i = 0; i < ranges; i++) {
			const int from = (int)random_below(&seed, 50);
			const int to = from + (int)random_below(&seed, 10);

			sprintf(text + strlen(text), "%s%d-%d", i ? "," : "",
				from, to);
			for (int k = from; k <= to; k++)
				in[k] = true;
		}
		struct filter *f = rule(filter_pid, text);

		for (int k = 0; k < 60; k++)
			ck_assert_msg(pid_passes(f, k) == in[k], "%s: %d",
				      text, k);
		filter_free(f);
	}
}
END_TEST

START_TEST(each_column)
{
	struct filter *f = rule(filter_tid, "11");
	struct event e = some_event();

	ck_assert(passes(f, e));
	e.tid = 10;
	ck_assert(!passes(f, e));
	filter_free(f);

	f = rule(filter_cpu, "2-3");
	ck_assert(passes(f, e));
	e.cpu = 4;
	ck_assert(!passes(f, e));
	e.cpu = EVENT_NO_ID;
	ck_assert(!passes(f, e));
	filter_free(f);
}
END_TEST

START_TEST(bad_lists)
{
	static const char *const bad[] = {
		"", ",", "3,", ",3", "3,,4", "8-5", "3-", "-", "--3", "x",
		"3 ", "3-5-7", "2147483648", "-2147483648", "1;2", "0x10",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_refused(filter_cpu, bad[i], "--cpu: '");
}
END_TEST

static bool time_passes(struct filter *f, int64_t time)
{
	struct event e = some_event();

	e.time = time;
	return passes(f, e);
}

START_TEST(time_range)
{
	struct filter *f = rule(filter_time, "1.5,2.000000001");

	ck_assert(time_passes(f, 1500000000) && time_passes(f, 2000000001));
	ck_assert(!time_passes(f, 1499999999) && !time_passes(f, 2000000002));
	filter_free(f);
	f = rule(filter_time, "2,");
	ck_assert(time_passes(f, 2000000000) && time_passes(f, INT64_MAX));
	ck_assert(!time_passes(f, 1999999999) && !time_passes(f, INT64_MIN));
	filter_free(f);
	f = rule(filter_time, ",-1");
	ck_assert(time_passes(f, -1000000000) && time_passes(f, INT64_MIN));
	ck_assert(!time_passes(f, -999999999));
	filter_free(f);
	ck_refused(filter_time, "5", "is not FROM,TO");
	ck_refused(filter_time, "a,5", "is not FROM,TO");
	ck_refused(filter_time, "1,2,3", "is not FROM,TO");
	ck_refused(filter_time, "3,2", "ends before it begins");
}
END_TEST

static bool where_passes(struct filter *f, struct event_set *set,
			 const char *name, const char *text)
{
	struct event e = some_event();

	e.kind = event_set_find(set, name, strlen(name), true);
	e.text = text ? span_from(text) : (struct span){ 0 };
	return passes(f, e);
}

START_TEST(where)
{
	static const struct sequence order = {
		3, { "kvm_exit", "kvm:kvm_entry", "sys_exit" },
	};
	struct event_set *set = event_set_new(&order, 1, NULL, 0, true);
	struct filter *f = filter_new();
	struct fault fault = { "" };

	ck_assert_int_eq(filter_where(f, "kvm_exit: reason IO_", &fault), 0);
	ck_assert_int_eq(filter_where(f, "kvm_exit:  rip 0x[0-9a-f]+$",
				      &fault), 0);
	ck_assert_int_eq(filter_where(f, "kvm:kvm_entry: vcpu (1|2)",
				      &fault), 0);
	ck_assert_int_eq(filter_bind(f, set, &fault), 0);
	ck_assert(where_passes(f, set, "kvm:kvm_exit",
			       "vcpu 0 reason IO_INSTRUCTION rip 0x1f"));
	ck_assert(where_passes(f, set, "kvm_exit", "reason IO_ rip 0x1"));
	ck_assert(!where_passes(f, set, "kvm:kvm_exit", "reason HLT rip 0x1"));
	ck_assert(!where_passes(f, set, "kvm:kvm_exit",
				"reason IO_INSTRUCTION rip 0x1f x"));
	ck_assert(!where_passes(f, set, "kvm:kvm_exit", NULL));
	ck_assert(!where_passes(f, set, "kvm:kvm_exit", ""));
	ck_assert(where_passes(f, set, "kvm:kvm_entry", "vcpu 2"));
	ck_assert(!where_passes(f, set, "kvm:kvm_entry", "vcpu 3"));
	/* of another system, so not the event that the rule names */
	ck_assert(where_passes(f, set, "xen:kvm_entry", "vcpu 3"));
	ck_assert(where_passes(f, set, "sys_exit", NULL));
	ck_assert(where_passes(f, set, "unknown", NULL));
	filter_free(f);

	/* the text ends where it ends */
	f = filter_new();
	ck_assert_int_eq(filter_where(f, "kvm_exit: abc", &fault), 0);
	ck_assert_int_eq(filter_where(f, "kvm_exit: a.c", &fault), 0);
	ck_assert_int_eq(filter_bind(f, set, &fault), 0);
	struct event e = some_event();

	e.kind = event_set_find(set, "kvm_exit", 8, true);
	e.text = span_of("abc", 3);
	ck_assert(passes(f, e));
	e.text.len = 2;
	ck_assert(!passes(f, e));
	filter_free(f);
	event_set_free(set);
}
END_TEST

START_TEST(bad_where)
{
	static const struct sequence order = { 1, { "a" } };
	struct event_set *set = event_set_new(&order, 1, NULL, 0, true);
	struct filter *f = filter_new();
	struct fault fault;

	ck_refused(filter_where, "a", "is not 'EVENT: REGEX'");
	ck_refused(filter_where, "a:b", "is not 'EVENT: REGEX'");
	ck_refused(filter_where, ": b", "is not 'EVENT: REGEX'");
	ck_refused(filter_where, "a: ", "is not 'EVENT: REGEX'");
	ck_refused(filter_where, "", "is not 'EVENT: REGEX'");
	ck_refused(filter_where, "a: (", "bad regex '('");
	ck_assert_uint_eq(filter_where_event("kvm:kvm_exit: reason: x"), 12);
	ck_assert_uint_eq(filter_where_event("kvm:kvm_exit"), 0);
	ck_assert_int_eq(filter_where(f, "b: x", &fault), 0);
	ck_assert_int_eq(filter_bind(f, set, &fault), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, "'b' is not wanted"));
	filter_free(f);
	event_set_free(set);
}
END_TEST

START_TEST(batch)
{
	struct filter *f = filter_new();
	struct fault fault;
	struct event events[5];
	uint64_t filtered = 0;

	ck_assert_int_eq(filter_pid(f, "1-3", &fault), 0);
	ck_assert_int_eq(filter_comm(f, "qemu.*", &fault), 0);
	for (int i = 0; i < 5; i++) {
		events[i] = some_event();
		events[i].pid = i;
		events[i].lines = 2;
	}
	events[2].comm = span_from("bash");
	events[4].kind = KIND_LOST;
	ck_assert_uint_eq(filter_apply(f, events, 5, &filtered), 3);
	ck_assert_uint_eq(filtered, 4);
	ck_assert_int_eq(events[0].pid, 1);
	ck_assert_int_eq(events[1].pid, 3);
	ck_assert_uint_eq(events[2].kind, KIND_LOST);
	filter_free(f);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		no_rules, comm, comm_cache, lists, random_lists, each_column,
		bad_lists, time_range, where, bad_where, batch,
	};

	return run_tests("filter", tests, sizeof(tests) / sizeof(*tests));
}
