/* `lode check`: reads, freezes and compiles, and says what there is. */
#include "cli.h"

static void show_model(FILE *stream, const lode_model *model)
{
    static const struct {
        lode_count what;
        const char *name;
    } counts[] = {
        {LODE_COUNT_ITEMS, "items"},         {LODE_COUNT_INPUTS, "inputs"},
        {LODE_COUNT_VECTORS, "vectors"},     {LODE_COUNT_SHARES, "shares"},
        {LODE_COUNT_BALANCES, "balances"},   {LODE_COUNT_STAGES, "stages"},
        {LODE_COUNT_BLOCS, "blocs"},         {LODE_COUNT_SOURCES, "sources"},
        {LODE_COUNT_SCENARIOS, "scenarios"}, {LODE_COUNT_PRODUCTS, "products"},
    };
    if (lode_model_name(model)[0])
        fprintf(stream, "%-10s %s\n", "model", lode_model_name(model));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        fprintf(stream, "%-10s %zu\n", counts[i].name,
                lode_model_count(model, counts[i].what));
}

static void show_network(FILE *stream, const lode_network *network)
{
    fprintf(stream, "%-10s %zu\n%-10s %zu\n", "nodes", lode_network_n_nodes(network),
            "arcs", lode_network_n_arcs(network));
    for (size_t i = 0; i < lode_network_n_products(network); i++)
        fprintf(stream, "%-10s %s\n", "product", lode_network_product_id(network, i));
}

/* Supply data on its own has no products, and nothing to compile. */
static bool is_to_compile(const cli_session *session, const lode_model *model)
{
    return lode_model_count(model, LODE_COUNT_PRODUCTS) > 0 ||
           session->settings->n_products > 0;
}

static lode_status write_summary(cli_session *session, const lode_model *model,
                                 const lode_network *network)
{
    cli_output output;
    const lode_status status = output_open(session, session->settings->output, &output);
    if (status < 0) return status;
    show_model(output.stream, model);
    if (network) show_network(output.stream, network);
    fprintf(output.stream, "%-10s %zu\n", "warnings", session->console.warnings);
    return output_close(session, &output, LODE_OK);
}

lode_status cmd_check(cli_session *session)
{
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_status status = read_model(session, &model);
    if (status >= 0 && is_to_compile(session, model))
        status = compile_model(session, model, &network);
    if (status >= 0) status = write_summary(session, model, network);
    lode_network_unref(network);
    lode_model_unref(model);
    return status;
}
