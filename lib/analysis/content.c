/* Mass and value by where they are made, so that no atom and no dollar counts once for
 * each stage: mass where nothing is taken in, value where it is added. model.md
 * section 3. */
#include "analysis/common.h"
#include "model/lines.h"

lode__worth lode__worth_of(const lode_model *model, uint32_t item)
{
    lode__worth w = {.mass_kg = lode__item_mass_kg(model, item),
                     .price = lode__item_price(model, item),
                     .missing_price = LODE__NO_ID};
    if (isnan(w.price)) w.missing_price = item;
    w.added = w.price;
    for (lode__lines at = lode__lines_of(model, item); lode__line_here(&at);
         lode__line_next(&at)) {
        const uint32_t input = model->line_item[at.line];
        const double weight = lode__line_weight(&at);
        if (weight == 0.0 || !lode__line_is_for(&at, LODE_KIND_PRIMARY)) continue;
        const double price = lode__item_price(model, input);
        w.takes = true;
        w.takes_stage |= model->item_stage[input] == model->item_stage[item];
        w.added -= weight * lode__line_flow(&at) * price;
        if (isnan(price) && w.missing_price == LODE__NO_ID) w.missing_price = input;
    }
    return w;
}

typedef struct finder {
    lode_context *context;
    const lode_network *network;
    const lode__flow *flow;
    lode__contents *contents;
    uint32_t first_without_mass, first_without_price, other_currency;
} finder;

static void count(lode__content *content, unsigned place, double amount)
{
    content->place[place] += amount;
    if (isnan(amount)) content->known = false;
}

static void count_node(finder *f, uint32_t node, double amount, const lode__worth *w)
{
    lode__contents *c = f->contents;
    const unsigned place = f->network->node_place[node];
    const uint32_t item = f->network->node_item[node];
    const unsigned stage = f->network->model->item_stage[item];
    const bool recycled = f->network->node_kind[node] == LODE__RECYCLED;
    const bool is_source = recycled || !w->takes,
               starts_stage = recycled || !w->takes_stage;
    if (is_source) count(&c->mass[c->n_stages], place, amount * w->mass_kg);
    if (starts_stage) count(&c->mass[stage], place, amount * w->mass_kg);
    if (starts_stage && isnan(w->mass_kg) && f->first_without_mass == LODE__NO_ID) {
        f->first_without_mass = item;
    }
    const double value = amount * (recycled ? w->price : w->added);
    count(&c->value[c->n_stages], place, value);
    count(&c->value[stage], place, value);
    if (isnan(value) && f->first_without_price == LODE__NO_ID) {
        f->first_without_price = isnan(w->price) ? item : w->missing_price;
    }
}

/* Prices can be added up in one currency only. */
static void check_currency(finder *f, uint32_t item)
{
    const char *currency = lode__item_currency(f->network->model, item);
    if (!f->contents->currency) f->contents->currency = currency;
    if (f->other_currency == LODE__NO_ID &&
        strcmp(currency, f->contents->currency) != 0) {
        f->other_currency = item;
    }
}

static void count_items(finder *f)
{
    const lode_network *net = f->network;
    for (lode__item_nodes at = {0}; lode__next_item(net, &at);) {
        lode__worth w = {0};
        bool used = false;
        for (uint32_t k = at.first; k < at.end; k++) {
            const uint32_t node = net->by_id[k];
            const uint8_t kind = net->node_kind[node];
            const double amount = f->flow->cut[node * f->flow->stride];
            if ((kind != LODE__INSTANCE && kind != LODE__RECYCLED) || amount == 0.0)
                continue;
            if (!used) w = lode__worth_of(net->model, at.item);
            if (!used && !isnan(w.price)) check_currency(f, at.item);
            used = true;
            count_node(f, node, amount, &w);
        }
    }
}

static void report(const finder *f)
{
    const lode_model *model = f->network->model;
    const char *product = lode_network_product_id(f->network, f->flow->root);
    if (f->first_without_mass != LODE__NO_ID) {
        lode__warning(
            f->context, LODE_OK, NULL,
            "product \"%s\": item \"%s\" has no mass, so some content by mass is missing",
            product, lode__item_id(model, f->first_without_mass));
    }
    if (f->first_without_price != LODE__NO_ID) {
        lode__warning(f->context, LODE_OK, NULL,
                      "product \"%s\": item \"%s\" has no price, so some content by "
                      "value is missing",
                      product, lode__item_id(model, f->first_without_price));
    }
    if (f->other_currency != LODE__NO_ID) {
        lode__warning(
            f->context, LODE_OK, NULL,
            "product \"%s\": the price of item \"%s\" is in %s, others are in %s, so "
            "content by value is missing",
            product, lode__item_id(model, f->other_currency),
            lode__item_currency(model, f->other_currency), f->contents->currency);
    }
}

lode_status lode__find_contents(lode_context *context, const lode_network *network,
                                const lode__flow *flow, lode__contents *contents)
{
    const size_t n = network->model->n_stages + 2;
    *contents = (lode__contents){.n_stages = network->model->n_stages + 1};
    contents->mass = lode__alloc_zero(&context->allocator, n, sizeof *contents->mass);
    contents->value = lode__alloc_zero(&context->allocator, n, sizeof *contents->value);
    if (!contents->mass || !contents->value) return lode__nomem(context);
    for (size_t k = 0; k < n; k++)
        contents->mass[k].known = contents->value[k].known = true;
    finder f = {context, network, flow, contents, LODE__NO_ID, LODE__NO_ID, LODE__NO_ID};
    count_items(&f);
    for (size_t k = 0; k < n && f.other_currency != LODE__NO_ID; k++) {
        contents->value[k].known = false;
    }
    if (!contents->currency) contents->currency = "USD";
    report(&f);
    return LODE_OK;
}

void lode__contents_free(lode_context *context, lode__contents *contents)
{
    lode__free(&context->allocator, contents->mass);
    lode__free(&context->allocator, contents->value);
}

double lode__content_total(const lode__content *content)
{
    lode__sum sum = {0};
    for (unsigned p = 0; p < LODE__N_PLACES; p++) lode__sum_add(&sum, content->place[p]);
    return lode__sum_value(&sum);
}

double lode__content_outside(const lode__content *content, const lode__places *set)
{
    lode__sum sum = {0};
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        if (!lode__places_has(set, p)) lode__sum_add(&sum, content->place[p]);
    }
    return lode__sum_value(&sum);
}
