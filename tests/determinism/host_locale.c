/* Preloaded, it makes of any program a host that has set its locale, and one that the machine does
 * not have an error. */
#include <locale.h>
#include <stdlib.h>

__attribute__((constructor)) static void set_locale(void)
{
    if (!setlocale(LC_ALL, "")) abort();
}
