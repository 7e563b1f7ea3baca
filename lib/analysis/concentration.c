/* Concentration of each delivery: largest holder, Herfindahl-Hirschman index, effective
 * sources. model.md section 6, methods.md section 5. */
#include "analysis/columns.h"
#include "analysis/common.h"
#include "analysis/concentrated.h"

enum {
    ITEM,
    STAGE,
    MARKET,
    LARGEST_COUNTRY,
    LARGEST_SHARE,
    HHI,
    EFFECTIVE,
    FLAG,
    LARGEST_HIGH,
    HHI_HIGH,
    EFFECTIVE_LOW,
    GOVERNANCE,
    GOVERNANCE_HIGH,
    UNKNOWN,
    IN_PLACE,
    IN_USE,
    INFERRED,
    BASIS,
    YEAR,
    SOURCE
};
const lode_column lode__concentration_columns[] = {
    {"item", LODE_COLUMN_TEXT, "", "item"},
    {"stage", LODE_COLUMN_TEXT, "", "stage of the item"},
    {"market", LODE_COLUMN_TEXT, "", "country the item is delivered to"},
    {"largest_country", LODE_COLUMN_TEXT, "", "country that makes the largest share"},
    {"largest_share", LODE_COLUMN_REAL, "frac", "its share"},
    {"hhi", LODE_COLUMN_REAL, "", "sum of squared shares, the unknown left out"},
    {"effective_sources", LODE_COLUMN_REAL, "", "1 / hhi"},
    {"flag", LODE_COLUMN_FLAG, "", "single source: the largest share exceeds the level"},
    {"largest_share_high", LODE_COLUMN_REAL, "frac",
     "with all the unknown in that country"},
    {"hhi_high", LODE_COLUMN_REAL, "", "with all the unknown in the largest country"},
    {"effective_sources_low", LODE_COLUMN_REAL, "", "1 / hhi_high"},
    {"governance_hhi", LODE_COLUMN_REAL, "",
     "squared shares weighted with (2.5 - score) / 5; unknown and unscored count 0"},
    {"governance_hhi_high", LODE_COLUMN_REAL, "",
     "the same with the unknown in the largest country, unscored ones counted as worst"},
    {"unknown", LODE_COLUMN_REAL, "frac", "share of unknown origin"},
    {"in_place", LODE_COLUMN_FLAG, "", "made where it is used, for want of any origin"},
    {"in_use", LODE_COLUMN_FLAG, "",
     "some product takes it today: not only through idle options"},
    {"inferred", LODE_COLUMN_REAL, "frac", "share taken from a wider market"},
    {"basis", LODE_COLUMN_TEXT, "", "basis of the first vector used"},
    {"year", LODE_COLUMN_INTEGER, "", "its year"},
    {"source", LODE_COLUMN_TEXT, "", "its source"},
    LODE__NO_COLUMN,
};

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_table *table;
    lode__stage_set stages;
    lode__delivery delivery;
    lode__shares shares;
    double level;
    bool scored; /* some country has a governance score */
    uint8_t *in_use, *delivered;
    double weight[LODE__N_PLACES]; /* of governance, NaN without a score */
} maker;

static bool is_meant(const lode_model *model, const lode__score *score,
                     const char *indicator)
{
    const char *id = lode__model_text(model, score->indicator);
    return indicator ? !strcmp(id, indicator) : !strncmp(id, "WGI.", 4);
}

/* Mean over the indicators meant, of each the latest year that the network allows. Scores
 * stand by country, indicator, year. */
static lode_status find_weights(maker *m, const char *indicator)
{
    if (indicator && !*indicator) indicator = NULL;
    const lode_model *model = m->network->model;
    double sum[LODE__N_PLACES] = {0};
    unsigned n[LODE__N_PLACES] = {0};
    for (size_t k = 0; k < model->n_scores; k++) {
        const lode__score *score = &model->scores[k], *after = score + 1;
        if (!is_meant(model, score, indicator) || score->year > m->network->year)
            continue;
        if (k + 1 < model->n_scores && after->country == score->country &&
            after->indicator == score->indicator && after->year <= m->network->year) {
            continue;
        }
        sum[score->country] += score->value;
        n[score->country]++;
    }
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        const double score = n[p] ? sum[p] / n[p] : NAN;
        m->weight[p] = n[p] ? fmin(fmax((2.5 - score) / 5.0, 0.0), 1.0) : NAN;
        m->scored |= n[p] > 0;
    }
    if (m->scored || !indicator) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(m->context, LODE_E_UNKNOWN, NULL,
                       "no country has a score of indicator \"%s\"",
                       lode__quote(quoted, indicator, strlen(indicator)));
}

static void put_governance(maker *m, const lode__concentrated *c)
{
    double low = 0.0, high = 0.0;
    if (!m->scored) return;
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        const double share = m->shares.primary[p] + m->shares.recycled[p];
        if (share == 0.0 || p == LODE__ZZZ) continue;
        const double most = share + (p == c->place ? c->unknown : 0.0);
        low += share * share * (isnan(m->weight[p]) ? 0.0 : m->weight[p]);
        high += most * most * (isnan(m->weight[p]) ? 1.0 : m->weight[p]);
    }
    /* With nobody known all of it may sit in one badly governed place. */
    if (c->place == LODE__ZZZ) high = 1.0;
    lode__put_cell_real(m->table, GOVERNANCE, low);
    lode__put_cell_real(m->table, GOVERNANCE_HIGH, high);
}

static lode_status put_figures(maker *m)
{
    if (!m->delivery.n_parts) return LODE_OK;
    const lode_model *model = m->network->model;
    const lode__vector *vector = &model->vectors[m->delivery.parts[0].vector];
    const char *basis = lode__basis_name(vector->basis);
    const char *source = lode__source_id(model, vector->source);
    if (vector->year != LODE_YEAR_NONE)
        lode__put_cell_integer(m->table, YEAR, vector->year);
    LODE__TRY(lode__put_cell_text(m->context, m->table, BASIS, basis, strlen(basis)));
    return lode__put_cell_text(m->context, m->table, SOURCE, source, strlen(source));
}

static lode_status put_row(maker *m, uint32_t node)
{
    const uint32_t item = m->network->node_item[node];
    const unsigned market = m->network->node_place[node];
    lode_table *t = m->table;
    lode__concentrated c;
    lode__resolve(m->network, item, market, &m->delivery);
    lode__sum_shares(m->network, &m->delivery, &m->shares);
    if (m->delivery.in_place) {
        m->shares.primary[market] = 1.0;
        lode__places_add(&m->shares.has_primary, market);
    }
    lode__concentrate(&m->shares, &c);
    const bool held = c.place != LODE__ZZZ;
    LODE__TRY(lode__table_row(m->context, t));
    lode__put_cell_code(t, ITEM, item);
    lode__put_cell_code(t, STAGE, m->network->model->item_stage[item]);
    lode__put_cell_code(t, MARKET, market);
    lode__put_cell_code(t, LARGEST_COUNTRY, held ? c.place : LODE__N_PLACES);
    lode__put_cell_real(t, LARGEST_SHARE, c.largest);
    lode__put_cell_real(t, HHI, c.hhi);
    if (c.hhi > 0.0) lode__put_cell_real(t, EFFECTIVE, 1.0 / c.hhi);
    lode__put_cell_flag(t, FLAG,
                        m->in_use[node] && !m->delivery.in_place &&
                            lode__exceeds(c.largest, m->level));
    lode__put_cell_real(t, LARGEST_HIGH, c.largest + c.unknown);
    lode__put_cell_real(t, HHI_HIGH, c.hhi_high);
    if (held) lode__put_cell_real(t, EFFECTIVE_LOW, 1.0 / c.hhi_high);
    put_governance(m, &c);
    lode__put_cell_real(t, UNKNOWN, c.unknown);
    lode__put_cell_flag(t, IN_PLACE, m->delivery.in_place);
    lode__put_cell_flag(t, IN_USE, m->in_use[node]);
    lode__put_cell_real(t, INFERRED,
                        lode__cover(m->network, item, market, &m->delivery).inferred);
    return put_figures(m);
}

/* What is taken as an input, an option or a product, and not only as a host. */
static void mark_delivered(maker *m)
{
    const lode_network *net = m->network;
    for (size_t r = 0; r < net->n_roots; r++) m->delivered[net->roots[r].node] = 1;
    for (size_t r = 0; r < net->n_up_runs; r++) {
        const lode__run *run = &net->up_runs[r];
        if (run->op == LODE__UP_HOSTS) continue;
        for (size_t k = 0; k < (size_t)run->n * run->degree; k++) {
            m->delivered[net->up_child[run->arc + k]] = 1;
        }
    }
}

static lode_status put_rows(maker *m)
{
    const lode_network *net = m->network;
    const lode_model *model = net->model;
    for (uint32_t k = 0; k < net->n_nodes; k++) {
        const uint32_t node = net->by_id[k], item = net->node_item[node];
        const bool in_place = lode__in_place(model, item);
        if (net->node_kind[node] != (in_place ? LODE__INSTANCE : LODE__DELIVERY))
            continue;
        if (!m->delivered[node] || !m->stages.has[model->item_stage[item]]) continue;
        LODE__TRY(put_row(m, node));
    }
    return LODE_OK;
}

static lode_status make(maker *m, const lode_concentration_options *options)
{
    LODE__TRY(lode__find_level(m->context, options->level_frac, &m->level));
    LODE__TRY(lode__find_stages(m->context, m->network->model, options->stages,
                                options->n_stages, &m->stages));
    LODE__TRY(find_weights(m, options->indicator));
    LODE__TRY(lode__table_new(m->context, "concentration", lode__concentration_columns,
                              LODE__COUNT(lode__concentration_columns) - 1, &m->table));
    lode__table_dictionary(m->table, ITEM, lode__items(m->network));
    lode__table_dictionary(m->table, STAGE, lode__stages(m->network));
    lode__table_dictionary(m->table, MARKET, lode__countries());
    lode__table_dictionary(m->table, LARGEST_COUNTRY, lode__countries());
    m->delivery.parts =
        lode__alloc(&m->context->allocator, lode__max_parts(m->network->model),
                    sizeof *m->delivery.parts);
    m->in_use = lode__alloc_zero(&m->context->allocator, m->network->n_nodes, 1);
    m->delivered = lode__alloc_zero(&m->context->allocator, m->network->n_nodes, 1);
    if (!m->delivery.parts || !m->in_use || !m->delivered) return lode__nomem(m->context);
    for (size_t r = 0; r < m->network->n_roots; r++) {
        m->in_use[m->network->roots[r].node] = 1;
    }
    lode__reach(m->network, true, m->in_use);
    mark_delivered(m);
    return put_rows(m);
}

lode_status lode_concentration(lode_context *context, const lode_network *network,
                               const lode_concentration_options *options,
                               lode_table **out)
{
    lode_concentration_options local;
    LODE__BEGIN(context, network, options, local, n_stages, out);
    maker *m = lode__alloc_zero(&context->allocator, 1, sizeof *m);
    if (!m) return lode__nomem(context);
    m->context = context;
    m->network = network;
    const lode_status status = make(m, &local);
    lode_table *table = m->table;
    lode__free(&context->allocator, m->delivered);
    lode__free(&context->allocator, m->in_use);
    lode__free(&context->allocator, m->delivery.parts);
    lode__free(&context->allocator, m);
    return lode__end(status, table, out);
}
