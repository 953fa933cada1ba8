/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * use_order: against a plain array of numbers in the order of their use.
 */
#include "match/use_order.h"

#include "match_events.h"

enum { NUMBERS = 40 };

struct model {
	size_t n;
	uint32_t at[NUMBERS];
};

static void model_forget(struct model *model, uint32_t number)
{
	size_t kept = 0;

	for (size_t i = 0; i < model->n; i++)
		if (model->at[i] != number)
			model->at[kept++] = model->at[i];
	model->n = kept;
}

static void ck_same(struct use_order *order, const struct model *model)
{
	uint32_t number = use_order_oldest(order);

	for (size_t i = 0; i < model->n; i++) {
		ck_assert_uint_eq(number, model->at[i]);
		number = use_order_newer(order, number);
	}
	ck_assert_uint_eq(number, UINT32_MAX);
}

START_TEST(empty)
{
	struct use_order order = { 0 };

	ck_assert_uint_eq(use_order_oldest(&order), UINT32_MAX);
	ck_assert_int_eq(use_order_grow(&order, 1), 0);
	ck_assert_uint_eq(use_order_oldest(&order), UINT32_MAX);
	use_order_forget(&order, 0);
	use_order_touch(&order, 0);
	ck_assert_uint_eq(use_order_oldest(&order), 0);
	ck_assert_uint_eq(use_order_newer(&order, 0), UINT32_MAX);
	use_order_release(&order);
}
END_TEST

/* uses, leaves and room that grows, over many rewrites of the log */
START_TEST(random_use)
{
	uint64_t seed = 7;

	for (uint64_t leave = 2; leave < 100; leave *= 3) {
		struct use_order order = { 0 };
		struct model model = { 0 };

		for (uint64_t i = 0; i < 5000; i++) {
			const uint64_t most = i < 500 ? 1 + i / 50 : NUMBERS;

			ck_assert_int_eq(use_order_grow(&order, most), 0);
			const uint32_t number =
				(uint32_t)random_below(&seed, most);

			model_forget(&model, number);
			if (random_below(&seed, leave) == 0) {
				use_order_forget(&order, number);
			} else {
				use_order_touch(&order, number);
				model.at[model.n++] = number;
			}
			if (i % 7 == 0)
				ck_same(&order, &model);
		}
		ck_assert_uint_gt(model.n, 0);
		use_order_release(&order);
	}
}
END_TEST

/* a walk that forgets what it has passed */
START_TEST(forget_on_the_way)
{
	struct use_order order = { 0 };
	uint32_t number, met = 0;

	ck_assert_int_eq(use_order_grow(&order, NUMBERS), 0);
	for (uint32_t i = NUMBERS; i-- > 0;)
		use_order_touch(&order, i);
	number = use_order_oldest(&order);
	while (number != UINT32_MAX) {
		const uint32_t next = use_order_newer(&order, number);

		ck_assert_uint_eq(number, NUMBERS - 1 - met++);
		use_order_forget(&order, number);
		number = next;
	}
	ck_assert_uint_eq(met, NUMBERS);
	ck_assert_uint_eq(use_order_oldest(&order), UINT32_MAX);
	use_order_release(&order);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		empty, random_use, forget_on_the_way,
	};

	return run_tests("use_order", tests, sizeof(tests) / sizeof(*tests));
}
