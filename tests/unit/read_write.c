/* The canonical form: what is written, and that reading it back and writing it changes
 * nothing. */
#include "read_common.h"

/* The canonical file follows from the input by the rules of the format; it was derived
 * apart from the code that is tested. */
LODE_TEST(read_write, canonical)
{
    static const char *const paths[] = {LODE_TEST_CASES "/valid/full/input.xml",
                                        LODE_TEST_CASES "/valid/full/canonical.xml"};
    read_text expected = read_text_load(paths[1]);
    for (size_t i = 0; i < 2; i++) {
        lode_status status = LODE_OK;
        read_text input = read_text_load(paths[i]);
        lode_model *model = read_model(ctx, input.data, input.len, NULL, &status);
        cr_assert(model != NULL);
        read_text got = read_canonical(ctx, model);
        read_expect_text(&got, expected.data, paths[i]);
        lode_model_unref(model);
        free(input.data);
        free(got.data);
    }
    free(expected.data);
}

static lode_model *read_two(lode_context *context, const char *first, const char *second)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(context, &builder), LODE_OK);
    cr_assert_eq(lode_read_memory(context, builder, first, strlen(first), NULL), LODE_OK);
    cr_assert_eq(lode_read_memory(context, builder, second, strlen(second), NULL),
                 LODE_OK);
    cr_assert_eq(lode_builder_freeze(context, builder, &model), LODE_OK);
    lode_builder_free(builder);
    return model;
}

LODE_TEST(read_write, order_of_files)
{
    static const char one[] = READ_HEAD
        "<item id=\"car\" unit=\"each\"><input item=\"wheel\" quantity=\"4\"/></item>"
        "<product item=\"car\" home=\"USA\"/>" READ_TAIL;
    static const char two[] = READ_HEAD
        "<item id=\"wheel\" unit=\"each\"><origin market=\"*\" basis=\"count\">"
        "<from country=\"DEU\" share=\"0.4\"/><from country=\"CHN\" share=\"0.6\"/>"
        "</origin></item>" READ_TAIL;
    lode_model *forth = read_two(ctx, one, two), *back = read_two(ctx, two, one);
    read_text a = read_canonical(ctx, forth), b = read_canonical(ctx, back);
    read_expect_text(&b, a.data, "the other order");
    cr_expect(strstr(a.data,
                     "<from country=\"CHN\" share=\"0.6\"/>\n      <from country=\"DEU\" "
                     "share=\"0.4\"/>\n    </origin>\n  </item>\n  <product ") != NULL);
    free(a.data);
    free(b.data);
    lode_model_unref(forth);
    lode_model_unref(back);
}

static void add_numbers(lode_context *context, lode_builder *builder,
                        const double *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        lode_input_record input = LODE_INPUT_RECORD_INIT;
        input.item = "ore";
        input.quantity = numbers[i];
        cr_assert_eq(lode_builder_input(context, builder, &input), LODE_OK);
    }
}

/* Text that needs every escape, and numbers that need every digit. */
LODE_TEST(read_write, text_and_numbers)
{
    static const char name[] =
        "a & b &amp; <c> \"d\" 'e'\t\n\r\xC3\xBC\xE2\x80\xA8\xF0\x9F\x98\x80";
    static const double numbers[] = {5e-324,
                                     2.2250738585072014e-308,
                                     1e-5,
                                     0.1,
                                     0.30000000000000004,
                                     1.0,
                                     9007199254740993.0,
                                     1e21,
                                     1.7976931348623157e308};
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_status status = LODE_OK;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    lode_item_record ore = LODE_ITEM_RECORD_INIT;
    ore.id = "ore", ore.unit = "kg", ore.name = name;
    cr_assert_eq(lode_builder_item(ctx, builder, &ore), LODE_OK);
    lode_item_record metal = LODE_ITEM_RECORD_INIT;
    metal.id = "<&\">", metal.unit = "kg";
    cr_assert_eq(lode_builder_item(ctx, builder, &metal), LODE_OK);
    add_numbers(ctx, builder, numbers, sizeof numbers / sizeof numbers[0]);
    cr_assert_eq(lode_builder_freeze(ctx, builder, &model), LODE_OK);
    read_text once = read_canonical(ctx, model);
    cr_expect(
        strstr(once.data,
               "name=\"a &amp; b &amp;amp; &lt;c&gt; &quot;d&quot; 'e'&#9;&#10;&#13;"
               "\xC3\xBC") != NULL);
    cr_expect(strstr(once.data, "<item id=\"&lt;&amp;&quot;&gt;\" unit=\"kg\">") != NULL);
    lode_model *again = read_model(ctx, once.data, once.len, NULL, &status);
    cr_assert(again != NULL);
    cr_expect_str_eq(lode_model_item_name(again, lode_model_find_item(again, "ore")),
                     name);
    read_text twice = read_canonical(ctx, again);
    read_expect_text(&twice, once.data, "written twice");
    free(once.data);
    free(twice.data);
    lode_model_unref(model);
    lode_model_unref(again);
    lode_builder_free(builder);
}

/* Shares that do not sum to one to the last bit, as published ones do not. */
LODE_TEST(read_write, shares_are_stable)
{
    static const char text[] = READ_HEAD
        "<item id=\"a\" unit=\"kg\"><origin market=\"*\" basis=\"value\" "
        "rounding=\"0.01\">"
        "<from country=\"CHN\" share=\"0.333\"/><from country=\"JPN\" share=\"0.333\"/>"
        "<from country=\"DEU\" share=\"0.333\"/></origin>"
        "<origin market=\"USA\" basis=\"value\"><from country=\"CHN\" share=\"0.1\"/>"
        "<from country=\"JPN\" share=\"0.2\"/><from country=\"DEU\" "
        "share=\"0.7\"/></origin>"
        "<alternatives id=\"g\"><option item=\"b\" quantity=\"1\" weight=\"0.3333333\"/>"
        "<option item=\"c\" quantity=\"1\" weight=\"0.6666666\"/></alternatives></item>"
        "<item id=\"b\" unit=\"kg\"/><item id=\"c\" unit=\"kg\"/>" READ_TAIL;
    lode_status status = LODE_OK;
    lode_model *model = read_model(ctx, text, sizeof text - 1, NULL, &status);
    cr_assert(model != NULL);
    read_text first = read_canonical(ctx, model);
    lode_model_unref(model);
    model = read_model(ctx, first.data, first.len, NULL, &status);
    cr_assert(model != NULL);
    read_text second = read_canonical(ctx, model);
    read_expect_text(&second, first.data, "written twice");
    lode_model_unref(model);
    free(first.data);
    free(second.data);
}

/* --- failures --- */

typedef struct short_disk {
    size_t left, n_calls_after;
    bool full;
} short_disk;

static int write_to_disk(const void *data, size_t size, void *user)
{
    short_disk *disk = user;
    (void)data;
    disk->n_calls_after += disk->full;
    disk->full = disk->full || size > disk->left;
    disk->left -= disk->full ? 0 : size;
    return disk->full;
}

LODE_TEST(read_write, failing_output)
{
    read_text input = read_text_load(LODE_TEST_CASES "/valid/full/canonical.xml");
    lode_status status = LODE_OK;
    lode_model *model = read_model(ctx, input.data, input.len, NULL, &status);
    cr_assert(model != NULL);
    for (size_t room = 0; room < input.len; room += input.len / 3) {
        short_disk disk = {room, 0, false};
        cr_expect_eq(lode_write_model(ctx, model, write_to_disk, &disk), LODE_E_IO);
        cr_expect_eq(disk.n_calls_after, 0);
        cr_expect_eq(lode_diagnostic_status(lode_context_error(ctx)), LODE_E_IO);
    }
    short_disk disk = {input.len, 0, false};
    cr_expect_eq(lode_write_model(ctx, model, write_to_disk, &disk), LODE_OK);
    cr_expect_eq(disk.left, 0);
    cr_expect_eq(lode_write_model(NULL, model, write_to_disk, &disk), LODE_E_INVALID);
    cr_expect_eq(lode_write_model(ctx, NULL, write_to_disk, &disk), LODE_E_INVALID);
    cr_expect_eq(lode_write_model(ctx, model, NULL, &disk), LODE_E_INVALID);
    free(input.data);
    lode_model_unref(model);
}
