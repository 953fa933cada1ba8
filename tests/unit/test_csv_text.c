/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_run.h"
#include "suite.h"

static const struct {
	const char *text, *log;
} cases[] = {
	{ "", NONE },
	{ "tstamp,entry\n1.5,a\n2.25,b\n",
	  "1500000000/1 a\n2250000000/2 b\n" HEADER },
	/* columns in any place, unknown ones ignored, the first of a name */
	{ "entry,x,tstamp\na,1,1.5\n", "1500000000/1 a\n" HEADER },
	{ "tstamp,entry,entry\n1.5,a,b\n", "1500000000/1 a\n" HEADER },
	{ "group,key,cpu,tid,pid,comm,entry,tstamp\n"
	  "g,k,0,12,11,qemu,a,1.5\n",
	  "1500000000/1 a comm=<qemu> pid=11 tid=12 cpu=0 key=<k> group=<g>\n"
	  HEADER },
	{ "x,x,x,x,x,x,x,x,x,x,tstamp,x,x,x,entry\n"
	  ",,,,,,,,,,1.5,,,,a\n", "1500000000/1 a\n" HEADER },
	/* blanks round names of columns, times and comms are not theirs; entry,
	 * key and group are as they stand */
	{ " tstamp , entry\t,key,comm\n \t1.5 , a , k 1 , c 1\t\n",
	  "1500000000/1  a  comm=<c 1> key=< k 1 >\n" HEADER },
	{ "tstamp,entry\n\t1.5,a\n\t\n2.5,a\t\n",
	  "2500000000/1 a\t\nother 0 not_event 3 malformed 0" },
	{ "Tstamp,entry\n1.5,a\n",
	  "bad 1: the header has no column tstamp: Tstamp,entry\n"
	  "bad 2: the header has no column tstamp: 1.5,a\n"
	  "other 0 not_event 0 malformed 2" },
	{ "tstamp,event\n1.5,a\nx,a\n",
	  "bad 1: the header has no column entry: tstamp,event\n"
	  "bad 2: the header has no column entry: 1.5,a\n"
	  "bad 3: the header has no column entry: x,a\n"
	  "other 0 not_event 0 malformed 3" },
	{ "tstamp;entry\n", "bad 1: the header has no column tstamp: "
			    "tstamp;entry\nother 0 not_event 0 malformed 1" },
	/* a file without header, and with one further down */
	{ "2427107.654949,kvm_exit\n1.5,a\n",
	  "2427107654949000/6 kvm_exit\n1500000000/1 a\n" NONE },
	{ "-.5, a\n", "-500000000/1  a\n" NONE },
	{ "\"1.5\",\"a\"\n2.5,b\n", "1500000000/1 a\n2500000000/1 b\n" NONE },
	{ "1.5,a\ntstamp,entry\n2.5,b\n",
	  "1500000000/1 a\n2500000000/1 b\n" HEADER },
	{ "1.5,2\n", "bad 1: the header has no column tstamp: 1.5,2\n"
		     "other 0 not_event 0 malformed 1" },
	{ "x,y\ntstamp,entry\n1.5,a\n",
	  "1500000000/1 a\nbad 1: the header has no column tstamp: x,y\n"
	  BAD_1 },
	/* byte order marks, CRLF, blank lines, comments */
	{ "\xef\xbb\xbftstamp,entry\n1.5,a\n", "1500000000/1 a\n" HEADER },
	{ "\xef\xbb\xbf\"tstamp\",\"entry\"\n1.5,a\n",
	  "1500000000/1 a\n" HEADER },
	{ "\xef\xbb\xbf""1.5,a\n", "1500000000/1 a\n" NONE },
	{ "\xef\xbb\xbf\n", HEADER },
	{ "entry,tstamp\na,1.5\n\xef\xbb\xbf""entry,tstamp\nb,2.5\n",
	  "1500000000/1 a\n2500000000/1 b\nother 0 not_event 2 malformed 0" },
	{ "\xef\xbb,1\n", "bad 1: the header has no column tstamp: "
			  "\xef\xbb,1\nother 0 not_event 0 malformed 1" },
	{ "tstamp,entry,key\r\n1.5,a,k\r\n2.5,b,\r\n\r\n",
	  "1500000000/1 a key=<k>\n2500000000/1 b key=<>\n"
	  "other 0 not_event 2 malformed 0" },
	{ "\n \n\t\ntstamp,entry\n\n1.5,a\n  \t \n",
	  "1500000000/1 a\nother 0 not_event 6 malformed 0" },
	{ "# made by, x\n#\ntstamp,entry\n##\n#\ttab \"x\n#\r\n1.5,a\n"
	  "#x,a\n#,a\n",
	  "1500000000/1 a\n"
	  "bad 8: " NO_TIME ": #x,a\nbad 9: " NO_TIME ": #,a\n"
	  "other 0 not_event 6 malformed 2" },
	{ "entry,tstamp\n# a,1.5\n\xef\xbb\xbf""b,2.5\n#a,3.5\n",
	  "2500000000/1 b\n3500000000/1 #a\nother 0 not_event 2 malformed 0" },
	/* concatenated files */
	{ "tstamp,entry\n1.5,a\ntstamp,entry\n2.5,b\n",
	  "1500000000/1 a\n2500000000/1 b\nother 0 not_event 2 malformed 0" },
	{ "tstamp,entry\n1.5,a\ntstamp,entry,pid\n2.5,b,7\n",
	  "1500000000/1 a\n2500000000/1 b pid=7\n"
	  "other 0 not_event 2 malformed 0" },
	{ "tstamp,entry,comm\n1.5,a,x\nentry,tstamp\nb,2.5\n",
	  "1500000000/1 a comm=<x>\n2500000000/1 b\n"
	  "other 0 not_event 2 malformed 0" },
	/* times */
	{ "tstamp,entry\n 1.5,a\n+1.5\t,a\n5.,a\n.5,a\n-0.5,a\n7,a\n"
	  "1.000000001,a\n",
	  "1500000000/1 a\n1500000000/1 a\n5000000000/0 a\n500000000/1 a\n"
	  "-500000000/1 a\n7000000000/0 a\n1000000001/9 a\n" HEADER },
	{ "tstamp,entry\n1e3,a\ninf,a\n1.0000000000,a\n"
	  "9223372036.854775807,a\n9223372036.854775808,a\n"
	  "18446744073.709551,a\n",
	  "9223372036854775807/9 a\n"
	  "bad 2: " NO_TIME ": 1e3,a\nbad 3: " NO_TIME ": inf,a\n"
	  "bad 4: " NO_TIME ": 1.0000000000,a\n"
	  "bad 6: " NO_TIME ": 9223372036.854775808,a\n"
	  "bad 7: " NO_TIME ": 18446744073.709551,a\n"
	  "other 0 not_event 1 malformed 5" },
	{ "tstamp,entry\n,a\n  ,a\n1.5,\n1.5, \n1.5\n2.5,b\n",
	  "2500000000/1 b\n"
	  "bad 2: the row has no tstamp: ,a\n"
	  "bad 3: the row has no tstamp:   ,a\n"
	  "bad 4: the row has no entry: 1.5,\n"
	  "bad 5: the row has no entry: 1.5, \n"
	  "bad 6: the row has no entry: 1.5\n"
	  "other 0 not_event 1 malformed 5" },
	/* more and fewer cells, ids that are none */
	{ "tstamp,entry,comm,pid\n1.5,a,x,7,8,9\n1.5,a,x\n1.5,a\n1.5,a,,\n"
	  "1.5,a,x,seven\n1.5,a,x, -1 \n1.5,a,x,7.0\n",
	  "1500000000/1 a comm=<x> pid=7\n1500000000/1 a comm=<x>\n"
	  "1500000000/1 a\n1500000000/1 a comm=<>\n"
	  "1500000000/1 a comm=<x>\n1500000000/1 a comm=<x> pid=-1\n"
	  "1500000000/1 a comm=<x>\n" HEADER },
	/* full names are written as the event set says */
	{ "tstamp,entry\n1.5,kvm:a\n2.5,kvm:z\n",
	  "1500000000/1 a\n2500000000/1 z\n" HEADER },
	/* loss markers */
	{ "tstamp,entry,cpu\n1.5,PERF_RECORD_LOST,3\n2.5,a,1\n"
	  ",PERF_RECORD_LOST,\nx,PERF_RECORD_LOST\n9,PERF_RECORD_LOSTX\n",
	  "1500000000/1 LOST cpu=3\n2500000000/1 a cpu=1\n"
	  "2500000000/0 LOST\n9000000000/0 PERF_RECORD_LOSTX\n"
	  "bad 5: " NO_TIME ": x,PERF_RECORD_LOST\n" BAD_1 },
	{ ",a\n", "bad 1: the header has no column tstamp: ,a\n"
		  "other 0 not_event 0 malformed 1" },
	/* RFC 4180, section 2, rules 5 to 7 */
	{ "\"tstamp\",\"entry\"\r\n\"1.5\",\"a\"\r\n",
	  "1500000000/1 a\n" HEADER },
	{ "tstamp,entry,key\n1.5,\"a\",\"x,y\"\n1.5,b,\"say \"\"hi\"\"\"\n"
	  "1.5,a,\"\"\n1.5,a,\"\"\"\"\n",
	  "1500000000/1 a key=<x,y>\n1500000000/1 b key=<say \"hi\">\n"
	  "1500000000/1 a key=<>\n1500000000/1 a key=<\">\n" HEADER },
	{ "tstamp,key,entry\n1.5,\"x\ny\",a\n2.5,\"\r\n\n\",b\n3.5,z,a\n",
	  "1500000000/1 a key=<x\ny> lines=2\n"
	  "2500000000/1 b key=<\r\n\n> lines=3\n3500000000/1 a key=<z>\n"
	  HEADER },
	{ "tstamp,\"my\ncolumn\",entry\n1.5,x,a\n",
	  "1500000000/1 a\nother 0 not_event 2 malformed 0" },
	/* as pandas and Python's csv module have it */
	{ "tstamp,entry\n1.5,mid\"quote\n1.5,\"s\"ys_exit\n1.5,\"s\"\"\"y\n"
	  "1.5,\"s\"y\"z\"\n1.5, \"a\"\n1.5,a\"\n",
	  "1500000000/1 mid\"quote\n1500000000/1 sys_exit\n"
	  "1500000000/1 s\"y\n1500000000/1 sy\"z\"\n1500000000/1  \"a\"\n"
	  "1500000000/1 a\"\n" HEADER },
	{ "tstamp,entry,key\n\"1.5\" ,\" a \" , \"k\n\"1.5\",a,\" k \" \n",
	  "1500000000/1  a   key=< \"k>\n1500000000/1 a key=< k  >\n" HEADER },
	/* malformed rows of several lines, quoted blanks, empty cells */
	{ "tstamp,key,entry\nx,\"1\n2\n3\",a\n2.5,,b\n\"\"\n\" \",,\"a\"\n",
	  "2500000000/1 b key=<>\nbad 2: " NO_TIME ": x,\"1\n"
	  "bad 6: the row has no tstamp: \"\"\n"
	  "bad 7: the row has no tstamp: \" \",,\"a\"\n"
	  "other 0 not_event 1 malformed 5" },
	{ "1.5,\"a\nb\"\n2.5,b\n", "1500000000/1 a\nb lines=2\n"
				   "2500000000/1 b\n" NONE },
	/* a quote that is never closed costs its own line only */
	{ "tstamp,entry,key\n1.5,a,\"\n2.5,b,x\n3.5,a,y\n",
	  "2500000000/1 b key=<x>\n3500000000/1 a key=<y>\n"
	  "bad 2: a quote is never closed: 1.5,a,\"\n" BAD_1 },
	{ "tstamp,entry,key\n1.5,a,\"\ntstamp,entry\n2.5,b\n",
	  "2500000000/1 b\nbad 2: a quote is never closed: 1.5,a,\"\n"
	  "other 0 not_event 2 malformed 1" },
	/* and one that happens to be closed further down is a long cell */
	{ "tstamp,entry,key\n1.5,\"a\n\n2.5,b,x\"\n",
	  "1500000000/1 a\n\n2.5,b,x lines=3\n" HEADER },
};

START_TEST(rows_become_events)
{
	const char *const text = cases[_i].text;
	const size_t len = strlen(text);

	for (size_t chunk = 1; chunk <= len + 1; chunk++) {
		char *const log = read_csv(text, len, chunk, false, false);

		ck_assert_str_eq(log, cases[_i].log);
		free(log);
	}
}
END_TEST

START_TEST(only_wanted_names_when_skimmed)
{
	expect("tstamp,entry\n1.5,a\n2.5,c\n3.5,\"c\"\n4.5,x:b\nx,c\n"
	       "5.5,PERF_RECORD_LOST\n6.5,c\n", true, false,
	       "1500000000/1 a\n4500000000/1 b\n5500000000/1 LOST\n"
	       "bad 6: " NO_TIME ": x,c\n"
	       "other 3 not_event 1 malformed 1");
}
END_TEST

START_TEST(strict_stops_behind_the_first_malformed_row)
{
	expect("tstamp,entry\n1.5,a\nx,a\n2.5,b\ny,b\n", false, true,
	       "1500000000/1 a\nbad 3: " NO_TIME ": x,a\n" BAD_1);
	expect("tstamp,entry\n1.5,a\nx,\"a\n\n\"\n2.5,b\n", false, true,
	       "1500000000/1 a\nbad 3: " NO_TIME ": x,\"a\n"
	       "other 0 not_event 1 malformed 3");
	expect("tstamp,entry\n1.5,\"a\n2.5,b\n", false, true,
	       "bad 2: a quote is never closed: 1.5,\"a\n" BAD_1);
	expect("x\n1.5,a\n", false, true,
	       "bad 1: the header has no column tstamp: x\n"
	       "other 0 not_event 0 malformed 1");
}
END_TEST

/* Each batch's events are logged when it is full: all must still be there. */
START_TEST(batches_are_full_and_whole)
{
	static const char *const lines[] = {
		"1.5,a,k\n", "1.5,\"a\",\"k\"\n", "1.5,\"a\",\"k\n\"\n",
	};
	static const char *const want[] = {
		"1500000000/1 a key=<k>\n", "1500000000/1 a key=<k>\n",
		"1500000000/1 a key=<k\n> lines=2\n",
	};

	for (unsigned i = 0; i < 3; i++)
		for (unsigned n = 255; n <= 513; n += n == 257 ? 254 : 1) {
			char *const text = repeat("tstamp,entry,key\n",
						  lines[i], n);
			char *const events = repeat("", want[i], n);
			char *const log = read_csv(text, strlen(text),
						   strlen(text), false, false);

			ck_assert_uint_eq(strlen(log), strlen(events) +
						       strlen(HEADER));
			ck_assert_int_eq(memcmp(log, events, strlen(events)),
					 0);
			free(text);
			free(events);
			free(log);
		}
}
END_TEST

/* A row without quotes may be as long as a line; a line that is as long as the
 * longest one may have been cut. */
START_TEST(long_plain_rows)
{
	static const int lengths[] = {
		63, 64, 65, 1900, 2000, 2047, 2048, 2049, 4096, 70000, 131000
	};
	char *text = NULL, *want = NULL;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		ck_assert_int_gt(asprintf(&text,
			"x,tstamp,key,y,entry\n%*d,1.5,%0*d,,b\r\n,2.5,,,a\n",
			lengths[i], 1, lengths[i], 2), 0);
		ck_assert_int_gt(asprintf(&want,
			"1500000000/1 b key=<%0*d>\n2500000000/1 a key=<>\n"
			HEADER, lengths[i], 2), 0);
		expect(text, false, false, want);
		free(text);
		free(want);
	}
	for (int more = -1; more < 2; more++) {
		ck_assert_int_gt(asprintf(&text, "tstamp,x,entry\n1.5,%0*d,a\n"
			"2.5,,b\n", SOURCE_LINE_MAX - 6 + more, 0), 0);
		/* a row is shown with its first 95 bytes */
		ck_assert_int_gt(asprintf(&want, "2500000000/1 b\n"
			"bad 2: the line is longer than 256 KiB: 1.5,%091d\n"
			BAD_1, 0), 0);
		expect(text, false, false, more < 0 ?
		       "1500000000/1 a\n2500000000/1 b\n" HEADER : want);
		free(text);
		free(want);
	}
}
END_TEST

/* Also where no header is there, or not all of it. */
START_TEST(a_batch_ends_behind_the_first_row)
{
	static const struct {
		const char *text;
		size_t n;
		unsigned columns;
	} first[] = {
		{ "\n1.5,a\n2.5,b\ntstamp,entry,cpu\n", 1,
		  1u << CSV_TSTAMP | 1u << CSV_ENTRY },
		{ "1.5,\"a\nb\"\n2.5,b\ntstamp,entry,cpu\n", 1,
		  1u << CSV_TSTAMP | 1u << CSV_ENTRY },
		{ "time,entry,tid\n1.5,a,1\ntstamp,entry,cpu\n", 0,
		  1u << CSV_ENTRY | 1u << CSV_TID },
	};
	const size_t len = strlen(first[_i].text);
	struct run *const run = calloc(1, sizeof(*run));
	char *const memory = calloc(1, len + 2 * SOURCE_SLACK);
	struct span block = span_of(memory + SOURCE_SLACK, len);

	memcpy(memory + SOURCE_SLACK, first[_i].text, len);
	run->set = new_set();
	run->csv = csv_text_new(run->set, false, false);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad),
			  first[_i].n);
	ck_assert_uint_eq(csv_text_columns(run->csv), first[_i].columns);
	csv_text_free(run->csv);
	event_set_free(run->set);
	free(memory);
	free(run);
}
END_TEST

/* What a caller needs to check the columns where they change. */
START_TEST(a_batch_ends_behind_a_header)
{
	static const char text[] =
		"tstamp,entry\n1.5,a\n2.5,b\nentry,tstamp,cpu\na,3.5,1\n";
	struct run *const run = calloc(1, sizeof(*run));
	char memory[sizeof(text) + 2 * SOURCE_SLACK] = "";
	struct span block = span_of(memory + SOURCE_SLACK, sizeof(text) - 1);

	memcpy(memory + SOURCE_SLACK, text, sizeof(text) - 1);
	run->set = new_set();
	run->csv = csv_text_new(run->set, false, false);
	ck_assert_uint_eq(csv_text_columns(run->csv), 0);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 0);
	ck_assert_uint_eq(csv_text_line(run->csv), 1);
	ck_assert_uint_eq(csv_text_columns(run->csv),
			  1u << CSV_TSTAMP | 1u << CSV_ENTRY);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 2);
	ck_assert_uint_eq(csv_text_columns(run->csv),
			  1u << CSV_TSTAMP | 1u << CSV_ENTRY);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 0);
	ck_assert_uint_eq(csv_text_line(run->csv), 4);
	ck_assert_uint_eq(csv_text_columns(run->csv),
			  1u << CSV_TSTAMP | 1u << CSV_ENTRY | 1u << CSV_CPU);
	ck_assert_uint_eq(csv_text_decode(run->csv, &block, run->events,
					  &run->counts, &run->bad), 1);
	ck_assert_uint_eq(block.len, 0);
	ck_assert_int_eq(run->events[0].cpu, 1);
	ck_assert(!csv_text_stopped(run->csv));
	csv_text_free(run->csv);
	event_set_free(run->set);
	free(run);
}
END_TEST

/* The next file has columns and line numbers of its own, also if this one
 * ended within a row. */
START_TEST(files_are_read_one_by_one)
{
	static const char *const files[] = {
		"tstamp,entry\n1.5,a\nx\n", "2.5,b\n3.5,\"\n",
		"entry,tstamp\na,4.5\n\n", "tstamp\n1,a\n",
	};
	char *log = NULL, *bad_log = NULL;
	size_t size, bad_size;
	struct run *const run = calloc(1, sizeof(*run));

	run->set = new_set();
	run->csv = csv_text_new(run->set, false, false);
	run->log = open_memstream(&log, &size);
	run->bad_log = open_memstream(&bad_log, &bad_size);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		csv_text_begin(run->csv);
		ck_assert_uint_eq(csv_text_line(run->csv), 0);
		ck_assert_uint_eq(csv_text_columns(run->csv), 0);
		run_text(run, files[i], strlen(files[i]), 1000);
		run_end(run);
	}
	fclose(run->log);
	fclose(run->bad_log);
	ck_assert_str_eq(log, "1500000000/1 a\n2500000000/1 b\n"
			      "4500000000/1 a\n");
	ck_assert_str_eq(bad_log, "bad 3: " NO_TIME ": x\n"
		"bad 2: a quote is never closed: 3.5,\"\n"
		"bad 1: the header has no column entry: tstamp\n"
		"bad 2: the header has no column entry: 1,a\n");
	ck_assert_uint_eq(run->counts.total, 10);
	csv_text_free(run->csv);
	event_set_free(run->set);
	free(log);
	free(bad_log);
	free(run);
}
END_TEST

START_TEST(lines_that_tell_the_format)
{
	static const char *const headers[] = {
		"tstamp,entry", "entry,tstamp", " tstamp , entry\r",
		"comm,pid,entry,x,tstamp,y", "\"tstamp\",\"entry\"",
		"\xef\xbb\xbftstamp,entry", "\"a,b\",tstamp,\"c\",entry",
		"\xef\xbb\xbf\"entry\",tstamp",
	};
	static const char *const bare[] = {
		"2427107.654949,kvm_exit", "1.5,a", " 1.5 , a\r", "5,_x",
		"-1,kvm:kvm_exit", "\"1.5\",\"kvm_exit\"", "1.5,cpu-clock",
	};
	static const char *const neither[] = {
		"", ",", "tstamp", "tstampentry", "tstamp;entry", "a,b",
		"tstamp,entries", "xtstamp,entry", "\"tstamp,entry\"",
		"Tstamp,Entry", "1.5", "1.5,", "1.5,2", "1.5, ", "x,1.5",
		"1.5,a,b", "1.5,a,", "1.5:,a", "1.5;a", "1.5,\"", "# tstamp",
		"qemu-kvm  6442 [000] 2427107.654949: kvm:kvm_exit: a, b",
		"2427107.654949: kvm:kvm_exit: reason a, b",
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		ck_assert_msg(csv_text_is_header(span_from(headers[i])), "%s",
			      headers[i]);
		ck_assert(!csv_text_is_bare_row(span_from(headers[i])));
	}
	for (size_t i = 0; i < sizeof(bare) / sizeof(*bare); i++) {
		ck_assert_msg(csv_text_is_bare_row(span_from(bare[i])), "%s",
			      bare[i]);
		ck_assert(!csv_text_is_header(span_from(bare[i])));
	}
	for (size_t i = 0; i < sizeof(neither) / sizeof(*neither); i++) {
		ck_assert_msg(!csv_text_is_header(span_from(neither[i])),
			      "header %s", neither[i]);
		ck_assert_msg(!csv_text_is_bare_row(span_from(neither[i])),
			      "bare row %s", neither[i]);
	}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("csv_text");
	TCase *const tcase = tcase_create("csv_text");

	tcase_add_loop_test(tcase, rows_become_events, 0,
			    sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, only_wanted_names_when_skimmed);
	tcase_add_test(tcase, strict_stops_behind_the_first_malformed_row);
	tcase_add_test(tcase, batches_are_full_and_whole);
	tcase_add_test(tcase, long_plain_rows);
	tcase_add_loop_test(tcase, a_batch_ends_behind_the_first_row, 0, 3);
	tcase_add_test(tcase, a_batch_ends_behind_a_header);
	tcase_add_test(tcase, files_are_read_one_by_one);
	tcase_add_test(tcase, lines_that_tell_the_format);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
