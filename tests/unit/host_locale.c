/* Makes of any program it is linked with, or preloaded to, a host that has set its locale. Where
 * LOCPATH says which locales are to be tried, one that is not there is an error. */
#include <locale.h>
#include <stdlib.h>

__attribute__((constructor)) static void set_locale(void)
{
    if (!setlocale(LC_ALL, "") && getenv("LOCPATH")) abort();
}
