/* The product as a whole explained: what of its mass and of its value is made outside the
 * domestic set, item by item. model.md sections 3 and 4. */
#include "analysis/explain.h"

typedef struct maker {
    lode__explainer *e;
    const lode__flow *flow;
    const lode__home *home;
    const char *name, *unit; /* of the figure */
    lode__sentence terms[2]; /* rows of items outside and inside, added up */
    double sum[2];
} maker;

/* Instances of an item from ore or from scrap. */
typedef struct made {
    uint32_t item;
    bool primary, recycled;
} made;

static void say_side(maker *m, bool inside)
{
    lode__say(&m->e->what, inside ? " in " : " outside ");
    lode__say(&m->e->what, m->home->name);
}

/* `(a + b) x f` of what is made on one side; nothing where nothing is. */
static lode_status put_side(maker *m, const made *which, bool inside, double factor)
{
    const lode_network *net = m->e->network;
    const lode__item_nodes at = lode__nodes_of(net, which->item);
    lode__sentence *const sums = &m->e->sums, *const terms = &m->terms[inside];
    double amount = 0.0;
    for (uint32_t k = at.first; k < at.end; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node], place = net->node_place[node];
        const double here = m->flow->cut[node * m->flow->stride];
        const bool counts = (kind == LODE__INSTANCE && which->primary) ||
                            (kind == LODE__RECYCLED && which->recycled);
        if (!counts || here == 0.0 || lode__places_has(&m->home->inside, place) != inside)
            continue;
        if (amount == 0.0) {
            lode__say(&m->e->what, m->name);
            say_side(m, inside);
        }
        lode__say(&m->e->what, amount == 0.0 ? ": " : ", ");
        lode__say(&m->e->what, lode_country_code(place));
        lode__say(sums, amount == 0.0 ? "(" : " + ");
        lode__say_number(sums, here);
        amount += here;
    }
    if (amount == 0.0) return LODE_OK;
    lode__say_numbers(sums, ") x %", &factor);
    if (terms->text.len) lode__say(terms, " + ");
    const double value = amount * factor;
    lode__say_number(terms, value);
    m->sum[inside] += value;
    return lode__explain_row(m->e, which->item, LODE__N_PLACES, value, m->unit);
}

static lode_status put_made(maker *m, const made *which, double factor)
{
    LODE__TRY(put_side(m, which, false, factor));
    return put_side(m, which, true, factor);
}

/* What is made of an item at all, of either kind. */
static bool is_made(const maker *m, const lode__item_nodes *at, lode__node_kind kind)
{
    const lode_network *net = m->e->network;
    for (uint32_t k = at->first; k < at->end; k++) {
        const uint32_t node = net->by_id[k];
        if (net->node_kind[node] == kind && m->flow->cut[node * m->flow->stride] != 0.0)
            return true;
    }
    return false;
}

/* `price - w x q / y x price of the input - ...` */
static lode_status put_added(maker *m, uint32_t item, const lode__worth *worth)
{
    const lode_model *model = m->e->network->model;
    lode__sentence *const sums = &m->e->sums;
    lode__say(&m->e->what, "value added to a unit");
    lode__say_number(sums, worth->price);
    for (lode__lines at = lode__lines_of(model, item); lode__line_here(&at);
         lode__line_next(&at)) {
        const uint32_t input = model->line_item[at.line];
        const double weight = lode__line_weight(&at);
        const double price = lode__item_price(model, input);
        if (weight == 0.0 || !lode__line_is_for(&at, LODE_KIND_PRIMARY)) continue;
        lode__say(sums, " - ");
        if (weight != 1.0) lode__say_numbers(sums, "% x ", &weight);
        lode__say_line(sums, &at);
        lode__say_numbers(sums, " x %", &price);
        LODE__TRY(
            lode__cite_lines(m->e->context, model, at.line, at.line + 1, &m->e->cited));
    }
    return lode__explain_row(m->e, item, LODE__N_PLACES, worth->added, m->unit);
}

static lode_status put_value(maker *m, const lode__item_nodes *at,
                             const lode__worth *worth)
{
    if (is_made(m, at, LODE__INSTANCE)) {
        if (worth->takes) LODE__TRY(put_added(m, at->item, worth));
        LODE__TRY(put_made(m, &(made){at->item, true, false}, worth->added));
    }
    return put_made(m, &(made){at->item, false, true}, worth->price);
}

/* Both sides, and the part that is outside. */
static lode_status put_total(maker *m)
{
    const uint32_t no_item = m->e->network->model->n_items;
    for (int inside = 0; inside < 2; inside++) {
        const lode__text *terms = &m->terms[inside].text;
        lode__say(&m->e->what, m->name);
        say_side(m, inside);
        lode__say(&m->e->sums, terms->len ? terms->data : "0");
        LODE__TRY(
            lode__explain_row(m->e, no_item, LODE__N_PLACES, m->sum[inside], m->unit));
    }
    const double terms[] = {m->sum[0], m->sum[0], m->sum[1]};
    if (m->sum[0] + m->sum[1] == 0.0) return LODE_OK;
    lode__say(&m->e->what, "part of the ");
    lode__say(&m->e->what, m->name);
    say_side(m, false);
    lode__say_numbers(&m->e->sums, "% / (% + %)", terms);
    return lode__explain_row(m->e, no_item, LODE__N_PLACES,
                             terms[0] / (terms[1] + terms[2]), "");
}

static lode_status put_items(maker *m, bool of_value)
{
    const lode_network *net = m->e->network;
    for (lode__item_nodes at = {0}; lode__next_item(net, &at);) {
        const lode__worth worth = lode__worth_of(net->model, at.item);
        LODE__TRY(of_value
                      ? put_value(m, &at, &worth)
                      : put_made(m, &(made){at.item, !worth.takes, true}, worth.mass_kg));
    }
    for (int side = 0; side < 2; side++)
        if (m->terms[side].failed) return lode__nomem(m->e->context);
    return put_total(m);
}

static lode_status explain(lode__explainer *e, const lode__flow *flow,
                           const lode__home *home, const char *currency)
{
    maker m = {.e = e, .flow = flow, .home = home, .name = "mass made", .unit = "kg"};
    if (currency) m.name = "value added";
    if (currency) m.unit = currency;
    for (int side = 0; side < 2; side++)
        m.terms[side].text.allocator = &e->context->allocator;
    const lode_status status = put_items(&m, currency != NULL);
    for (int side = 0; side < 2; side++) lode__text_free(&m.terms[side].text);
    return status;
}

lode_status lode__explain_worth(lode__explainer *e, const lode__flow *flow,
                                const lode__home *home, lode_explain_figure figures)
{
    lode__contents contents;
    lode_status status = lode__find_contents(e->context, e->network, flow, &contents);
    const size_t whole = contents.n_stages;
    if (status == LODE_OK && figures & LODE_EXPLAIN_MASS && contents.mass[whole].known)
        status = explain(e, flow, home, NULL);
    if (status == LODE_OK && figures & LODE_EXPLAIN_VALUE && contents.value[whole].known)
        status = explain(e, flow, home, contents.currency);
    lode__contents_free(e->context, &contents);
    return status;
}
