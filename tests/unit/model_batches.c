/* More lines than are put in order at once: they go to the batch of their item, wherever
 * they stand in the file. */
#include "lode_test.h"
#include "model/builder.h"

#include <stdio.h>
#include <string.h>

enum { N_USERS = 1200, N_PARTS = 1000 };

typedef struct bill {
    lode_builder *builder;
    uint32_t users[N_USERS], parts[N_PARTS]; /* texts */
} bill;

static void add_items(lode_context *ctx, bill *b, char kind, uint32_t *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char id[16];
        lode_item_record item = LODE_ITEM_RECORD_INIT;
        const int len = snprintf(id, sizeof(id), "%c%04zu", kind, i);
        item.id = id;
        item.unit = "each";
        cr_assert_eq(lode_builder_item(ctx, b->builder, &item), LODE_OK);
        cr_assert_eq(lode__add_text(ctx, b->builder, id, (size_t)len, &texts[i]),
                     LODE_OK);
    }
}

static void add_line(lode_context *ctx, bill *b, uint32_t parent, uint32_t item,
                     double quantity, uint32_t at)
{
    lode__line_entry line = {.at = {0, at, 1},
                             .parent = parent,
                             .item = item,
                             .unit = LODE__UNIT_REFUSED,
                             .quantity = quantity};
    cr_assert_eq(lode__keep_line(ctx, b->builder, &line, &lode__plain_extra), LODE_OK);
}

/* Each user takes each part, and no two of its lines stand together. Some stand twice at
 * one place. */
static void add_lines(lode_context *ctx, bill *b)
{
    for (uint32_t k = 0; k < N_PARTS; k++)
        for (uint32_t user = 0; user < N_USERS; user++) {
            const uint32_t part = (k * 7 + user) % N_PARTS;
            for (unsigned n = k == 3 && user % 100 == 0 ? 2 : 1; n > 0; n--)
                add_line(ctx, b, b->users[user], b->parts[part], 1 + k % 5,
                         k * N_USERS + user + 1);
        }
}

/* 7 times 143 is 1 more than 1000. */
static uint32_t round_of(uint32_t user, uint32_t part)
{
    return (part + 2 * N_PARTS - user) * 143 % N_PARTS;
}

static void check_model(const lode_model *model)
{
    cr_assert(model->n_items == N_USERS + N_PARTS &&
              model->n_lines == (size_t)N_USERS * N_PARTS);
    for (uint32_t user = 0; user < N_USERS; user++) {
        const uint32_t first = model->item_line[N_PARTS + user];
        cr_assert_eq(first, user * N_PARTS);
        for (uint32_t part = 0; part < N_PARTS; part++)
            cr_assert(model->line_item[first + part] == part &&
                          model->line_quantity[first + part] ==
                              1 + round_of(user, part) % 5,
                      "u%04u, p%04u", user, part);
    }
}

/* Texts of users stand before those of parts, or behind them. */
LODE_TEST(model_batches, up_and_down)
{
    for (int down = 0; down < 2; down++) {
        bill b = {NULL, {0}, {0}};
        lode_model *model = NULL;
        cr_assert_eq(lode_builder_new(ctx, &b.builder), LODE_OK);
        if (down) add_items(ctx, &b, 'u', b.users, N_USERS);
        add_items(ctx, &b, 'p', b.parts, N_PARTS);
        if (!down) add_items(ctx, &b, 'u', b.users, N_USERS);
        add_lines(ctx, &b);
        cr_assert_eq(lode_builder_freeze(ctx, b.builder, &model), LODE_OK);
        check_model(model);
        lode_model_unref(model);
        lode_builder_free(b.builder);
    }
}

/* A cycle is told at the line that leads back to its smallest id. */
LODE_TEST(model_batches, cycle)
{
    bill b = {NULL, {0}, {0}};
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(ctx, &b.builder), LODE_OK);
    add_items(ctx, &b, 'u', b.users, N_USERS);
    add_items(ctx, &b, 'p', b.parts, N_PARTS);
    add_lines(ctx, &b);
    add_line(ctx, &b, b.parts[999], b.users[1199], 1.0, 7);
    cr_assert_eq(lode_builder_freeze(ctx, b.builder, &model), LODE_E_CYCLE);
    cr_expect(model == NULL);
    const lode_diagnostic *const error = lode_context_error(ctx);
    cr_expect_str_eq(lode_diagnostic_message(error),
                     "items contain themselves: p0999 -> u1199 -> p0999");
    cr_expect_eq(lode_diagnostic_line(error), round_of(1199, 999) * N_USERS + 1200);
    lode_builder_free(b.builder);
}
