/* Origin: where what a product needs is made. model.md section 3. */
#include "analysis/columns.h"
#include "analysis/common.h"
#include "network/places.h"

enum {
    PRODUCT,
    ITEM,
    STAGE,
    COUNTRY,
    QUANTITY,
    UNIT,
    SHARE,
    MEASURE,
    RECYCLED,
    KNOWN,
    INFERRED,
    APPROXIMATED,
    BASIS,
    YEAR,
    SOURCE,
    VALUE,
    CURRENCY,
    MASS,
    UNKNOWN,
    IN_PLACE
};
const lode_column lode__origin_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product"},
    {"item", LODE_COLUMN_TEXT, "", "item; empty for a stage or the product as a whole"},
    {"stage", LODE_COLUMN_TEXT, "", "stage; empty for the product as a whole"},
    {"country", LODE_COLUMN_TEXT, "", "where it is made; ZZZ: not known"},
    {"quantity", LODE_COLUMN_REAL, "", "made there for one unit of the product"},
    {"unit", LODE_COLUMN_TEXT, "", "unit of the quantity"},
    {"share", LODE_COLUMN_REAL, "frac", "part of all countries together"},
    {"measure", LODE_COLUMN_TEXT, "",
     "quantity of an item, or mass or value of what is made"},
    {"recycled", LODE_COLUMN_REAL, "frac", "part of the quantity made from scrap"},
    {"known", LODE_COLUMN_REAL, "frac", "part given for where it is delivered"},
    {"inferred", LODE_COLUMN_REAL, "frac", "part taken from a wider market"},
    {"approximated", LODE_COLUMN_REAL, "frac",
     "part that rests on value or gross-mass shares"},
    {"basis", LODE_COLUMN_TEXT, "", "bases of the shares used"},
    {"year", LODE_COLUMN_INTEGER, "", "latest year of the shares used"},
    {"source", LODE_COLUMN_TEXT, "", "sources of the shares used"},
    {"value", LODE_COLUMN_REAL, "", "quantity of the item times its price"},
    {"currency", LODE_COLUMN_TEXT, "", "currency of the price"},
    {"mass_kg", LODE_COLUMN_REAL, "kg", "mass of the quantity of the item"},
    {"unknown", LODE_COLUMN_REAL, "frac", "part of unknown origin: the rows of ZZZ"},
    {"in_place", LODE_COLUMN_REAL, "frac",
     "part made where it is used, for want of any origin"},
    LODE__NO_COLUMN,
};

/* What is gathered of one item in one country. */
typedef struct cell {
    double primary, recycled, known, inferred, approximated;
    int32_t year;
    uint32_t bases; /* a bit each */
} cell;

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_table *table;
    lode__stage_set stages;
    lode__delivery delivery;
    double *approximated;
    cell *cells;          /* [LODE__N_PLACES], zero outside `touched` */
    lode__places touched; /* of the item at hand */
    lode__text text;
    uint8_t *source_used; /* [LODE__N_PLACES][n_sources + 1] */
} maker;

static size_t n_source_marks(const maker *m)
{
    return m->network->model->n_sources + 1;
}

static cell *touch(maker *m, unsigned place)
{
    if (!lode__places_has(&m->touched, place)) {
        m->cells[place] = (cell){0};
        memset(m->source_used + place * n_source_marks(m), 0, n_source_marks(m));
        lode__places_add(&m->touched, place);
    }
    return &m->cells[place];
}

static void gather_part(maker *m, const lode__part *part, double amount)
{
    const lode_model *model = m->network->model;
    const lode__vector *vector = &model->vectors[part->vector];
    for (uint32_t k = 0; k < vector->n_shares; k++) {
        const lode__share *share = &model->shares[vector->first_share + k];
        if (share->share == 0.0) continue;
        cell *c = touch(m, share->country);
        const double here = amount * part->factor * share->share;
        if (share->country != LODE__ZZZ)
            *(part->inferred ? &c->inferred : &c->known) += here;
        c->bases |= 1u << vector->basis;
        if (vector->year > c->year) c->year = vector->year;
        const uint32_t source = share->source ? share->source : vector->source;
        m->source_used[share->country * n_source_marks(m) + source] = 1;
    }
}

static void gather_node(maker *m, const lode__flow *flow, uint32_t node)
{
    const lode_network *net = m->network;
    const double amount = flow->value[node * flow->stride];
    if (amount == 0.0) return;
    const unsigned place = net->node_place[node];
    switch ((lode__node_kind)net->node_kind[node]) {
    case LODE__DELIVERY:
        lode__resolve(net, net->node_item[node], place, &m->delivery);
        for (size_t p = 0; p < m->delivery.n_parts; p++) {
            gather_part(m, &m->delivery.parts[p], amount);
        }
        break;
    case LODE__INSTANCE:
        touch(m, place)->primary += amount;
        touch(m, place)->approximated += m->approximated[node];
        break;
    case LODE__RECYCLED:
        touch(m, place)->recycled += amount;
        touch(m, place)->approximated += m->approximated[node];
        break;
    case LODE__HOSTS:
    case LODE__GROUP:
        break;
    }
}

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static lode_status add_word(maker *m, const char *word)
{
    if ((m->text.len && lode__text_add(&m->text, " ", 1) < 0) ||
        lode__text_add(&m->text, word, strlen(word)) < 0) {
        return lode__nomem(m->context);
    }
    return LODE_OK;
}

static lode_status put_figures(maker *m, unsigned place)
{
    const cell *c = &m->cells[place];
    lode__text_clear(&m->text);
    for (lode_basis b = LODE_BASIS_CONTAINED_MASS; b <= LODE_BASIS_VALUE; b++) {
        if (c->bases >> b & 1) LODE__TRY(add_word(m, lode__basis_name(b)));
    }
    LODE__TRY(
        lode__put_cell_text(m->context, m->table, BASIS, m->text.data, m->text.len));
    lode__text_clear(&m->text);
    for (uint32_t s = 1; s < n_source_marks(m); s++) {
        if (!m->source_used[place * n_source_marks(m) + s]) continue;
        LODE__TRY(add_word(m, lode__source_id(m->network->model, s)));
    }
    LODE__TRY(
        lode__put_cell_text(m->context, m->table, SOURCE, m->text.data, m->text.len));
    if (c->year != LODE_YEAR_NONE) lode__put_cell_integer(m->table, YEAR, c->year);
    return LODE_OK;
}

static lode_status put_head(maker *m, size_t root, uint32_t item, unsigned stage,
                            unsigned place)
{
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, PRODUCT, (uint32_t)root);
    lode__put_cell_code(m->table, ITEM, item);
    lode__put_cell_code(m->table, STAGE, stage);
    lode__put_cell_code(m->table, COUNTRY, place);
    return LODE_OK;
}

static lode_status put_cell(maker *m, size_t root, uint32_t item, unsigned place,
                            double total)
{
    const lode_model *model = m->network->model;
    const cell *c = &m->cells[place];
    const double made = c->primary + c->recycled;
    LODE__TRY(put_head(m, root, item, model->item_stage[item], place));
    lode__put_cell_real(m->table, QUANTITY, made);
    LODE__TRY(put_text(m, UNIT, lode_unit_name(model->item_unit[item])));
    lode__put_cell_real(m->table, SHARE, made / total);
    LODE__TRY(put_text(m, MEASURE, "quantity"));
    lode__put_cell_real(m->table, RECYCLED, c->recycled / made);
    lode__put_cell_real(m->table, KNOWN, c->known / made);
    lode__put_cell_real(m->table, INFERRED, c->inferred / made);
    lode__put_cell_real(m->table, APPROXIMATED, c->approximated / made);
    const bool in_place = lode__in_place(model, item);
    lode__put_cell_real(m->table, UNKNOWN, place == LODE__ZZZ ? 1.0 : 0.0);
    lode__put_cell_real(m->table, IN_PLACE, in_place && place != LODE__ZZZ ? 1.0 : 0.0);
    lode__put_cell_real(m->table, VALUE, made * lode__item_price(model, item));
    LODE__TRY(put_text(m, CURRENCY, lode__item_currency(model, item)));
    lode__put_cell_real(m->table, MASS, made * lode__item_mass_kg(model, item));
    return put_figures(m, place);
}

static lode_status put_item(maker *m, size_t root, uint32_t item)
{
    double total = 0.0;
    LODE__FOR_EACH_PLACE (p, &m->touched) {
        total += m->cells[p].primary + m->cells[p].recycled;
    }
    LODE__FOR_EACH_PLACE (p, &m->touched) {
        if (m->cells[p].primary + m->cells[p].recycled == 0.0) continue;
        LODE__TRY(put_cell(m, root, item, p, total));
    }
    return LODE_OK;
}

static lode_status put_content(maker *m, size_t root, unsigned stage,
                               const lode__content *content, const char *measure,
                               const char *unit)
{
    const uint32_t no_item = m->network->model->n_items;
    const double total = content->known ? lode__content_total(content) : NAN;
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        if (content->place[p] == 0.0) continue;
        LODE__TRY(put_head(m, root, no_item, stage, p));
        lode__put_cell_real(m->table, QUANTITY, content->known ? content->place[p] : NAN);
        LODE__TRY(put_text(m, UNIT, unit));
        lode__put_cell_real(m->table, SHARE, content->place[p] / total);
        LODE__TRY(put_text(m, MEASURE, measure));
    }
    return LODE_OK;
}

/* Stages in order, then the product as a whole. */
static lode_status put_contents(maker *m, const lode__flow *flow)
{
    lode__contents contents;
    lode_status status = lode__find_contents(m->context, m->network, flow, &contents);
    for (unsigned k = 1; k <= contents.n_stages && status == LODE_OK; k++) {
        const bool whole = k == contents.n_stages;
        const unsigned stage = whole ? LODE__NO_STAGE : k;
        if (!m->stages.has[stage] || (whole && !m->stages.all)) continue;
        status = put_content(m, flow->root, stage, &contents.mass[k], "mass", "kg");
        if (status < 0) break;
        status = put_content(m, flow->root, stage, &contents.value[k], "value",
                             contents.currency);
    }
    lode__contents_free(m->context, &contents);
    return status;
}

static lode_status each(const lode__flow *flow, void *user)
{
    maker *m = user;
    const lode_network *net = m->network;
    LODE__TRY(lode__approximated(m->context, net, flow, m->approximated));
    for (lode__item_nodes at = {0}; lode__next_item(net, &at);) {
        if (!m->stages.has[net->model->item_stage[at.item]]) continue;
        m->touched = (lode__places){{0}};
        for (uint32_t k = at.first; k < at.end; k++) gather_node(m, flow, net->by_id[k]);
        LODE__TRY(put_item(m, flow->root, at.item));
    }
    return put_contents(m, flow);
}

static lode_status make(maker *m, const lode_origin_options *options)
{
    const lode_allocator *allocator = &m->context->allocator;
    LODE__TRY(lode__find_stages(m->context, m->network->model, options->stages,
                                options->n_stages, &m->stages));
    LODE__TRY(lode__table_new(m->context, "origin", lode__origin_columns,
                              LODE__COUNT(lode__origin_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    lode__table_dictionary(m->table, ITEM, lode__items(m->network));
    lode__table_dictionary(m->table, STAGE, lode__stages(m->network));
    lode__table_dictionary(m->table, COUNTRY, lode__countries());
    m->delivery.parts = lode__alloc(allocator, lode__max_parts(m->network->model),
                                    sizeof *m->delivery.parts);
    m->approximated =
        lode__alloc(allocator, m->network->n_nodes, sizeof *m->approximated);
    m->cells = lode__alloc(allocator, LODE__N_PLACES, sizeof *m->cells);
    m->source_used = lode__alloc(allocator, LODE__N_PLACES, n_source_marks(m));
    if (!m->delivery.parts || !m->approximated || !m->cells || !m->source_used) {
        return lode__nomem(m->context);
    }
    return lode__each_flow(m->context, m->network, each, m);
}

lode_status lode_origin(lode_context *context, const lode_network *network,
                        const lode_origin_options *options, lode_table **out)
{
    lode_origin_options local;
    LODE__BEGIN(context, network, options, local, n_stages, out);
    maker m = {
        .context = context, .network = network, .text = {&context->allocator, 0, 0, 0}};
    const lode_status status = make(&m, &local);
    lode__text_free(&m.text);
    lode__free(&context->allocator, m.source_used);
    lode__free(&context->allocator, m.cells);
    lode__free(&context->allocator, m.approximated);
    lode__free(&context->allocator, m.delivery.parts);
    return lode__end(status, m.table, out);
}
