/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inflate_isal FILE
 *
 * The same as inflate_zlib, with ISA-L's igzip in the place of zlib.
 */
#include <fcntl.h>
#include <isa-l.h>
#include <stdio.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

static void begin_member(struct inflate_state *const state)
{
	isal_inflate_reset(state);
	state->crc_flag = ISAL_GZIP;
}

/* The bytes of text, or -1. */
static long long inflate_all(const int fd, struct inflate_state *const state)
{
	static unsigned char in[PIECE], out[PIECE];
	long long total = 0;

	isal_inflate_init(state);
	state->block_state = ISAL_BLOCK_FINISH;
	for (;;) {
		if (!state->avail_in) {
			const ssize_t n = read(fd, in, sizeof(in));

			if (n <= 0)
				return !n && state->block_state ==
					ISAL_BLOCK_FINISH ? total : -1;
			state->next_in = in;
			state->avail_in = (uint32_t)n;
		}
		if (state->block_state == ISAL_BLOCK_FINISH)
			begin_member(state);
		do {
			state->next_out = out;
			state->avail_out = sizeof(out);
			if (isal_inflate(state) != ISAL_DECOMP_OK)
				return -1;
			total += (long long)(sizeof(out) - state->avail_out);
		} while (!state->avail_out &&
			 state->block_state != ISAL_BLOCK_FINISH);
	}
}

int main(int argc, char **argv)
{
	static struct inflate_state state;
	const int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;

	if (fd < 0) {
		fputs("inflate_isal: cannot begin\n", stderr);
		return 2;
	}

	const long long total = inflate_all(fd, &state);

	close(fd);
	if (total < 0) {
		fputs("inflate_isal: cannot read on\n", stderr);
		return 2;
	}
	printf("%lld\n", total);
	return 0;
}
