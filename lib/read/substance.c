/* Substances, their formulas and the weights of atoms. */
#include "read/substance.h"

#include "base/memory.h"

#include <string.h>

/* IUPAC, abridged standard atomic weights 2021 (conventional values where an interval is
 * published). In order of atomic numbers. */
static const struct {
    char symbol[4];
    double weight;
} atoms[] = {
    {"H", 1.008},   {"Li", 6.94},   {"Be", 9.0122}, {"B", 10.81},   {"C", 12.011},
    {"N", 14.007},  {"O", 15.999},  {"F", 18.998},  {"Na", 22.990}, {"Mg", 24.305},
    {"Al", 26.982}, {"Si", 28.085}, {"P", 30.974},  {"S", 32.06},   {"Cl", 35.45},
    {"K", 39.098},  {"Ca", 40.078}, {"Sc", 44.956}, {"Ti", 47.867}, {"V", 50.942},
    {"Cr", 51.996}, {"Mn", 54.938}, {"Fe", 55.845}, {"Co", 58.933}, {"Ni", 58.693},
    {"Cu", 63.546}, {"Zn", 65.38},  {"Ga", 69.723}, {"Ge", 72.630}, {"As", 74.922},
    {"Se", 78.971}, {"Br", 79.904}, {"Rb", 85.468}, {"Sr", 87.62},  {"Y", 88.906},
    {"Zr", 91.224}, {"Nb", 92.906}, {"Mo", 95.95},  {"Ru", 101.07}, {"Rh", 102.91},
    {"Pd", 106.42}, {"Ag", 107.87}, {"Cd", 112.41}, {"In", 114.82}, {"Sn", 118.71},
    {"Sb", 121.76}, {"Te", 127.60}, {"I", 126.90},  {"Cs", 132.91}, {"Ba", 137.33},
    {"La", 138.91}, {"Ce", 140.12}, {"Pr", 140.91}, {"Nd", 144.24}, {"Sm", 150.36},
    {"Eu", 151.96}, {"Gd", 157.25}, {"Tb", 158.93}, {"Dy", 162.50}, {"Ho", 164.93},
    {"Er", 167.26}, {"Tm", 168.93}, {"Yb", 173.05}, {"Lu", 174.97}, {"Hf", 178.49},
    {"Ta", 180.95}, {"W", 183.84},  {"Re", 186.21}, {"Os", 190.23}, {"Ir", 192.22},
    {"Pt", 195.08}, {"Au", 196.97}, {"Hg", 200.59}, {"Tl", 204.38}, {"Pb", 207.2},
    {"Bi", 208.98},
};

/* In order of numbers. Ammonium paratungstate, whose water varies, is without it. */
static const struct {
    const char *cas, *formula;
} substances[] = {
    {"409-21-2", "SiC"},          {"497-19-8", "Na2CO3"},
    {"513-77-9", "BaCO3"},        {"513-79-1", "CoCO3"},
    {"546-93-0", "MgCO3"},        {"554-13-2", "Li2CO3"},
    {"1303-00-0", "GaAs"},        {"1303-86-2", "B2O3"},
    {"1303-96-4", "Na2B4H20O17"}, {"1304-56-9", "BeO"},
    {"1304-76-3", "Bi2O3"},       {"1306-25-8", "CdTe"},
    {"1306-38-3", "CeO2"},        {"1307-96-6", "CoO"},
    {"1308-06-1", "Co3O4"},       {"1308-38-9", "Cr2O3"},
    {"1308-87-8", "Dy2O3"},       {"1308-96-9", "Eu2O3"},
    {"1309-37-1", "Fe2O3"},       {"1309-48-4", "MgO"},
    {"1309-64-4", "Sb2O3"},       {"1310-53-8", "GeO2"},
    {"1310-65-2", "LiOH"},        {"1310-66-3", "LiH3O2"},
    {"1312-43-2", "In2O3"},       {"1312-81-8", "La2O3"},
    {"1313-13-9", "MnO2"},        {"1313-27-5", "MoO3"},
    {"1313-96-8", "Nb2O5"},       {"1313-97-9", "Nd2O3"},
    {"1313-99-1", "NiO"},         {"1314-13-2", "ZnO"},
    {"1314-23-4", "ZrO2"},        {"1314-35-8", "WO3"},
    {"1314-36-9", "Y2O3"},        {"1314-37-0", "Yb2O3"},
    {"1314-61-0", "Ta2O5"},       {"1314-62-1", "V2O5"},
    {"1317-33-5", "MoS2"},        {"1317-36-8", "PbO"},
    {"1317-38-0", "CuO"},         {"1317-39-1", "Cu2O"},
    {"1317-61-9", "Fe3O4"},       {"1327-53-3", "As2O3"},
    {"1330-43-4", "Na2B4O7"},     {"1333-82-0", "CrO3"},
    {"1344-28-1", "Al2O3"},       {"1633-05-2", "SrCO3"},
    {"7429-90-5", "Al"},          {"7429-91-6", "Dy"},
    {"7439-88-5", "Ir"},          {"7439-89-6", "Fe"},
    {"7439-91-0", "La"},          {"7439-92-1", "Pb"},
    {"7439-93-2", "Li"},          {"7439-94-3", "Lu"},
    {"7439-95-4", "Mg"},          {"7439-96-5", "Mn"},
    {"7439-97-6", "Hg"},          {"7439-98-7", "Mo"},
    {"7440-00-8", "Nd"},          {"7440-02-0", "Ni"},
    {"7440-03-1", "Nb"},          {"7440-04-2", "Os"},
    {"7440-05-3", "Pd"},          {"7440-06-4", "Pt"},
    {"7440-09-7", "K"},           {"7440-10-0", "Pr"},
    {"7440-15-5", "Re"},          {"7440-16-6", "Rh"},
    {"7440-17-7", "Rb"},          {"7440-18-8", "Ru"},
    {"7440-19-9", "Sm"},          {"7440-20-2", "Sc"},
    {"7440-21-3", "Si"},          {"7440-22-4", "Ag"},
    {"7440-23-5", "Na"},          {"7440-24-6", "Sr"},
    {"7440-25-7", "Ta"},          {"7440-27-9", "Tb"},
    {"7440-28-0", "Tl"},          {"7440-30-4", "Tm"},
    {"7440-31-5", "Sn"},          {"7440-32-6", "Ti"},
    {"7440-33-7", "W"},           {"7440-36-0", "Sb"},
    {"7440-38-2", "As"},          {"7440-39-3", "Ba"},
    {"7440-41-7", "Be"},          {"7440-42-8", "B"},
    {"7440-43-9", "Cd"},          {"7440-44-0", "C"},
    {"7440-45-1", "Ce"},          {"7440-46-2", "Cs"},
    {"7440-47-3", "Cr"},          {"7440-48-4", "Co"},
    {"7440-50-8", "Cu"},          {"7440-52-0", "Er"},
    {"7440-53-1", "Eu"},          {"7440-54-2", "Gd"},
    {"7440-55-3", "Ga"},          {"7440-56-4", "Ge"},
    {"7440-57-5", "Au"},          {"7440-58-6", "Hf"},
    {"7440-60-0", "Ho"},          {"7440-62-2", "V"},
    {"7440-64-4", "Yb"},          {"7440-65-5", "Y"},
    {"7440-66-6", "Zn"},          {"7440-67-7", "Zr"},
    {"7440-69-9", "Bi"},          {"7440-70-2", "Ca"},
    {"7440-74-6", "In"},          {"7446-07-3", "TeO2"},
    {"7447-40-7", "KCl"},         {"7631-86-9", "SiO2"},
    {"7647-14-5", "NaCl"},        {"7664-41-7", "NH3"},
    {"7704-34-9", "S"},           {"7723-14-0", "P"},
    {"7727-43-7", "BaSO4"},       {"7759-02-6", "SrSO4"},
    {"7782-42-5", "C"},           {"7782-49-2", "Se"},
    {"7785-87-7", "MnSO4"},       {"7786-81-4", "NiSO4"},
    {"7789-75-5", "CaF2"},        {"10043-11-5", "BN"},
    {"10043-35-3", "BH3O3"},      {"10101-52-7", "ZrSiO4"},
    {"10124-43-3", "CoSO4"},      {"11120-25-5", "N10H40W12O41"},
    {"12017-68-4", "SmCo5"},      {"12023-91-5", "SrFe12O19"},
    {"12024-21-4", "Ga2O3"},      {"12032-20-1", "Lu2O3"},
    {"12033-89-5", "Si3N4"},      {"12036-10-1", "RuO2"},
    {"12036-44-1", "Tm2O3"},      {"12037-01-3", "Tb4O7"},
    {"12037-29-5", "Pr6O11"},     {"12047-27-7", "BaTiO3"},
    {"12054-48-7", "NiO2H2"},     {"12055-23-1", "HfO2"},
    {"12055-62-8", "Ho2O3"},      {"12060-08-1", "Sc2O3"},
    {"12060-58-1", "Sm2O3"},      {"12061-16-4", "Er2O3"},
    {"12064-62-9", "Gd2O3"},      {"12069-32-8", "B4C"},
    {"12069-94-2", "NbC"},        {"12070-06-3", "TaC"},
    {"12070-08-5", "TiC"},        {"12070-12-1", "WC"},
    {"12136-45-7", "K2O"},        {"12190-79-3", "LiCoO2"},
    {"13463-67-7", "TiO2"},       {"13494-80-9", "Te"},
    {"14808-60-7", "SiO2"},       {"15365-14-7", "LiFePO4"},
    {"18282-10-5", "SnO2"},       {"21041-93-0", "CoO2H2"},
    {"21324-40-3", "LiPF6"},      {"22398-80-7", "InP"},
    {"24304-00-5", "AlN"},        {"25583-20-4", "TiN"},
    {"25617-97-4", "GaN"},        {"60676-86-0", "SiO2"},
};

const char *lode__substance_at(size_t index, const char **out_formula)
{
    if (index >= LODE__COUNT(substances)) return NULL;
    *out_formula = substances[index].formula;
    return substances[index].cas;
}

const char *lode__substance_formula(const char *cas, size_t len)
{
    for (size_t i = 0; i < LODE__COUNT(substances); i++)
        if (strncmp(substances[i].cas, cas, len) == 0 && !substances[i].cas[len])
            return substances[i].formula;
    return NULL;
}

static double atom_weight(const char *symbol, size_t len)
{
    for (size_t i = 0; i < LODE__COUNT(atoms); i++)
        if (strncmp(atoms[i].symbol, symbol, len) == 0 && !atoms[i].symbol[len])
            return atoms[i].weight;
    return 0.0;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t lode__split_formula(const char *formula, lode__element_part out[LODE__MAX_SYMBOLS])
{
    size_t n = 0;
    double total = 0.0;
    for (const char *at = formula; *at; n++) {
        const size_t len = is_lower(at[1]) ? 2 : 1;
        const double weight = atom_weight(at, len);
        if (n == LODE__MAX_SYMBOLS || weight == 0.0) return 0;
        memset(out[n].symbol, 0, sizeof(out[n].symbol));
        memcpy(out[n].symbol, at, len);
        double count = 0.0;
        for (at += len; is_digit(*at); at++) count = 10.0 * count + (*at - '0');
        out[n].fraction = weight * (count > 0.0 ? count : 1.0);
        total += out[n].fraction;
    }
    for (size_t i = 0; i < n; i++) out[i].fraction /= total;
    return n;
}

double lode__find_part(const lode__element_part parts[], size_t n, const char *element)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(parts[i].symbol, element) == 0) return parts[i].fraction;
    return 0.0;
}
