/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/gunzip_impl.h"

#include <config.h>

#ifdef HAVE_ISAL

#include <isa-l.h>
#include <stdlib.h>

static void *make(void)
{
	/* zeros: it copies its whole history, also where none is yet */
	struct inflate_state *isal = calloc(1, sizeof(*isal));

	if (isal)
		isal_inflate_init(isal);
	return isal;
}

static bool reset(void *state)
{
	isal_inflate_reset(state);
	return true;
}

/* It reads ahead, up to 8 bytes. */
static void hand_back(struct inflate_state *isal, struct inflate_extra *extra)
{
	const unsigned bits = (unsigned)isal->read_in_length;

	for (unsigned at = bits % 8; at < bits; at += 8)
		extra->bytes[extra->n++] = (unsigned char)(isal->read_in >> at);
}

static enum inflate_result step(void *state, struct span *in, char **out,
				size_t room, struct inflate_extra *extra)
{
	struct inflate_state *const isal = state;

	isal->next_in = (uint8_t *)(uintptr_t)in->ptr;
	isal->avail_in = (uint32_t)in->len;
	isal->next_out = (uint8_t *)*out;
	isal->avail_out = (uint32_t)room;

	const int status = isal_inflate(isal);

	*in = span_of((const char *)isal->next_in, isal->avail_in);
	*out = (char *)isal->next_out;
	if (status < 0)
		return INFLATE_CORRUPT;
	if (isal->block_state != ISAL_BLOCK_FINISH)
		return INFLATE_MORE;
	hand_back(isal, extra);
	return INFLATE_ENDED;
}

static uint32_t crc(uint32_t before, const char *bytes, size_t n)
{
	return crc32_gzip_refl(before, (const unsigned char *)bytes, n);
}

const struct inflate_library inflate_with_isal = {
	.name = "isal", .make = make, .release = free, .reset = reset,
	.step = step, .crc = crc,
};

#endif
