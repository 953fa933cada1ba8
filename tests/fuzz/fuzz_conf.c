/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The conf file: any bytes are a plan or one clear error; what --check-conf
 * prints of a file is a conf file too, and means the same.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf.h"
#include "fuzz.h"
#include "plan.h"

/* A file that holds these bytes: its name is a descriptor's. */
struct file {
	int fd;
	char path[64];
};

static void file_make(struct file *file, const void *bytes, size_t len)
{
	file->fd = memfd_create("conf", 0);
	FUZZ_CHECK(file->fd >= 0);
	FUZZ_CHECK(write(file->fd, bytes, len) == (ssize_t)len);
	snprintf(file->path, sizeof(file->path), "/proc/self/fd/%d", file->fd);
}

static void check_fault(const struct fault *fault)
{
	FUZZ_CHECK(strlen(fault->text) > 0);
	FUZZ_CHECK(strlen(fault->text) < sizeof(fault->text));
}

static void check_plan(const struct plan *plan)
{
	FUZZ_CHECK(plan->order.n >= 1 && plan->order.n <= ORDER_MAX);
	for (unsigned k = 0; k < plan->order.n; k++)
		FUZZ_CHECK(plan->order.name[k][0]);
	FUZZ_CHECK(plan->nspans <= SPANS_MAX);
	for (unsigned s = 0; s < plan->nspans; s++)
		FUZZ_CHECK(plan->spans[s].sequence.n >= 1 &&
			   plan->spans[s].sequence.n <= ORDER_MAX);
	FUZZ_CHECK(plan->files.n > 0 && plan->section && plan->conf_name);
}

/* Every section that is there: a plan, or it has no order. */
static void check_sections(const char *path, const struct conf *conf,
			   bool good)
{
	for (size_t i = 0; i < conf->n && i < 8; i++) {
		const struct options options = {
			.conf = path, .type = conf->section[i].name,
		};
		struct fault fault = { "" };
		struct plan plan;

		if (plan_make(&plan, &options, &fault) == 0) {
			FUZZ_CHECK(good);
			check_plan(&plan);
			plan_release(&plan);
		} else {
			check_fault(&fault);
			FUZZ_CHECK(!good || strstr(fault.text, "no order") ||
				   strstr(fault.text, "no section"));
		}
	}
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct options options = { 0 };
	struct fault fault = { "" };
	struct conf conf;
	struct file file;
	char *text = NULL;
	size_t text_len = 0;

	const int read = conf_load_text(&conf, "F",
					span_of((const char *)bytes, len),
					&fault);

	if (read < 0) {
		check_fault(&fault);
		FUZZ_CHECK(!strncmp(fault.text, "F:", 2));
	}
	if (len > 65536) {
		conf_release(&conf);
		return;
	}
	file_make(&file, bytes, len);
	options.conf = file.path;
	FILE *const out = open_memstream(&text, &text_len);

	FUZZ_CHECK(out);
	const bool good = plan_check_conf(&options, out, &fault) == 0;

	fclose(out);
	FUZZ_CHECK(!good || read == 0);
	if (good)
		FUZZ_CHECK(text_len > 0);
	else
		check_fault(&fault);
	if (read == 0)
		check_sections(file.path, &conf, good);
	free(text);
	close(file.fd);
	conf_release(&conf);
}
