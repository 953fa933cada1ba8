/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key: keys and groups of events, and the fields they are read from.
 */
#include "match/key.h"

#include "base/hash.h"

#include "match_events.h"

static void ck_field(const char *text, const char *name, const char *want)
{
	const struct span got = field_find(span_from(text), span_from(name));

	if (!want) {
		ck_assert_msg(!got.ptr, "'%s' has a field %s", text, name);
		return;
	}
	ck_assert_msg(got.ptr && span_eq(got, span_from(want)),
		      "'%s' gives '%.*s' for %s, wanted '%s'", text,
		      (int)got.len, got.ptr ? got.ptr : "", name, want);
}

START_TEST(fields)
{
	ck_field("dev=8,0 sector=12", "sector", "12");
	ck_field("dev=8,0 sector=12", "dev", "8");
	ck_field("reason IO_INSTRUCTION rip 0xff", "reason", "IO_INSTRUCTION");
	ck_field("vcpu 0 reason HLT", "reason", "HLT");
	ck_field("state:1, cpu:2", "cpu", "2");
	ck_field("state: 1 cpu:  2", "cpu", "2");
	ck_field("prio   120 x", "prio", "120");
	ck_field("a\tprio\t120", "prio", "120");
	ck_field("x (irq=5)", "irq", "5");
	ck_field("x (irq=5, name=y)", "name", "y");
	ck_field("f=g(h)) x", "f", "g(h)");
	ck_field("fd: 3, buf: 0x7ffe", "fd", "3");
	ck_field("a=b=c", "a", "b=c");
}
END_TEST

START_TEST(no_field)
{
	ck_field("xdev=8 dev8 dev_t=9 mydev 7", "dev", NULL);
	ck_field("[dev=8 -dev=9", "dev", NULL);
	ck_field("dev", "dev", NULL);
	ck_field("dev=", "dev", NULL);
	ck_field("dev ", "dev", NULL);
	ck_field("", "dev", NULL);
	ck_field("dev= sector=1", "dev", NULL);
	ck_field("dev=,1", "dev", NULL);
	ck_field("dev=)", "dev", NULL);
	ck_assert_ptr_null(field_find((struct span){ 0 },
				      span_from("x")).ptr);
}
END_TEST

/* the first place that is a field counts, not the first that looks like it */
START_TEST(later_field)
{
	ck_field("xdev=1 dev= dev=2 dev=3", "dev", "2");
	ck_field("devdev=1 dev=2", "dev", "2");
	ck_field("comm=a next_comm=b", "comm", "a");
	ck_field("next_comm=b comm=a", "comm", "a");
}
END_TEST

static struct event text_event(const char *text)
{
	return (struct event){
		.lines = 1, .pid = 10, .tid = -1, .cpu = EVENT_NO_ID,
		.comm = span_from("qemu"), .text = span_from(text),
		.key = span_from("column"),
	};
}

/* The key of one event; NULL in want: it has none. */
static void ck_key(const char *by, struct event e, const char *want)
{
	struct fault fault = { "" };
	uint64_t no_key = 5;
	struct keyer *k = keyer_new(by, &fault);

	ck_assert_msg(k != NULL, "%s: %s", by, fault.text);
	const size_t n = keyer_apply(k, &e, 1, &no_key);

	ck_assert_msg(n == (want != NULL), "%s: %zu events left", by, n);
	ck_assert_uint_eq(no_key, want ? 5 : 5 + e.lines);
	if (want) {
		ck_assert_msg(span_eq(e.key, span_from(want)),
			      "%s gives '%.*s', wanted '%s'", by,
			      (int)e.key.len, e.key.ptr, want);
		ck_assert_uint_eq(e.key_hash, key_hash_text(span_from(want),
							    hash_seed(k)));
	}
	keyer_free(k);
}

static void ck_number(const char *by, struct event e, int64_t want)
{
	struct fault fault;
	uint64_t no_key = 0;
	struct keyer *k = keyer_new(by, &fault);

	ck_assert_ptr_nonnull(k);
	ck_assert_str_eq(keyer_column(k), by);
	ck_assert_uint_eq(keyer_apply(k, &e, 1, &no_key), 1);
	ck_assert_ptr_null(e.key.ptr);
	ck_assert_int_eq(e.key_number, want);
	ck_assert_uint_eq(e.key_hash, key_hash_number(want));
	keyer_free(k);
}

START_TEST(simple_keys)
{
	struct event e = text_event("x");

	ck_number("pid", e, 10);
	ck_number("tid", e, -1);
	ck_key("cpu", e, NULL);
	e.cpu = 3;
	ck_number("cpu", e, 3);
	ck_key("comm", e, "qemu");
	ck_key("key", e, "column");
	ck_key("field:dev", text_event("dev=8:0 x"), "8:0");
	e.comm = e.key = (struct span){ 0 };
	e.lines = 3;
	ck_key("comm", e, NULL);
	ck_key("key", e, NULL);
	ck_key("field:dev", e, NULL);
}
END_TEST

START_TEST(regex_keys)
{
	static const char disk[] =
		"/^([0-9]+,[0-9]+) .* ([0-9]+) \\+/";

	ck_key(disk, text_event("8,0 WS 4096 () 12345 + 8 [kworker]"),
	       "8,0 12345");
	ck_key(disk, text_event("8,0 WS"), NULL);
	ck_key("/b+/", text_event("abbbc"), "bbb");
	ck_key("/dev=([a-z]+)|disk=([a-z]+)/", text_event("x disk=sda"),
	       " sda");
	ck_key("/x(a*)/", text_event("xb"), "");
	ck_key("/x(y)?b/", text_event("xb"), "");
	ck_key("/(\\/)x/", text_event("a/x"), "/");

	struct event cut = text_event("abc");

	cut.text.len = 2;	/* what lies behind the text does not count */
	ck_key("/c/", cut, NULL);
	ck_key("/b$/", cut, "b");
	cut.text = (struct span){ 0 };
	ck_key("/.*/", cut, NULL);
}
END_TEST

/* digits computed apart, from FNV-1a and MurmurHash3's finaliser */
START_TEST(long_keys)
{
	static const char seventy[] = "0123456789012345678901234567890123456789"
		"012345678901234567890123456789";
	struct event e = text_event("(0123456789012345678901234567890123456789)"
				    "[abcdefghijabcdefghijabcdefghij]");

	ck_key("/\\((.*)\\)\\[(.*)\\]/", e,
	       "0123456789012345678901234567890123456789 abcde"
	       "~5d4a7d82f93fd8b0");
	e.key = span_of(seventy, 70);
	ck_key("key", e, "0123456789012345678901234567890123456789012345"
	       "~b17a494ab3ad4384");
	e.key = span_of(seventy, 64);
	struct fault fault;
	uint64_t no_key;
	struct keyer *k = keyer_new("key", &fault);

	ck_assert_uint_eq(keyer_apply(k, &e, 1, &no_key), 1);
	ck_assert_uint_eq(e.key.len, 63);
	ck_assert_int_eq(e.key.ptr[46], '~');
	keyer_free(k);
	e.key = span_of(seventy, 63);
	ck_key("key", e, "0123456789012345678901234567890123456789"
	       "01234567890123456789012");
}
END_TEST

START_TEST(batch)
{
	struct event events[] = {
		text_event("d=1"), text_event("x"), text_event("y"),
		text_event("d=2"),
	};
	struct fault fault;
	uint64_t no_key = 0;
	struct keyer *k = keyer_new("field:d", &fault);

	events[1].lines = 4;
	events[2].kind = KIND_LOST;
	ck_assert_str_eq(keyer_column(k), "d");
	ck_assert_int_eq(keyer_mode(k), KEY_FIELD);
	ck_assert_uint_eq(keyer_apply(k, events, 4, &no_key), 3);
	ck_assert_uint_eq(no_key, 4);
	ck_assert_uint_eq(events[1].kind, KIND_LOST);
	ck_assert(span_eq(events[2].key, span_from("2")));
	keyer_free(k);
}
END_TEST

/* what a loss marker is about, as far as it says so */
START_TEST(markers)
{
	static const struct {
		const char *by, *key;
	} want[] = {
		{ "cpu", "3" }, { "key", "k 1" }, { "tid", NULL },
		{ "/./", NULL }, { "field:a", NULL },
	};

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		struct event events[] = {
			{ .kind = KIND_LOST, .cpu = 3, .tid = 7,
			  .key = span_from("k 1"), .text = span_from("a=1") },
			{ .kind = KIND_LOST, .cpu = EVENT_NO_ID, .tid = 7,
			  .key = span_from("") },
		};
		struct fault fault;
		uint64_t no_key = 0;
		struct keyer *k = keyer_new(want[i].by, &fault);

		ck_assert_uint_eq(keyer_apply(k, events, 2, &no_key), 2);
		ck_assert_uint_eq(no_key, 0);
		ck_assert_int_eq(events[0].key.ptr != NULL,
				 want[i].key != NULL);
		ck_assert(!want[i].key || span_eq(events[0].key,
						  span_from(want[i].key)));
		ck_assert_ptr_null(events[1].key.ptr);
		keyer_free(k);
	}
}
END_TEST

static void ck_bad_by(const char *by, const char *want)
{
	struct fault fault = { "" };

	ck_assert_ptr_null(keyer_new(by, &fault));
	ck_assert_msg(strstr(fault.text, want) != NULL, "%s: %s", by,
		      fault.text);
}

START_TEST(most_groups)
{
	char by[160] = "/", want[70] = "";
	const struct event e = text_event("abcdefghijklmnopqrstuvwxyzABCDEF");

	for (int i = 0; i < 32; i++) {
		strcat(by, "(.)");
		snprintf(want + strlen(want), 3, i ? " %c" : "%c",
			 e.text.ptr[i]);
	}
	strcat(by, "/");
	/* 63 bytes: the longest key that is not cut */
	ck_key(by, e, want);
	by[strlen(by) - 1] = '\0';
	strcat(by, "()/");
	ck_bad_by(by, "more than 32 groups");
}
END_TEST

/* two keys of one batch that both need room of their own */
START_TEST(rooms)
{
	struct event events[] = { text_event("a b"), text_event("c d") };
	struct fault fault;
	uint64_t no_key = 0;
	struct keyer *k = keyer_new("/(.) (.)/", &fault);

	ck_assert_uint_eq(keyer_apply(k, events, 2, &no_key), 2);
	ck_assert(span_eq(events[0].key, span_from("a b")));
	ck_assert(span_eq(events[1].key, span_from("c d")));
	ck_assert_str_eq(keyer_column(k), "key");
	keyer_free(k);
}
END_TEST

START_TEST(bad_keys)
{
	struct fault fault;
	struct keyer *k = keyer_new("none", &fault);

	ck_assert_int_eq(keyer_mode(k), KEY_NONE);
	keyer_free(k);
	keyer_free(NULL);
	ck_bad_by("tids", "'tids' is none of: none, tid, pid");
	ck_bad_by("", "is none of");
	ck_bad_by("field:", "needs a NAME");
	ck_bad_by("/x", "no /REGEX/");
	ck_bad_by("//", "no /REGEX/");
	ck_bad_by("/", "no /REGEX/");
	ck_bad_by("/(x/", "bad regex '(x': ");
}
END_TEST

static struct event_set *kvm_set(void)
{
	static const struct sequence order = {
		2, { "kvm_exit", "kvm:kvm_entry" },
	};

	return event_set_new(&order, 1, NULL, 0, true);
}

static struct event named(struct event_set *set, const char *name,
			  const char *text)
{
	struct event e = text_event(text);

	e.kind = event_set_find(set, name, strlen(name), true);
	return e;
}

START_TEST(groups)
{
	struct event_set *set = kvm_set();
	struct fault fault;
	struct grouper *g = grouper_new("kvm_exit:reason", set, &fault);
	struct event events[] = {
		named(set, "kvm:kvm_exit", "reason HLT rip 0x1"),
		named(set, "kvm_exit", "vcpu 1 reason UNKNOWN (0x4a) rip 0"),
		named(set, "kvm:kvm_entry", "reason X rip 0"),
		named(set, "kvm_exit", "reason HLT"),
		named(set, "kvm:kvm_exit", "vcpu 0"),
		named(set, "x:kvm_exit", "reason IO rip 0 reason Y rip 0"),
		{ .kind = KIND_LOST },
	};
	static const unsigned want[] = { 1, 2, 0, 1, 0, 3, 0 };

	ck_assert_str_eq(grouper_event(g), "kvm_exit");
	ck_assert_str_eq(grouper_column(g), "reason");
	grouper_apply(g, events, 7);
	for (int i = 0; i < 7; i++)
		ck_assert_uint_eq(events[i].group, want[i]);
	ck_assert(span_eq(events[1].group_text, span_from("UNKNOWN (0x4a)")));
	ck_assert_ptr_null(events[2].group_text.ptr);
	ck_assert_uint_eq(grouper_groups(g), 3);
	ck_assert_str_eq(grouper_name(g, 1), "HLT");
	ck_assert_str_eq(grouper_name(g, 2), "UNKNOWN (0x4a)");
	ck_assert_str_eq(grouper_name(g, 3), "IO");
	grouper_free(g);

	/* the rule of kvm_exit's reason is for that alone */
	g = grouper_new("kvm:kvm_entry:reason", set, &fault);
	ck_assert_str_eq(grouper_event(g), "kvm:kvm_entry");
	events[2].text = span_from("reason A b rip 0");
	grouper_apply(g, events, 7);
	ck_assert_uint_eq(events[0].group, 0);
	ck_assert(span_eq(events[2].group_text, span_from("A")));
	grouper_free(g);
	event_set_free(set);
}
END_TEST

START_TEST(too_many_groups)
{
	struct event_set *set = kvm_set();
	struct fault fault;
	struct grouper *g = grouper_new("group", set, &fault);
	struct event e = named(set, "kvm_exit", "");
	char text[100];

	ck_assert_ptr_null(grouper_event(g));
	ck_assert_str_eq(grouper_column(g), "group");
	for (unsigned i = 1; i <= 300; i++) {
		sprintf(text, "%u", i);
		e.group_text = span_from(text);
		grouper_apply(g, &e, 1);
		ck_assert_uint_eq(e.group, i <= 256 ? i : 257);
	}
	ck_assert_uint_eq(grouper_groups(g), 257);
	ck_assert_str_eq(grouper_name(g, 256), "256");
	ck_assert_str_eq(grouper_name(g, 257), "(other)");
	ck_assert_uint_eq(grouper_other(g), 44);
	e.group_text = span_from("17");
	grouper_apply(g, &e, 1);
	ck_assert_uint_eq(e.group, 17);
	memset(text, 'x', sizeof(text));
	e.group_text = span_of(text, sizeof(text));
	grouper_apply(g, &e, 1);
	ck_assert_uint_eq(e.group_text.len, KEY_TEXT_MAX);
	e.group_text = (struct span){ 0 };
	grouper_apply(g, &e, 1);
	ck_assert_uint_eq(e.group, 0);
	ck_assert_uint_eq(grouper_other(g), 45);
	grouper_free(g);
	event_set_free(set);
}
END_TEST

START_TEST(groups_with_nul)
{
	static const struct {
		const char *text;
		size_t len;
		const char *want;
	} cases[] = {
		{ "a\0b", 3, "a\\0b" },
		{ "a\0", 2, "a\\0" },
		{ "a", 1, "a" },
		{ "\0", 1, "\\0" },
	};
	struct event_set *set = kvm_set();
	struct fault fault;
	struct grouper *g = grouper_new("group", set, &fault);
	struct event e = named(set, "kvm_exit", "");
	char text[KEY_TEXT_MAX] = { 0 };

	for (unsigned i = 0; i < 4; i++) {
		e.group_text = span_of(cases[i].text, cases[i].len);
		grouper_apply(g, &e, 1);
		ck_assert_uint_eq(e.group, i + 1);
		ck_assert(span_eq(e.group_text, span_from(cases[i].want)));
		ck_assert_str_eq(grouper_name(g, e.group), cases[i].want);
	}
	/* 63 NULs are 126 characters: of these 46 and a hash of all */
	e.group_text = span_of(text, sizeof(text));
	grouper_apply(g, &e, 1);
	ck_assert_uint_eq(e.group_text.len, KEY_TEXT_MAX);
	for (unsigned i = 0; i < 46; i++)
		ck_assert_int_eq(e.group_text.ptr[i], i % 2 ? '0' : '\\');
	ck_assert_int_eq(e.group_text.ptr[46], '~');
	ck_assert_uint_eq(strlen(grouper_name(g, e.group)), KEY_TEXT_MAX);
	grouper_free(g);
	event_set_free(set);
}
END_TEST

START_TEST(bad_groups)
{
	static const struct {
		const char *group, *want;
	} cases[] = {
		{ "kvm_exit", "is not EVENT:FIELD" },
		{ "kvm_exit:", "is not EVENT:FIELD" },
		{ ":reason", "is not EVENT:FIELD" },
		{ "kvm_inj_virq:irq", "'kvm_inj_virq' is not wanted" },
	};
	struct event_set *set = kvm_set();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fault fault = { "" };

		ck_assert_ptr_null(grouper_new(cases[i].group, set, &fault));
		ck_assert_msg(strstr(fault.text, cases[i].want) != NULL,
			      "%s: %s", cases[i].group, fault.text);
	}
	grouper_free(NULL);
	event_set_free(set);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		fields, no_field, later_field, simple_keys, regex_keys,
		long_keys, batch, markers, most_groups, rooms, bad_keys, groups,
		too_many_groups, groups_with_nul, bad_groups,
	};

	return run_tests("key", tests, sizeof(tests) / sizeof(*tests));
}
