/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * detect: what a first line says of its file.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "input/detect.h"
#include "suite.h"

#define HEAD "            qemu  5571 [000]  3259.059797: "

static const struct {
	const char *line;
	enum detected want;
	bool first;
	const char *advice;	/* a part of it; NULL: none */
} cases[] = {
	/* look at the next line */
	{ "", DETECTED_NOTHING, true, NULL },
	{ "  \t ", DETECTED_NOTHING, true, NULL },
	{ "# captured on    : Mon Nov 23", DETECTED_NOTHING, true, NULL },
	{ "# tracer: nop", DETECTED_NOTHING, true, NULL },
	{ "\tffffffff821fb643 schedule+0x23 ([kernel.kallsyms])",
	  DETECTED_NOTHING, true, NULL },
	{ "Warning:", DETECTED_NOTHING, true, NULL },
	{ "Processed 5 events and lost 1 chunks!", DETECTED_NOTHING, true,
	  NULL },
	{ "cpus=2", DETECTED_NOTHING, true, NULL },
	{ "version = 7", DETECTED_NOTHING, true, NULL },
	{ "x", DETECTED_NOTHING, true, NULL },
	{ "1.5", DETECTED_NOTHING, true, NULL },
	{ ",", DETECTED_NOTHING, true, NULL },
	{ "\"", DETECTED_NOTHING, true, NULL },
	/* perf, ftrace, trace-cmd */
	{ HEAD "kvm:kvm_exit: vcpu 0", DETECTED_PERF, true, NULL },
	{ HEAD "kvm:kvm_exit:", DETECTED_PERF, false, NULL },
	{ HEAD "kvm:kvm_exit: vcpu 0\r", DETECTED_PERF, true, NULL },
	{ HEAD "PERF_RECORD_LOST lost 158", DETECTED_PERF, true, NULL },
	{ " qemu-system-x86-10520   [001] .....  4061.842491: sys_ppoll -> 0x1",
	  DETECTED_PERF, true, NULL },
	{ "CPU:1 [LOST 442 EVENTS]", DETECTED_PERF, true, NULL },
	{ "           <...>-11168 [001]  4156.534239: kvm_pio:   pio_write",
	  DETECTED_PERF, true, NULL },
	{ "a 1 1.000000: x: tstamp,entry", DETECTED_PERF, true, NULL },
	/* csv */
	{ "tstamp,entry", DETECTED_CSV, true, NULL },
	{ "\357\273\277tstamp,entry", DETECTED_CSV, true, NULL },
	{ "tid,entry,x,tstamp\r", DETECTED_CSV, false, NULL },
	{ "\"tstamp\",\"entry\"", DETECTED_CSV, true, NULL },
	{ "2427107.654949,kvm_exit", DETECTED_CSV, true, NULL },
	{ "tstamp,comm", DETECTED_NOTHING, true, NULL },
	{ "Tstamp,Entry", DETECTED_NOTHING, true, NULL },
	/* binary, only at the beginning */
	{ "PERFILE2hhh", DETECTED_BINARY, true, "perf script -i" },
	{ "2ELIFREPhhh", DETECTED_BINARY, true, "perf script -i" },
	{ "\027\010\104tracing6", DETECTED_BINARY, true, "trace-cmd report" },
	{ "PERFILE2hhh", DETECTED_NOTHING, false, NULL },
	{ "PERFILE", DETECTED_NOTHING, true, NULL },
	/* what cannot be read */
	{ "     0.736 ( 0.003 ms): ren/18333 access(filename: 1) = 0",
	  DETECTED_NOTHING, true, "perf trace" },
	{ "         ? (         ): ren/18333  ... [continued]: execve()) = 0",
	  DETECTED_NOTHING, true, NULL },
	{ "    1441.096646 [0001]  ren[14411]   0.000      0.000      0.000",
	  DETECTED_NOTHING, true, "timehist" },
	{ "    bash-16486     0..... 12219us+: sys_exit: NR 1 = 2",
	  DETECTED_NOTHING, true, "latency format" },
	{ "    bash-16486     0..... 12219us : sys_exit: NR 1 = 2",
	  DETECTED_NOTHING, true, "latency format" },
	{ "    bash 16486   0 0dNh. 13 13.406ms (+0.016ms): sys_exit: NR 1",
	  DETECTED_NOTHING, true, "latency format" },
	{ "             ren-16553   [001] ..... 3537317547460: sys_exit: NR 1",
	  DETECTED_NOTHING, true, "integer clock" },
	{ "# latency: 12219us+: x", DETECTED_NOTHING, true, NULL },
	{ "it took 5us in all", DETECTED_NOTHING, true, NULL },
	{ "the status+: x", DETECTED_NOTHING, true, NULL },
};

START_TEST(lines)
{
	char padded[256] = { 0 };
	const char *advice = NULL;

	snprintf(padded, sizeof(padded) - 16, "%s", cases[_i].line);
	ck_assert_int_eq(detect_line(span_from(padded), cases[_i].first,
				     &advice), cases[_i].want);
	if (cases[_i].advice) {
		ck_assert_ptr_nonnull(advice);
		ck_assert_ptr_nonnull(strstr(advice, cases[_i].advice));
	} else {
		ck_assert_ptr_null(advice);
	}
}
END_TEST

/* Any cut of any of these lines, with nothing but what is promised readable
 * behind it (the sanitizers look), and any byte of it another. */
START_TEST(cut_and_changed)
{
	enum { SLACK = 16 };
	const size_t len = strlen(cases[_i].line);

	for (size_t n = 0; n <= len; n++) {
		char *const copy = malloc(n + SLACK);
		const char *advice = NULL;

		memcpy(copy, cases[_i].line, n);
		memset(copy + n, '\n', SLACK);
		detect_line(span_of(copy, n), true, &advice);
		for (size_t at = 0; at < n; at++) {
			const char was = copy[at];

			copy[at] = "\0 .:[,\"\377"[(at + n) % 8];
			detect_line(span_of(copy, n), false, &advice);
			copy[at] = was;
		}
		free(copy);
	}
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("detect");
	TCase *const tcase = tcase_create("detect");
	const int n = sizeof(cases) / sizeof(*cases);

	tcase_add_loop_test(tcase, lines, 0, n);
	tcase_add_loop_test(tcase, cut_and_changed, 0, n);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
