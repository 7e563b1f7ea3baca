/* Dependency on what is outside a country or bloc: direct, by content, and deep. model.md
 * section 4. */
#include "analysis/cited.h"
#include "analysis/columns.h"
#include "model/balance.h"

enum {
    PRODUCT,
    ITEM,
    STAGE,
    MARKET,
    DIRECT,
    CONTENT,
    DEEP,
    UNKNOWN,
    CONTENT_MASS,
    CONTENT_VALUE,
    BINDING,
    KNOWN,
    INFERRED,
    IN_PLACE,
    NET_IMPORT_RELIANCE,
    NET_IMPORT_RELIANCE_LOW,
    NET_IMPORT_RELIANCE_HIGH,
    NET_TRADE,
    GROSS_IMPORT_RELIANCE,
    APPARENT_CONSUMPTION,
    UNIT,
    BALANCE_YEAR,
    BALANCE_SOURCE
};
const lode_column lode__dependency_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product"},
    {"item", LODE_COLUMN_TEXT, "", "item; empty for a stage"},
    {"stage", LODE_COLUMN_TEXT, "", "stage"},
    {"market", LODE_COLUMN_TEXT, "", "country the item is delivered to"},
    {"direct", LODE_COLUMN_REAL, "frac",
     "part of the delivery made outside the domestic set"},
    {"content", LODE_COLUMN_REAL, "frac",
     "part of all the product needs of the item that is made outside"},
    {"deep", LODE_COLUMN_REAL, "frac", "loss of the delivery when all outside stops"},
    {"unknown", LODE_COLUMN_REAL, "frac",
     "part of the delivery, of a stage of its mass, that is of unknown origin"},
    {"content_mass", LODE_COLUMN_REAL, "frac", "part of the mass made outside"},
    {"content_value", LODE_COLUMN_REAL, "frac", "part of the value added outside"},
    {"binding", LODE_COLUMN_TEXT, "",
     "binding chain of the deep loss, from the delivery down"},
    {"known", LODE_COLUMN_REAL, "frac",
     "part of the delivery whose origin is given for its market"},
    {"inferred", LODE_COLUMN_REAL, "frac", "part of it taken from a wider market"},
    {"in_place", LODE_COLUMN_REAL, "frac",
     "part of it made in place, for want of any origin"},
    {"net_import_reliance", LODE_COLUMN_REAL, "frac",
     "net imports as a part of apparent consumption, of the domestic set where the "
     "market is in it, else of the market; missing for a net exporter, and where figures "
     "are "
     "bounded or not published"},
    {"net_import_reliance_low", LODE_COLUMN_REAL, "frac", "the least that it can be"},
    {"net_import_reliance_high", LODE_COLUMN_REAL, "frac", "the most that it can be"},
    {"net_trade", LODE_COLUMN_TEXT, "",
     "importer, exporter, or even, on balance; empty where not known"},
    {"gross_import_reliance", LODE_COLUMN_REAL, "frac",
     "all imports as a part of apparent consumption"},
    {"apparent_consumption", LODE_COLUMN_REAL, "",
     "production, net imports and stock withdrawal"},
    {"unit", LODE_COLUMN_TEXT, "", "unit of the apparent consumption"},
    {"balance_year", LODE_COLUMN_INTEGER, "", "year of the figures of these columns"},
    {"balance_source", LODE_COLUMN_TEXT, "", "their sources"},
    LODE__NO_COLUMN,
};

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    const char *domestic;
    lode_table *table;
    lode__stage_set stages;
    lode__stops stops;
    lode__shocks shocks;
    lode__places inside, outside; /* of the product at hand */
    double *lack, *rows;          /* when all outside stops: copies of the one block */
    lode__block left;
    uint32_t *chain;
    uint32_t root_node;
    size_t bloc; /* that is the domestic set, of the model; SIZE_MAX: none */
    lode__cited cited;
    lode__text text;
} maker;

/* There is one lane, so one block. */
static lode_status keep_block(const lode__block *block, size_t worker, void *user)
{
    (void)worker;
    maker *m = user;
    memcpy(m->lack, block->lack,
           (size_t)m->network->n_nodes * LODE__LANES * sizeof *m->lack);
    memcpy(m->rows, block->rows,
           ((size_t)m->stops.n_rows + 1) * LODE__LANES * sizeof *m->rows);
    return LODE_OK;
}

static lode_status stop_all_outside(maker *m, const lode__root *root)
{
    LODE__TRY(lode__find_domestic(m->context, m->network, m->domestic, root, &m->inside));
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) {
        m->outside.bits[w] = ~m->inside.bits[w];
    }
    m->outside.bits[LODE__PLACE_WORDS - 1] &=
        ((uint64_t)1 << (LODE__N_PLACES - 64 * (LODE__PLACE_WORDS - 1))) - 1;
    m->root_node = root->node;
    m->shocks = lode__stops_shocks(&m->stops, &m->outside, 1);
    m->left = (lode__block){m->network, &m->shocks, 0, 1, m->lack, m->rows};
    return lode__up(m->context, m->network, &m->shocks, keep_block, m);
}

/* Share of a delivery from outside, and from nowhere known. */
static void find_direct(const maker *m, uint32_t node, double *direct, double *unknown)
{
    const lode_network *net = m->network;
    if (net->node_kind[node] != LODE__DELIVERY) { /* in place */
        const unsigned place = net->node_place[node];
        *direct = lode__places_has(&m->inside, place) ? 0.0 : 1.0;
        *unknown = place == LODE__ZZZ ? 1.0 : 0.0;
        return;
    }
    const lode__row row = lode__up_row(net, node);
    lode__sum outside = {0}, nowhere = {0};
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const unsigned place = net->node_place[row.child[j]];
        if (lode__places_has(&m->inside, place)) continue;
        lode__sum_add(&outside, row.weight[j]);
        if (place == LODE__ZZZ) lode__sum_add(&nowhere, row.weight[j]);
    }
    *direct = fmin(lode__sum_value(&outside), 1.0);
    *unknown = lode__sum_value(&nowhere);
}

/* Part of all instances of an item that stand outside; NaN where none is needed. */
static double item_content(const maker *m, const lode__flow *flow,
                           const lode__item_nodes *at)
{
    const lode_network *net = m->network;
    double all = 0.0, outside = 0.0;
    for (uint32_t k = at->first; k < at->end; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node];
        if (kind != LODE__INSTANCE && kind != LODE__RECYCLED) continue;
        const double made = flow->value[node * flow->stride];
        all += made;
        if (lode__places_has(&m->outside, net->node_place[node])) outside += made;
    }
    return all > 0.0 ? outside / all : NAN;
}

static double content_share(const maker *m, const lode__content *content)
{
    if (!content->known) return NAN;
    const double total = lode__content_total(content);
    return total != 0.0 ? lode__content_outside(content, &m->inside) / total : NAN;
}

static lode_status put_row(maker *m, size_t root, uint32_t item, unsigned stage,
                           unsigned market)
{
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, PRODUCT, (uint32_t)root);
    lode__put_cell_code(m->table, ITEM, item);
    lode__put_cell_code(m->table, STAGE, stage);
    lode__put_cell_code(m->table, MARKET, market);
    return LODE_OK;
}

static void put_coverage(maker *m, uint32_t node)
{
    const lode__coverage c =
        lode__cover(m->network, m->network->node_item[node], m->network->node_place[node],
                    &m->cited.delivery);
    lode__put_cell_real(m->table, KNOWN, c.known);
    lode__put_cell_real(m->table, INFERRED, c.inferred);
    lode__put_cell_real(m->table, IN_PLACE, c.in_place);
}

/* The product's own delivery also has what holds for the product as a whole. */
static void put_whole(maker *m, const lode__contents *contents)
{
    const size_t whole = contents->n_stages;
    lode__put_cell_real(m->table, CONTENT_MASS, content_share(m, &contents->mass[whole]));
    lode__put_cell_real(m->table, CONTENT_VALUE,
                        content_share(m, &contents->value[whole]));
}

static lode_status put_deep(maker *m, uint32_t node)
{
    lode__binding_chain binding = {.chain = m->chain};
    lode__bind(&m->left, 0, node, &binding);
    lode__put_cell_real(m->table, DEEP, lode__loss(&m->left, node, 0));
    LODE__TRY(lode__chain_text(m->context, m->network, m->chain, binding.n, &m->text));
    return lode__put_cell_text(m->context, m->table, BINDING, m->text.data, m->text.len);
}

static lode_status put_cited(maker *m, const lode__balance *balance)
{
    lode__cited *const cited = &m->cited;
    lode__cited_clear(cited);
    LODE__TRY(lode__cite_balance(m->context, m->network->model, balance, 0, cited));
    if (cited->year != LODE_YEAR_NONE)
        lode__put_cell_integer(m->table, BALANCE_YEAR, cited->year);
    return lode__put_cell_text(m->context, m->table, BALANCE_SOURCE, cited->sources.data,
                               cited->sources.len);
}

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static lode_status put_reliance(maker *m, uint32_t node)
{
    static const char *const trades[] = {[LODE__TRADE_OPEN] = "",
                                         [LODE__TRADE_IMPORTER] = "importer",
                                         [LODE__TRADE_EXPORTER] = "exporter",
                                         [LODE__TRADE_EVEN] = "even"};
    const lode_network *net = m->network;
    const uint32_t item = net->node_item[node];
    const lode__balance *const balance = lode__balance_of(net, node, m->bloc, &m->inside);
    if (!balance) return LODE_OK;
    const lode__reliance found = lode__find_reliance(net->model, balance);
    if (lode__is_exact(found.net))
        lode__put_cell_real(m->table, NET_IMPORT_RELIANCE, found.net.low);
    lode__put_cell_real(m->table, NET_IMPORT_RELIANCE_LOW, found.net.low);
    lode__put_cell_real(m->table, NET_IMPORT_RELIANCE_HIGH, found.net.high);
    lode__put_cell_real(m->table, GROSS_IMPORT_RELIANCE, found.gross);
    lode__put_cell_real(m->table, APPARENT_CONSUMPTION, found.consumption);
    if (!isnan(found.consumption))
        LODE__TRY(put_text(m, UNIT, lode_unit_name(net->model->item_unit[item])));
    LODE__TRY(put_text(m, NET_TRADE, trades[found.trade]));
    return put_cited(m, balance);
}

static lode_status put_item(maker *m, const lode__flow *flow, const lode__item_nodes *at,
                            const lode__contents *contents)
{
    const lode_network *net = m->network;
    const lode_model *model = net->model;
    const bool in_place = lode__in_place(model, at->item);
    const double content = item_content(m, flow, at);
    for (uint32_t k = at->first; k < at->end; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node];
        if (kind != (in_place ? LODE__INSTANCE : LODE__DELIVERY)) continue;
        if (flow->value[node * flow->stride] == 0.0) continue;
        double direct, unknown;
        find_direct(m, node, &direct, &unknown);
        LODE__TRY(put_row(m, flow->root, at->item, model->item_stage[at->item],
                          net->node_place[node]));
        lode__put_cell_real(m->table, DIRECT, direct);
        lode__put_cell_real(m->table, CONTENT, content);
        lode__put_cell_real(m->table, UNKNOWN, unknown);
        put_coverage(m, node);
        if (node == m->root_node) put_whole(m, contents);
        LODE__TRY(put_reliance(m, node));
        LODE__TRY(put_deep(m, node));
    }
    return LODE_OK;
}

static lode_status put_stages(maker *m, const lode__flow *flow,
                              const lode__contents *contents)
{
    const uint32_t no_item = m->network->model->n_items;
    const unsigned home = m->network->roots[flow->root].home;
    for (unsigned k = 1; k < contents->n_stages; k++) {
        const lode__content *mass = &contents->mass[k], *value = &contents->value[k];
        if (!m->stages.has[k]) continue;
        if (lode__content_total(mass) == 0.0 && lode__content_total(value) == 0.0)
            continue;
        LODE__TRY(put_row(m, flow->root, no_item, k, home));
        lode__put_cell_real(m->table, CONTENT_MASS, content_share(m, mass));
        lode__put_cell_real(m->table, CONTENT_VALUE, content_share(m, value));
        lode__put_cell_real(
            m->table, UNKNOWN,
            mass->known ? mass->place[LODE__ZZZ] / lode__content_total(mass) : NAN);
    }
    return LODE_OK;
}

static lode_status put_product(maker *m, const lode__flow *flow,
                               const lode__contents *contents)
{
    const lode_network *net = m->network;
    LODE__TRY(stop_all_outside(m, &net->roots[flow->root]));
    for (lode__item_nodes at = {0}; lode__next_item(net, &at);) {
        if (!m->stages.has[net->model->item_stage[at.item]]) continue;
        LODE__TRY(put_item(m, flow, &at, contents));
    }
    return put_stages(m, flow, contents);
}

static lode_status each(const lode__flow *flow, void *user)
{
    maker *m = user;
    lode__contents contents;
    lode_status status = lode__find_contents(m->context, m->network, flow, &contents);
    if (status == LODE_OK) status = put_product(m, flow, &contents);
    lode__contents_free(m->context, &contents);
    return status;
}

static lode_status make(maker *m, const lode_dependency_options *options)
{
    const lode_allocator *allocator = &m->context->allocator;
    LODE__TRY(lode__find_stages(m->context, m->network->model, options->stages,
                                options->n_stages, &m->stages));
    LODE__TRY(lode__table_new(m->context, "dependency", lode__dependency_columns,
                              LODE__COUNT(lode__dependency_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    lode__table_dictionary(m->table, ITEM, lode__items(m->network));
    lode__table_dictionary(m->table, STAGE, lode__stages(m->network));
    lode__table_dictionary(m->table, MARKET, lode__countries());
    LODE__TRY(
        lode__stops_init(m->context, m->network, LODE__STOP_PRODUCTION, NULL, &m->stops));
    const size_t line = LODE__LANES * sizeof(double), n_nodes = m->network->n_nodes;
    m->lack = lode__alloc(allocator, n_nodes, line);
    m->rows = lode__alloc(allocator, (size_t)m->stops.n_rows + 1, line);
    m->chain = lode__alloc(allocator, n_nodes, sizeof *m->chain);
    if (!m->lack || !m->rows || !m->chain) return lode__nomem(m->context);
    LODE__TRY(lode__cited_init(m->context, m->network->model, &m->cited));
    return lode__each_flow(m->context, m->network, each, m);
}

lode_status lode_dependency(lode_context *context, const lode_network *network,
                            const lode_dependency_options *options, lode_table **out)
{
    lode_dependency_options local;
    LODE__BEGIN(context, network, options, local, n_stages, out);
    maker m = {.context = context,
               .network = network,
               .domestic = local.domestic,
               .bloc = local.domestic ? lode__find_bloc(network->model, local.domestic)
                                      : SIZE_MAX,
               .text = {&context->allocator, 0, 0, 0}};
    const lode_status status = make(&m, &local);
    lode__stops_free(context, &m.stops);
    lode__text_free(&m.text);
    lode__free(&context->allocator, m.chain);
    lode__cited_free(context, &m.cited);
    lode__free(&context->allocator, m.rows);
    lode__free(&context->allocator, m.lack);
    return lode__end(status, m.table, out);
}
