/* Packed lines: what is written is read, from the front or by number. */
#include "lode_test.h"
#include "model/tape.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Numbers that are far from each other, and quantities of every kind. */
static lode__line_entry make_line(size_t index)
{
    static const uint32_t far[] = {0, UINT32_MAX, 1, 0x80000000u, 0x7fffffffu, 127, 128};
    static const double quantities[] = {
        1.0,       0.1,     0.29,    1e-5, 123456.789,       0.00012345,
        1.0 / 3.0, DBL_MAX, 5e-324,  1e14, 99999999999999.0, 0.0,
        -0.0,      -2.5,    INFINITY};
    const size_t n_far = sizeof far / sizeof far[0];
    const size_t n_quantities = sizeof quantities / sizeof quantities[0];
    const uint32_t i = (uint32_t)index;
    const bool is_far = index % 5 == 0;
    return (lode__line_entry){
        .at = {is_far ? far[index % n_far] : i / 900,
               is_far ? far[(index / 5) % n_far] : i,
               is_far ? far[(index / 7) % n_far] : 1 + i % 3},
        .parent = is_far ? far[(index / 3) % n_far] : i / 8,
        .item = is_far ? far[(index / 2) % n_far] : i + 1,
        .extra = index % 11 == 0 ? i : 0,
        .unit = (uint8_t)(index % 13 == 0 ? 255 : 0),
        .quantity = index % 3 == 0 ? quantities[(index / 3) % n_quantities] : 2.0};
}

static void expect_line(const lode__line_entry *got, size_t index)
{
    const lode__line_entry meant = make_line(index);
    cr_assert(got->at.source == meant.at.source && got->at.line == meant.at.line &&
                  got->at.column == meant.at.column,
              "place of line %zu", index);
    cr_assert(got->parent == meant.parent && got->item == meant.item &&
                  got->extra == meant.extra && got->unit == meant.unit,
              "line %zu", index);
    cr_assert(memcmp(&got->quantity, &meant.quantity, sizeof meant.quantity) == 0,
              "quantity of line %zu: %a, not %a", index, got->quantity, meant.quantity);
}

static void write_lines(lode__tape *tape, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const lode__line_entry line = make_line(i);
        cr_assert_eq(lode__tape_add(tape, &line), LODE_OK);
    }
}

LODE_TEST(model_tape, read_as_written)
{
    enum { N = 100000 };
    lode_allocator allocator = lode_test_allocator(memory);
    lode__tape tape = {.allocator = &allocator};
    lode__tape_reader reader = lode__tape_read(&tape, 0);
    cr_expect(!lode__tape_next(&reader));
    write_lines(&tape, N);
    cr_assert_eq(tape.n, N);
    for (size_t i = 0; i < N; i++) {
        cr_assert(lode__tape_next(&reader)); /* lines that came later too */
        expect_line(&reader.line, i);
    }
    cr_expect(!lode__tape_next(&reader));
    for (size_t i = 0; i < N; i += 1 + i % 97) {
        const lode__line_entry line = lode__tape_line(&tape, i);
        expect_line(&line, i);
        reader = lode__tape_read(&tape, i);
        cr_assert(lode__tape_next(&reader));
        expect_line(&reader.line, i);
    }
    reader = lode__tape_read(&tape, N);
    cr_expect(!lode__tape_next(&reader));
    lode__tape_free(&tape);
    cr_expect_eq(tape.n, 0);
}

/* Memory goes back while it is read, and no sooner; lines in order take few bytes. */
LODE_TEST(model_tape, forgotten_as_read)
{
    enum { N = 1000000 };
    lode_allocator allocator = lode_test_allocator(memory);
    lode__tape tape = {.allocator = &allocator};
    for (uint32_t i = 0; i < N; i++) {
        const lode__line_entry line = {
            .at = {1, 2 + i, 1}, .parent = i / 8, .item = 1 + i, .quantity = 1 + i % 7};
        cr_assert_eq(lode__tape_add(&tape, &line), LODE_OK);
    }
    size_t n_blocks = 0, n_bytes = 0;
    lode__tape_reader reader = lode__tape_read(&tape, 0);
    lode__tape_forget(&tape, &reader); /* nothing was read */
    const unsigned char *before = NULL;
    for (uint32_t i = 0; i < N; i++) {
        cr_assert(lode__tape_next(&reader));
        cr_assert(reader.line.item == 1 + i && reader.line.quantity == 1 + i % 7);
        n_bytes += before && reader.at > before && reader.at < before + 64
                       ? (size_t)(reader.at - before)
                       : 0;
        before = reader.at;
        const void *const first = tape.first;
        lode__tape_forget(&tape, &reader);
        n_blocks += tape.first != first;
    }
    cr_expect(n_bytes < 3 * (size_t)N, "%zu bytes", n_bytes);
    cr_expect(n_blocks > 5 && tape.first == tape.newest, "%zu blocks", n_blocks);
    lode__tape_free(&tape);
}

static lode_status fill(lode_context *context, void *user)
{
    lode__tape tape = {.allocator = user};
    lode_status status = LODE_OK;
    (void)context;
    for (size_t i = 0; i < 4000 && status >= 0; i++) {
        const lode__line_entry line = make_line(i);
        status = lode__tape_add(&tape, &line);
    }
    for (size_t i = 0; i < tape.n; i++) {
        const lode__line_entry line = lode__tape_line(&tape, i);
        expect_line(&line, i);
    }
    lode__tape_free(&tape);
    return status;
}

/* Without memory nothing is written, and what was stays. */
LODE_TEST(model_tape, no_memory)
{
    for (size_t k = 1;; k++) {
        lode_test_memory failing = {.fail_at = k};
        lode_allocator allocator = lode_test_allocator(&failing);
        const lode_status status = fill(ctx, &allocator);
        lode_test_balance(&failing);
        if (!atomic_load(&failing.failed)) {
            cr_expect_eq(status, LODE_OK);
            cr_expect(k > 5);
            return;
        }
        cr_assert_eq(status, LODE_E_NOMEM);
    }
}
