/* Files into a model, a model into a network. */
#include "cli.h"

#include <string.h>
#include <unistd.h>

static int64_t read_standard_input(void *data, size_t capacity, void *user)
{
    (void)user;
    return read(STDIN_FILENO, data, capacity);
}

static lode_status read_data(cli_session *session, lode_builder *builder,
                             const char *name)
{
    char path[PATH_MAX];
    const lode_status status = data_path(session, name, path);
    return status < 0 ? status : lode_read_file(session->context, builder, path, NULL);
}

/* The path that a name on the command line stands for. */
static lode_status resolve(cli_session *session, const char *name, char path[PATH_MAX],
                           const char **out)
{
    *out = name;
    if (name[0] != '@') return LODE_OK;
    *out = path;
    return data_path(session, name + 1, path);
}

/* What is in a file that is open is told by its beginning. */
static lode_status read_input(cli_session *session, lode_builder *builder,
                              cli_parts *parts, cli_input *input, size_t *n_models)
{
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    if (is_parts(session, input)) return parts_read(session, parts, input);
    options.source = input->name;
    ++*n_models;
    return lode_read_callback(session->context, builder, input_read, input, &options);
}

/* What comes with the program stands on the reference data and does not take its place.
 */
static bool stands_on_reference(const char *name)
{
    return name[0] == '@' && strcmp(name, "@reference") != 0;
}

static lode_status read_one(cli_session *session, lode_builder *builder, cli_parts *parts,
                            const char *name, size_t *n_models)
{
    cli_input input;
    char found[PATH_MAX];
    const char *path;
    size_t n_own = 0;
    lode_status status = resolve(session, name, found, &path);
    if (status >= 0) status = input_open(session, path, &input);
    if (status < 0) return status;
    status = read_input(session, builder, parts, &input, &n_own);
    input_close(&input);
    if (!stands_on_reference(name)) *n_models += n_own;
    return status;
}

static lode_status read_one_rules(cli_session *session, const char *name,
                                  lode_rules *base, lode_rules **out)
{
    char path[PATH_MAX];
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    const lode_status status = resolve(session, name, path, &name);
    if (status < 0) return status;
    if (strcmp(name, "-") != 0)
        return lode_rules_read_file(session->context, name, base, &options, out);
    options.source = "<stdin>";
    return lode_rules_read_callback(session->context, read_standard_input, NULL, base,
                                    &options, out);
}

lode_status read_rules(cli_session *session, const char *const *files, size_t n_files,
                       lode_rules **out)
{
    lode_status status = LODE_OK;
    *out = NULL;
    for (size_t i = 0; i < n_files && status >= 0; i++) {
        lode_rules *rules = NULL;
        status = read_one_rules(session, files[i], *out, &rules);
        if (status < 0) break;
        lode_rules_unref(*out); /* the new ones hold it */
        *out = rules;
    }
    if (status < 0) {
        lode_rules_unref(*out);
        *out = NULL;
    }
    return status;
}

lode_status read_chosen_rules(cli_session *session, lode_rules **out)
{
    static const char *const shipped[] = {"@reference.rules.xml"};
    const cli_settings *const settings = session->settings;
    if (settings->n_rules > 0)
        return read_rules(session, settings->rules, settings->n_rules, out);
    return read_rules(session, shipped, 1, out);
}

/* Faults of data or of one file leave the other files worth reading: one run shows them
 * all. */
static bool ends_reading(lode_status status)
{
    return status == LODE_E_CANCELLED || status == LODE_E_NOMEM || status == LODE_E_FAIL;
}

/* Adds files to a builder; `first` keeps the first fault of data. */
static lode_status read_files(cli_session *session, lode_builder *builder,
                              cli_parts *parts, const char *const *files, size_t n_files,
                              size_t *n_models, lode_status *first)
{
    for (size_t i = 0; i < n_files; i++) {
        const lode_status status = read_one(session, builder, parts, files[i], n_models);
        if (status < 0 && *first >= 0) *first = status;
        if (ends_reading(status)) return status;
    }
    return LODE_OK;
}

static lode_status read_all(cli_session *session, lode_builder *builder, cli_parts *parts,
                            const char *const *more, size_t n_more)
{
    const cli_settings *const settings = session->settings;
    size_t n_models = 0;
    lode_status first = LODE_OK;
    lode_status status =
        read_files(session, builder, parts, more, n_more, &n_models, &first);
    if (status >= 0)
        status = read_files(session, builder, parts, (const char *const *)settings->files,
                            settings->n_files, &n_models, &first);
    if (status >= 0) status = first;
    /* A bill of materials alone stands on the data that comes with the program. */
    return status >= 0 && parts->bom && n_models == 0
               ? read_data(session, builder, "reference")
               : status;
}

lode_status read_model_with(cli_session *session, const char *const *more, size_t n_more,
                            lode_model **out, lode_table **out_coverage)
{
    lode_builder *builder = NULL;
    lode_table *coverage = NULL;
    cli_parts parts = {NULL, NULL};
    *out = NULL;
    lode_status status = lode_builder_new(session->context, &builder);
    if (status >= 0) status = read_all(session, builder, &parts, more, n_more);
    if (status >= 0 && parts.bom)
        status = parts_resolve(session, &parts, builder, &coverage);
    parts_free(&parts); /* before more memory is needed */
    if (status >= 0) status = lode_builder_freeze(session->context, builder, out);
    lode_builder_free(builder);
    if (out_coverage && status >= 0)
        *out_coverage = coverage;
    else
        lode_table_free(coverage);
    return status;
}

lode_status read_model(cli_session *session, lode_model **out)
{
    return read_model_with(session, NULL, 0, out, NULL);
}

/* ---- products ---- */

static const char *product_at(size_t index, const void *user)
{
    return lode_model_product_id(user, index);
}

/* An item may stand for its products; the library says what is wrong with one that has
 * none. */
static bool is_known(const lode_model *model, const char *id)
{
    for (size_t i = 0; lode_model_product_id(model, i); i++) {
        if (strcmp(lode_model_product_id(model, i), id) == 0) return true;
    }
    return lode_model_find_item(model, id) != SIZE_MAX;
}

/* Joins as many ids of products as are readable. */
static void list_products(const lode_model *model, char *text, size_t capacity)
{
    enum { MAX_NAMED = 10 };
    const char *id;
    size_t len = 0;
    for (size_t i = 0; (id = lode_model_product_id(model, i)) && len < capacity; i++) {
        const char *const separator = i > 0 ? ", " : "";
        if (i == MAX_NAMED) id = "...";
        len += (size_t)snprintf(text + len, capacity - len, "%s%s", separator, id);
        if (i == MAX_NAMED) return;
    }
}

static lode_status check_products(cli_session *session, const lode_model *model)
{
    const cli_settings *const settings = session->settings;
    lode_status status = LODE_OK;
    char list[512] = "none";
    list_products(model, list, sizeof(list));
    for (size_t i = 0; i < settings->n_products; i++) {
        const char *const id = settings->products[i];
        if (is_known(model, id)) continue;
        const char *const near = nearest_word(id, product_at, model);
        if (near)
            console_say(&session->console, LODE_ERROR,
                        "no product '%s': did you mean '%s'?", id, near);
        else
            console_say(&session->console, LODE_ERROR,
                        "no product '%s': the model has %s", id, list);
        status = LODE_E_UNKNOWN;
    }
    return status;
}

lode_status compile_model(cli_session *session, lode_model *model, lode_network **out)
{
    const cli_settings *const settings = session->settings;
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    options.year = settings->year;
    options.products = settings->products;
    options.n_products = settings->n_products;
    options.home = settings->home;
    options.basis_order = settings->bases;
    options.n_bases = settings->n_bases;
    *out = NULL;
    const lode_status status = check_products(session, model);
    return status < 0 ? status
                      : lode_network_compile(session->context, model, &options, out);
}
