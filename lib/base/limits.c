/* What is limited, and by how much. */
#include "base/context.h"

typedef struct limit_row {
    const char *name, *text;
    uint64_t standard, most;
} limit_row;

static const limit_row rows[LODE__N_LIMITS] = {
#define LIMIT_ROW(NAME, code, name, standard, most, text)                                \
    [code] = {name, text, standard, most},
    LODE_LIMIT_MAP(LIMIT_ROW)
#undef LIMIT_ROW
};

static bool is_limit(lode_limit limit)
{
    return limit > LODE_LIMIT_NONE && limit < LODE__N_LIMITS;
}

const char *lode_limit_name(lode_limit limit)
{
    return is_limit(limit) ? rows[limit].name : NULL;
}

const char *lode_limit_text(lode_limit limit)
{
    return is_limit(limit) ? rows[limit].text : NULL;
}

void lode__limits_init(uint64_t limits[LODE__N_LIMITS])
{
    for (size_t i = 0; i < LODE__N_LIMITS; i++) limits[i] = rows[i].standard;
}

lode_status lode_context_set_limit(lode_context *context, lode_limit limit, uint64_t most)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!is_limit(limit)) return lode__invalid(context, "limit");
    const limit_row *const row = &rows[limit];
    const uint64_t wanted = most > 0 ? most : row->standard;
    context->limits[limit] = wanted < row->most ? wanted : row->most;
    return LODE_OK;
}

uint64_t lode_context_limit(const lode_context *context, lode_limit limit)
{
    return context && is_limit(limit) ? context->limits[limit] : 0;
}
