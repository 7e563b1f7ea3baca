/* Products: merged, and given ids where the model gives none. */
#include "model/freeze.h"

static bool resolve_product(lode__freeze *job, void *entry)
{
    lode__product_entry *const product = entry;
    product->item = lode__freeze_item(job, product->item, &product->at);
    return product->item != LODE__NONE;
}

/* By what a product is: item, home, end use. */
static int order_uses(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__product_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_PRODUCT);
    const lode__product_entry *const x = &entries[a], *const y = &entries[b];
    if (x->item != y->item) return lode__order_u32(x->item, y->item);
    if (x->home != y->home) return lode__order_u32(x->home, y->home);
    return lode__order_text(job, x->end_use, y->end_use);
}

/* The key of a product is its id, or where it has none what it is. */
static int order_products(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__product_entry *const entries = job->entries;
    if (entries[a].id == 0 && entries[b].id == 0) return order_uses(a, b, user);
    return lode__order_text(job, entries[a].id, entries[b].id);
}

static int compare_products(uint32_t a, uint32_t b, const void *user)
{
    const lode__product_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__product_entry *const x = &entries[a], *const y = &entries[b];
    return order_uses(a, b, user) != 0 || x->currency != y->currency ||
           x->volume != y->volume || lode__order_real(x->value, y->value) != 0;
}

static void label_product(const lode__freeze *job, const void *entry, char *label)
{
    const lode__product_entry *const product = entry;
    char quoted[LODE__QUOTE_LEN];
    const char *const id = product->id ? lode__builder_text(job->builder, product->id)
                                       : lode__item_id(job->model, product->item);
    lode__format_label(label, "product \"%s\"%s%s", lode__quote(quoted, id, strlen(id)),
                       product->id ? "" : " in ",
                       product->id ? "" : lode_country_code(product->home));
}

/* An id for the product: the item's where it is the only one, else with its home, and
 * with its end use where the home alone does not tell. */
static uint32_t make_id(lode__freeze *job, const lode__product_entry *product, bool only,
                        bool only_at_home)
{
    lode_model *const model = job->model;
    const uint32_t id = model->item_id[product->item];
    if (only) return id;
    const char *const parts[] = {lode__model_text(model, id), "@",
                                 lode_country_code(product->home), "/",
                                 lode__builder_text(job->builder, product->end_use)};
    const size_t n_parts = only_at_home || product->end_use == 0 ? 3 : LODE__COUNT(parts);
    const size_t from = model->text_len;
    size_t len = 0;
    for (size_t i = 0; i < n_parts; i++) {
        const size_t part_len = strlen(parts[i]);
        memcpy(model->text + from + len, parts[i], part_len);
        len += part_len;
    }
    model->text[from + len] = '\0';
    model->text_len += len + 1;
    return (uint32_t)from;
}

/* Ids of products in order of item, home and end use, as texts of the model. */
static void name_products(lode__freeze *job, const uint32_t *by_use, uint32_t n,
                          uint32_t *id)
{
    const lode__product_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_PRODUCT);
    for (uint32_t from = 0, to = 0; from < n; from = to) {
        const uint32_t item = entries[by_use[from]].item;
        for (to = from; to < n && entries[by_use[to]].item == item;) to++;
        for (uint32_t i = from; i < to; i++) {
            const lode__product_entry *const product = &entries[by_use[i]];
            const bool shared =
                (i > from && entries[by_use[i - 1]].home == product->home) ||
                (i + 1 < to && entries[by_use[i + 1]].home == product->home);
            id[by_use[i]] = product->id ? lode__freeze_text(job, product->id)
                                        : make_id(job, product, to - from == 1, !shared);
        }
    }
}

/* Sorting by the ids made. */
typedef struct ids {
    const lode_model *model;
    const uint32_t *id; /* by entry */
} ids;

static int order_ids(uint32_t a, uint32_t b, const void *user)
{
    const ids *const known = user;
    return strcmp(lode__model_text(known->model, known->id[a]),
                  lode__model_text(known->model, known->id[b]));
}

static lode_status fill_products(lode__freeze *job, const uint32_t *order, uint32_t n,
                                 const ids *known)
{
    lode_model *const model = job->model;
    const lode__product_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_PRODUCT);
    LODE__TRY(lode__freeze_array(job, &model->products, n, sizeof(lode__product)));
    for (uint32_t i = 0; i < n; i++) {
        const lode__product_entry *const entry = &entries[order[i]];
        model->products[i] =
            (lode__product){.id = known->id[order[i]],
                            .item = entry->item,
                            .end_use = lode__freeze_text(job, entry->end_use),
                            .currency = lode__freeze_text(job, entry->currency),
                            .home = entry->home,
                            .named = entry->id != 0,
                            .volume = entry->volume,
                            .value = entry->value};
        if (i == 0 || order_ids(order[i - 1], order[i], known) != 0) continue;
        char label[LODE__LABEL_LEN], quoted[LODE__QUOTE_LEN];
        const char *const id = lode__model_text(model, known->id[order[i]]);
        lode__format_label(label, "product \"%s\"", lode__quote(quoted, id, strlen(id)));
        lode__freeze_conflict(job, label, &entries[order[i - 1]].at, &entry->at);
    }
    model->n_products = n;
    return LODE_OK;
}

lode_status lode__freeze_products(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_PRODUCT, resolve_product,
                                          order_products,       compare_products,
                                          label_product,        false};
    uint32_t *scratch = NULL, *id = NULL;
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(lode__freeze_scratch(job, &scratch, merged.n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(
        job, &id, lode__n_entries(job->builder, LODE__RECORD_PRODUCT), sizeof(uint32_t)));
    lode__sort_indices(merged.entry, merged.n, scratch, order_uses, job);
    name_products(job, merged.entry, merged.n, id);
    const ids known = {job->model, id};
    lode__sort_indices(merged.entry, merged.n, scratch, order_ids, &known);
    return fill_products(job, merged.entry, merged.n, &known);
}
