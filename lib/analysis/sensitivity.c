/* Sensitivity: which figures matter most. model.md section 7. */
#include "analysis/columns.h"
#include "analysis/sensitivity.h"
#include "analysis/asked.h"
#include "analysis/cited.h"
#include "base/sort.h"
#include "network/gradient.h"

enum {
    PRODUCT,
    RANK,
    PARAMETER,
    ITEM,
    INPUT,
    GROUP,
    FROM,
    TO,
    RECYCLED,
    VALUE,
    ALONE,
    SHIFT,
    ELASTICITY,
    TIED,
    SOURCE
};
const lode_column lode__sensitivity_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product"},
    {"rank", LODE_COLUMN_INTEGER, "", "place among all figures of the product"},
    {"parameter", LODE_COLUMN_TEXT, "", "kind of figure"},
    {"item", LODE_COLUMN_TEXT, "", "item it is about"},
    {"input", LODE_COLUMN_TEXT, "",
     "what the item takes, where the figure is about that"},
    {"group", LODE_COLUMN_TEXT, "", "group of alternatives that the input belongs to"},
    {"from", LODE_COLUMN_TEXT, "", "where the item is made; empty: anywhere"},
    {"to", LODE_COLUMN_TEXT, "", "where it is delivered; empty: not about a delivery"},
    {"recycled", LODE_COLUMN_FLAG, "", "of what is made from scrap"},
    {"value", LODE_COLUMN_REAL, "", "the figure as it is"},
    {"alone", LODE_COLUMN_REAL, "",
     "fall of output or requirement for each unit that the figure falls by; below 0: it "
     "rises"},
    {"shift", LODE_COLUMN_REAL, "",
     "the same as the other shares of the whole grow in proportion"},
    {"elasticity", LODE_COLUMN_REAL, "",
     "alone times value, as a part of output or requirement"},
    {"tied", LODE_COLUMN_FLAG, "",
     "a minimum is tied on the way: a rise has other effects"},
    {"source", LODE_COLUMN_TEXT, "", "sources of the figure"},
    LODE__NO_COLUMN,
};

static const char *const parameter_names[] = {"capacity", "surge",     "pass",
                                              "share",    "essential", "cap",
                                              "quantity", "yield",     "weight"};

enum {
    OF_OUTPUT = LODE_PARAMETER_CAPACITY | LODE_PARAMETER_SURGE | LODE_PARAMETER_PASS |
                LODE_PARAMETER_SHARE | LODE_PARAMETER_ESSENTIAL | LODE_PARAMETER_CAP,
    OF_NEED = LODE_PARAMETER_SHARE | LODE_PARAMETER_QUANTITY | LODE_PARAMETER_YIELD |
              LODE_PARAMETER_WEIGHT
};

typedef struct maker {
    lode_context *context;
    const lode_network *network; /* that of the state asked for */
    lode_sensitivity_options options;
    lode_table *table;
    lode__asked asked;
    uint32_t item; /* of a requirement; LODE__NO_ID: output */
    unsigned place;
    lode__parents parents; /* for output */
    lode__descent descent; /* for requirements */
    lode__influences all;
    lode__cited cited;
    double figure;
} maker;

lode_status lode__influences_add(lode__influences *all, lode__influence influence)
{
    if (lode__reserve(&all->context->allocator, &all->list, &all->capacity, all->n, 1,
                      sizeof *all->list) < 0) {
        return lode__nomem(all->context);
    }
    all->list[all->n++] = influence;
    return LODE_OK;
}

double lode__shifted(const lode__whole *whole, double share, double brings)
{
    const double others = whole->share - share;
    if (others <= LODE__TIE) return NAN;
    return brings - (whole->brought - share * brings) / others;
}

/* --- rows --- */

static double elasticity(const maker *m, const lode__influence *in)
{
    return m->figure > 0.0 ? in->alone * in->value / m->figure : NAN;
}

/* What ranks a row: what a small part of the figure does, by itself or shifted. */
static double weight_of(const lode__influence *in)
{
    return fmax(fabs(in->alone), fabs(in->shift)) * in->value; /* fmax ignores NaN */
}

static int compare(uint32_t a, uint32_t b, const void *user)
{
    const lode__influences *m = user;
    const double x = weight_of(&m->list[a]), y = weight_of(&m->list[b]);
    return x > y ? -1 : x < y;
}

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static const char *surge_source(const lode_model *model, uint32_t item, unsigned place)
{
    size_t k = lode__surges_from(model, item);
    while (model->surges[k].country != place) k++;
    return lode__source_id(model, model->surges[k].source);
}

/* Capacity and pass are nobody's figures. */
static lode_status put_source(maker *m, const lode__influence *in)
{
    const lode_network *net = m->network;
    if (in->parameter == LODE_PARAMETER_SURGE) {
        return put_text(m, SOURCE,
                        surge_source(net->model, net->node_item[in->node],
                                     net->node_place[in->node]));
    }
    lode__cited_clear(&m->cited);
    if (in->parameter == LODE_PARAMETER_SHARE) {
        LODE__TRY(lode__cite_share(m->context, net, in->node, in->child, &m->cited));
    }
    LODE__TRY(lode__cite_lines(m->context, net->model, in->line, in->end, &m->cited));
    return lode__put_cell_text(m->context, m->table, SOURCE, m->cited.sources.data,
                               m->cited.sources.len);
}

/* Where the figure stands: of a share from and to, of an instance where it is made. A
 * line of a bill holds wherever the item is made. */
static void put_places(maker *m, const lode__influence *in)
{
    const lode_network *net = m->network;
    const bool on_arc = in->parameter & (LODE_PARAMETER_SHARE | LODE_PARAMETER_PASS);
    const bool on_line = in->parameter & (LODE_PARAMETER_QUANTITY | LODE_PARAMETER_YIELD |
                                          LODE_PARAMETER_WEIGHT);
    const uint32_t maker_node = on_arc ? in->child : in->node;
    lode__put_cell_code(m->table, FROM,
                        on_line ? LODE__N_PLACES : net->node_place[maker_node]);
    lode__put_cell_code(m->table, TO,
                        on_arc ? net->node_place[in->node] : LODE__N_PLACES);
    lode__put_cell_code(
        m->table, INPUT,
        on_arc || !in->end || in->child == UINT32_MAX ? net->model->n_items : in->child);
    lode__put_cell_flag(m->table, RECYCLED,
                        !on_line && net->node_kind[maker_node] == LODE__RECYCLED);
}

static const char *parameter_name(lode_parameter parameter)
{
    return parameter_names[lode__lowest_bit(parameter)];
}

static lode_status put_row(maker *m, size_t root, size_t rank, const lode__influence *in)
{
    const lode_model *model = m->network->model;
    lode_table *t = m->table;
    LODE__TRY(lode__table_row(m->context, t));
    lode__put_cell_code(t, PRODUCT, (uint32_t)root);
    lode__put_cell_integer(t, RANK, (int64_t)rank);
    LODE__TRY(put_text(m, PARAMETER, parameter_name(in->parameter)));
    lode__put_cell_code(t, ITEM, m->network->node_item[in->node]);
    if (in->group) {
        LODE__TRY(
            put_text(m, GROUP, lode__model_text(model, model->groups[in->group - 1].id)));
    }
    put_places(m, in);
    lode__put_cell_real(t, VALUE, in->value);
    lode__put_cell_real(t, ALONE, in->alone);
    lode__put_cell_real(t, SHIFT, in->shift);
    lode__put_cell_real(t, ELASTICITY, elasticity(m, in));
    lode__put_cell_flag(t, TIED, in->tied);
    return put_source(m, in);
}

static lode_status put_rows(maker *m, size_t root)
{
    const lode_allocator *allocator = &m->context->allocator;
    const size_t n = m->all.n;
    const size_t top = m->options.top && m->options.top < n ? m->options.top : n;
    uint32_t *order = lode__alloc(allocator, n, sizeof *order);
    uint32_t *scratch = lode__alloc(allocator, n, sizeof *scratch);
    lode_status status = order && scratch ? LODE_OK : lode__nomem(m->context);
    if (status == LODE_OK) {
        for (size_t k = 0; k < n; k++) order[k] = (uint32_t)k;
        lode__sort_indices(order, n, scratch, compare, &m->all);
    }
    for (size_t k = 0; k < top && status == LODE_OK; k++) {
        status = put_row(m, root, k + 1, &m->all.list[order[k]]);
    }
    lode__free(allocator, order);
    lode__free(allocator, scratch);
    return status;
}

static lode_status put_product(maker *m, size_t root)
{
    const uint32_t node = m->network->roots[root].node;
    m->all.n = 0;
    LODE__TRY(lode__progress(m->context, root, m->network->n_roots));
    if (m->item == LODE__NO_ID) {
        LODE__TRY(lode__asked_root(&m->asked, root));
        m->figure = lode__point_value(&m->asked.point, node);
        LODE__TRY(lode__output_influences(&m->all, &m->parents, &m->asked.point, node));
    } else {
        LODE__TRY(lode__need_influences(&m->all, &m->descent, node, m->item, m->place,
                                        &m->figure));
    }
    return put_rows(m, root);
}

/* --- options --- */

static lode_status find_item(maker *m)
{
    const lode_sensitivity_options *o = &m->options;
    const bool of_item = o->item && *o->item;
    m->item = LODE__NO_ID;
    m->place = LODE__N_PLACES;
    char quoted[LODE__QUOTE_LEN];
    if (!of_item) {
        return o->country && *o->country ? lode__invalid(m->context, "country: no item")
                                         : LODE_OK;
    }
    if (o->n_stops || (o->scenario && *o->scenario)) {
        return lode__invalid(m->context, "item: requirements are those of today");
    }
    const size_t item = lode_model_find_item(m->network->model, o->item);
    if (item == SIZE_MAX) {
        return lode__error(m->context, LODE_E_UNKNOWN, NULL,
                           "item \"%s\" is not in the model",
                           lode__quote(quoted, o->item, strlen(o->item)));
    }
    m->item = (uint32_t)item;
    if (!o->country || !*o->country) return LODE_OK;
    const int place = lode__find_place(o->country, strlen(o->country));
    if (place < 0) {
        return lode__error(
            m->context, LODE_E_UNKNOWN, NULL,
            "country \"%s\" is none: expected an ISO 3166-1 alpha-3 code or ZZZ",
            lode__quote(quoted, o->country, strlen(o->country)));
    }
    m->place = (unsigned)place;
    return LODE_OK;
}

static lode_status find_parameters(maker *m)
{
    const lode_parameter all = m->item == LODE__NO_ID ? OF_OUTPUT : OF_NEED;
    if (m->options.parameters & ~all) {
        return lode__invalid(
            m->context, m->item == LODE__NO_ID
                            ? "parameters: output rests on none of that kind"
                            : "parameters: a requirement rests on none of that kind");
    }
    m->all.wanted = m->options.parameters ? m->options.parameters : all;
    return LODE_OK;
}

static lode_status make(maker *m)
{
    const lode_sensitivity_options *o = &m->options;
    const lode__question question = {o->stop, o->n_stops, o->kind, o->scenario,
                                     o->on,   o->set,     o->n_set};
    LODE__TRY(find_item(m));
    LODE__TRY(find_parameters(m));
    LODE__TRY(lode__asked_init(m->context, m->network, &question, &m->asked));
    const lode_network *net = m->network = m->all.network = m->asked.network;
    LODE__TRY(lode__table_new(m->context, "sensitivity", lode__sensitivity_columns,
                              LODE__COUNT(lode__sensitivity_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(net));
    lode__table_dictionary(m->table, ITEM, lode__items(net));
    lode__table_dictionary(m->table, INPUT, lode__items(net));
    lode__table_dictionary(m->table, FROM, lode__countries());
    lode__table_dictionary(m->table, TO, lode__countries());
    LODE__TRY(lode__cited_init(m->context, net->model, &m->cited));
    if (m->item != LODE__NO_ID) {
        LODE__TRY(lode__descent_init(m->context, net, &m->descent));
    } else {
        LODE__TRY(lode__parents_init(m->context, net, &m->parents));
    }
    for (size_t r = 0; r < net->n_roots; r++) LODE__TRY(put_product(m, r));
    return LODE_OK;
}

lode_status lode_sensitivity(lode_context *context, const lode_network *network,
                             const lode_sensitivity_options *options, lode_table **out)
{
    maker m = {.context = context, .network = network};
    LODE__BEGIN(context, network, options, m.options, n_set, out);
    m.all = (lode__influences){.context = context, .network = network};
    const lode_status status = make(&m);
    lode__free(&context->allocator, m.all.list);
    lode__parents_free(&context->allocator, &m.parents);
    lode__descent_free(&context->allocator, &m.descent);
    lode__cited_free(context, &m.cited);
    lode__asked_free(&m.asked);
    return lode__end(status, m.table, out);
}
