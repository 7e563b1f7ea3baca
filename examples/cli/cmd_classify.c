/* `lode classify`: texts of parts, given as words or line by line in files, to materials.
 */
#define _POSIX_C_SOURCE 200809L /* getline() */

#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Texts that grow in number; each is owned. */
typedef struct text_list {
    char **texts; /* [n] */
    size_t n, capacity;
} text_list;

static void free_texts(text_list *list)
{
    for (size_t i = 0; i < list->n; i++) free(list->texts[i]);
    free(list->texts);
}

/* Takes over the text, also where it returns false for lack of memory. */
static bool add_text(text_list *list, char *text)
{
    if (list->n == list->capacity) {
        const size_t capacity = 2 * list->capacity + 64;
        char **const grown = realloc(list->texts, capacity * sizeof(*grown));
        if (!grown) {
            free(text);
            return false;
        }
        list->texts = grown;
        list->capacity = capacity;
    }
    list->texts[list->n++] = text;
    return text != NULL;
}

static bool is_file(const char *word)
{
    struct stat about;
    return strcmp(word, "-") == 0 || (stat(word, &about) == 0 && !S_ISDIR(about.st_mode));
}

static lode_status read_stream(text_list *list, FILE *stream)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    bool good = true;
    while (good && !interrupted() && (len = getline(&line, &capacity, stream)) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0]) good = add_text(list, strdup(line));
    }
    free(line);
    if (!good) return LODE_E_NOMEM;
    return ferror(stream) ? LODE_E_IO : LODE_OK;
}

static lode_status read_lines(cli_session *session, text_list *list, const char *name)
{
    const bool standard = strcmp(name, "-") == 0;
    FILE *const stream = standard ? stdin : fopen(name, "r");
    const lode_status status = stream ? read_stream(list, stream) : LODE_E_IO;
    if (status == LODE_E_IO)
        console_say(&session->console, LODE_ERROR, "cannot read %s: %s",
                    standard ? "standard input" : name, strerror(errno));
    if (stream && !standard) fclose(stream);
    return status;
}

static lode_status gather_texts(cli_session *session, text_list *list)
{
    const cli_settings *const settings = session->settings;
    lode_status status = LODE_OK;
    for (size_t i = 0; i < settings->n_files && status >= 0; i++) {
        const char *const word = settings->files[i];
        if (is_file(word))
            status = read_lines(session, list, word);
        else if (!add_text(list, strdup(word)))
            status = LODE_E_NOMEM;
    }
    return status;
}

static lode_part_text part_of(const cli_settings *settings, const char *text)
{
    const uint32_t field = settings->part_field ? settings->part_field : PART_ALL;
    lode_part_text part = LODE_PART_TEXT_INIT;
    if (field & PART_DESCRIPTION) part.description = text;
    if (field & PART_NUMBER) part.part_number = text;
    if (field & PART_MATERIAL) part.material = text;
    if (field & PART_CAS) part.cas = text;
    if (field & PART_CODE) part.code = text;
    part.scheme = settings->scheme;
    return part;
}

static lode_status classify(cli_session *session, const lode_rules *rules,
                            const text_list *list, lode_table **out)
{
    lode_classify_options options = LODE_CLASSIFY_OPTIONS_INIT;
    lode_part_text *const parts = calloc(list->n + 1, sizeof(*parts));
    if (!parts) return LODE_E_NOMEM;
    for (size_t i = 0; i < list->n; i++)
        parts[i] = part_of(session->settings, list->texts[i]);
    if (session->settings->all) options.flags |= LODE_CLASSIFY_ALL;
    const lode_status status =
        lode_classify(session->context, rules, parts, list->n, &options, out);
    free(parts);
    return status;
}

lode_status cmd_classify(cli_session *session)
{
    lode_rules *rules = NULL;
    lode_table *table = NULL;
    text_list list = {0};
    lode_status status = read_chosen_rules(session, &rules);
    if (status >= 0) status = gather_texts(session, &list);
    if (status >= 0) status = classify(session, rules, &list, &table);
    if (status >= 0) status = write_result(session, table, session->settings->output);
    lode_table_free(table);
    lode_rules_unref(rules);
    free_texts(&list);
    return status;
}
