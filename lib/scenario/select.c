/* What a measure acts on: items by id, stage, element, tag and code; origins and
 * destinations. */
#include "base/text.h"
#include "pattern/pattern.h"
#include "scenario/plan.h"

#include <string.h>

/* --- items --- */

typedef struct selector {
    lode__plan *plan;
    const lode__act *act;
    const char *items, *stages, *elements, *tags; /* words; NULL: any */
    const char *codes;                            /* pattern; NULL: any */
    lode__pattern *pattern;
    lode__pattern_scratch *scratch;
    lode__text text;
    size_t code; /* first code of the item at hand, or behind it */
} selector;

static bool shares_word(const char *words, const char *others)
{
    size_t len = 0;
    for (const char *at = others; (at = lode__next_word(at, &len)); at += len) {
        const char *with = words;
        size_t n = 0;
        for (; (with = lode__next_word(with, &n)); with += n) {
            if (n == len && memcmp(with, at, n) == 0) return true;
        }
    }
    return false;
}

static const char *detail_words(const lode_model *model, uint32_t item, bool tags)
{
    if (!model->item_detail[item]) return "";
    const lode__detail *const detail = &model->details[model->item_detail[item] - 1];
    return lode__model_text(model, tags ? detail->tags : detail->elements);
}

static lode_place place_of(const selector *s)
{
    return lode__measure_place(s->plan->model, s->act->measure);
}

/* Whether the pattern matches cannot be told. */
static lode_status undecided(const selector *s, lode_status status)
{
    lode_context *const context = s->plan->context;
    const lode_place place = place_of(s);
    char quoted[LODE__QUOTE_LEN];
    lode__quote(quoted, s->text.data, s->text.len);
    if (status != LODE_E_LIMIT)
        return lode__error(context, status, &place, "codes \"%s\": matching failed",
                           quoted);
    const uint64_t most_bytes = lode__limit(context, LODE_LIMIT_MATCH_BYTES);
    const lode_limit limit =
        s->text.len > most_bytes ? LODE_LIMIT_MATCH_BYTES : LODE_LIMIT_MATCH_STEPS;
    return lode__over_limit(context, limit, lode__limit(context, limit), &place, quoted);
}

/* True where the words name the item, or one that it is: a part of a bill of materials
 * that is an item, made where the bill says, has the id of that as a code ITEM. */
static bool is_named(const selector *s, uint32_t item)
{
    const lode_model *const model = s->plan->model;
    if (lode__has_word(s->items, lode__item_id(model, item))) return true;
    for (size_t c = s->code; c < model->n_codes && model->codes[c].item == item; c++) {
        const char *const scheme = lode__model_text(model, model->codes[c].scheme);
        if (strcmp(scheme, "ITEM") == 0 &&
            lode__has_word(s->items, lode__model_text(model, model->codes[c].value)))
            return true;
    }
    return false;
}

/* LODE_OK where a code of the item matches, LODE_DONE where none does. */
static lode_status match_codes(selector *s, uint32_t item)
{
    const lode_model *const model = s->plan->model;
    for (size_t c = s->code; c < model->n_codes && model->codes[c].item == item; c++) {
        const char *const scheme = lode__model_text(model, model->codes[c].scheme);
        const char *const value = lode__model_text(model, model->codes[c].value);
        lode__text_clear(&s->text);
        if (lode__text_add(&s->text, scheme, strlen(scheme)) < 0 ||
            lode__text_add(&s->text, ":", 1) < 0 ||
            lode__text_add(&s->text, value, strlen(value)) < 0) {
            return lode__nomem(s->plan->context);
        }
        const lode_status status = lode__pattern_match(
            s->pattern, s->scratch, s->text.data, s->text.len, NULL, 0);
        if (status == LODE_OK) return LODE_OK;
        if (status == LODE_E_NOMEM) return lode__nomem(s->plan->context);
        if (status < 0) return undecided(s, status);
    }
    return LODE_DONE;
}

/* LODE_OK where the item is meant, LODE_DONE where it is not. */
static lode_status match_item(selector *s, uint32_t item)
{
    const lode_model *const model = s->plan->model;
    while (s->code < model->n_codes && model->codes[s->code].item < item) s->code++;
    if (s->items && !is_named(s, item)) return LODE_DONE;
    if (s->stages &&
        !lode__has_word(s->stages, lode__stage_id(model, model->item_stage[item])))
        return LODE_DONE;
    if (s->elements && !shares_word(detail_words(model, item, false), s->elements))
        return LODE_DONE;
    if (s->tags && !shares_word(detail_words(model, item, true), s->tags))
        return LODE_DONE;
    return s->codes ? match_codes(s, item) : LODE_OK;
}

static lode_status collect(selector *s, uint32_t **out, size_t *out_n)
{
    lode__plan *const plan = s->plan;
    size_t capacity = 0, n = 0;
    uint32_t *found = NULL;
    lode_status status = LODE_OK;
    for (uint32_t item = 0; item < plan->model->n_items && status >= 0; item++) {
        status = match_item(s, item);
        if (status != LODE_OK) continue;
        status = lode__reserve(plan->allocator, &found, &capacity, n, 1, sizeof *found);
        if (status < 0) {
            status = lode__nomem(plan->context);
        } else {
            found[n++] = item;
        }
    }
    *out = lode__arena_alloc(&plan->arena, n, sizeof **out);
    if (!*out && status >= 0) status = lode__nomem(plan->context);
    if (status >= 0 && n) memcpy(*out, found, n * sizeof *found);
    *out_n = n;
    lode__free(plan->allocator, found);
    return status < 0 ? status : LODE_OK;
}

static lode_status find_items(selector *s, uint32_t **out, size_t *out_n)
{
    lode__plan *const plan = s->plan;
    lode_status status = LODE_OK;
    s->text.allocator = plan->allocator;
    if (s->codes) {
        const lode_place place = place_of(s);
        status = lode__pattern_new(plan->context, &place, s->codes, strlen(s->codes),
                                   LODE__PATTERN_UTF, &s->pattern);
        if (status >= 0) status = lode__pattern_scratch_new(plan->context, &s->scratch);
    }
    if (status >= 0) status = collect(s, out, out_n);
    lode__text_free(&s->text);
    lode__pattern_scratch_free(s->scratch);
    lode__pattern_free(s->pattern);
    return status;
}

static void warn_of_nothing(const selector *s, const char *what)
{
    const lode_place place = place_of(s);
    lode__warning(
        s->plan->context, LODE_OK, &place, "the %s%s selects no item", what,
        lode__model_text(s->plan->model, s->plan->model->measures[s->act->measure].name));
}

static lode_status select_items(lode__plan *plan, lode__act *act)
{
    const lode_model *const model = plan->model;
    const lode__measure *const m = &model->measures[act->measure];
    selector s = {.plan = plan,
                  .act = act,
                  .items = lode__attribute_of(model, m, "items"),
                  .stages = lode__attribute_of(model, m, "stages"),
                  .elements = lode__attribute_of(model, m, "elements"),
                  .tags = lode__attribute_of(model, m, "tags"),
                  .codes = lode__attribute_of(model, m, "codes")};
    act->all_items = !s.items && !s.stages && !s.elements && !s.tags && !s.codes;
    if (act->all_items) return LODE_OK;
    LODE__TRY(find_items(&s, &act->items, &act->n_items));
    if (act->n_items == 0) warn_of_nothing(&s, "");
    return LODE_OK;
}

static lode_status select_content(lode__plan *plan, lode__act *act)
{
    const lode_model *const model = plan->model;
    const lode__measure *const m = &model->measures[act->measure];
    selector s = {.plan = plan,
                  .act = act,
                  .items = lode__attribute_of(model, m, "content-items"),
                  .elements = lode__attribute_of(model, m, "content-elements")};
    LODE__TRY(find_items(&s, &act->content, &act->n_content));
    if (act->n_content == 0) warn_of_nothing(&s, "content of the ");
    return LODE_OK;
}

/* --- places --- */

/* The word as a NUL-terminated text of the arena. */
static char *copy_word(lode__plan *plan, const char *word, size_t len)
{
    char *const copy = lode__arena_alloc(&plan->arena, len + 1, 1);
    if (!copy) return NULL;
    memcpy(copy, word, len);
    copy[len] = '\0';
    return copy;
}

static lode_status add_origin(lode__plan *plan, lode__origins *from, const char *word)
{
    const int place = lode__find_place(word, strlen(word));
    if (place >= 0) {
        lode__places_add(&from->alone, (unsigned)place);
        return LODE_OK;
    }
    if (lode__reserve(plan->allocator, &plan->blocs, &plan->bloc_capacity, plan->n_blocs,
                      1, sizeof *plan->blocs) < 0) {
        return lode__nomem(plan->context);
    }
    (void)lode__find_places(plan->model, word, &plan->blocs[plan->n_blocs++]);
    from->n_blocs++;
    return LODE_OK;
}

static lode_status select_origins(lode__plan *plan, const char *words,
                                  lode__origins *from)
{
    from->first_bloc = (uint32_t)plan->n_blocs;
    from->any = !words || strcmp(words, "*") == 0;
    size_t len = 0;
    for (const char *at = words; !from->any && (at = lode__next_word(at, &len));
         at += len) {
        const char *const word = copy_word(plan, at, len);
        if (!word) return lode__nomem(plan->context);
        LODE__TRY(add_origin(plan, from, word));
    }
    return LODE_OK;
}

static lode_status select_places(lode__plan *plan, const char *words, bool *any,
                                 lode__places *out)
{
    *any = !words || strcmp(words, "*") == 0;
    size_t len = 0;
    for (const char *at = words; !*any && (at = lode__next_word(at, &len)); at += len) {
        const char *const word = copy_word(plan, at, len);
        lode__places places;
        if (!word) return lode__nomem(plan->context);
        if (!lode__find_places(plan->model, word, &places)) continue;
        for (size_t w = 0; w < LODE__PLACE_WORDS; w++) out->bits[w] |= places.bits[w];
    }
    return LODE_OK;
}

/* Says which selectors a measure does not look at. */
static void warn_of_unused(lode__plan *plan, const lode__act *act,
                           const char *const *names)
{
    const lode__measure *const m = &plan->model->measures[act->measure];
    const lode_place place = lode__measure_place(plan->model, act->measure);
    for (; *names; names++) {
        if (!lode__attribute_of(plan->model, m, *names)) continue;
        lode__warning(plan->context, LODE_OK, &place, "%s has no effect on a %s", *names,
                      lode__model_text(plan->model, m->name));
    }
}

lode_status lode__select(lode__plan *plan, lode__act *act)
{
    static const char *const all[] = {"items", "stages", "elements", "tags",
                                      "codes", "from",   "to",       NULL};
    static const char *const to[] = {"to", NULL};
    const lode_model *const model = plan->model;
    const lode__measure *const m = &model->measures[act->measure];
    if (act->kind <= LODE__ACT_STOCK) { /* they name their item */
        warn_of_unused(plan, act, all);
        return LODE_OK;
    }
    if (act->kind == LODE__ACT_PRODUCTION_STOP || act->kind == LODE__ACT_PARTY_STOP ||
        act->kind == LODE__ACT_PRICE) {
        warn_of_unused(plan, act, to);
    }
    LODE__TRY(select_items(plan, act));
    LODE__TRY(select_origins(plan, lode__attribute_of(model, m, "from"), &act->from));
    LODE__TRY(
        select_places(plan, lode__attribute_of(model, m, "to"), &act->to_any, &act->to));
    if (act->kind != LODE__ACT_CONTENT_RULE) return LODE_OK;
    bool anywhere = false; /* then nobody is left who makes anything elsewhere */
    LODE__TRY(select_places(plan, lode__attribute_of(model, m, "content-from"), &anywhere,
                            &act->content_from));
    for (unsigned p = 0; anywhere && p < LODE__N_PLACES; p++) {
        lode__places_add(&act->content_from, p);
    }
    return select_content(plan, act);
}

/* --- places of an arc --- */

/* True where some origin named lies outside `to`, so that the unknown may come from it.
 */
static bool may_be_unknown(const lode__plan *plan, const lode__origins *from, unsigned to)
{
    for (unsigned w = 0; w < LODE__PLACE_WORDS; w++) {
        uint64_t others = from->alone.bits[w];
        if (to / 64 == w) others &= ~((uint64_t)1 << to % 64);
        if (others) return true;
    }
    for (uint32_t b = 0; b < from->n_blocs; b++) {
        if (!lode__places_has(&plan->blocs[from->first_bloc + b], to)) return true;
    }
    return false;
}

static int leaves_origin(const lode__plan *plan, const lode__origins *origins,
                         unsigned from, unsigned to)
{
    if (from == to) return 0;
    if (origins->any || lode__places_has(&origins->alone, from)) return 1;
    for (uint32_t b = 0; b < origins->n_blocs; b++) {
        const lode__places *const bloc = &plan->blocs[origins->first_bloc + b];
        if (lode__places_has(bloc, from) && !lode__places_has(bloc, to)) return 1;
    }
    return from == LODE__ZZZ && may_be_unknown(plan, origins, to) ? 2 : 0;
}

int lode__leaves(const lode__plan *plan, const lode__act *act, unsigned from, unsigned to)
{
    const int leaves = leaves_origin(plan, &act->from, from, to);
    if (act->to_any || lode__places_has(&act->to, to)) return leaves;
    return to == LODE__ZZZ && leaves ? 2 : 0;
}

int lode__made_in(const lode__plan *plan, const lode__act *act, unsigned place)
{
    const lode__origins *const from = &act->from;
    if (from->any || lode__places_has(&from->alone, place)) return 1;
    for (uint32_t b = 0; b < from->n_blocs; b++) {
        if (lode__places_has(&plan->blocs[from->first_bloc + b], place)) return 1;
    }
    return place == LODE__ZZZ ? 2 : 0;
}
