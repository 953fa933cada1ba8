/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * perf_maker: random lines as perf script prints them, with what they mean.
 *
 * The fields have perf's own printf formats (process_event() and
 * perf_sample__fprintf_start() of tools/perf/builtin-script.c); comms are what
 * prctl(PR_SET_NAME) takes and payloads what a tracepoint can print, chosen to
 * look like other fields, heads and events.
 */
#ifndef TESTS_PERF_MAKER_H
#define TESTS_PERF_MAKER_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/event.h"

enum { MADE_LINE_MAX = 640, MADE_TEXT_MAX = 400, COMM_MAX = 15 };

/* A small generator of its own, so that a seed means the same everywhere. */
struct dice {
	uint64_t state;
};

static inline uint64_t roll(struct dice *d, uint64_t sides)
{
	d->state += 0x9e3779b97f4a7c15u;	/* splitmix64 */
	uint64_t z = d->state;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % sides;
}

struct layout {
	bool padded;	/* the comm in 16 columns */
	bool pid;	/* pid/tid */
	bool wide;	/* ids in 7 columns, not 5 */
	bool cpu;
	bool misc, tod, period;
	bool ns;
	int name_width;
	bool crlf;
};

struct made {
	char line[MADE_LINE_MAX];	/* without newline, with CR */
	size_t len;
	int64_t time;
	char name[64];
	char comm[COMM_MAX + 1];	/* trimmed */
	char text[MADE_TEXT_MAX];	/* trimmed */
	int pid, tid, cpu;
	struct layout layout;
};

static inline struct layout make_layout(struct dice *d)
{
	const bool plain = roll(d, 2);

	return (struct layout){
		.padded = plain || roll(d, 3),
		.pid = roll(d, 3) == 0,
		.wide = roll(d, 3) == 0,
		.cpu = plain || roll(d, 4),
		.misc = !plain && roll(d, 4) == 0,
		.tod = !plain && roll(d, 6) == 0,
		.period = !plain && roll(d, 4) == 0,
		.ns = roll(d, 3) == 0,
		.name_width = roll(d, 3) ? (int)roll(d, 40) : 0,
		.crlf = roll(d, 12) == 0,
	};
}

/* A byte that a comm or a payload may hold. */
static inline char make_byte(struct dice *d)
{
	static const char odd[] = " 0159.:[]-/,#()_ab\t\033\303\244";

	for (;;) {
		const char c = roll(d, 4) ? odd[roll(d, sizeof(odd) - 1)] :
					    (char)(1 + roll(d, 255));

		if (c != '\n' && c != '\r')
			return c;
	}
}

static inline void make_comm(struct dice *d, char out[COMM_MAX + 1])
{
	static const char *const comms[] = {
		"qemu-kvm", "swapper", "CPU 0/KVM", "IO iot0", ":-1", ":1234",
		"kworker/0:1-eve", "1 [0] 1.000000:", "1 1.000000: x:",
		"a 1.000000000: ", "VM:5", "VM:    1 ", "2 [1] 3.000000:",
		"9 0.000000: a:", "x 5", "-1", "U 5", "0", "[001]", "#", "",
		"kvm:kvm_exit: ", "(55) [000] ....", "a-1 [000]", "KUHGg", "1/2",
		"a 1/2 [003] 4.0", "  lead", "trail  ", "CPU:1 [LOST 4 E",
		"2020-01-01 01:0", "disabled", "a,b", "tstamp,entry",
	};

	if (roll(d, 3)) {
		snprintf(out, COMM_MAX + 1, "%s",
			 comms[roll(d, sizeof(comms) / sizeof(*comms))]);
		return;
	}
	size_t n = roll(d, COMM_MAX + 1);

	out[n] = '\0';
	while (n-- > 0)
		out[n] = make_byte(d);
}

static inline void make_text(struct dice *d, char out[MADE_TEXT_MAX])
{
	static const char *const texts[] = {
		"", "0x1", "vcpu 0 reason IO_INSTRUCTION rip 0x8100 info1 0x0",
		"kvm:kvm_exit: x", "1 [000]  1443.221410: kvm:kvm_entry: y",
		"            qemu     1 [000]     5.000000: kvm:kvm_exit: z",
		"NR 271 = 1", "PERF_RECORD_LOST lost 5",
		"prev_comm=a prev_pid=1 ==> next_comm=kvm:kvm_exit: b",
		"(55693fe9b189) arg=\"x 1.000000: y:\"", "sys_ppoll(ufds: 1)",
		"CPU:1 [LOST 442 EVENTS]", ": : :", "18446744073.709551: a:",
		"       1        cycles:  ffffffff821fb8ae a+0x1 ([kernel])",
	};

	if (roll(d, 4)) {
		snprintf(out, MADE_TEXT_MAX, "%s",
			 texts[roll(d, sizeof(texts) / sizeof(*texts))]);
		return;
	}
	size_t n = roll(d, roll(d, 8) ? 60 : MADE_TEXT_MAX);

	out[n] = '\0';
	while (n-- > 0)
		out[n] = make_byte(d);
}

static inline void make_trim(char *s)
{
	size_t from = strspn(s, " "), len = strlen(s);

	while (len > from && s[len - 1] == ' ')
		len--;
	memmove(s, s + from, len - from);
	s[len - from] = '\0';
}

/* A line of this layout with an event of this name. */
static inline void make_line(struct dice *d, const struct layout *layout,
			     const char *name, struct made *m)
{
	static const char *const misc[] = { "", "K", "U", "KE", "H", "Mp",
					    "S" };
	static const int cpus[] = { 0, 1, 7, 23, 128, 4095 };
	char comm[COMM_MAX + 1], text[MADE_TEXT_MAX];
	char *p = m->line;
	char *const end = m->line + sizeof(m->line);

#define PUT(...) (p += snprintf(p, (size_t)(end - p), __VA_ARGS__))
	m->layout = *layout;
	do	/* unpadded, these begin a frame and a comment */
		make_comm(d, comm);
	while (!layout->padded && (*comm == '\t' || *comm == '#'));
	PUT(layout->padded ? "%16s " : "%s ", comm);
	m->pid = (int)roll(d, roll(d, 2) ? 100 : 4194304);
	m->tid = roll(d, 2) ? m->pid : (int)roll(d, 4194304);
	if (layout->pid)
		PUT(layout->wide ? "%7d/%-7d " : "%5d/%-5d ", m->pid, m->tid);
	else
		PUT(layout->wide ? "%7d " : "%5d ", m->tid);
	m->cpu = cpus[roll(d, sizeof(cpus) / sizeof(*cpus))];
	if (layout->cpu)
		PUT("[%03d] ", m->cpu);
	if (layout->misc)
		PUT("%-6s ", misc[roll(d, sizeof(misc) / sizeof(*misc))]);
	if (layout->tod)
		PUT("2024-02-%02u 12:34:56.%0*u ", 1 + (unsigned)roll(d, 28),
		    layout->ns ? 9 : 6, (unsigned)roll(d, 1000000));
	const uint64_t seconds = roll(d, 5) ? roll(d, 1000000) :
					      roll(d, 9000000000);
	uint64_t ns = roll(d, 1000000000);

	if (layout->ns) {
		PUT("%5" PRIu64 ".%09" PRIu64 ": ", seconds, ns);
	} else {
		ns -= ns % 1000;
		char stamp[32];

		snprintf(stamp, sizeof(stamp), "%" PRIu64 ".%06" PRIu64,
			 seconds, ns / 1000);
		PUT("%12s: ", stamp);
	}
	m->time = (int64_t)(seconds * 1000000000 + ns);
	if (layout->period)
		PUT("%10u ", (unsigned)roll(d, 1000000));
	PUT("%*s: ", layout->name_width, name);
	make_text(d, text);
	PUT("%s", text);
	m->len = (size_t)(p - m->line);
	if (layout->crlf)
		m->line[m->len++] = '\r';
#undef PUT
	snprintf(m->name, sizeof(m->name), "%s", name);
	snprintf(m->comm, sizeof(m->comm), "%s", comm);
	snprintf(m->text, sizeof(m->text), "%s", text);
	make_trim(m->comm);
	make_trim(m->text);
}

/* Changes some bytes of a line, keeps it one line. */
static inline void mutate(struct dice *d, char *line, size_t *len, size_t room)
{
	static const char odd[] = " 0159.:[]-/,#()_aP\t\r\"";

	for (uint64_t n = 1 + roll(d, 3); n > 0; n--) {
		const size_t most = roll(d, 2) && *len > 90 ? 90 : *len;
		const size_t at = most ? roll(d, most) : 0;
		const char c = roll(d, 5) ? odd[roll(d, sizeof(odd) - 1)] :
					    (char)(11 + roll(d, 245));

		switch (roll(d, 5)) {
		case 0:
			*len = at;
			break;
		case 1:
			if (*len == 0)
				break;
			memmove(line + at, line + at + 1, *len - at - 1);
			--*len;
			break;
		case 2:
			if (*len == room)
				break;
			memmove(line + at + 1, line + at, *len - at);
			line[at] = c;
			++*len;
			break;
		default:
			if (*len)
				line[at] = c;
		}
	}
}

#endif
