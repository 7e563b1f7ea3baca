/* The relations in CSV: what is read, how it may be written down, and writing them. */
#include "read_common.h"

/* What the relations cannot hold: sources and a bloc. */
static const char world[] =
    READ_HEAD "<source id=\"iea\" publisher=\"IEA\" title=\"Outlook\"/>"
              "<source id=\"usgs\" publisher=\"USGS\" title=\"MCS\"/>"
              "<bloc id=\"EU27\"><member country=\"DEU\"/></bloc>" READ_TAIL;
static const char items[] =
    "id,unit,name,mass,stage,elements,tags,price,currency,source\n"
    "dy,kg,Dysprosium,,metal,Dy,rare heavy,400.5,EUR,usgs\n"
    "magnet,kg,,,component,,,,,\n"
    "motor,each,\"Motor, \"\"M1\"\"\",55,assembly,,,,,\n";
static const char inputs[] =
    "parent,item,quantity,unit,yield,essential,kind,source,low,high,gsd,quantity-is\n"
    "motor,magnet,1200,g,0.5,,,iea,,,,\n"
    "magnet,dy,0.04,,,0.5,both,,0.03,0.05,,mode\n"
    "magnet,dy,0.01,,,0.5,recycled,,,,1.2,mean\n";
static const char origins[] =
    "item,market,basis,year,rest,rounding,total,concentration,source,country,share,kind,"
    "party,"
    "bound\n"
    "dy,*,contained-mass,2024,,,,,usgs,CHN,0.5,,,low\n"
    "magnet,EU27,value,,wider,,,,,JPN,0.25,,maker,\n"
    "dy,*,contained-mass,2024,,,,,iea,MMR,0.5,,,\n"
    "magnet,*,gross-mass,2023,unknown,0.01,9000,200,,CHN,1,primary,,\n"
    "magnet,*,gross-mass,2023,unknown,0.01,9000,200,,DEU,0,recycled,,high\n"
    "magnet,*,gross-mass,2023,unknown,0.01,9000,200,,VNM,,,,withheld\n";
static const char products[] = "item,home,volume,value,currency,end-use,id\n"
                               "motor,DEU,100,2500,EUR,civil,\n"
                               "motor,USA,,,,,spare\n";

static const char balances[] = "item,market,year,unit,source,of,form,quantity,bound\n"
                               "dy,EU27,2023,t,usgs,imports,oxide,0.25,low\n"
                               "dy,USA,,,,consumption,,9,\n"
                               "dy,EU27,2023,t,usgs,imports,\"metal, alloys\",2,\n"
                               "dy,EU27,2023,,iea,stock-withdrawal,,-30,\n"
                               "dy,EU27,2023,,usgs,production,,,missing\n";

/* The same by hand. */
static const char canonical[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<lode xmlns=\"urn:lode:model:1\">\n"
    "  <source id=\"iea\" publisher=\"IEA\" title=\"Outlook\"/>\n"
    "  <source id=\"usgs\" publisher=\"USGS\" title=\"MCS\"/>\n"
    "  <stage id=\"mine\"/>\n"
    "  <stage id=\"refine\"/>\n"
    "  <stage id=\"metal\"/>\n"
    "  <stage id=\"alloy\"/>\n"
    "  <stage id=\"component\"/>\n"
    "  <stage id=\"assembly\"/>\n"
    "  <stage id=\"product\"/>\n"
    "  <bloc id=\"EU27\">\n"
    "    <member country=\"DEU\"/>\n"
    "  </bloc>\n"
    "  <item id=\"dy\" unit=\"kg\" name=\"Dysprosium\" stage=\"metal\" elements=\"Dy\" "
    "tags=\"rare heavy\" price=\"400.5\" currency=\"EUR\" source=\"usgs\">\n"
    "    <origin market=\"*\" basis=\"contained-mass\" year=\"2024\" source=\"iea\">\n"
    "      <from country=\"CHN\" share=\"0.5\" bound=\"low\" source=\"usgs\"/>\n"
    "      <from country=\"MMR\" share=\"0.5\"/>\n"
    "    </origin>\n"
    "    <balance market=\"USA\">\n"
    "      <amount of=\"consumption\" quantity=\"9\"/>\n"
    "    </balance>\n"
    "    <balance market=\"EU27\" year=\"2023\" source=\"iea\">\n"
    "      <amount of=\"production\" bound=\"missing\" source=\"usgs\"/>\n"
    "      <amount of=\"imports\" form=\"metal, alloys\" quantity=\"2000\" "
    "source=\"usgs\"/>\n"
    "      <amount of=\"imports\" form=\"oxide\" quantity=\"250\" bound=\"low\" "
    "source=\"usgs\"/>\n"
    "      <amount of=\"stock-withdrawal\" quantity=\"-30\"/>\n"
    "    </balance>\n"
    "  </item>\n"
    "  <item id=\"magnet\" unit=\"kg\" stage=\"component\">\n"
    "    <input item=\"dy\" quantity=\"0.01\" essential=\"0.5\" kind=\"recycled\" "
    "gsd=\"1.2\"/>\n"
    "    <input item=\"dy\" quantity=\"0.04\" essential=\"0.5\" kind=\"both\" "
    "low=\"0.03\" "
    "high=\"0.05\" quantity-is=\"mode\"/>\n"
    "    <origin market=\"EU27\" basis=\"value\" rest=\"wider\">\n"
    "      <from country=\"JPN\" share=\"0.25\" party=\"maker\"/>\n"
    "    </origin>\n"
    "    <origin market=\"*\" basis=\"gross-mass\" year=\"2023\" rounding=\"0.01\" "
    "total=\"9000\" "
    "concentration=\"200\">\n"
    "      <from country=\"CHN\" share=\"1\"/>\n"
    "      <from country=\"DEU\" share=\"0\" kind=\"recycled\" bound=\"high\"/>\n"
    "      <from country=\"VNM\" bound=\"withheld\"/>\n"
    "    </origin>\n"
    "  </item>\n"
    "  <item id=\"motor\" unit=\"each\" name=\"Motor, &quot;M1&quot;\" mass=\"55\" "
    "stage=\"assembly\">\n"
    "    <input item=\"magnet\" quantity=\"1.2\" yield=\"0.5\" source=\"iea\"/>\n"
    "  </item>\n"
    "  <product item=\"motor\" home=\"DEU\" volume=\"100\" value=\"2500\" "
    "currency=\"EUR\" "
    "end-use=\"civil\"/>\n"
    "  <product item=\"motor\" home=\"USA\" id=\"spare\"/>\n"
    "</lode>\n";

static int64_t read_byte(void *data, size_t capacity, void *user)
{
    const char **at = user;
    if (capacity == 0 || !**at) return 0;
    *(char *)data = *(*at)++;
    return 1;
}

static lode_model *read_all(lode_context *context, const char *const *texts, size_t n,
                            bool by_bytes)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(context, &builder), LODE_OK);
    for (size_t i = 0; i < n; i++) {
        const char *at = texts[i];
        const lode_status status =
            by_bytes ? lode_read_callback(context, builder, read_byte, &at, NULL)
                     : lode_read_memory(context, builder, at, strlen(at), NULL);
        cr_assert(status == LODE_OK, "text %zu: %s", i,
                  lode_diagnostic_message(lode_context_error(context)));
    }
    const lode_status status = lode_builder_freeze(context, builder, &model);
    cr_assert(status == LODE_OK, "%s",
              lode_diagnostic_message(lode_context_error(context)));
    lode_builder_free(builder);
    return model;
}

LODE_TEST(read_csv, every_relation)
{
    static const char *const orders[][6] = {
        {world, items, inputs, origins, products, balances},
        {balances, products, origins, inputs, items, world}};
    for (size_t i = 0; i < 4; i++) {
        lode_model *model = read_all(ctx, orders[i / 2], 6, i % 2);
        read_text got = read_canonical(ctx, model);
        read_expect_text(&got, canonical, "model of relations");
        free(got.data);
        lode_model_unref(model);
    }
}

static void expect_items(lode_context *context, const char *text, size_t size,
                         const char *what)
{
    lode_status status = LODE_OK;
    lode_model *model = read_model(context, text, size, NULL, &status);
    cr_assert(model != NULL, "%s: %s", what,
              lode_diagnostic_message(lode_context_error(context)));
    cr_expect_eq(lode_model_count(model, LODE_COUNT_ITEMS), 2, "%s", what);
    cr_expect_str_eq(lode_model_item_name(model, 0), "A, \"B\"", "%s", what);
    cr_expect_str_eq(lode_model_item_name(model, 1), "nut", "%s", what);
    lode_model_unref(model);
}

LODE_TEST(read_csv, ways_of_writing)
{
    static const char *const texts[] = {
        "id,unit,name\nbolt,each,\"A, \"\"B\"\"\"\nnut,each,\n",
        "id,unit,name\nbolt,each,\"A, \"\"B\"\"\"\nnut,each,", /* no last line end */
        "\xEF\xBB\xBFid,unit,name\nbolt,each,\"A, \"\"B\"\"\"\nnut,each,\n",
        "id,unit,name\r\nbolt,each,\"A, \"\"B\"\"\"\r\nnut,each,\r\n",
        "id,unit,name\rbolt,each,\"A, \"\"B\"\"\"\rnut,each,\r",
        "\n\nid,unit,name\n\nbolt,each,\"A, \"\"B\"\"\"\n\n\nnut,each,\n\n",
        "name,unit,id\n\"A, \"\"B\"\"\",\"each\",\"bolt\"\n\"\",each,\"nut\"\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        expect_items(ctx, texts[i], strlen(texts[i]), texts[i]);
}

/* Every place where the reader's chunk of 64 KiB can end. */
LODE_TEST(read_csv, chunk_ends_anywhere)
{
    static const char head[] = "id,unit,name\r\n";
    static const char rows[] = "bolt,each,\"A, \"\"B\"\"\"\r\nnut,each,\r\n";
    for (size_t before = 65536 - sizeof rows; before <= 65536; before++) {
        read_text text = {0};
        read_text_add(&text, head);
        while (text.len < before) read_text_add(&text, "\n");
        read_text_add(&text, rows);
        expect_items(ctx, text.data, text.len, "split");
        free(text.data);
    }
}

LODE_TEST(read_csv, headers_alone)
{
    static const char *const heads[] = {"id,unit\n",           "parent,item,quantity\n",
                                        "item,market,share\n", "item,market,of\n",
                                        "item,home\n",         "item,home"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        cr_expect_eq(read_status(ctx, heads[i], strlen(heads[i]), NULL), LODE_OK, "%s",
                     heads[i]);
    static const char *const nothing[] = {"", "\n\r\n", "\xEF\xBB\xBF", "\xFF\xFE",
                                          ",\n"};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        cr_expect_eq(read_status(ctx, nothing[i], strlen(nothing[i]), NULL),
                     LODE_E_FORMAT, "%zu", i);
}

/* What the caller says the input is goes before what it looks like. */
LODE_TEST(read_csv, format_given)
{
    static const struct {
        lode_format format;
        const char *text;
        lode_status status;
    } cases[] = {
        {LODE_FORMAT_ITEMS_CSV, "id,unit\na,kg\n", LODE_OK},
        {LODE_FORMAT_ITEMS_CSV, "unit\nkg\n", LODE_E_FORMAT},
        {LODE_FORMAT_INPUTS_CSV, "id,unit\na,kg\n", LODE_E_FORMAT},
        {LODE_FORMAT_INPUTS_CSV, "item,quantity\na,1\n", LODE_E_FORMAT},
        {LODE_FORMAT_ORIGINS_CSV, "item,market,basis,country,bound\n", LODE_OK},
        {LODE_FORMAT_BALANCES_CSV, "item,market,year,bound\n", LODE_OK},
        {LODE_FORMAT_PRODUCTS_CSV, READ_HEAD READ_TAIL, LODE_E_PARSE},
        {LODE_FORMAT_XML, "id,unit\na,kg\n", LODE_E_PARSE},
        {LODE_FORMAT_XML, "", LODE_E_PARSE},
        {LODE_FORMAT_XML, READ_HEAD READ_TAIL, LODE_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lode_read_options options = LODE_READ_OPTIONS_INIT;
        options.format = cases[i].format;
        cr_expect_eq(read_status(ctx, cases[i].text, strlen(cases[i].text), &options),
                     cases[i].status, "case %zu", i);
    }
}

LODE_TEST(read_csv, limits)
{
    static const char text[] = "id,unit,name\nabcdefgh,kg,\"\"\"\"\"\"\"\"\"\"\nb,kg,\n";
    static const struct {
        uint64_t rows, bytes, token;
        lode_status status;
    } cases[] = {
        {3, sizeof text - 1, 8, LODE_OK},
        {2, 0, 0, LODE_E_LIMIT},
        {0, sizeof text - 2, 0, LODE_E_LIMIT},
        {0, 0, 7, LODE_E_LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lode_read_options options = LODE_READ_OPTIONS_INIT;
        options.max_elements = cases[i].rows;
        options.max_bytes = cases[i].bytes;
        options.max_token_bytes = cases[i].token;
        cr_expect_eq(read_status(ctx, text, sizeof text - 1, &options), cases[i].status,
                     "%zu", i);
    }
    /* A field of quotes alone grows by single bytes. */
    read_text quotes = {0};
    read_text_add(&quotes, "id,unit\n\"");
    while (quotes.len < 5000) read_text_add(&quotes, "\"\"");
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    options.max_token_bytes = 1000;
    cr_expect_eq(read_status(ctx, quotes.data, quotes.len, &options), LODE_E_LIMIT);
    free(quotes.data);
    read_text wide = {0};
    while (wide.len < 4096) read_text_add(&wide, ",");
    cr_expect_eq(read_status(ctx, wide.data, wide.len, NULL), LODE_E_LIMIT);
    free(wide.data);
}

LODE_TEST(read_csv, failing_input)
{
    lode_builder *builder = NULL;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_read_file(ctx, builder, "/", NULL), LODE_E_IO);
    lode_builder_free(builder);
}

/* --- writing --- */

LODE_TEST(read_csv, written_and_read)
{
    static const char *const texts[] = {world,   items,    inputs,
                                        origins, products, balances};
    static const char *const first_lines[] = {
        "id,unit,name,mass,stage,elements,tags,price,currency,source\n",
        "parent,item,quantity,unit,yield,essential,kind,source,low,high,gsd,quantity-"
        "is\n",
        "item,market,basis,year,rest,rounding,total,concentration,source,country,share,"
        "kind,"
        "party,bound\n",
        "item,home,volume,value,currency,end-use,id\n",
        "item,market,year,unit,source,of,form,quantity,bound\n"};
    lode_model *model = read_all(ctx, texts, 6, false);
    const char *written[6] = {world};
    read_text relations[5] = {{0}};
    for (lode_format format = LODE_FORMAT_ITEMS_CSV; format <= LODE_FORMAT_BALANCES_CSV;
         format++) {
        read_text *text = &relations[format - LODE_FORMAT_ITEMS_CSV];
        cr_assert_eq(lode_write_relation(ctx, model, format, read_text_write, text),
                     LODE_OK);
        const char *head = first_lines[format - LODE_FORMAT_ITEMS_CSV];
        cr_expect(strncmp(text->data, head, strlen(head)) == 0, "%s", text->data);
        written[format - LODE_FORMAT_ITEMS_CSV + 1] = text->data;
    }
    lode_model *again = read_all(ctx, written, 6, false);
    read_text got = read_canonical(ctx, again);
    read_expect_text(&got, canonical, "relations written and read");
    free(got.data);
    for (size_t i = 0; i < 5; i++) free(relations[i].data);
    lode_model_unref(again);
    lode_model_unref(model);
}

static int fail_to_write(const void *data, size_t size, void *user)
{
    (void)data, (void)size, (void)user;
    return 1;
}

LODE_TEST(read_csv, writing_misuse)
{
    static const char *const texts[] = {items};
    lode_model *model = read_all(ctx, texts + 0, 0, false);
    read_text text = {0};
    cr_expect_eq(
        lode_write_relation(NULL, model, LODE_FORMAT_ITEMS_CSV, read_text_write, &text),
        LODE_E_INVALID);
    cr_expect_eq(
        lode_write_relation(ctx, NULL, LODE_FORMAT_ITEMS_CSV, read_text_write, &text),
        LODE_E_INVALID);
    cr_expect_eq(lode_write_relation(ctx, model, LODE_FORMAT_ITEMS_CSV, NULL, &text),
                 LODE_E_INVALID);
    static const lode_format none[] = {LODE_FORMAT_AUTO, LODE_FORMAT_XML, 7};
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(lode_write_relation(ctx, model, none[i], read_text_write, &text),
                     LODE_E_INVALID);
    cr_expect_null(text.data, "something was written");
    cr_expect_eq(
        lode_write_relation(ctx, model, LODE_FORMAT_ITEMS_CSV, fail_to_write, NULL),
        LODE_E_IO);
    lode_model_unref(model);
}
