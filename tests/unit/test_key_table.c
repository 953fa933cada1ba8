/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * key_table: against a plain array, with hashes that collide.
 */
#include "match_events.h"

struct value {
	int64_t key;
	int64_t uses;
};

static struct event number_key(int64_t number, uint64_t hash)
{
	return (struct event){ .key_number = number, .key_hash = hash };
}

static struct event text_key(const char *text, uint64_t hash)
{
	return (struct event){ .key = span_from(text), .key_hash = hash };
}

START_TEST(not_keyed)
{
	struct key_table *t = key_table_new(sizeof(struct value), false, 0);
	const struct event one = number_key(1, 5), two = number_key(2, 6);
	struct value *v = key_table_find(t, &one);

	ck_assert_ptr_nonnull(v);
	ck_assert_int_eq(v->uses, 0);
	v->uses = 7;
	ck_assert_ptr_eq(key_table_find(t, &two), v);
	ck_assert_ptr_eq(key_table_find_number(t, 9), v);
	ck_assert_ptr_eq(key_table_oldest(t), v);
	ck_assert_ptr_null(key_table_newer(t, v));
	ck_assert_ptr_null(key_table_victim(t));
	ck_assert_ptr_eq(key_table_at(t, key_table_slot(t, v)), v);
	key_table_remove(t, v);
	ck_assert_ptr_eq(key_table_find(t, &one), v);
	ck_assert_int_eq(v->uses, 0);
	key_table_free(t);
}
END_TEST

/* keys of one hash: numbers, texts, a text that is empty, one with a NUL */
START_TEST(collisions)
{
	struct key_table *t = key_table_new(sizeof(struct value), true, 10);
	struct event keys[] = {
		number_key(0, 3), number_key(1, 3), number_key(-1, 3),
		text_key("a", 3), text_key("b", 3), text_key("", 3),
		{ .key = { "a\0b", 3 }, .key_hash = 3 },
		{ .key = { "a\0c", 3 }, .key_hash = 3 },
	};
	enum { N = sizeof(keys) / sizeof(*keys) };

	for (int i = 0; i < N; i++) {
		ck_assert_ptr_null(key_table_find(t, &keys[i]));
		struct value *v = key_table_add(t, &keys[i]);

		v->key = i;
	}
	for (int i = 0; i < N; i++) {
		struct value *v = key_table_find(t, &keys[i]);

		ck_assert_ptr_nonnull(v);
		ck_assert_int_eq(v->key, i);
	}
	/* what a text key leaves in the number does not matter */
	keys[3].key_number = 99;
	ck_assert_ptr_nonnull(key_table_find(t, &keys[3]));
	key_table_remove(t, key_table_find(t, &keys[4]));
	ck_assert_ptr_null(key_table_find(t, &keys[4]));
	ck_assert_ptr_nonnull(key_table_find(t, &keys[3]));
	key_table_free(t);
}
END_TEST

/* texts of each length there is, alike but for their last byte */
START_TEST(text_lengths)
{
	struct key_table *t = key_table_new(sizeof(struct value), true, 200);
	char text[64];

	memset(text, 'x', sizeof(text));
	for (size_t len = 1; len <= 63; len++) {
		struct event e = { .key = { text, len }, .key_hash = 1 };

		ck_assert_ptr_null(key_table_find(t, &e));
		((struct value *)key_table_add(t, &e))->key = (int64_t)len;
		text[len - 1] = 'y';
		ck_assert_ptr_null(key_table_find(t, &e));
		text[len - 1] = 'x';
	}
	for (size_t len = 1; len <= 63; len++) {
		struct event e = { .key = { text, len }, .key_hash = 1 };
		const struct value *v = key_table_find(t, &e);

		ck_assert_ptr_nonnull(v);
		ck_assert_int_eq(v->key, (int64_t)len);
	}
	key_table_free(t);
}
END_TEST

/* a text that looks like a number in memory is another key */
START_TEST(numbers_and_texts)
{
	struct key_table *t = key_table_new(1, true, 10);
	const int64_t number = 0x4142434445464748;
	const struct event e = number_key(number, 1);
	struct event alike = { .key_hash = 1 };

	ck_assert_ptr_nonnull(key_table_add(t, &e));
	alike.key = span_of((const char *)&number, sizeof(number));
	ck_assert_ptr_null(key_table_find(t, &alike));
	key_table_free(t);
}
END_TEST

/* The keys in order of their last use, the oldest first. */
enum { KEYS = 200, MAX = 50 };

struct model {
	size_t n;
	struct value at[MAX];
};

static size_t model_find(const struct model *model, int64_t key)
{
	size_t i = 0;

	while (i < model->n && model->at[i].key != key)
		i++;
	return i;
}

static void model_remove(struct model *model, size_t i)
{
	model->n--;
	memmove(&model->at[i], &model->at[i + 1],
		(model->n - i) * sizeof(*model->at));
}

static void ck_same(struct key_table *t, const struct model *model)
{
	size_t i = 0;

	for (struct value *v = key_table_oldest(t); v;
	     v = key_table_newer(t, v), i++) {
		ck_assert_uint_lt(i, model->n);
		ck_assert_int_eq(v->key, model->at[i].key);
		ck_assert_int_eq(v->uses, model->at[i].uses);
	}
	ck_assert_uint_eq(i, model->n);
}

static struct value *use(struct key_table *t, struct model *model,
			 const struct event *e)
{
	const size_t i = model_find(model, e->key_number);
	struct value *v = key_table_find(t, e);
	struct value used = { .key = e->key_number };

	ck_assert_int_eq(v != NULL, i < model->n);
	if (v) {
		used = model->at[i];
		model_remove(model, i);
	} else {
		struct value *victim = key_table_victim(t);

		ck_assert_int_eq(victim != NULL, model->n == MAX);
		if (victim) {
			ck_assert_int_eq(victim->key, model->at[0].key);
			key_table_remove(t, victim);
			model_remove(model, 0);
		}
		v = key_table_add(t, e);
		ck_assert_ptr_nonnull(v);
		ck_assert_int_eq(v->uses, 0);
		v->key = e->key_number;
	}
	used.uses++;
	v->uses++;
	model->at[model->n++] = used;
	return v;
}

START_TEST(random_use)
{
	uint64_t seed = 99;

	for (uint64_t hashes = 1; hashes < 100000; hashes *= 10) {
		struct key_table *t = key_table_new(sizeof(struct value), true,
						    MAX);
		struct model model = { 0 };

		for (int i = 0; i < 5000; i++) {
			const int64_t key = (int64_t)random_below(&seed, KEYS);
			const struct event e = number_key(key,
				(uint64_t)key * 0x9e3779b97f4a7c15u % hashes);
			struct value *v = use(t, &model, &e);
			const uint32_t slot = key_table_slot(t, v);

			ck_assert_ptr_eq(key_table_at(t, slot), v);
			if (random_below(&seed, 4) == 0) {
				key_table_remove(t, v);
				model.n--;
			}
			if (i % 10 == 0)
				ck_same(t, &model);
		}
		key_table_free(t);
	}
}
END_TEST

START_TEST(many_keys)
{
	enum { MANY = 65536 };
	struct key_table *t = key_table_new(sizeof(struct value), true, MANY);

	for (int64_t i = 0; i < MANY; i++) {
		const struct event e = number_key(i, key_hash_number(i));

		ck_assert_ptr_null(key_table_victim(t));
		((struct value *)key_table_add(t, &e))->key = i;
	}
	ck_assert_ptr_nonnull(key_table_victim(t));
	for (int64_t i = 0; i < MANY; i++) {
		const struct value *v = key_table_find_number(t, i);

		ck_assert_ptr_nonnull(v);
		ck_assert_int_eq(v->key, i);
	}
	ck_assert_ptr_null(key_table_find_number(t, MANY));
	struct event some[EVENT_BATCH] = { { .kind = KIND_LOST } };

	for (int64_t i = 1; i < EVENT_BATCH; i++)
		some[i] = number_key(i * 300, key_hash_number(i * 300));
	key_table_prefetch(t, some, EVENT_BATCH);
	for (int64_t i = 0; i < MANY; i += 2)
		key_table_remove(t, key_table_find_number(t, i));
	for (int64_t i = 0; i < MANY; i++) {
		const struct value *v = key_table_find_number(t, i);

		ck_assert_int_eq(v != NULL, i % 2);
		ck_assert(!v || v->key == i);
	}
	key_table_free(t);
}
END_TEST

/* No bucket of 1024 gets more than a few times its share of regular keys. */
static void ck_spread(const char *what, const unsigned *load)
{
	for (int i = 0; i < 1024; i++)
		ck_assert_msg(load[i] < 120, "%s: %u of 65536 keys in bucket "
			      "%d of 1024", what, load[i], i);
}

START_TEST(hash_quality)
{
	unsigned low[1024] = { 0 }, shifted[1024] = { 0 }, text[1024] = { 0 };

	for (int64_t i = 0; i < 65536; i++) {
		char key[32];

		low[key_hash_number(i) % 1024]++;
		shifted[key_hash_number(i << 16) % 1024]++;
		snprintf(key, sizeof(key), "8,0 %" PRId64, i * 8);
		text[key_hash_text(span_from(key), 0) % 1024]++;
	}
	ck_spread("small numbers", low);
	ck_spread("multiples of 65536", shifted);
	ck_spread("disk sectors", text);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		not_keyed, collisions, text_lengths, numbers_and_texts,
		random_use, many_keys, hash_quality,
	};

	return run_tests("key_table", tests, sizeof(tests) / sizeof(*tests));
}
