/* Units of quantity. Masses convert; the others only equal themselves. */
#include "model/builder.h"

#include <string.h>

/* A mass is `over / under` kg. Both are whole numbers that a double holds exactly, so
 * that conversion between metric masses multiplies or divides once, by an exact power of
 * ten. */
static const struct {
    const char *name;
    double over, under;
} units[] = {
    {"kg", 1.0, 1.0},
    {"g", 1.0, 1e3},
    {"mg", 1.0, 1e6},
    {"ug", 1.0, 1e9},
    {"t", 1e3, 1.0},
    {"kt", 1e6, 1.0},
    {"Mt", 1e9, 1.0},
    {"lb", 45359237.0, 1e8},
    {"oz", 28349523125.0, 1e12},
    {"ozt", 311034768.0, 1e10},
    {"each", 0.0, 1.0},
    {"m", 0.0, 1.0},
    {"km", 0.0, 1.0},
    {"m2", 0.0, 1.0},
    {"m3", 0.0, 1.0},
    {"l", 0.0, 1.0},
    {"MJ", 0.0, 1.0},
    {"GJ", 0.0, 1.0},
    {"kWh", 0.0, 1.0},
    {"MWh", 0.0, 1.0},
    {"GWh", 0.0, 1.0},
    {"kW", 0.0, 1.0},
    {"MW", 0.0, 1.0},
    {"GW", 0.0, 1.0},
    {"h", 0.0, 1.0},
};

const char *lode_unit_name(size_t index)
{
    return index < LODE__COUNT(units) ? units[index].name : NULL;
}

int lode__find_unit(const char *name, size_t len)
{
    for (size_t i = 0; i < LODE__COUNT(units); i++)
        if (strncmp(units[i].name, name, len) == 0 && units[i].name[len] == '\0')
            return (int)i;
    return -1;
}

double lode__unit_kg(unsigned unit)
{
    return units[unit].over / units[unit].under;
}

bool lode__convert(unsigned from, unsigned to, double *quantity)
{
    if (from == to) return true;
    const double over = units[from].over * units[to].under;
    const double under = units[from].under * units[to].over;
    if (over == 0.0 || under == 0.0) return false;
    if (over >= under)
        *quantity *= over / under;
    else
        *quantity /= under / over;
    return true;
}
