/* Countries as bills of materials name them. */
#ifndef LODE__READ_COUNTRY_H
#define LODE__READ_COUNTRY_H

#include <stddef.h>

/* Three-letter code of a country that is named by its two or three letters or its English
 * name; NULL where there is none. */
const char *lode__find_country(const char *text, size_t len);

#endif
