/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gives a fuzz target the bytes that libFuzzer makes up, or, where this is no
 * build for libFuzzer, those of each file named on the command line.
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	fuzz_one(bytes, len);
	return 0;
}

#ifndef FUZZ_LIBFUZZER
enum { FILE_MAX = 1 << 20 };

static int replay(const char *path)
{
	uint8_t *const room = malloc(FILE_MAX);
	FILE *const in = fopen(path, "rb");
	const size_t len = in && room ? fread(room, 1, FILE_MAX, in) : 0;
	const int failed = !in || !room || ferror(in);
	/* of just that size, so that a sanitizer sees its end */
	uint8_t *const bytes = malloc(len > 0 ? len : 1);

	if (failed || !bytes) {
		perror(path);
	} else {
		for (size_t i = 0; i < len; i++)
			bytes[i] = room[i];
		LLVMFuzzerTestOneInput(bytes, len);
	}
	if (in)
		fclose(in);
	free(bytes);
	free(room);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		/* the last one stands there when it breaks */
		printf("%s\n", argv[i]);
		fflush(stdout);
		failed |= replay(argv[i]);
	}
	printf("%d inputs\n", argc - 1);
	return failed;
}
#endif
