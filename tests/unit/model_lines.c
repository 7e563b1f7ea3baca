/* Lines of bills of materials: units, groups of alternatives, hosts; the codes of units
 * and countries. */
#include "model_script.h"

#include "base/memory.h"

LODE_TEST(model_lines, units)
{
    /* International pound 0.45359237 kg, ounce a sixteenth of it, troy ounce 31.1034768
     * g. */
    static const struct {
        const char *unit;
        double kg;
    } masses[] = {{"kg", 1},
                  {"g", 0.001},
                  {"mg", 1e-6},
                  {"ug", 1e-9},
                  {"t", 1e3},
                  {"kt", 1e6},
                  {"Mt", 1e9},
                  {"lb", 0.45359237},
                  {"oz", 0.45359237 / 16},
                  {"ozt", 0.0311034768}};
    for (size_t i = 0; i < LODE__COUNT(masses); i++) {
        const int unit = lode__find_unit(masses[i].unit, strlen(masses[i].unit));
        cr_assert(unit >= 0);
        cr_expect(fabs(lode__unit_kg((unsigned)unit) / masses[i].kg - 1.0) < 1e-15, "%s",
                  masses[i].unit);
        cr_expect_str_eq(lode_unit_name((size_t)unit), masses[i].unit);
    }
    cr_expect(lode__find_unit("Kg", 2) < 0 && lode__find_unit("k", 1) < 0 &&
              lode__find_unit("kgs", 3) < 0 && lode__find_unit("", 0) < 0);
    cr_expect(lode__unit_kg((unsigned)lode__find_unit("each", 4)) == 0.0);
    size_t n = 0;
    for (; lode_unit_name(n); n++)
        cr_expect(lode__find_unit(lode_unit_name(n), strlen(lode_unit_name(n))) ==
                  (int)n);
    cr_expect(n > LODE__COUNT(masses));
}

LODE_TEST(model_lines, countries)
{
    static const struct {
        const char *code, *name;
    } known[] = {{"ABW", "Aruba"},
                 {"CHN", "China"},
                 {"COD", "Democratic Republic of the Congo"},
                 {"KOR", "South Korea"},
                 {"TWN", "Taiwan"},
                 {"XKX", "Kosovo"},
                 {"ZWE", "Zimbabwe"},
                 {"ZZZ", "Unknown origin"}};
    for (size_t i = 0; i < LODE__COUNT(known); i++) {
        const int place = lode__find_place(known[i].code, 3);
        cr_assert(place >= 0, "%s", known[i].code);
        cr_expect_str_eq(lode_country_name((size_t)place), known[i].name);
        cr_expect_str_eq(lode_country_code((size_t)place), known[i].code);
    }
    for (size_t i = 0; i < LODE__N_PLACES; i++) {
        cr_expect(lode__find_place(lode_country_code(i), 3) == (int)i);
        if (i > 0) cr_expect(strcmp(lode_country_code(i - 1), lode_country_code(i)) < 0);
    }
    cr_expect(lode__find_place("ZZZ", 3) == LODE__ZZZ && LODE__ZZZ == LODE__N_PLACES - 1);
    cr_expect(!lode_country_code(LODE__N_PLACES) && !lode_country_name(LODE__N_PLACES));
    cr_expect(lode__find_place("CN", 2) < 0 && lode__find_place("chn", 3) < 0 &&
              lode__find_place("CHNA", 4) < 0 && lode__find_place("AAA", 3) < 0 &&
              lode__find_place("ZZ~", 3) < 0 && lode__find_place("\xff\xff\xff", 3) < 0);
}

/* Quantities are kept in the unit of what is taken, to the last bit among metric masses.
 */
LODE_TEST(model_lines, quantities_convert)
{
    static const struct {
        const char *item, *line;
        double expected;
    } cases[] = {
        {"kg", "quantity=9.5", 9.5},
        {"kg", "quantity=1.2 unit=g", 0.0012},
        {"kg", "quantity=0.3 unit=t", 300},
        {"g", "quantity=0.1 unit=kg", 100},
        {"t", "quantity=7 unit=mg", 7e-9},
        {"ug", "quantity=3 unit=Mt", 3e18},
        {"kg", "quantity=2 unit=lb", 0.90718474},
        {"each", "quantity=4 unit=each", 4},
        {"m2", "quantity=4", 4},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        char script[256];
        snprintf(script, sizeof(script),
                 "item id=a unit=each\ninput item=b %s\nitem id=b unit=%s", cases[i].line,
                 cases[i].item);
        lode_model *const model = script_model(ctx, script);
        cr_expect(model->line_quantity[0] == cases[i].expected, "case %zu gave %.17g", i,
                  model->line_quantity[0]);
        cr_expect(model->n_extra_lines == 0);
        lode_model_unref(model);
    }

    lode_model *const model = script_model(
        ctx,
        "item id=a\ninput item=a2 quantity=1500 unit=g low=1000 high=2000 "
        "quantity-is=mode\n"
        "input item=a3 gsd=2\ninput item=a4 yield=0.5 kind=both\n"
        "input item=a5 quantity-is=mode\nitem id=a2\nitem id=a3\nitem id=a4\nitem id=a5");
    cr_assert(model->n_extra_lines == 3 && model->n_extras == 3,
              "a reading without a distribution is none");
    cr_expect(model->extras[0].low == 1.0 && model->extras[0].high == 2.0 &&
              isnan(model->extras[0].gsd) &&
              model->extras[0].quantity_is == LODE_QUANTITY_IS_MODE);
    cr_expect(model->extras[1].gsd == 2.0 && isnan(model->extras[1].low));
    cr_expect(model->extras[2].yield_frac == 0.5 &&
              model->extras[2].kind == LODE_KIND_BOTH &&
              isnan(model->extras[2].weight_frac) && isnan(model->extras[2].cap_frac));
    cr_expect(lode__extras_from(model, 1) == 1 && lode__extras_from(model, 3) == 3);
    lode_model_unref(model);

    static const script_case faults[] = {
        {"item id=a\ninput item=b unit=kg\nitem id=b unit=each\ninput item=c "
         "unit=kWh\nitem id=c",
         "m:2:1: error: input is in kg, its item \"b\" in each: these do not convert "
         "[LODE_E_UNIT]\n"
         "m:4:1: error: input is in kWh, its item \"c\" in kg: these do not convert "
         "[LODE_E_UNIT]\n",
         LODE_E_UNIT},
        {"item id=a\ninput item=b unit=Mt quantity=1e300\nitem id=b unit=ug",
         "m:2:1: error: quantity is out of range when converted from Mt to ug "
         "[LODE_E_VALUE]\n",
         LODE_E_VALUE},
        {"item id=a\ninput item=b unit=ug quantity=1e-320\nitem id=b unit=Mt",
         "m:2:1: error: quantity is out of range when converted from ug to Mt "
         "[LODE_E_VALUE]\n",
         LODE_E_VALUE},
    };
    script_check(ctx, faults, LODE__COUNT(faults));
}

#define ABC "item id=a\nitem id=b\nitem id=c\nwithin item=a\n"

LODE_TEST(model_lines, weights)
{
    static const script_case faults[] = {
        {ABC "group id=g\noption item=b weight=0.5\noption item=c weight=0.4",
         "m:5:1: error: weights of group \"g\" sum to 0.9, not 1 [LODE_E_SHARES]\n",
         LODE_E_SHARES},
        {ABC "group id=g",
         "m:5:1: error: weights of group \"g\" sum to 0, not 1 [LODE_E_SHARES]\n",
         LODE_E_SHARES},
        {ABC "group id=g\noption item=b weight=0.5\noption item=c weight=0.500002",
         "m:5:1: error: weights of group \"g\" sum to 1.000002, not 1 [LODE_E_SHARES]\n",
         LODE_E_SHARES},
        {ABC "group id=g\noption item=b weight=1\noption item=b weight=1 cap=2",
         "m:7:1: error: cap of input \"b\" is given with other content at m:6:1 "
         "[LODE_E_CONFLICT]\n",
         LODE_E_CONFLICT},
        {ABC "group id=g\noption item=c weight=0.5\noption item=b weight=0.5\n"
             "option item=b weight=0.4",
         "m:8:1: error: weight of input \"b\" is given with other content at m:7:1 "
         "[LODE_E_CONFLICT]\n"
         "m:5:1: error: weights of group \"g\" sum to 0.9, not 1 [LODE_E_SHARES]\n",
         LODE_E_CONFLICT},
    };
    script_check(ctx, faults, LODE__COUNT(faults));

    /* Two lines of an option are one option; essentiality and kind are those of the
     * group. */
    lode_model *model = script_model(
        ctx,
        ABC "group id=g essential=0.25 kind=recycled\noption item=c weight=0.75 cap=0.9\n"
            "option item=b weight=0.25\noption item=b weight=0.25 quantity=2");
    cr_assert(model->n_groups == 1 && model->n_extra_lines == 3 && model->n_extras == 2);
    cr_expect(model->groups[0].first_line == 0 && model->groups[0].n_lines == 3);
    static const double weights[] = {0.25, 0.25, 0.75}, caps[] = {0.25, 0.25, 0.9};
    for (size_t i = 0; i < 3; i++) {
        const lode__line_extra *const extra = lode__extra_at(model, i);
        cr_expect(model->extra_lines[i].line == i && extra->group == 1 &&
                  extra->essential_frac == 0.25 && extra->kind == LODE_KIND_RECYCLED);
        cr_expect(extra->weight_frac == weights[i] && extra->cap_frac == caps[i]);
    }
    cr_expect(lode__groups_from(model, 0) == 0 && lode__groups_from(model, 1) == 1);
    lode_model_unref(model);

    /* Within 1e-6 of one they are made to sum to one, and no cap is left below its
     * weight. */
    model = script_model(ctx, ABC "group id=g\noption item=b weight=0.4999998\n"
                                  "option item=c weight=0.4999998 cap=0.4999998");
    for (size_t i = 0; i < 2; i++)
        cr_expect(lode__extra_at(model, i)->weight_frac == 0.5 &&
                  lode__extra_at(model, i)->cap_frac == 0.5);
    lode_model_unref(model);
}

LODE_TEST(model_lines, hosts)
{
    static const script_case faults[] = {
        {ABC "host item=b part=0.6\nhost item=c part=0.5",
         "m:6:1: error: parts of the hosts of \"a\" sum to 1.1, not at most 1 "
         "[LODE_E_SHARES]\n",
         LODE_E_SHARES},
    };
    script_check(ctx, faults, LODE__COUNT(faults));

    lode_model *model =
        script_model(ctx, ABC "host item=c part=0.5\nhost item=b part=0.25\n"
                              "host item=c part=0.5");
    cr_assert(model->n_hosts == 2);
    cr_expect(model->hosts[0].host == 1 && model->hosts[0].part_frac == 0.25 &&
              model->hosts[1].host == 2 && model->hosts[1].part_frac == 0.5);
    cr_expect(lode__hosts_from(model, 0) == 0 && lode__hosts_from(model, 1) == 2);
    lode_model_unref(model);

    model =
        script_model(ctx, ABC "host item=c part=0.5000001\nhost item=b part=0.5000001");
    cr_expect(model->hosts[0].part_frac == 0.5 && model->hosts[1].part_frac == 0.5);
    lode_model_unref(model);
}

/* --- cycles --- */

LODE_TEST(model_lines, cycles)
{
    static const script_case cases[] = {
        {"item id=a\ninput item=a",
         "m:2:1: error: items contain themselves: a -> a [LODE_E_CYCLE]\n", LODE_E_CYCLE},
        {"item id=a\nhost item=a",
         "m:2:1: error: items contain themselves: a -> a [LODE_E_CYCLE]\n", LODE_E_CYCLE},
        /* From the smallest id on, at the line that leads back there. */
        {"item id=m\ninput item=z\nitem id=z\ninput item=c\nitem id=c\ninput item=m\n"
         "item id=a\ninput item=z\nitem id=top\ninput item=a",
         "m:4:1: error: items contain themselves: c -> m -> z -> c [LODE_E_CYCLE]\n",
         LODE_E_CYCLE},
        /* Through a host, by twice the same line: the first counts. */
        {"item id=b\ninput item=a quantity=2\ninput item=a\nitem id=a\nhost item=b "
         "part=0.5",
         "m:2:1: error: items contain themselves: a -> b -> a [LODE_E_CYCLE]\n",
         LODE_E_CYCLE},
        /* Two that share an item, one apart, and what hangs below them. */
        {"item id=a\ninput item=b\nitem id=b\ninput item=a\ninput item=c\nitem id=c\n"
         "input item=b\ninput item=leaf\nitem id=y\ninput item=x\nitem id=x\ninput "
         "item=y\n"
         "item id=leaf",
         "m:4:1: error: items contain themselves: a -> b -> a [LODE_E_CYCLE]\n"
         "m:7:1: error: items contain themselves: b -> c -> b [LODE_E_CYCLE]\n"
         "m:10:1: error: items contain themselves: x -> y -> x [LODE_E_CYCLE]\n",
         LODE_E_CYCLE},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

static void add_link(lode_context *ctx, lode_builder *builder, unsigned from, unsigned to)
{
    char id[16];
    lode_item_record item = LODE_ITEM_RECORD_INIT;
    lode_input_record input = LODE_INPUT_RECORD_INIT;
    snprintf(id, sizeof(id), "i%07u", from);
    item.id = id;
    item.unit = "each";
    cr_assert(lode_builder_item(ctx, builder, &item) == LODE_OK);
    if (to == 0) return;
    snprintf(id, sizeof(id), "i%07u", to);
    input.item = id;
    input.quantity = 1.0;
    cr_assert(lode_builder_input(ctx, builder, &input) == LODE_OK);
}

/* A chain of a million items, then one that bites its tail: no step of a freeze recurses.
 */
LODE_TEST(model_lines, long_chain)
{
    enum { N = 1000000 };
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    for (unsigned i = N; i > 0; i--) add_link(ctx, builder, i, i < N ? i + 1 : 0);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_assert(model->n_items == N && model->n_lines == N - 1);
    for (uint32_t i = 0; i < N; i++) cr_assert(model->item_order[i] == i);
    lode_model_unref(model);

    for (unsigned i = N; i > 0; i--) add_link(ctx, builder, i, i % N + 1);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_E_CYCLE && !model);
    cr_expect_str_eq(
        lode_diagnostic_message(lode_context_error(ctx)),
        "items contain themselves: i0000001 -> i0000002 -> i0000003 -> i0000004 -> "
        "i0000005 -> i0000006 -> "
        "i0000007 -> ... 999989 more ... -> i0999997 -> i0999998 -> i0999999 -> "
        "i1000000 -> i0000001");
    lode_builder_free(builder);
}

/* Every item takes every other: the report is cut off, and the freeze ends. */
LODE_TEST(model_lines, many_cycles)
{
    enum { N = 40 };
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    for (unsigned i = 1; i <= N; i++)
        for (unsigned k = 1; k <= N; k++)
            if (k != i) add_link(ctx, builder, i, k);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_E_CYCLE && !model);
    cr_expect(lode_report_count(ctx, LODE_ERROR) == 100);
    const lode_diagnostic *const last = lode_report_get(ctx, lode_report_kept(ctx) - 1);
    cr_expect_str_eq(lode_diagnostic_message(last),
                     "cycles past the first 100 are not told");
    lode_builder_free(builder);
}
