/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/saved_stats.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "stats/csv_records.h"
#include "suite.h"

static const char *const order[] = { "a", "b,\"c\"\nd" };
static const char *const series[] = { "delta:b__a", "loop" };

static const char header[] = "record,series,group,name,value\n"
	"format,,,delta_processor statistics,1\n";
static const char counters[] =
	"lines,,,total,10\n"
	"lines,,,event,4\n"
	"lines,,,other,3\n"
	"lines,,,not_event,2\n"
	"lines,,,filtered,0\n"
	"lines,,,no_key,0\n"
	"lines,,,malformed,1\n"
	"lines,,,lost,0\n"
	"loops,,,started,2\n"
	"loops,,,complete,2\n"
	"loops,,,abandoned,0\n"
	"loops,,,cut,0\n"
	"loops,,,evicted,0\n"
	"loops,,,unfinished,0\n"
	"loops,,,incomplete,0\n"
	"loops,,,orphans,0\n"
	"loops,,,overflow,1\n"
	"loops,,,evicted_keys,0\n"
	"loops,,,group_other,0\n"
	"trace,,,lost_markers,0\n"
	"trace,,,lost_events,0\n"
	"trace,,,backward,0\n";
static const char names[] =
	"order,,,a,1\n"
	"order,,,\"b,\"\"c\"\"\nd\",0\n"
	"series,0,,delta:b__a,\n"
	"series,1,,loop,\n";
static const char times[] =
	"time,,,first,-5\n"
	"time,,,last,1000\n";
static const char events[] = "event,,,a,3\nevent,,,z,1\n";
static const char groups[] = "group,,1,IO,2\ngroup,,2,MMIO,0\n";
static const char values[] =
	"count,0,0,,2\n"
	"sum,0,0,,-3\n"
	"sum_squares,0,0,,29\n"
	"min,0,0,,-5\n"
	"max,0,0,,2\n"
	"max_time,0,0,,7\n"
	"value,0,0,-5,1\n"
	"value,0,0,2,1\n"
	"count,0,1,,1\n"
	"sum,0,1,,-5\n"
	"sum_squares,0,1,,25\n"
	"min,0,1,,-5\n"
	"max,0,1,,-5\n"
	"max_time,0,1,,3\n"
	"value,0,1,-5,1\n"
	"count,0,2,,1\n"
	"sum,0,2,,2\n"
	"sum_squares,0,2,,4\n"
	"min,0,2,,2\n"
	"max,0,2,,2\n"
	"max_time,0,2,,7\n"
	"value,0,2,2,1\n";

static struct fault fault;

static char *whole_text(void)
{
	char *text;

	ck_assert_int_gt(asprintf(&text, "%s%s%s%s%s%s%send,,,,\n", header,
				  names, counters, times, events, groups,
				  values), 0);
	return text;
}

static int read_text(struct saved_stats *saved, const char *text, size_t len)
{
	FILE *const in = fmemopen((void *)(uintptr_t)text, len, "r");

	ck_assert_ptr_nonnull(in);
	saved_stats_init(saved);

	const int status = saved_stats_read(saved, in, "f.csv", &fault);

	fclose(in);
	return status;
}

static char *written(const struct saved_stats *saved)
{
	char *text;
	size_t len;
	FILE *const out = open_memstream(&text, &len);

	ck_assert_int_eq(saved_stats_write(out, saved), 0);
	fclose(out);
	return text;
}

/* Groups in the order they were met, not that of their names. */
static void fill(struct saved_stats *saved)
{
	static const uint64_t counter[SAVED_COUNTERS] = {
		[SAVED_TOTAL] = 10, [SAVED_EVENT] = 4, [SAVED_OTHER] = 3,
		[SAVED_NOT_EVENT] = 2, [SAVED_MALFORMED] = 1,
		[SAVED_STARTED] = 2, [SAVED_COMPLETE] = 2,
	};

	saved_stats_init(saved);
	saved->stats = stats_new(series, 2);
	ck_assert_int_eq(saved_stats_order(saved, order, 2), 0);
	ck_assert_int_eq(saved_stats_event(saved, "z", 1), 0);
	ck_assert_int_eq(saved_stats_event(saved, "a", 3), 0);
	ck_assert_int_eq(saved_stats_group(saved, "MMIO"), 0);
	ck_assert_int_eq(saved_stats_group(saved, "AN EMPTY ONE"), 0);
	ck_assert_int_eq(saved_stats_group(saved, "IO"), 0);
	saved->met = 1;
	saved->has_started = true;
	memcpy(saved->counter, counter, sizeof(counter));
	saved->has_time = true;
	saved->first_time = -5;
	saved->last_time = 1000;
	stats_add(saved->stats, 0, 3, -5, 0, 3);
	stats_add(saved->stats, 0, 1, 2, 1, 7);
	stats_loops_add(saved->stats, 3, 2);
	stats_overflow(saved->stats);
}

START_TEST(the_text_is_as_documented)
{
	struct saved_stats saved;

	fill(&saved);

	char *const text = written(&saved);
	char *const expected = whole_text();

	ck_assert_str_eq(text, expected);
	saved_stats_release(&saved);
	free(text);
	free(expected);
}
END_TEST

START_TEST(what_is_read_is_written_again)
{
	struct saved_stats saved;
	char *const text = whole_text();

	ck_assert_msg(read_text(&saved, text, strlen(text)) == 0, "%s",
		      fault.text);
	ck_assert_str_eq(saved.order[1], order[1]);
	ck_assert_uint_eq(saved.met, 1);
	ck_assert_uint_eq(saved.counter[SAVED_OTHER], 3);
	ck_assert_uint_eq(stats_overflows(saved.stats), 1);
	ck_assert_str_eq(saved.group[1], "MMIO");

	const struct series *const s = stats_series(saved.stats, 0, 2);

	ck_assert_int_eq(s->moments.max, 2);
	ck_assert_uint_eq(s->moments.max_loop, UINT64_MAX);

	char *const again = written(&saved);

	ck_assert_str_eq(again, text);
	saved_stats_release(&saved);
	free(again);
	free(text);
}
END_TEST

/* The text with `from` replaced by `to` must be refused with this fault. */
static const struct {
	const char *from, *to, *fault;
} broken[] = {
	{ "record,", "recard,", "f.csv:1: these are not saved statistics" },
	{ "statistics,1", "statistics,2", "f.csv:2: a format of another"
	  " version" },
	{ "order,,,a,1", "order,,,a,2", "f.csv:3: neither 0 nor 1" },
	{ "order,,,a,1", "order,,,a,", "f.csv:3: not a count of 64 bits" },
	{ "order,,,a,1", "order,,,a", "f.csv:3: too few fields" },
	{ "order,,,a,1", "order,,,a,1,", "f.csv:3: too many fields" },
	{ "order,,,a,1", "order,,,a\"b,1", "f.csv:3: a quote inside a field" },
	{ "\nd\",0", "\nd\"x,0", "f.csv:4: no comma behind a field" },
	{ "series,1,", "series,2,", "f.csv:7: not the next series" },
	{ "other,3", "other,4", "f.csv:15: the lines do not add up" },
	{ "other,3", "other,03", "f.csv:10: not a count of 64 bits" },
	{ "other,3", "other,-3", "f.csv:10: not a count of 64 bits" },
	{ "total,10", "total,18446744073709551616",
	  "f.csv:8: not a count of 64 bits" },
	{ "started,2", "started,9", "f.csv:21: the loops do not add up" },
	{ "abandoned,0", "abandoned,18446744073709551615",
	  "f.csv:21: the loops do not add up" },
	{ "loops,,,cut,0\n", "", "f.csv:19: no record loops,,,cut" },
	{ "first,-5", "first,", "f.csv:31: a first time and a last, or none" },
	{ "first,-5", "first,1001", "f.csv:31: the last time is before the"
	  " first" },
	{ "event,,,a,3\nevent,,,z,1", "event,,,z,1\nevent,,,a,3",
	  "f.csv:33: the events are not sorted" },
	{ "event,,,z", "event,,,a", "f.csv:33: the events are not sorted" },
	{ "group,,2", "group,,3", "f.csv:35: not the next group" },
	{ "2,MMIO", "2,AMIO", "f.csv:35: the groups are not sorted" },
	{ "MMIO,0", "MMIO,1",
	  "f.csv:35: the groups have more loops than there are" },
	{ "MMIO,0", "MMIO,", "f.csv:35: not a count of 64 bits" },
	{ "count,0,0,,2", "count,0,0,,3", "f.csv:44: the counts do not add"
	  " up" },
	{ "count,0,0,,2", "count,2,0,,2", "f.csv:36: a series that was not"
	  " named" },
	{ "sum,0,0,,-3", "sum,0,0,,-4", "f.csv:44: the sum does not fit the"
	  " values" },
	{ "squares,0,0,,29", "squares,0,0,,30", "f.csv:44: the sum of squares"
	  " does not fit the values" },
	{ "squares,0,0,,29", "squares,0,0,,", "f.csv:44: the sum of squares"
	  " does not fit the values" },
	{ "min,0,0,,-5", "min,0,0,,-4", "f.csv:44: the minimum does not fit"
	  " the values" },
	{ "max,0,0,,2", "max,0,0,,3", "f.csv:44: the maximum does not fit the"
	  " values" },
	{ "max,0,0,,2", "max,0,0,,9223372036854775808",
	  "f.csv:42: a figure above is out of range" },
	{ "max_time,0,0,,7\n", "", "f.csv:41: no record max_time,0,0" },
	{ "value,0,0,-5,1\n", "value,0,0,2,1\n", "f.csv:43: the values are not"
	  " sorted" },
	{ "value,0,0,2,1", "value,0,0,2,0", "f.csv:43: a value that never"
	  " occurred" },
	{ "value,0,0,2,1", "value,0,0,2x,1", "f.csv:43: not an integer of 64"
	  " bits" },
	{ "value,0,0,2,1", "bucket,0,0,2,1", "f.csv:43: the counts do not add"
	  " up" },
	{ "count,0,0,,2\nsum,0,0,,-3\nsum_squares,0,0,,29\nmin,0,0,,-5\n"
	  "max,0,0,,2\nmax_time,0,0,,7\nvalue,0,0,-5,1\nvalue,0,0,2,1\n", "",
	  "f.csv:43: the groups have more values than the whole" },
	{ "end,,,,\n", "", "f.csv:58: the file ends too early" },
	{ "end,,,,\n", "end,,,,", "f.csv:58: the last line is cut off" },
	{ "end,,,,\n", "end,,,,\n\n", "f.csv:59: too few fields" },
	{ "end,,,,\n", "end,,,,\nend,,,,\n", "f.csv:59: something behind the"
	  " end" },
	{ "end,,,,\n", "end,,,,1\n", "f.csv:58: something behind the end" },
	{ "end,,,,\n", "\"", "f.csv:58: a quote is not closed" },
};

START_TEST(what_is_broken_is_refused)
{
	char *const text = whole_text();
	char *const at = strstr(text, broken[_i].from);
	struct saved_stats saved;
	char *changed;

	ck_assert_ptr_nonnull(at);
	*at = '\0';
	ck_assert_int_gt(asprintf(&changed, "%s%s%s", text, broken[_i].to,
				  at + strlen(broken[_i].from)), 0);
	ck_assert_int_eq(read_text(&saved, changed, strlen(changed)), -1);
	ck_assert_str_eq(fault.text, broken[_i].fault);
	saved_stats_release(&saved);
	free(changed);
	free(text);
}
END_TEST

/* Figures of values that are known by their buckets.  `fault`: what is wrong
 * with them, NULL: nothing. */
static const struct {
	const char *count, *sum, *squares, *min, *max, *bucket, *fault;
} bucketed[] = {
	/* the bucket is 4096..4099; of two values each is one of the ends */
	{ "2", "8195", "33579017", "4096", "4099", "4096,2", NULL },
	{ "2", "8194", "33570818", "4096", "4099", "4096,2",
	  "the sum does not fit the minimum and maximum" },
	{ "2", "8196", "33587210", "4096", "4099", "4096,2",
	  "the sum does not fit the minimum and maximum" },
	{ "1", "4097", "16785409", "4097", "4097", "4096,1", NULL },
	{ "1", "4097", "16785409", "4096", "4097", "4096,1",
	  "the sum does not fit the minimum and maximum" },
	{ "3", "12291", "50356227", "4099", "4096", "4096,3",
	  "the minimum is above the maximum" },
	{ "3", "12297", "50405403", "4096", "4097", "4096,3",
	  "the sum does not fit the minimum and maximum" },
	/* 2^64 - 1 times -2^63 is just above -2^127 */
	{ "18446744073709551615", "-170141183460469231722463931679029329920",
	  "", "-9223372036854775808", "-9223372036854775808",
	  "-9223372036854775808,18446744073709551615", NULL },
	{ "18446744073709551615", "-170141183460469231722463931679029329919",
	  "", "-9223372036854775808", "-9223372036854775808",
	  "-9223372036854775808,18446744073709551615",
	  "the sum does not fit the values" },
};

START_TEST(sums_and_extremes_of_buckets)
{
	struct saved_stats saved;
	char *text;

	ck_assert_int_gt(asprintf(&text, "%s%s%s%s%scount,0,0,,%s\n"
		"sum,0,0,,%s\nsum_squares,0,0,,%s\nmin,0,0,,%s\n"
		"max,0,0,,%s\nmax_time,0,0,,7\nbucket,0,0,%s\nend,,,,\n",
		header, names, counters, times, events,
		bucketed[_i].count, bucketed[_i].sum, bucketed[_i].squares,
		bucketed[_i].min, bucketed[_i].max, bucketed[_i].bucket), 0);

	const int status = read_text(&saved, text, strlen(text));

	if (bucketed[_i].fault) {
		ck_assert_int_eq(status, -1);
		ck_assert_str_eq(strchr(fault.text, ' ') + 1,
				 bucketed[_i].fault);
	} else {
		ck_assert_msg(status == 0, "%s", fault.text);
	}
	saved_stats_release(&saved);
	free(text);
}
END_TEST

/* Any prefix, and any single byte changed: refused or read, never worse. */
START_TEST(damage_is_survived)
{
	char *const text = whole_text();
	const size_t len = strlen(text);
	struct saved_stats saved;

	for (size_t n = 1; n < len; n++) {
		ck_assert_int_eq(read_text(&saved, text, n), -1);
		saved_stats_release(&saved);
	}
	for (size_t i = 0; i < len; i++) {
		const char before = text[i];

		for (const char *p = "\"\n,0-9\r"; *p; p++) {
			text[i] = *p;
			read_text(&saved, text, len);
			saved_stats_release(&saved);
		}
		text[i] = '\0';
		if (read_text(&saved, text, len) == 0)
			ck_abort_msg("a NUL at byte %zu was taken", i);
		saved_stats_release(&saved);
		text[i] = before;
	}
	free(text);
}
END_TEST

START_TEST(one_endless_record)
{
	const size_t len = 2 * CSV_RECORD_MAX;
	char *const text = malloc(len);
	struct saved_stats saved;

	memset(text, 'x', len);
	ck_assert_int_eq(read_text(&saved, text, len), -1);
	ck_assert_str_eq(fault.text, "f.csv:1: the record is too long");
	saved_stats_release(&saved);
	free(text);
}
END_TEST

/* Loops dealt out to parts; every part knows only the groups it met. */
static void add_loop(struct saved_stats *saved, const char *const *group_names,
		     unsigned i)
{
	const int64_t value = (int64_t)(i * 2654435761u % 100003) - 500;
	const char *const name = group_names[i % 3];
	unsigned g = 0;

	while (g < saved->ngroups && strcmp(saved->group[g], name) != 0)
		g++;
	if (g == saved->ngroups)
		ck_assert_int_eq(saved_stats_group(saved, name), 0);
	ck_assert_int_eq(saved_stats_event(saved, name, 2), 0);
	stats_add(saved->stats, 0, g + 1, value, i, i % 1000);
	stats_add(saved->stats, 1, g + 1, value / 100, i, i % 1000);
	stats_loops_add(saved->stats, g + 1, 1);
	saved->counter[SAVED_TOTAL] += 3;
	saved->counter[SAVED_EVENT] += 2;
	saved->counter[SAVED_OTHER]++;
	saved->counter[SAVED_STARTED]++;
	saved->counter[SAVED_COMPLETE]++;
	saved->met |= 1u << i % 2;
	if (!saved->has_time || i < saved->first_time)
		saved->first_time = i;
	saved->last_time = i;
	saved->has_time = true;
}

static void begin(struct saved_stats *saved)
{
	saved_stats_init(saved);
	saved->stats = stats_new(series, 2);
	saved->has_started = true;
	ck_assert_int_eq(saved_stats_order(saved, order, 2), 0);
}

static const unsigned part_counts[] = { 2, 7, 50 };

/* 100003 distinct values in one series, 4097 and fewer in others. */
START_TEST(parts_in_any_order_are_the_whole)
{
	enum { LOOPS = 100003, PARTS_MAX = 50 };
	static const char *const group_names[] = { "beta", "alpha", "gamma" };
	const unsigned parts = part_counts[_i];
	struct saved_stats whole, part[PARTS_MAX];
	char *text[PARTS_MAX];

	begin(&whole);
	for (unsigned p = 0; p < parts; p++)
		begin(&part[p]);
	for (unsigned i = 0; i < LOOPS; i++) {
		add_loop(&whole, group_names, i);
		add_loop(&part[i * parts / LOOPS], group_names, i);
	}

	char *const expected = written(&whole);

	for (unsigned p = 0; p < parts; p++) {
		text[p] = written(&part[p]);
		saved_stats_release(&part[p]);
	}
	for (unsigned step = 1; step < parts; step += parts / 2 + 1) {
		struct saved_stats merged;

		saved_stats_init(&merged);
		for (unsigned p = 0; p < parts; p++) {
			const char *const one =
				text[(p * (parts - step) + step) % parts];
			struct saved_stats from;

			ck_assert_int_eq(read_text(&from, one, strlen(one)),
					 0);
			ck_assert_int_eq(saved_stats_merge(&merged, &from, "p",
							   &fault), 0);
			saved_stats_release(&from);
		}

		char *const got = written(&merged);

		ck_assert_msg(strcmp(got, expected) == 0, "step %u", step);
		free(got);
		saved_stats_release(&merged);
	}
	for (unsigned p = 0; p < parts; p++)
		free(text[p]);
	free(expected);
	saved_stats_release(&whole);
}
END_TEST

START_TEST(groups_of_one_name_become_one)
{
	struct saved_stats saved, merged;

	begin(&saved);
	ck_assert_int_eq(saved_stats_group(&saved, "(other)"), 0);
	ck_assert_int_eq(saved_stats_group(&saved, "(other)"), 0);
	stats_add(saved.stats, 0, 1, 5, 0, 0);
	stats_add(saved.stats, 0, 2, 9, 0, 0);
	saved_stats_init(&merged);
	ck_assert_int_eq(saved_stats_merge(&merged, &saved, "p", &fault), 0);
	ck_assert_uint_eq(merged.ngroups, 1);
	ck_assert_uint_eq(stats_series(merged.stats, 0, 1)->moments.count, 2);
	saved_stats_release(&saved);
	saved_stats_release(&merged);
}
END_TEST

START_TEST(what_does_not_belong_together)
{
	static const char *const other[] = { "a", "x" };
	struct saved_stats a, b;

	begin(&a);
	saved_stats_init(&b);
	b.stats = stats_new(series, 2);
	b.has_started = true;
	ck_assert_int_eq(saved_stats_order(&b, other, 2), 0);
	ck_assert_int_eq(saved_stats_merge(&a, &b, "b.csv", &fault), -1);
	ck_assert_str_eq(fault.text, "b.csv: of another order or other spans");
	saved_stats_release(&b);
	begin(&b);
	b.has_started = false;
	ck_assert_int_eq(saved_stats_merge(&a, &b, "b.csv", &fault), -1);
	ck_assert_str_eq(fault.text, "b.csv: of an algorithm that counts loops"
			 " in another way");
	b.has_started = true;
	a.counter[SAVED_TOTAL] = 2;
	b.counter[SAVED_TOTAL] = UINT64_MAX - 1;
	ck_assert_int_eq(saved_stats_merge(&a, &b, "b.csv", &fault), -1);
	ck_assert_str_eq(fault.text, "b.csv: counts beyond 64 bits");
	saved_stats_release(&a);
	saved_stats_release(&b);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("saved_stats");
	TCase *const tcase = tcase_create("saved_stats");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, the_text_is_as_documented);
	tcase_add_test(tcase, what_is_read_is_written_again);
	tcase_add_loop_test(tcase, sums_and_extremes_of_buckets, 0,
			    sizeof(bucketed) / sizeof(*bucketed));
	tcase_add_loop_test(tcase, what_is_broken_is_refused, 0,
			    sizeof(broken) / sizeof(*broken));
	tcase_add_test(tcase, damage_is_survived);
	tcase_add_test(tcase, one_endless_record);
	tcase_add_loop_test(tcase, parts_in_any_order_are_the_whole, 0,
			    sizeof(part_counts) / sizeof(*part_counts));
	tcase_add_test(tcase, groups_of_one_name_become_one);
	tcase_add_test(tcase, what_does_not_belong_together);
	suite_add_tcase(suite, tcase);

	return suite_run(suite);
}
