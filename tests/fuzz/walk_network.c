#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond these an input tells no more, only later. */
enum { MAX_ARCS = 1500, MAX_PRODUCTS = 8, BATCH_ROWS = 64 };

static bool is_fraction(double x)
{
    return isnan(x) || (x >= -1e-9 && x <= 1.0 + 1e-9);
}

/* What every analysis calls a loss is one. */
static void hold_losses(const lode_table *table)
{
    static const char *const names[] = {"loss", "loss_high"};
    for (size_t k = 0; k < 2; k++) {
        const size_t column = lode_table_find_column(table, names[k]);
        const double *const losses = lode_table_reals(table, column);
        for (size_t row = 0; losses && row < lode_table_n_rows(table); row++)
            FUZZ_HOLDS(is_fraction(losses[row]));
    }
}

static void run_all(lode_context *context, const lode_network *network)
{
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        lode_table *table = NULL;
        const lode_status status = analysis->run(context, network, NULL, &table);
        FUZZ_HOLDS(fuzz_said(context, status) == (table != NULL));
        if (!table) continue;
        hold_losses(table);
        fuzz_table(context, table, BATCH_ROWS);
        lode_table_free(table);
    }
}

/* A network is no different from itself. */
static void hold_diff(lode_context *context, const lode_network *network)
{
    lode_table *table = NULL;
    const lode_status status = lode_diff(context, network, network, NULL, &table);
    if (fuzz_said(context, status)) FUZZ_HOLDS(lode_table_n_rows(table) == 0);
    lode_table_free(table);
}

/* Factors as they were last set. */
enum { MAX_KNOBS = 8 };
typedef struct knob {
    const char *item, *country;
    double factor;
} knob;

static size_t turn(lode_context *context, lode_whatif *whatif, const lode_model *model,
                   fuzz_bytes *bytes, knob knobs[MAX_KNOBS])
{
    const size_t n_items = lode_model_count(model, LODE_COUNT_ITEMS);
    size_t n = 0;
    for (size_t left = bytes->left > 0 ? MAX_KNOBS : 0; left > 0; left--) {
        const knob k = {lode_model_item_id(model, fuzz_below(bytes, n_items)),
                        lode_country_code(fuzz_byte(bytes)), fuzz_real(bytes)};
        if (!k.country) continue;
        const lode_status status =
            lode_whatif_set_capacity(context, whatif, k.item, k.country, k.factor);
        FUZZ_HOLDS(!(k.factor >= 0.0 && k.factor <= 1.0) || status != LODE_E_INVALID);
        if (fuzz_said(context, status)) knobs[n++] = k;
        /* the way between two questions must not matter */
        if (k.factor < 0.5) (void)lode_whatif_loss(whatif, 0);
        (void)fuzz_said(context, lode_whatif_set_pass(context, whatif, k.item, k.country,
                                                      "USA", 1.0));
    }
    return n;
}

static void hold_same(lode_context *context, lode_whatif *a, lode_whatif *b, size_t n)
{
    for (size_t p = 0; p < n; p++) {
        const double one = lode_whatif_loss(a, p), other = lode_whatif_loss(b, p);
        FUZZ_HOLDS(memcmp(&one, &other, sizeof(one)) == 0 && is_fraction(one));
        const char *chain = NULL;
        FUZZ_HOLDS(lode_whatif_binding(context, a, p, &chain) == LODE_OK && chain);
    }
}

static void hold_whatif(lode_context *context, const lode_model *model,
                        const lode_network *network, fuzz_bytes *bytes)
{
    lode_whatif *kept = NULL, *fresh = NULL;
    knob knobs[MAX_KNOBS];
    FUZZ_HOLDS(lode_whatif_new(context, network, &kept) == LODE_OK);
    FUZZ_HOLDS(lode_whatif_new(context, network, &fresh) == LODE_OK);
    const size_t n = turn(context, kept, model, bytes, knobs);
    for (size_t k = 0; k < n; k++)
        FUZZ_HOLDS(lode_whatif_set_capacity(context, fresh, knobs[k].item,
                                            knobs[k].country,
                                            knobs[k].factor) == LODE_OK);
    hold_same(context, kept, fresh, lode_network_n_products(network));
    lode_whatif_free(kept);
    lode_whatif_free(fresh);
}

void fuzz_network(lode_context *context, lode_model *model, fuzz_bytes *bytes)
{
    lode_network *network = NULL;
    if (lode_model_count(model, LODE_COUNT_PRODUCTS) > MAX_PRODUCTS) return;
    if (!fuzz_said(context, lode_network_compile(context, model, NULL, &network))) return;
    FUZZ_HOLDS(lode_network_n_nodes(network) > 0);
    if (lode_network_n_arcs(network) <= MAX_ARCS) {
        run_all(context, network);
        hold_diff(context, network);
        hold_whatif(context, model, network, bytes);
    }
    lode_network_unref(network);
}
