/* What a network reaches: in topological order, each item hands the places where it is
 * made on to what it takes. */
#include "model/lines.h"
#include "network/compile.h"

static lode_status join_set(lode__compiler *c, uint32_t *into, uint32_t set)
{
    return lode__place_sets_join(&c->sets, into, set) < 0 ? lode__nomem(c->context)
                                                          : LODE_OK;
}

static lode_status join_places(lode__compiler *c, uint32_t *into,
                               const lode__places *places)
{
    uint32_t set;
    if (lode__place_sets_add(&c->sets, places, &set) < 0) return lode__nomem(c->context);
    return join_set(c, into, set);
}

static void warn_of_gaps(lode__compiler *c, uint32_t item, unsigned place)
{
    const char *id = lode__item_id(c->model, item);
    if (c->quiet) return;
    if (c->delivery.n_parts == 0) {
        lode__warning(c->context, LODE_OK, NULL,
                      "item \"%s\" has no origin for market %s: its origin is "
                      "taken as unknown",
                      id, lode_country_code(place));
    }
    if (c->delivery.ambiguous) {
        lode__warning(c->context, LODE_OK, NULL,
                      "item \"%s\" has origins for two blocs of %s, neither of "
                      "which holds the "
                      "other: the one with fewer members is taken",
                      id, lode_country_code(place));
    }
}

static lode_status mark_deliveries(lode__compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    const lode__places where = c->sets.sets[c->needs[item].set];
    lode__places made = {{0}}, recycled = {{0}};
    /* Where all vectors are the world's every market has the same answer. */
    const bool one_answer =
        model->vectors[lode__first_vector(model, item)].market == LODE__MARKET_WORLD;
    LODE__FOR_EACH_PLACE (place, &where) {
        lode__resolve(c->network, item, place, &c->delivery);
        lode__sum_shares(c->network, &c->delivery, &c->shares);
        lode__places_join(&made, &c->shares.has_primary);
        lode__places_join(&recycled, &c->shares.has_recycled);
        const unsigned n = lode__places_count(&c->shares.has_primary) +
                           lode__places_count(&c->shares.has_recycled);
        const bool settled = one_answer && c->delivery.n_parts;
        c->most_arcs += (uint64_t)n * (settled ? lode__places_count(&where) : 1);
        warn_of_gaps(c, item, place);
        if (settled) break;
    }
    LODE__TRY(join_places(c, &c->made[item], &made));
    return join_places(c, &c->recycled[item], &recycled);
}

static lode_status mark_bare_lines(lode__compiler *c, uint32_t line, uint32_t end,
                                   uint32_t made, uint32_t level)
{
    const uint32_t *const input_item = c->model->line_item;
    lode__need *const needs = c->needs;
    for (; line < end; line++) {
        lode__need *const input = &needs[input_item[line]];
        input->level = input->level > level ? input->level : level;
        LODE__TRY(join_set(c, &input->set, made));
    }
    return LODE_OK;
}

static lode_status mark_inputs(lode__compiler *c, uint32_t item)
{
    const uint32_t made = c->made[item], recycled = c->recycled[item];
    const uint32_t level = c->needs[item].level + 1;
    lode__lines at = lode__lines_of(c->model, item);
    if (lode__lines_bare(&at)) return mark_bare_lines(c, at.line, at.end, made, level);
    for (; lode__line_here(&at); lode__line_next(&at)) {
        lode__need *input = &c->needs[c->model->line_item[at.line]];
        input->level = input->level > level ? input->level : level;
        if (lode__line_is_for(&at, LODE_KIND_PRIMARY)) {
            LODE__TRY(join_set(c, &input->set, made));
        }
        if (recycled && lode__line_is_for(&at, LODE_KIND_RECYCLED)) {
            LODE__TRY(join_set(c, &input->set, recycled));
        }
    }
    return LODE_OK;
}

static bool is_market(const lode_model *model, uint16_t market)
{
    return market < LODE__N_PLACES || market == LODE__MARKET_WORLD ||
           model->blocs[market - LODE__N_PLACES].market;
}

static bool leaves_open(const lode__compiler *c, uint32_t item, unsigned place)
{
    lode__delivery delivery = c->delivery; /* shares its room for parts */
    lode__resolve(c->network, item, place, &delivery);
    return delivery.unknown > 0.0;
}

/* True where no wider market has what a vector leaves, for some place of its own. */
static bool has_unknown(const lode__compiler *c, uint32_t item,
                        const lode__vector *vector)
{
    const lode_model *model = c->model;
    if (vector->rest == 0.0) return false;
    if (vector->rest_is != LODE_REST_WIDER || vector->market == LODE__MARKET_WORLD)
        return true;
    if (vector->market < LODE__N_PLACES) return leaves_open(c, item, vector->market);
    LODE__FOR_EACH_PLACE (place, &model->blocs[vector->market - LODE__N_PLACES].members) {
        if (leaves_open(c, item, place)) return true;
    }
    return false;
}

/* Places where an item is made as a host: those that one of its vectors in use
 * names as primary origin, ZZZ where it leaves some unknown; everywhere if it
 * has no origin. */
lode__places lode__made_at(const lode__compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    lode__places places = {{0}};
    if (lode__in_place(model, item)) {
        for (unsigned p = 0; p < LODE__N_PLACES; p++) lode__places_add(&places, p);
        return places;
    }
    for (uint32_t v = lode__first_vector(model, item); v < lode__end_vector(model, item);
         v++) {
        const lode__vector *vector = &model->vectors[v];
        if (lode__choose_vector(c->network, item, vector->market) != v) continue;
        if (!is_market(model, vector->market)) continue;
        if (has_unknown(c, item, vector)) lode__places_add(&places, LODE__ZZZ);
        const lode__share *share = &model->shares[vector->first_share];
        for (uint32_t k = 0; k < vector->n_shares; k++, share++) {
            /* A share that is not told is not zero. */
            const bool names = share->share > 0.0 || share->bound >= LODE_BOUND_WITHHELD;
            if (names && share->kind == LODE_KIND_PRIMARY) {
                lode__places_add(&places, share->country);
            }
        }
    }
    return places;
}

static lode_status mark_hosts(lode__compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    const uint32_t level = c->needs[item].level + 1;
    if (!model->n_hosts) return LODE_OK;
    for (size_t h = lode__hosts_from(model, item);
         h < model->n_hosts && model->hosts[h].item == item; h++) {
        lode__places here = lode__made_at(c, model->hosts[h].host);
        const lode__places *made = &c->sets.sets[c->made[item]];
        for (size_t w = 0; w < LODE__PLACE_WORDS; w++) here.bits[w] &= made->bits[w];
        LODE__TRY(join_places(c, &c->hosted[item], &here));
        LODE__TRY(join_places(c, &c->made[model->hosts[h].host], &here));
        lode__need *host = &c->needs[model->hosts[h].host];
        host->level = host->level > level ? host->level : level;
    }
    return LODE_OK;
}

static lode_status mark_item(lode__compiler *c, uint32_t item)
{
    if (lode__in_place(c->model, item)) {
        /* Made where it is needed, so the one node is both. */
        LODE__TRY(join_set(c, &c->made[item], c->needs[item].set));
        c->needs[item].set = LODE__EMPTY_SET;
    } else {
        LODE__TRY(mark_deliveries(c, item));
    }
    LODE__TRY(mark_inputs(c, item));
    return mark_hosts(c, item);
}

/* Items come in no order of memory: what the k-th one and those behind it will touch is
 * asked for step by step, each step by what the last one brought. What the compiler keeps
 * of few items stays near: for that asking costs more than waiting. */
static void fetch_ahead(const lode__compiler *c, uint32_t k)
{
    enum { LINES_AHEAD = 8, ROW_AHEAD = 16, ITEM_AHEAD = 32, FEW_ITEMS = 1 << 16 };
    const lode_model *model = c->model;
    if (model->n_items - k <= ITEM_AHEAD) return;
    const uint32_t *const item = model->item_order + k;
    LODE__FETCH(&model->item_line[item[ITEM_AHEAD]]);
    LODE__FETCH(&model->line_item[model->item_line[item[ROW_AHEAD]]]);
    if (model->n_items < FEW_ITEMS) return;
    LODE__FETCH(&model->item_set[item[ITEM_AHEAD]]);
    LODE__FETCH(&c->made[item[ITEM_AHEAD]]);
    LODE__FETCH(&c->recycled[item[ITEM_AHEAD]]);
    if (!lode__is_reached(c, item[LINES_AHEAD])) return;
    const uint32_t *const lines = model->item_line + item[LINES_AHEAD];
    for (uint32_t line = lines[0]; line < lines[1]; line++) {
        LODE__FETCH(&c->needs[model->line_item[line]]);
    }
}

lode_status lode__mark(lode__compiler *c)
{
    const lode_model *model = c->model;
    for (size_t r = 0; r < c->network->n_roots; r++) {
        lode__places home = {{0}};
        lode__places_add(&home, c->network->roots[r].home);
        LODE__TRY(join_places(
            c, &c->needs[model->products[c->network->roots[r].product].item].set, &home));
    }
    for (uint32_t k = 0; k < model->n_items; k++) {
        const uint32_t item = model->item_order[k];
        fetch_ahead(c, k);
        if (lode__is_reached(c, item)) LODE__TRY(mark_item(c, item));
    }
    return LODE_OK;
}
