/* The columns of each analysis, where it is; after the last one without a name. */
#ifndef LODE__ANALYSIS_COLUMNS_H
#define LODE__ANALYSIS_COLUMNS_H

#include "lode/table.h"

extern const lode_column lode__requirements_columns[];
extern const lode_column lode__origin_columns[];
extern const lode_column lode__dependency_columns[];
extern const lode_column lode__concentration_columns[];
extern const lode_column lode__exposure_columns[];
extern const lode_column lode__coalitions_columns[];
extern const lode_column lode__scenario_columns[];
extern const lode_column lode__compare_columns[];
extern const lode_column lode__mitigation_columns[];
extern const lode_column lode__sensitivity_columns[];
extern const lode_column lode__explain_columns[];
extern const lode_column lode__vectors_columns[];
extern const lode_column lode__diff_columns[];

#endif
