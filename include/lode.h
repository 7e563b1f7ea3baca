/**
 * @file lode.h
 * @brief Lode: which countries a product depends on for its critical minerals.
 *
 * The only header to include. A model is read or built (lode/model.h, lode/read.h), compiled for
 * products (lode/network.h) and analysed (lode/analysis.h); every result is a table
 * (lode/table.h), which other programs take as an Arrow stream (lode/arrow.h). lode/bom.h
 * reads bills of materials as they are. lode/whatif.h keeps one evaluation current as figures
 * change. lode/base.h has statuses, memory and diagnostics.
 */
#ifndef LODE_H
#define LODE_H

#include "lode/analysis.h"
#include "lode/arrow.h"
#include "lode/base.h"
#include "lode/bom.h"
#include "lode/model.h"
#include "lode/network.h"
#include "lode/read.h"
#include "lode/rules.h"
#include "lode/table.h"
#include "lode/version.h"
#include "lode/whatif.h"

#endif
