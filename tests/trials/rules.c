/* Trials of rules and of what they find. */
#include "trial.h"

#include <string.h>

static const char words[] =
    "<rules xmlns='urn:lode:rules:1'>"
    "<rule id='word' field='any' composition='neo' confidence='0.5' pattern='magnet' "
    "priority='10'><yes text='magnet'/><no text='screw'/></rule></rules>";
static const char grades_path[] = LODE_TEST_SOURCE_DIR "/tests/trials/grades.rules.xml";

static int64_t give(void *data, size_t capacity, void *user)
{
    const char **const text = user;
    const size_t left = strlen(*text);
    const size_t n = left < capacity ? left : capacity;
    memcpy(data, *text, n);
    *text += n;
    return (int64_t)n;
}

/* Grades of a file, and words on top of them. */
static lode_status read_both(lode_context *context, bool by_callback, lode_rules **out)
{
    const char *text = words;
    lode_rules *grades = NULL;
    *out = NULL;
    lode_status status = lode_rules_read_file(context, grades_path, NULL, NULL, &grades);
    TRIAL_RESULT(status, grades);
    if (status < 0) return status;
    status = by_callback
                 ? lode_rules_read_callback(context, give, &text, grades, NULL, out)
                 : lode_rules_read_memory(context, words, sizeof(words) - 1, grades, NULL,
                                          out);
    TRIAL_RESULT(status, *out);
    lode_rules_unref(grades); /* those on top hold it */
    return status;
}

static lode_status try_lint(lode_context *context, const trial_world *world,
                            trial_seen *seen)
{
    (void)world;
    lode_rules *rules = NULL;
    lode_table *table = NULL;
    lode_status status = read_both(context, true, &rules);
    if (status >= 0) {
        trial_see_size(seen, lode_rules_count(rules));
        status = lode_rules_lint(context, rules, &table);
        status = trial_see_result(status, table, seen);
    }
    lode_rules_unref(rules);
    return status;
}

static lode_status try_classify(lode_context *context, const trial_world *world,
                                trial_seen *seen)
{
    (void)world;
    lode_part_text parts[5];
    lode_classify_options options = LODE_CLASSIFY_OPTIONS_INIT;
    lode_rules *rules = NULL;
    lode_table *table = NULL;
    for (size_t i = 0; i < 5; i++) parts[i] = (lode_part_text)LODE_PART_TEXT_INIT;
    parts[0].description = "Block magnet N42M 20x10x5";
    parts[1].description = "Screw M5";
    parts[2].cas = "7429-91-6";
    parts[3].code = "8505.11";
    parts[4].material = "42M";
    options.flags = LODE_CLASSIFY_ALL;
    lode_status status = read_both(context, false, &rules);
    if (status >= 0) {
        lode_rules *const more = lode_rules_ref(rules);
        status = lode_classify(context, more, parts, 5, &options, &table);
        status = trial_see_listed(status, table, lode_classify_columns(), seen);
        lode_rules_unref(more);
    }
    lode_rules_unref(rules);
    return status;
}

const trial trials_of_rules[] = {
    {"lode_rules_read_file lode_rules_read_callback lode_rules_count lode_rules_lint",
     try_lint, true},
    {"lode_rules_read_memory lode_rules_ref lode_rules_unref lode_classify "
     "lode_classify_columns",
     try_classify, true},
    {NULL, NULL, false}};
