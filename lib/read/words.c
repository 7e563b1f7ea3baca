/* The keywords of the format. */
#include "read/words.h"
#include "read/rules.h"

const lode__word lode__words_yes_no[] = {{"yes", 1}, {"no", 0}, {NULL, 0}};
const lode__word lode__words_share_kind[] = {
    {"primary", LODE_KIND_PRIMARY}, {"recycled", LODE_KIND_RECYCLED}, {NULL, 0}};
const lode__word lode__words_line_kind[] = {{"primary", LODE_KIND_PRIMARY},
                                            {"recycled", LODE_KIND_RECYCLED},
                                            {"both", LODE_KIND_BOTH},
                                            {NULL, 0}};
const lode__word lode__words_basis[] = {{"contained-mass", LODE_BASIS_CONTAINED_MASS},
                                        {"gross-mass", LODE_BASIS_GROSS_MASS},
                                        {"count", LODE_BASIS_COUNT},
                                        {"value", LODE_BASIS_VALUE},
                                        {NULL, 0}};
const lode__word lode__words_rest[] = {
    {"unknown", LODE_REST_UNKNOWN}, {"wider", LODE_REST_WIDER}, {NULL, 0}};
/* An exact figure has no word: it is one without a bound. */
const lode__word lode__words_bound[] = {
    {"low", LODE_BOUND_LOW},           {"high", LODE_BOUND_HIGH},
    {"withheld", LODE_BOUND_WITHHELD}, {"confidential", LODE_BOUND_CONFIDENTIAL},
    {"missing", LODE_BOUND_MISSING},   {NULL, 0}};
const lode__word lode__words_quantity_is[] = {
    {"mean", LODE_QUANTITY_IS_MEAN}, {"mode", LODE_QUANTITY_IS_MODE}, {NULL, 0}};
const lode__word lode__words_amount_of[] = {
    {"production", LODE_AMOUNT_PRODUCTION},
    {"imports", LODE_AMOUNT_IMPORTS},
    {"exports", LODE_AMOUNT_EXPORTS},
    {"stock-withdrawal", LODE_AMOUNT_STOCK_WITHDRAWAL},
    {"consumption", LODE_AMOUNT_CONSUMPTION},
    {NULL, 0}};
const lode__word lode__words_rule_field[] = {{"description", LODE__RULE_DESCRIPTION},
                                             {"part-number", LODE__RULE_PART_NUMBER},
                                             {"material", LODE__RULE_MATERIAL},
                                             {"any", LODE__RULE_ANY},
                                             {"cas", LODE__RULE_CAS},
                                             {"code", LODE__RULE_CODE},
                                             {NULL, 0}};
const lode__word lode__words_heading[] = {
    {"id", 0},         {"parent", 1},      {"level", 2},       {"version", 3},
    {"name", 4},       {"description", 5}, {"part-number", 6}, {"material", 7},
    {"cas", 8},        {"code", 9},        {"supplier", 10},   {"country", 11},
    {"quantity", 12},  {"unit", 13},       {"references", 14}, {"mass", 15},
    {"mass-unit", 16}, {"price", 17},      {"currency", 18},   {"fitted", 19},
    {"category", 20},  {NULL, 0}};

const char *lode__word_name(const lode__word *words, uint32_t value)
{
    while (words->name && words->value != value) words++;
    return words->name ? words->name : "";
}
