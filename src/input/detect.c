/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/detect.h"

#include "input/csv_text.h"
#include "input/perf_line.h"

static bool begins(struct span line, const char *with, size_t len)
{
	return line.len >= len && !memcmp(line.ptr, with, len);
}

static bool holds(struct span line, const char *what)
{
	return memmem(line.ptr, line.len, what, strlen(what)) != NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of the run of digits at p. */
static size_t digits(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && is_digit(*q))
		q++;
	return (size_t)(q - p);
}

/* "     0.736 ( 0.003 ms): ren/18333 access(" */
static bool is_perf_trace(struct span line)
{
	const struct span t = span_trim(line);
	const char *const end = t.ptr + t.len;
	const size_t n = digits(t.ptr, end);

	if (n == 0 || t.len < n + 6 || t.ptr[n] != '.' ||
	    digits(t.ptr + n + 1, end) != 3 || t.ptr[n + 4] != ' ')
		return false;
	const struct span rest = span_trim(span_of(t.ptr + n + 4,
						   t.len - n - 4));

	return begins(rest, "(", 1) && holds(rest, "): ");
}

/* "    1441.096646 [0001]  ren[14411]   0.000" */
static bool is_timehist(struct span line)
{
	const struct span t = span_trim(line);
	const char *const end = t.ptr + t.len;
	const size_t n = digits(t.ptr, end);

	return n > 0 && t.len > n + 13 && t.ptr[n] == '.' &&
	       digits(t.ptr + n + 1, end) == 6 &&
	       begins(span_of(t.ptr + n + 7, t.len - n - 7), " [", 2) &&
	       digits(t.ptr + n + 9, end) == 4;
}

/* "bash-16486     0..... 12219us+: sys_exit: ", "... 13.406ms (+0.016ms): " */
static bool is_latency(struct span line)
{
	const char *const end = line.ptr + line.len;
	const char *p = line.ptr;

	if (holds(line, "ms (+"))
		return holds(line, "ms): ");
	while ((p = memmem(p, (size_t)(end - p), "us", 2))) {
		if (p > line.ptr && is_digit(p[-1]) && end - p > 4 &&
		    strchr(" +!#*@$", p[2]) && p[3] == ':' && p[4] == ' ')
			return true;
		p += 2;
	}
	return false;
}

/* "ren-16553   [001] ..... 3537317547460: sys_exit: " */
static bool is_integer_clock(struct span line)
{
	const char *const end = line.ptr + line.len;
	const char *p = memchr(line.ptr, ']', line.len);

	if (!p)
		return false;
	p = memmem(p, (size_t)(end - p), ": ", 2);
	if (!p)
		return false;
	const char *from = p;

	while (from > line.ptr && is_digit(from[-1]))
		from--;
	return p - from >= 6 && from > line.ptr && from[-1] == ' ';
}

static const char *advice_on(struct span line)
{
	if (is_perf_trace(line))
		return "this is the text of perf trace, which has no absolute times; use perf record and perf script";
	if (is_timehist(line))
		return "this is the text of perf sched timehist; use perf script on the same perf.data";
	if (is_latency(line))
		return "this is ftrace's latency format, which has no absolute times; use: echo nolatency-format >trace_options";
	if (is_integer_clock(line))
		return "the times have no fraction: an integer clock; use: echo local >trace_clock";
	return NULL;
}

enum detected detect_line(struct span line, bool first, const char **advice)
{
	static const char trace_dat[] = "\027\010\104tracing";
	struct perf_line read;

	if (first && (begins(line, "PERFILE2", 8) ||
		      begins(line, "2ELIFREP", 8))) {
		*advice = "this is a binary perf.data; turn it into text: perf script -i FILE | delta_processor";
		return DETECTED_BINARY;
	}
	if (first && begins(line, trace_dat, sizeof(trace_dat) - 1)) {
		*advice = "this is a binary trace.dat; turn it into text: trace-cmd report -i FILE | delta_processor";
		return DETECTED_BINARY;
	}
	if (csv_text_is_header(line) || csv_text_is_bare_row(line))
		return DETECTED_CSV;
	perf_line_read(&read, line);
	if (read.verdict != PERF_NO)
		return DETECTED_PERF;
	if (span_trim(line).len && *line.ptr != '#') {
		const char *const found = advice_on(line);

		if (found)
			*advice = found;
	}
	return DETECTED_NOTHING;
}
