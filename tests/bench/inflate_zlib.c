/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inflate_zlib FILE
 *
 * What zlib needs for a gzip file when nothing is done with the text: the
 * floor under every program that reads one with zlib.  Prints the bytes of
 * text.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

enum {
	PIECE = 256 * 1024,
	GZIP = 15 + 16,		/* window bits: gzip, checksum and all */
};

/* The bytes of text, or -1. */
static long long inflate_all(const int fd, z_stream *const z)
{
	static unsigned char in[PIECE], out[PIECE];
	long long total = 0;
	int ret = Z_STREAM_END;

	for (;;) {
		if (!z->avail_in) {
			const ssize_t n = read(fd, in, sizeof(in));

			if (n <= 0)
				return !n && ret == Z_STREAM_END ? total : -1;
			z->next_in = in;
			z->avail_in = (unsigned int)n;
		}
		/* the next member */
		if (ret == Z_STREAM_END && inflateReset(z) != Z_OK)
			return -1;
		do {
			z->next_out = out;
			z->avail_out = sizeof(out);
			ret = inflate(z, Z_NO_FLUSH);
			total += (long long)(sizeof(out) - z->avail_out);
		} while (ret == Z_OK && !z->avail_out);
		if (ret != Z_OK && ret != Z_STREAM_END && ret != Z_BUF_ERROR)
			return -1;
	}
}

int main(int argc, char **argv)
{
	const int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	z_stream z = { 0 };

	if (fd < 0 || inflateInit2(&z, GZIP) != Z_OK) {
		fputs("inflate_zlib: cannot begin\n", stderr);
		return 2;
	}

	const long long total = inflate_all(fd, &z);

	inflateEnd(&z);
	close(fd);
	if (total < 0) {
		fputs("inflate_zlib: cannot read on\n", stderr);
		return 2;
	}
	printf("%lld\n", total);
	return 0;
}
