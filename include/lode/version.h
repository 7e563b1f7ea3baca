/**
 * @file lode/version.h
 * @brief Version of the headers and of the library that runs. The one place where the version stands.
 */
#ifndef LODE_VERSION_H
#define LODE_VERSION_H

#define LODE_VERSION_MAJOR 0
#define LODE_VERSION_MINOR 1
#define LODE_VERSION_PATCH 0
#define LODE_VERSION_STRING "0.1.0"

/** Packs a version into one comparable number: 0.1.0 is 100. */
#define LODE_VERSION_PACK(major, minor, patch) \
    ((major) * 10000 + (minor) * 100 + (patch))
#define LODE_VERSION_NUMBER \
    LODE_VERSION_PACK(LODE_VERSION_MAJOR, LODE_VERSION_MINOR, LODE_VERSION_PATCH)
/** True where the headers are of this version or a later one. */
#define LODE_VERSION_AT_LEAST(major, minor, patch) \
    (LODE_VERSION_NUMBER >= LODE_VERSION_PACK(major, minor, patch))

#endif
