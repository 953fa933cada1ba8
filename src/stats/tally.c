/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum {
	ROOM_FIRST = 64,
	/* From here straight to TALLY_MAX: pages that are not used yet cost
	 * nothing, and a copy of each size on the way would. */
	ROOM_LAST_STEP = 4096,
	SLOTS_FIRST = 2 * ROOM_FIRST,
	SLOTS_STEP = 4,
};

/* The value in halves, so that an entry takes 12 bytes, not 16. */
struct tally_entry {
	uint32_t value[2];
	uint32_t count;
};

_Static_assert(sizeof(struct tally_entry) == 12, "1 MiB per tally");

static int64_t value_of(const struct tally_entry *entry)
{
	int64_t value;

	memcpy(&value, entry->value, sizeof(value));
	return value;
}

static uint32_t first_slot(const struct tally *tally, int64_t value)
{
	const uint64_t h = hash_number((uint64_t)value, tally->seed);

	return (uint32_t)h & (tally->slots - 1);
}

void tally_init(struct tally *tally, uint64_t seed)
{
	*tally = (struct tally){ .seed = seed, .sorted = true };
}

void tally_release(struct tally *tally)
{
	free(tally->entry);
	free(tally->high);
	free(tally->slot);
	tally_init(tally, tally->seed);
}

static __attribute__((noinline)) int add_high(struct tally *tally, uint32_t i,
					      uint64_t times)
{
	if (!tally->high)
		tally->high = calloc(tally->room, sizeof(*tally->high));
	if (!tally->high)
		return -1;

	const uint64_t sum = tally_times(tally, i) + times;

	tally->high[i] = (uint32_t)(sum >> 32);
	tally->entry[i].count = (uint32_t)sum;
	return 1;
}

static inline int add_times(struct tally *tally, uint32_t i, uint64_t times)
{
	struct tally_entry *const entry = &tally->entry[i];

	if (times > UINT32_MAX - entry->count)
		return add_high(tally, i, times);
	entry->count += (uint32_t)times;
	return 1;
}

/* NULL if it is not there, or is the last of TALLY_MAX: that has no slot, as 16
 * bits cannot number it. */
static inline struct tally_entry *find(const struct tally *tally, int64_t value)
{
	for (uint32_t s = first_slot(tally, value); tally->slot[s] != 0;
	     s = (s + 1) & (tally->slots - 1)) {
		struct tally_entry *const entry =
			&tally->entry[tally->slot[s] - 1u];

		if (value_of(entry) == value)
			return entry;
	}
	return NULL;
}

int tally_count(struct tally *tally, int64_t value, uint64_t times)
{
	if (tally->n == 0)
		return 0;
	const struct tally_entry *const entry = find(tally, value);

	if (entry)
		return add_times(tally, (uint32_t)(entry - tally->entry),
				 times);
	if (tally->n == TALLY_MAX &&
	    value_of(&tally->entry[TALLY_MAX - 1]) == value)
		return add_times(tally, TALLY_MAX - 1, times);
	return 0;
}

unsigned tally_count_run(struct tally *tally, const int64_t *values, unsigned n)
{
	if (tally->n == 0)
		return 0;
	for (unsigned v = 0; v < n; v++) {
		struct tally_entry *const entry = find(tally, values[v]);

		if (!entry || entry->count == UINT32_MAX)
			return v;
		entry->count++;
	}
	return n;
}

static void fill_slot(struct tally *tally, uint32_t i)
{
	uint32_t s = first_slot(tally, value_of(&tally->entry[i]));

	if (i == TALLY_MAX - 1)
		return;
	while (tally->slot[s] != 0)
		s = (s + 1) & (tally->slots - 1);
	tally->slot[s] = (uint16_t)(i + 1);
}

static void fill_slots(struct tally *tally)
{
	memset(tally->slot, 0, tally->slots * sizeof(*tally->slot));
	for (uint32_t i = 0; i < tally->n; i++)
		fill_slot(tally, i);
}

static int grow_slots(struct tally *tally)
{
	const uint32_t slots = tally->slots == 0 ? SLOTS_FIRST
						 : tally->slots * SLOTS_STEP;
	uint16_t *const slot = malloc(slots * sizeof(*slot));

	if (!slot)
		return -1;
	free(tally->slot);
	tally->slot = slot;
	tally->slots = slots;
	fill_slots(tally);
	return 0;
}

static int grow_room(struct tally *tally)
{
	const uint32_t room = tally->room == 0 ? ROOM_FIRST
		: tally->room < ROOM_LAST_STEP ? tally->room * 2 : TALLY_MAX;
	struct tally_entry *const entry =
		realloc(tally->entry, room * sizeof(*entry));

	if (!entry)
		return -1;
	tally->entry = entry;
	if (tally->high) {
		uint32_t *const high =
			realloc(tally->high, room * sizeof(*high));

		if (!high)
			return -1;
		memset(high + tally->room, 0,
		       (room - tally->room) * sizeof(*high));
		tally->high = high;
	}
	tally->room = room;
	return 0;
}

int tally_insert(struct tally *tally, int64_t value, uint64_t times)
{
	const uint32_t i = tally->n;

	if (i == tally->room && grow_room(tally) < 0)
		return -1;
	if (i < TALLY_MAX - 1 && (i + 1) * 2 > tally->slots &&
	    grow_slots(tally) < 0)
		return -1;
	tally->entry[i].count = 0;
	memcpy(tally->entry[i].value, &value, sizeof(value));
	if (add_times(tally, i, times) < 0)
		return -1;
	fill_slot(tally, i);
	tally->sorted = tally->sorted && (i == 0 || value_of(
				&tally->entry[i - 1]) < value);
	tally->n = i + 1;
	return 0;
}

static void swap(struct tally *tally, uint32_t i, uint32_t j)
{
	const struct tally_entry entry = tally->entry[i];

	tally->entry[i] = tally->entry[j];
	tally->entry[j] = entry;
	if (tally->high) {
		const uint32_t high = tally->high[i];

		tally->high[i] = tally->high[j];
		tally->high[j] = high;
	}
}

/* Restores the heap (largest first) of n entries below entry i. */
static void sift_down(struct tally *tally, uint32_t i, uint32_t n)
{
	const struct tally_entry *const entry = tally->entry;

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= n)
			return;
		if (child + 1 < n &&
		    value_of(&entry[child]) < value_of(&entry[child + 1]))
			child++;
		if (value_of(&entry[child]) <= value_of(&entry[i]))
			return;
		swap(tally, i, child);
		i = child;
	}
}

/* Heapsort: no second array, where qsort() takes one of the same size, and no
 * bad case. */
void tally_sort(struct tally *tally)
{
	if (tally->sorted)
		return;
	for (uint32_t i = tally->n / 2; i-- > 0;)
		sift_down(tally, i, tally->n);
	for (uint32_t n = tally->n; n-- > 1;) {
		swap(tally, 0, n);
		sift_down(tally, 0, n);
	}
	fill_slots(tally);
	tally->sorted = true;
}

int64_t tally_value(const struct tally *tally, uint32_t i)
{
	return value_of(&tally->entry[i]);
}

uint64_t tally_times(const struct tally *tally, uint32_t i)
{
	const uint64_t high = tally->high ? tally->high[i] : 0;

	return high << 32 | tally->entry[i].count;
}
