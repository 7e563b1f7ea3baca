/* The table of options, but for those that each analysis declares itself. */
#include "cli.h"

#include <string.h>

/* ---- setters: non-zero refuses the value ---- */

static int set_product(cli_settings *settings, const char *value)
{
    settings->products[settings->n_products++] = value;
    return 0;
}

static int set_rules(cli_settings *settings, const char *value)
{
    settings->rules[settings->n_rules++] = value;
    return value[0] ? 0 : -1;
}

static int set_scheme(cli_settings *settings, const char *value)
{
    settings->scheme = value;
    return value[0] ? 0 : -1;
}

static int set_all(cli_settings *settings, const char *value)
{
    (void)value;
    settings->all = true;
    return 0;
}

static int set_before(cli_settings *settings, const char *value)
{
    settings->before[settings->n_before++] = value;
    return 0;
}

static int set_after(cli_settings *settings, const char *value)
{
    settings->after[settings->n_after++] = value;
    return 0;
}

static int set_home(cli_settings *settings, const char *value)
{
    settings->home = value;
    return 0;
}

static int set_year(cli_settings *settings, const char *value)
{
    uint32_t year;
    if (parse_count(value, 9999, &year) != 0 || year == 0) return -1;
    settings->year = (int32_t)year;
    return 0;
}

/* Position of a word in a list that ends with NULL, or -1. */
static int word_index(const char *const *words, const char *word, size_t len)
{
    for (int i = 0; words[i]; i++) {
        if (strlen(words[i]) == len && strncmp(words[i], word, len) == 0) return i;
    }
    return -1;
}

static int set_basis(cli_settings *settings, const char *value)
{
    static const char *const names[] = {"contained-mass", "gross-mass", "count", "value",
                                        NULL};
    settings->n_bases = 0;
    for (;;) {
        const size_t len = strcspn(value, ",");
        const int index = word_index(names, value, len);
        if (index < 0 || settings->n_bases == N_BASES) return -1;
        settings->bases[settings->n_bases++] =
            LODE_BASIS_CONTAINED_MASS + (lode_basis)index;
        value += len;
        if (!*value++) return 0;
    }
}

static int set_format(cli_settings *settings, const char *value)
{
    static const char *const names[] = {"table", "csv", "json", NULL};
    const int index = word_index(names, value, strlen(value));
    settings->format = (table_format)index;
    return index < 0 ? -1 : 0;
}

static int set_columns(cli_settings *settings, const char *value)
{
    settings->columns = value;
    return value[0] ? 0 : -1;
}

static int set_to(cli_settings *settings, const char *value)
{
    static const char *const names[] = {"xml",      "items",    "inputs", "origins",
                                        "products", "balances", NULL};
    const int index = word_index(names, value, strlen(value));
    settings->to = LODE_FORMAT_XML + (lode_format)index;
    return index < 0 ? -1 : 0;
}

static int set_field(cli_settings *settings, const char *value)
{
    static const char *const names[] = {"description", "part-number", "material",
                                        "cas",         "code",        NULL};
    const int index = word_index(names, value, strlen(value));
    settings->part_field = index < 0 ? 0 : 1u << index;
    return index < 0 ? -1 : 0;
}

static int set_color(cli_settings *settings, const char *value)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    const int index = word_index(names, value, strlen(value));
    settings->color = (color_choice)index;
    return index < 0 ? -1 : 0;
}

static int set_output(cli_settings *settings, const char *value)
{
    settings->output = value;
    return value[0] ? 0 : -1;
}

static int set_data(cli_settings *settings, const char *value)
{
    settings->data = value;
    return value[0] ? 0 : -1;
}

static int set_threads(cli_settings *settings, const char *value)
{
    return parse_count(value, 1024, &settings->threads) || settings->threads == 0 ? -1
                                                                                  : 0;
}

static int set_limit(cli_settings *settings, const char *value)
{
    const size_t len = strcspn(value, "=");
    for (lode_limit limit = 1; limit < N_LIMITS; limit++) {
        const char *const name = lode_limit_name(limit);
        if (strlen(name) != len || strncmp(name, value, len) != 0 || !value[len])
            continue;
        uint64_t *const most = &settings->limits[limit];
        return parse_whole(value + len + 1, UINT64_MAX, most) || *most == 0 ? -1 : 0;
    }
    return -1;
}

/* ---- bills of materials ---- */

static int set_bom_format(cli_settings *settings, const char *value)
{
    const char *name;
    for (lode_bom_format i = LODE_BOM_AUTO + 1; (name = lode_bom_format_name(i)); i++) {
        if (strcmp(name, value) != 0) continue;
        settings->bom_read.format = i;
        return 0;
    }
    return -1;
}

static int set_latin1(cli_settings *settings, const char *value)
{
    (void)value;
    settings->bom_read.encoding = LODE_ENCODING_LATIN1;
    return 0;
}

static int set_decimal(cli_settings *settings, const char *value)
{
    settings->bom_read.decimal_mark = (unsigned char)value[0];
    return strcmp(value, ".") != 0 && strcmp(value, ",") != 0 ? -1 : 0;
}

static int set_list_of(cli_settings *settings, const char *value)
{
    settings->bom_read.product = value;
    return value[0] ? 0 : -1;
}

static int set_end_use(cli_settings *settings, const char *value)
{
    settings->bom.end_use = value;
    return 0;
}

static int set_volume(cli_settings *settings, const char *value)
{
    settings->bom.has |= LODE_BOM_HAS_VOLUME;
    return parse_real(value, &settings->bom.volume);
}

static int set_value(cli_settings *settings, const char *value)
{
    settings->bom.has |= LODE_BOM_HAS_VALUE;
    return parse_real(value, &settings->bom.value);
}

static int set_assumed_mass(cli_settings *settings, const char *value)
{
    settings->bom.has |= LODE_BOM_HAS_ASSUMED_MASS;
    return parse_real(value, &settings->bom.assumed_mass_kg);
}

static int set_unknown_essential(cli_settings *settings, const char *value)
{
    (void)value;
    settings->bom.flags |= LODE_BOM_UNKNOWN_IS_ESSENTIAL;
    return 0;
}

static int set_strict(cli_settings *settings, const char *value)
{
    (void)value;
    settings->strict = true;
    return 0;
}

static int set_verbose(cli_settings *settings, const char *value)
{
    (void)value;
    settings->verbosity = 1;
    return 0;
}

static int set_quiet(cli_settings *settings, const char *value)
{
    (void)value;
    settings->verbosity = -1;
    return 0;
}

static int set_no_progress(cli_settings *settings, const char *value)
{
    (void)value;
    settings->no_progress = true;
    return 0;
}

static int set_help(cli_settings *settings, const char *value)
{
    (void)value;
    settings->help = true;
    return 0;
}

static int set_version(cli_settings *settings, const char *value)
{
    (void)value;
    settings->version = true;
    return 0;
}

enum {
    SCOPE_COMPILE = SCOPE_CHECK | SCOPE_ANALYSIS | SCOPE_DIFF,
    SCOPE_TABLE =
        SCOPE_ANALYSIS | SCOPE_CLASSIFY | SCOPE_LINT | SCOPE_DIFF | SCOPE_IMPORT,
    SCOPE_OUTPUT = SCOPE_CONVERT | SCOPE_TABLE,
    SCOPE_READ = SCOPE_COMPILE | SCOPE_CONVERT | SCOPE_IMPORT
};

static const option_row rows[] = {
    {"product", 0, SCOPE_COMPILE, "ID", set_product,
     "this product only; may be repeated"},
    {"before", 0, SCOPE_DIFF, "FILE", set_before,
     "a file of the model as it was, besides those of both; repeatable"},
    {"after", 0, SCOPE_DIFF, "FILE", set_after,
     "a file of the model as it is to be, besides those of both; repeatable"},
    {"home", 0, SCOPE_COMPILE | SCOPE_IMPORT, "COUNTRY", set_home,
     "where the products are used, in place of their own home"},
    {"year", 0, SCOPE_COMPILE, "YEAR", set_year, "leave out origin data of later years"},
    {"basis", 0, SCOPE_COMPILE, "NAME,...", set_basis,
     "bases of origin data to use, the best first: contained-mass, gross-mass, count, "
     "value"},
    {"to", 0, SCOPE_CONVERT, "xml|items|inputs|origins|products|balances", set_to,
     "xml (default), or one relation as CSV: items, inputs, origins, products, balances"},
    {"rules", 0, SCOPE_CLASSIFY | SCOPE_READ, "FILE", set_rules,
     "rules to use in place of @reference.rules.xml; may be repeated"},
    {"bom", 0, SCOPE_READ, "csv|ipc-1752|iec-62474|granta|ipc-2581|cyclonedx",
     set_bom_format, "every file is a bill of materials of this format"},
    {"latin1", 0, SCOPE_READ, NULL, set_latin1, "CSV bills of materials are ISO-8859-1"},
    {"decimal", 0, SCOPE_READ, ".|,", set_decimal,
     "decimal mark of CSV bills of materials, where the file does not show it"},
    {"list-of", 0, SCOPE_READ, "ID", set_list_of,
     "the product of a list without a top; default: the name of the file"},
    {"end-use", 0, SCOPE_READ, "NAME", set_end_use,
     "what products of bills of materials are for"},
    {"volume", 0, SCOPE_READ, "X", set_volume, "how many of them are made in a year"},
    {"value", 0, SCOPE_READ, "X", set_value, "what one of them is worth, in USD"},
    {"assume-mass", 0, SCOPE_READ, "KG", set_assumed_mass,
     "of parts that are classified and have no mass; without it they are left out"},
    {"unknown-essential", 0, SCOPE_READ, NULL, set_unknown_essential,
     "parts of unknown make stop the product with their unknown origin"},
    {"field", 0, SCOPE_CLASSIFY, "description|part-number|material|cas|code", set_field,
     "what the texts are: description, part-number, material, cas or code; default: any "
     "of them"},
    {"scheme", 0, SCOPE_CLASSIFY, "NAME", set_scheme,
     "scheme of customs codes, such as CN2024; default HS"},
    {"all", 0, SCOPE_CLASSIFY, NULL, set_all, "every rule that matches, the first first"},
    {"format", 0, SCOPE_TABLE, "table|csv|json", set_format,
     "table (default), csv or json"},
    {"columns", 0, SCOPE_ANALYSIS | SCOPE_DIFF | SCOPE_IMPORT | SCOPE_CLASSIFY,
     "NAME,...", set_columns, "these columns only, in this order"},
    {"output", 'o', SCOPE_OUTPUT, "FILE", set_output,
     "write the result (of import: the model) to FILE"},
    {"strict", 0, SCOPE_ALL & ~SCOPE_PROGRAM, NULL, set_strict,
     "warnings fail: exit code 1"},
    {"threads", 0, SCOPE_ALL, "N", set_threads, "threads to use; the result is the same"},
    {"limit", 0, SCOPE_ALL, "NAME=N", set_limit,
     "allow so many of what a message names as a limit; may be repeated"},
    {"data", 0, SCOPE_ALL, "DIR", set_data,
     "where @NAME is looked up, in place of LODE_DATA and the data installed"},
    {"quiet", 'q', SCOPE_ALL, NULL, set_quiet, "errors only"},
    {"verbose", 'v', SCOPE_ALL, NULL, set_verbose, "notes and all warnings"},
    {"color", 0, SCOPE_ALL, "auto|always|never", set_color,
     "auto (default), always or never"},
    {"no-progress", 0, SCOPE_ALL, NULL, set_no_progress, "no progress on a terminal"},
    {"help", 'h', SCOPE_ALL, NULL, set_help, "this text"},
    {"version", 0, SCOPE_PROGRAM, NULL, set_version,
     "versions of the library and what it is made of"},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

const option_row *option_at(size_t index)
{
    return index < N_ROWS ? &rows[index] : NULL;
}
