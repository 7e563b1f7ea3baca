/**
 * @file lode.hpp
 * @brief Lode for C++17: handles that free themselves, exceptions that carry the
 * diagnostics, and tables whose columns are spans. Header only; links what the C library
 * needs.
 *
 * Option and record structs are those of C (lode.h), where each member is described;
 * `struct_size` is filled in here. Empty text stands for NULL. A lode::error holds what a
 * failing call reported; memory that runs out is std::bad_alloc. Exceptions of the host's
 * own callbacks and streams pass through to the caller of the library. What is not
 * wrapped takes the handle that get() gives.
 *
 * Threads: as in C. A context, and a builder made with it, serves one thread at a time;
 * models, networks and tables may be read by any number. An object that was moved from
 * can only be destroyed or assigned to.
 */
#ifndef LODE_HPP
#define LODE_HPP

#include "lode.h"

#include "lode/bom.hpp"
#include "lode/context.hpp"
#include "lode/model.hpp"
#include "lode/rules.hpp"
#include "lode/table.hpp"

#endif
