/* What runs: the version of the library and how it was built. */
#include "lode/base.h"

/* The build system may say these; a plain compilation need not. */
#ifndef LODE_BUILD_TYPE
#ifdef NDEBUG
#define LODE_BUILD_TYPE "release"
#else
#define LODE_BUILD_TYPE "debug"
#endif
#endif
#ifndef LODE_BUILD_LIBRARIES
#define LODE_BUILD_LIBRARIES ""
#endif

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown compiler"
#endif

int32_t lode_version_number(void)
{
    return LODE_VERSION_NUMBER;
}

const char *lode_version_string(void)
{
    return LODE_VERSION_STRING;
}

const char *lode_build_info(void)
{
    /* LODE_BUILD_LIBRARIES is such as ", libxml2 2.9.14, PCRE2 10.42". */
    return "lode " LODE_VERSION_STRING ", " COMPILER
           ", " LODE_BUILD_TYPE LODE_BUILD_LIBRARIES;
}
