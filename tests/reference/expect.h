/* What the makers of expected tables share. */
#ifndef LODE_TESTS_EXPECT_H
#define LODE_TESTS_EXPECT_H

#include "expected.h"

/* Nearer to a level than this, rounding decides: nothing is asked of a flag there. */
#define REF_TOO_CLOSE 1e-11

enum { REF_TEXT = 4096 };

double ref_level_of(const ref_ask *ask);
bool ref_exceeds(double x, double level);
bool ref_too_close(double x, double level);
const char *ref_stage_name(const ref_model *model, int stage);
bool ref_stage_asked(const ref_ask *ask, int stage);
bool ref_is_domestic(const ref_graph *graph, const ref_ask *ask, int product,
                     int country);
double ref_ratio(double part, double whole);
void ref_text_or_any(ref_table *out, const char *column, int sure, const char *text);
ref_stop ref_stop_of(const ref_graph *graph, const ref_ask *ask, int kind);
void ref_run_stop(const ref_graph *graph, const ref_stop *stop, ref_shock *shock,
                  ref_up *up);
bool ref_makes_anything(const ref_graph *graph, const ref_reach *reach, int country);

#endif
