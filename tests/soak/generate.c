/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate BYTES KEYS MAX_KEYS FILE
 *
 * Writes about so many bytes of text as perf script prints it to standard
 * output, and to FILE, as JSON in the report's words, what a report must say of
 * it: of a|b|c (see `kinds`) for each thread, or each `req`, with a table of
 * MAX_KEYS.
 *
 * It goes in rounds of three phases: a of every key, then b of every key, then
 * c.  So the open loops of a round are always those of the keys from `first`
 * on, and no table is needed to know what became of a loop:
 *
 *   - Where the table holds fewer keys, each further a evicts the key idle for
 *     the longest: what was left of the round before, then the first.
 *   - Some keys have no c.  If the table holds all keys, a c could still come
 *     until the b of the next round: then the loop is abandoned.  If it holds
 *     half of them or fewer, the loop has been evicted by then.  (Between the
 *     two it is not so easy.)
 *   - A loss cuts all that are open.
 *   - A second b takes the place of the first, a second c is an orphan.
 *
 * Between these lines stand others that a report has to tell apart.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ROOM = 1 << 18,		/* of the buffer; a step takes less than MARGIN */
	MARGIN = 1 << 12,
	TID_AT = 17,		/* in each line that begins with HEAD */
	TIME_AT = 31,
	DIGITS = 7,		/* of a tid and of the seconds; 6 of the rest */
	FIRST_TID = 1000000,
	FIRST_SECOND = 1000000,
	US_PER_S = 1000000,
	NS_PER_US = 1000,
	STRIDE = 611953,	/* from key to key, so that neighbours lie far
				   apart; a prime, so that none is left out */
	ROUNDS_TO_LOSS = 2,	/* from one to the next, at most */
	VARIANTS = 8,		/* a key's number modulo this: */
	WITHOUT_C = 3,
	TWO_B = 5,
	TWO_C = 6,
	LOST = 282,		/* events, in each marker */
};

#define HEAD "        qemu-kvm ------- [003] -------.------: "
#define REQ "req=254:0:00000000-------"

static const struct kind {
	const char *text;
	size_t len;
	size_t req_at;		/* of the key once more; 0: none */
} kinds[] = {
#define TEXT(t) t, sizeof(t) - 1
#define WITH_REQ(before, after)						\
	{ TEXT(HEAD before REQ after "\n"), sizeof(HEAD before REQ) - 1 - DIGITS }
#define LINE(t) { TEXT(t "\n"), 0 }
	WITH_REQ("                  kvm:kvm_exit: vcpu 0 reason IO_INSTRUCTION"
		 " rip 0x8100 info1 0xc0100001 ", " error_code 0x00000000"),
	WITH_REQ("  syscalls:sys_enter_pread64: fd: 0x0000000c, "
		 "count: 0x00001000, ", " pos: 0x00000000"),
	WITH_REQ("                 kvm:kvm_entry: vcpu 0, rip 0x8102 ", ""),
	LINE(HEAD "            sched:sched_switch: prev_comm=qemu-kvm "
	     "prev_pid=4711 prev_prio=120 prev_state=S ==> next_comm=swapper/3 "
	     "next_pid=0 next_prio=120"),
	LINE(HEAD "            sched:sched_wakeup: comm=kvm_exit pid=4711 "
	     "prio=120 target_cpu=003 kvm:kvm_entry: kvm_exit:"),
	LINE("\tffffffffc0a1b2c3 vmx_vcpu_run ([kvm_intel])\n"
	     "\t    7f0c5a4c1b5b ioctl+0x4b (/usr/lib/libc.so.6)\n"),
	LINE("# captured on : Sun May 26 10:00:00 2019"),
	LINE("        qemu-kvm 4711    [003] 18446744073.709551: "
	     "                 kvm:kvm_exit: no time"),
	LINE(HEAD "PERF_RECORD_LOST lost 282"),
};
enum { A, B, C, SWITCH, WAKEUP, CALLCHAIN, COMMENT, MALFORMED, LOSS };

static const char *const names[] = { "kvm_exit", "sys_enter_pread64",
				     "kvm_entry" };

static struct {
	uint64_t size, keys, max_keys;	/* as asked for */

	char buffer[ROOM];
	size_t len;
	uint64_t bytes;			/* with those in the buffer */
	uint64_t random;
	int64_t now, first_time, last_time;	/* microseconds */
	uint64_t until_loss;		/* events */

	int64_t *begun;			/* [keys]: the time of its last a */
	uint64_t first;
	uint64_t open;			/* loops, and of these */
	uint64_t left;			/* of the round before, */
	uint64_t left_first;		/* its `first` */

	uint64_t lines[LOSS + 1];	/* of each kind */
	uint64_t started, complete, abandoned, cut, evicted, orphans;
	int64_t min, max, sum;		/* of complete loops, microseconds */
} g = { .random = 0x9e3779b97f4a7c15u, .min = INT64_MAX };

static uint64_t draw(void)
{
	g.random ^= g.random << 13;	/* Marsaglia's xorshift64 */
	g.random ^= g.random >> 7;
	g.random ^= g.random << 17;
	return g.random;
}

static void flush(void)
{
	for (size_t done = 0; done < g.len;) {
		const ssize_t n = write(STDOUT_FILENO, g.buffer + done,
					g.len - done);

		if (n < 0) {
			perror("generate");
			exit(2);
		}
		done += (size_t)n;
	}
	g.len = 0;
}

static void put_digits(char *out, unsigned digits, uint64_t value)
{
	while (digits-- > 0) {
		out[digits] = (char)('0' + value % 10);
		value /= 10;
	}
}

static void put(unsigned kind, uint64_t tid)
{
	const struct kind *const k = &kinds[kind];
	char *const out = g.buffer + g.len;

	memcpy(out, k->text, k->len);
	if (out[TID_AT] == '-') {
		const uint64_t us = (uint64_t)g.now;

		put_digits(out + TID_AT, DIGITS, tid);
		put_digits(out + TIME_AT, DIGITS, us / US_PER_S);
		put_digits(out + TIME_AT + DIGITS + 1, 6, us % US_PER_S);
		g.now += 1 + (int64_t)(draw() >> 61);
	}
	if (k->req_at)
		memcpy(out + k->req_at, out + TID_AT, DIGITS);
	g.len += k->len;
	g.bytes += k->len;
	g.lines[kind]++;
}

static void event(unsigned kind, uint64_t tid)
{
	if (!g.first_time)
		g.first_time = g.now;
	g.last_time = g.now;
	put(kind, tid);
}

static void start(uint64_t key)
{
	if (g.max_keys < g.keys && g.open == g.max_keys) {
		g.evicted++;
		g.open--;
		if (g.left > 0)
			g.left--;
		else
			g.first++;
	}
	g.started++;
	g.open++;
	g.begun[key] = g.now;
}

static void go_on(uint64_t key)
{
	if (g.left > 0 && key % VARIANTS == WITHOUT_C && key >= g.left_first) {
		g.abandoned++;
		g.left--;
		g.open--;
	}
}

static void end(uint64_t key)
{
	const int64_t took = g.now - g.begun[key];

	g.complete++;
	g.open--;
	g.sum += took;
	g.min = took < g.min ? took : g.min;
	g.max = took > g.max ? took : g.max;
}

static void step(unsigned phase, uint64_t key, uint64_t tid)
{
	const bool open = phase == A || key >= g.first;
	const uint64_t variant = key % VARIANTS;

	if (phase == C && variant == WITHOUT_C)
		return;
	if (phase == A)
		start(key);
	else if (!open)
		g.orphans++;
	else if (phase == B)
		go_on(key);
	else
		end(key);
	event(phase, tid);
	if (phase == B && variant == TWO_B) {
		g.orphans += !open;
		event(B, tid);
	} else if (phase == C && variant == TWO_C) {
		g.orphans++;
		event(C, tid);
	}
}

static void others(uint64_t tid)
{
	const uint64_t chance = draw();

	put(SWITCH, tid);
	if (chance % 4 == 0)
		put(WAKEUP, tid);
	if ((chance >> 8) % 64 == 0)
		put(CALLCHAIN, tid);
	if ((chance >> 16) % 4096 == 0)
		put(COMMENT, tid);
	if ((chance >> 32) % 4096 == 0)
		put(MALFORMED, tid);
}

static void lose(unsigned phase, uint64_t key, uint64_t tid)
{
	put(LOSS, tid);
	g.cut += g.open;
	g.open = 0;
	g.left = 0;
	g.first = phase == A ? key : g.keys;
	g.until_loss = draw() % (ROUNDS_TO_LOSS * 3 * g.keys);
}

static void one_phase(unsigned phase)
{
	uint64_t number = 0;

	for (uint64_t key = 0; key < g.keys && g.bytes < g.size; key++) {
		const uint64_t tid = FIRST_TID + number;

		if (g.until_loss-- == 0)
			lose(phase, key, tid);
		step(phase, key, tid);
		others(tid);
		number = (number + STRIDE) % g.keys;
		if (g.len > ROOM - MARGIN)
			flush();
	}
}

static void print_time(FILE *out, const char *name, int64_t us)
{
	fprintf(out, "\"%s\":%" PRId64 ".%06" PRId64 ",", name,
		us / US_PER_S, us % US_PER_S);
}

static void print_loops(FILE *out)
{
	fprintf(out, "\"loops\":{\"started\":%" PRIu64 ",\"complete\":%" PRIu64
		",\"abandoned\":%" PRIu64 ",\"cut\":%" PRIu64
		",\"evicted\":%" PRIu64 ",\"unfinished\":%" PRIu64
		",\"incomplete\":0},\"orphans\":%" PRIu64 ",", g.started,
		g.complete, g.abandoned, g.cut, g.evicted, g.open, g.orphans);
	if (g.complete == 0)
		fputs("\"loop\":{\"count\":0,\"sum_us\":0},", out);
	else
		fprintf(out, "\"loop\":{\"count\":%" PRIu64 ",\"sum_us\":%" PRId64
			",\"min\":%" PRId64 ",\"max\":%" PRId64 "},",
			g.complete, g.sum, g.min * NS_PER_US,
			g.max * NS_PER_US);
}

static void print_lines(FILE *out)
{
	const uint64_t *const n = g.lines;
	const uint64_t events = n[A] + n[B] + n[C];
	const uint64_t other = n[SWITCH] + n[WAKEUP];
	const uint64_t no_event = 3 * n[CALLCHAIN] + n[COMMENT];

	fprintf(out, "\"lines\":{\"total\":%" PRIu64 ",\"event\":%" PRIu64
		",\"other\":%" PRIu64 ",\"not_event\":%" PRIu64
		",\"filtered\":0,\"no_key\":0,\"malformed\":%" PRIu64
		",\"lost\":%" PRIu64 "},", events + other + no_event +
		n[MALFORMED] + n[LOSS], events, other, no_event, n[MALFORMED],
		n[LOSS]);
	fprintf(out, "\"events\":{\"%s\":%" PRIu64 ",\"%s\":%" PRIu64
		",\"%s\":%" PRIu64 "},\"lost_events\":%" PRIu64 ",", names[A],
		n[A], names[B], n[B], names[C], n[C], LOST * n[LOSS]);
}

static void print_account(FILE *out)
{
	fputc('{', out);
	print_loops(out);
	print_lines(out);
	print_time(out, "first_time", g.first_time);
	print_time(out, "last_time", g.last_time);
	fprintf(out, "\"backward\":0,\"overflow\":0,\"bytes\":%" PRIu64 "}\n",
		g.bytes);
}

int main(int argc, char **argv)
{
	g.size = argc == 5 ? strtoull(argv[1], NULL, 10) : 0;
	g.keys = argc == 5 ? strtoull(argv[2], NULL, 10) : 0;
	g.max_keys = argc == 5 ? strtoull(argv[3], NULL, 10) : 0;
	g.begun = calloc(g.keys ? g.keys : 1, sizeof(*g.begun));
	if (!g.size || !g.keys || g.keys % STRIDE == 0 || !g.begun ||
	    (g.max_keys < g.keys && 2 * g.max_keys > g.keys)) {
		fputs("usage: generate BYTES KEYS MAX_KEYS FILE\n", stderr);
		return 2;
	}
	FILE *const account = fopen(argv[4], "w");

	g.now = (int64_t)FIRST_SECOND * US_PER_S;
	g.until_loss = draw() % g.keys;
	fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20);
	while (g.bytes < g.size) {
		g.left = g.open;
		g.left_first = g.first;
		g.first = 0;
		for (unsigned phase = A; phase <= C; phase++)
			one_phase(phase);
	}
	flush();
	if (!account)
		perror(argv[4]);
	else
		print_account(account);
	return !account || fclose(account) ? 2 : 0;
}
