/* `lode lint`: rules held against their examples. */
#include "cli.h"

#include <string.h>

/* Columns of the table of lode_rules_lint(). */
typedef struct lint_columns {
    size_t rule, example, expected, got, by, ok;
} lint_columns;

static lint_columns find_columns(const lode_table *table)
{
    return (lint_columns){
        lode_table_find_column(table, "rule"),
        lode_table_find_column(table, "example"),
        lode_table_find_column(table, "expected"),
        lode_table_find_column(table, "got"),
        lode_table_find_column(table, "by"),
        lode_table_find_column(table, "ok"),
    };
}

static void show_failure(FILE *stream, const lode_table *table,
                         const lint_columns *columns, size_t row)
{
    const char *const by = lode_table_text(table, columns->by, row);
    fprintf(stream, "%s: \"%s\": expected %s, got %s%s%s\n",
            lode_table_text(table, columns->rule, row),
            lode_table_text(table, columns->example, row),
            lode_table_text(table, columns->expected, row),
            lode_table_text(table, columns->got, row), by[0] ? " by " : "", by);
}

static size_t count_failures(const lode_table *table, const lint_columns *columns)
{
    const uint8_t *const ok = lode_table_flags(table, columns->ok);
    size_t n = 0;
    for (size_t row = 0; row < lode_table_n_rows(table); row++) n += !ok[row];
    return n;
}

/* For people: what is not as expected, and how much there was. */
static lode_status write_failures(cli_session *session, const lode_table *table,
                                  const lint_columns *columns, const lode_rules *rules)
{
    const size_t n_rows = lode_table_n_rows(table);
    const uint8_t *const ok = lode_table_flags(table, columns->ok);
    cli_output output;
    const lode_status status = output_open(session, session->settings->output, &output);
    if (status < 0) return status;
    for (size_t row = 0; row < n_rows; row++) {
        if (!ok[row]) show_failure(output.stream, table, columns, row);
    }
    fprintf(output.stream, "%-10s %zu\n%-10s %zu\n%-10s %zu\n", "rules",
            lode_rules_count(rules), "checks", n_rows, "failed",
            count_failures(table, columns));
    return output_close(session, &output, LODE_OK);
}

lode_status cmd_lint(cli_session *session)
{
    const cli_settings *const settings = session->settings;
    lode_rules *rules = NULL;
    lode_table *table = NULL;
    lode_status status = read_rules(session, (const char *const *)settings->files,
                                    settings->n_files, &rules);
    if (status >= 0) status = lode_rules_lint(session->context, rules, &table);
    if (status >= 0) {
        const lint_columns columns = find_columns(table);
        session->failed = count_failures(table, &columns) > 0;
        status = settings->format == TABLE_TEXT
                     ? write_failures(session, table, &columns, rules)
                     : write_result(session, table, session->settings->output);
    }
    lode_table_free(table);
    lode_rules_unref(rules);
    return status;
}
