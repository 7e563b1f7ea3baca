/* What coalitions must give: every set, one by one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

/* ---- coalitions ---- */

static const char *const coalition_columns[] = {"product", "size",      "countries",
                                                "loss",    "loss_high", "binding"};

typedef struct coalitions {
    const ref_graph *graph;
    const ref_ask *ask;
    int product, kind;
    int n_found;
    unsigned found[4096]; /* sets as bits of countries */
    ref_shock shock;
    ref_up up;
} coalitions;

static int bits_in(unsigned set)
{
    int n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

static ref_stop stop_of_set(const coalitions *x, unsigned set, bool unknown_too)
{
    ref_stop stop = ref_stop_of(x->graph, x->ask, x->kind);
    for (int c = 0; c < x->graph->model->n_countries; c++)
        stop.country[c] = set >> c & 1u;
    stop.unknown_too = unknown_too;
    return stop;
}

static void coalition_row(coalitions *x, unsigned set, ref_table *out)
{
    const ref_model *model = x->graph->model;
    const ref_product *product = &model->products[x->product];
    const int home = ref_home(x->graph, x->product);
    char names[256] = "", chain[REF_TEXT];
    for (int c = 0; c < model->n_countries; c++) {
        if (!(set >> c & 1u)) continue;
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", used ? " " : "",
                 model->countries[c]);
    }
    ref_table_row(out);
    ref_table_text(out, "product", product->id);
    ref_table_real(out, "size", bits_in(set));
    ref_table_text(out, "countries", names);
    ref_stop stop = stop_of_set(x, set, true);
    ref_run_stop(x->graph, &stop, &x->shock, &x->up);
    const double high = ref_loss_of(&x->up, product->item, home);
    stop = stop_of_set(x, set, false);
    ref_run_stop(x->graph, &stop, &x->shock, &x->up);
    const double loss = ref_loss_of(&x->up, product->item, home);
    ref_table_real(out, "loss", loss);
    ref_table_real(out, "loss_high", fmax(loss, high));
    const int sure = ref_binding_chain(x->graph, &x->shock, &x->up, product->item, home,
                                       chain, REF_TEXT);
    ref_text_or_any(out, "binding", sure, chain);
}

static bool is_minimal(const coalitions *x, unsigned set)
{
    for (int n = 0; n < x->n_found; n++) {
        if ((x->found[n] & set) == x->found[n]) return false;
    }
    return true;
}

static void try_set(coalitions *x, unsigned set, ref_table *out)
{
    const ref_stop stop = stop_of_set(x, set, false);
    const ref_product *product = &x->graph->model->products[x->product];
    if (!is_minimal(x, set)) return;
    ref_run_stop(x->graph, &stop, &x->shock, &x->up);
    const double loss =
        ref_loss_of(&x->up, product->item, ref_home(x->graph, x->product));
    if (!ref_exceeds(loss, ref_level_of(x->ask))) return;
    x->found[x->n_found++] = set;
    coalition_row(x, set, out);
}

/* Sets of `size` in the order of their sorted codes: the lowest bit is the first country.
 */
static void try_sets(coalitions *x, unsigned members, unsigned set, int from, int size,
                     ref_table *out)
{
    if (size == 0) {
        try_set(x, set, out);
        return;
    }
    for (int c = from; c < x->graph->model->n_countries; c++) {
        if (members >> c & 1u) try_sets(x, members, set | 1u << c, c + 1, size - 1, out);
    }
}

static unsigned members_of(const coalitions *x)
{
    const ref_model *model = x->graph->model;
    ref_reach reach;
    unsigned members = 0;
    ref_reach_from(x->graph, x->product, &reach);
    for (int c = 0; c < ref_unknown(model); c++) {
        if (!ref_makes_anything(x->graph, &reach, c)) continue;
        if (!x->ask->with_domestic && ref_is_domestic(x->graph, x->ask, x->product, c))
            continue;
        members |= 1u << c;
    }
    return members;
}

void ref_expect_coalitions(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    int products[REF_PRODUCTS];
    ref_table_start(out, coalition_columns, 6, 3);
    coalitions *x = calloc(1, sizeof *x);
    if (!x) abort();
    x->graph = graph;
    x->ask = ask;
    x->kind = ask->kinds ? ask->kinds : REF_PRODUCTION;
    ref_products_by_id(model, products);
    for (int k = 0; k < model->n_products; k++) {
        x->product = products[k];
        x->n_found = 0;
        const unsigned members = members_of(x);
        const int most = ask->size ? ask->size : 3;
        for (int size = 1; size <= most; size++) try_sets(x, members, 0u, 0, size, out);
    }
    free(x);
}
