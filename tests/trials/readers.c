/* Trials of the readers and of the writers of models. */
#include "trial.h"

#include <string.h>

static const char xml[] =
    "<lode xmlns='urn:lode:model:1' name='small &amp; read'>"
    "<source id='s' publisher='p' title='t'/><bloc id='B'><member country='DEU'/></bloc>"
    "<item id='metal' unit='kg' price='5' stage='metal'>"
    "<code scheme='HS2022' value='280530'/>"
    "<origin market='*' basis='contained-mass' year='2020' source='s'>"
    "<from country='CHN' share='0.7' party='Northern'/><from country='JPN' share='0.3'/>"
    "</origin></item><item id='part' unit='each' mass='2' price='40' stage='component'>"
    "<input item='metal' quantity='10' unit='g'/></item>"
    "<product item='part' home='DEU'/>"
    "<scenario id='stop'><ban codes='HS2022:2805..' from='CHN'/>"
    "<production-stop party='North.*' from='CHN' severity='0.5'/></scenario></lode>";

static const char items[] = "id,unit,price\nmetal,kg,5\npart,each,40\n";
static const char inputs[] = "parent,item,quantity,unit\npart,metal,10,g\n";
static const char origins[] = "item,market,basis,source,country,share\n"
                              "metal,*,value,,CHN,0.75\nmetal,*,value,,JPN,0.25\n";
static const char products[] = "item,home,volume\npart,DEU,5\n";
static const char *const relations[] = {items, inputs, origins, products};

/* What a read callback gives, a little at a time. */
typedef struct pieces {
    const char *text;
    size_t left;
} pieces;

static int64_t give(void *data, size_t capacity, void *user)
{
    pieces *const p = user;
    const size_t few = capacity < 100 ? capacity : 100;
    const size_t n = p->left < few ? p->left : few;
    memcpy(data, p->text, n);
    p->text += n;
    p->left -= n;
    return (int64_t)n;
}

/* Ends a reading: a builder that lacks something gives no model. */
static lode_status finish(lode_context *context, lode_builder *builder,
                          lode_status status, trial_seen *seen)
{
    lode_model *model = NULL;
    const lode_status frozen =
        builder ? lode_builder_freeze(context, builder, &model) : LODE_E_NOMEM;
    TRIAL_MUST((frozen >= 0) == (model != NULL));
    TRIAL_MUST(status >= 0 || !model);
    if (status >= 0) status = frozen;
    if (status >= 0) status = lode_write_model(context, model, trial_write, seen);
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

static lode_status try_file(lode_context *context, const trial_world *world,
                            trial_seen *seen)
{
    (void)world;
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = lode_read_file(context, builder,
                                LODE_TEST_SOURCE_DIR "/tests/cases/valid/full/input.xml",
                                NULL);
    return finish(context, builder, status, seen);
}

static lode_status try_memory(lode_context *context, const trial_world *world,
                              trial_seen *seen)
{
    (void)world;
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(context, &builder);
    for (size_t i = 0; i < 4 && status >= 0; i++)
        status =
            lode_read_memory(context, builder, relations[i], strlen(relations[i]), NULL);
    return finish(context, builder, status, seen);
}

static lode_status try_callback(lode_context *context, const trial_world *world,
                                trial_seen *seen)
{
    (void)world;
    pieces p = {xml, sizeof(xml) - 1};
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = lode_read_callback(context, builder, give, &p, NULL);
    return finish(context, builder, status, seen);
}

/* Patterns of codes and of parties. */
static lode_status try_patterns(lode_context *context, const trial_world *world,
                                trial_seen *seen)
{
    (void)world;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_table *table = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = lode_read_memory(context, builder, xml, sizeof(xml) - 1, NULL);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) status = lode_network_compile(context, model, NULL, &network);
    if (status >= 0) {
        status = lode_scenario(context, network, NULL, &table);
        status = trial_see_result(status, table, seen);
    }
    lode_network_unref(network);
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

static lode_status try_relations(lode_context *context, const trial_world *world,
                                 trial_seen *seen)
{
    lode_status status = LODE_OK;
    for (lode_format f = LODE_FORMAT_ITEMS_CSV;
         f <= LODE_FORMAT_BALANCES_CSV && status >= 0; f++)
        status = lode_write_relation(context, world->model, f, trial_write, seen);
    return status;
}

const trial trials_of_readers[] = {{"lode_read_file", try_file, true},
                                   {"lode_read_memory", try_memory, false},
                                   {"lode_read_callback", try_callback, true},
                                   {"lode_scenario", try_patterns, true},
                                   {"lode_write_relation", try_relations, false},
                                   {NULL, NULL, false}};
