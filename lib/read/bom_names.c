/* The names of each format. */
#include "read/bom_names.h"

#include <string.h>

#define NONE LODE__BOM_NOTHING
#define PART LODE__BOM_PART
#define MATERIAL LODE__BOM_MATERIAL
#define SUBSTANCE LODE__BOM_SUBSTANCE
#define AMOUNT LODE__BOM_AMOUNT
#define ID LODE__BOM_ID
#define NAME LODE__BOM_NAME
#define VERSION LODE__BOM_VERSION
#define GROUP LODE__BOM_MATERIAL_TEXT
#define CAS LODE__BOM_CAS
#define QUANTITY LODE__BOM_QUANTITY
#define UNIT LODE__BOM_UNIT
#define MASS LODE__BOM_MASS
#define MASS_UNIT LODE__BOM_MASS_UNIT
#define SUPPLIER LODE__BOM_SUPPLIER
#define FITTED LODE__BOM_FITTED

/* An attribute, the text, or a fixed value of an element that opens nothing. */
#define GIVES(element, within, attribute, field)                                         \
    {                                                                                    \
        element, within, NONE, attribute, field, NULL                                    \
    }
#define OPENS(element, within, kind)                                                     \
    {                                                                                    \
        element, within, kind, NULL, 0, NULL                                             \
    }
#define MEANS(element, within, field, constant)                                          \
    {                                                                                    \
        element, within, NONE, NULL, field, constant                                     \
    }

/* IPC-1752A and B, classes C (substances above a threshold, without mass) and D
 * (homogeneous materials with mass). */
static const lode__bom_name ipc1752[] = {
    OPENS("Product", NULL, PART),
    GIVES("Product", NULL, "numberOfInstances", QUANTITY),
    OPENS("SubProduct", NULL, PART),
    GIVES("SubProduct", NULL, "numberOfInstances", QUANTITY),
    GIVES("ProductID", NULL, "itemNumber", ID),
    GIVES("ProductID", NULL, "itemName", NAME),
    GIVES("ProductID", NULL, "version", VERSION),
    OPENS("HomogeneousMaterial", NULL, MATERIAL),
    GIVES("HomogeneousMaterial", NULL, "name", NAME),
    GIVES("HomogeneousMaterial", NULL, "materialGroupName", GROUP),
    GIVES("HomogeneousMaterial", NULL, "value", MASS),
    GIVES("HomogeneousMaterial", NULL, "UOM", MASS_UNIT),
    OPENS("Substance", NULL, SUBSTANCE),
    GIVES("Substance", NULL, "name", NAME),
    GIVES("Substance", NULL, "value", MASS),
    GIVES("Substance", NULL, "UOM", MASS_UNIT),
    GIVES("SubstanceID", "Substance", "identity", CAS),
    GIVES("UniqueID", "SubstanceID", "identity", CAS),
    GIVES("Threshold", "Substance", "overThreshold", FITTED),
    OPENS("Amount", NULL, AMOUNT),
    GIVES("Amount", NULL, "value", MASS),
    GIVES("Amount", NULL, "UOM", MASS_UNIT),
    OPENS("Concentration", NULL, AMOUNT),
    GIVES("Concentration", NULL, "value", MASS),
    GIVES("Concentration", NULL, "UOM", MASS_UNIT),
    MEANS("Concentration", NULL, MASS_UNIT, "%"),
    GIVES("SupplyCompany", "Response", "name", SUPPLIER),
};

/* IEC 62474 and what follows it. */
static const lode__bom_name iec62474[] = {
    OPENS("Product", "Main", PART),
    GIVES("Product", "Main", "unitType", UNIT),
    OPENS("ProductPart", NULL, PART),
    GIVES("ProductPart", NULL, "numberOfUnits", QUANTITY),
    GIVES("ProductID", NULL, "identifier", ID),
    GIVES("ProductID", NULL, "name", NAME),
    GIVES("ProductID", NULL, "version", VERSION),
    GIVES("CountryInformation", "CountryOfManufacture", "countryCode", LODE__BOM_COUNTRY),
    OPENS("Material", NULL, MATERIAL),
    GIVES("Material", NULL, "name", NAME),
    GIVES("EntryID", "MaterialClassID", "entryIdentity", GROUP),
    OPENS("Substance", NULL, SUBSTANCE),
    GIVES("Substance", NULL, "name", NAME),
    GIVES("EntryID", "SubstanceID", "entryIdentity", CAS),
    OPENS("Mass", "ProductID", AMOUNT),
    OPENS("Mass", "Material", AMOUNT),
    OPENS("Mass", "Substance", AMOUNT),
    GIVES("Mass", NULL, "mass", MASS),
    GIVES("Mass", NULL, "unitOfMeasure", MASS_UNIT),
    GIVES("Mass", NULL, "massRangeMin", LODE__BOM_LOW),
    GIVES("Mass", NULL, "massRangeMax", LODE__BOM_HIGH),
    OPENS("MassPercent", "Material", AMOUNT),
    OPENS("MassPercent", "Substance", AMOUNT),
    GIVES("MassPercent", NULL, "massPercent", MASS),
    GIVES("MassPercent", NULL, "massPercentRangeMin", LODE__BOM_LOW),
    GIVES("MassPercent", NULL, "massPercentRangeMax", LODE__BOM_HIGH),
    MEANS("MassPercent", NULL, MASS_UNIT, "%"),
    GIVES("SupplyCompany", "Response", "name", SUPPLIER),
};

/* Granta's bill of materials for eco audits, 1711 to 2505. */
static const lode__bom_name granta[] = {
    OPENS("Part", "Components", PART),
    GIVES("PartNumber", "Part", "", ID),
    GIVES("Name", "Part", "", NAME),
    GIVES("Quantity", "Part", "", QUANTITY),
    GIVES("Quantity", "Part", "Unit", UNIT),
    OPENS("MassPerUom", "Part", AMOUNT),
    GIVES("MassPerUom", "Part", "", MASS),
    GIVES("MassPerUom", "Part", "Unit", MASS_UNIT),
    OPENS("Material", "Materials", MATERIAL),
    GIVES("Name", "Material", "", NAME),
    GIVES("Identity", "Material", "", GROUP),
    GIVES("recordGUID", "MIMaterialReference", "", CAS),
    OPENS("Percentage", "Material", AMOUNT),
    OPENS("Percentage", "Substance", AMOUNT),
    GIVES("Percentage", NULL, "", MASS),
    MEANS("Percentage", NULL, MASS_UNIT, "%"),
    OPENS("Mass", "Material", AMOUNT),
    GIVES("Mass", "Material", "", MASS),
    GIVES("Mass", "Material", "Unit", MASS_UNIT),
    OPENS("Substance", "Substances", SUBSTANCE),
    GIVES("Name", "Substance", "", NAME),
    GIVES("Identity", "Substance", "", CAS),
};

/* The bill of materials of a circuit board. */
static const lode__bom_name ipc2581[] = {
    OPENS("BomRef", "Content", LODE__BOM_SELECTION),
    GIVES("BomRef", "Content", "name", ID),
    OPENS("Bom", "IPC-2581", LODE__BOM_LIST),
    GIVES("Bom", "IPC-2581", "name", ID),
    GIVES("BomHeader", "Bom", "assembly", NAME),
    GIVES("BomHeader", "Bom", "revision", VERSION),
    OPENS("BomItem", "Bom", PART),
    GIVES("BomItem", "Bom", "OEMDesignNumberRef", ID),
    GIVES("BomItem", "Bom", "quantity", QUANTITY),
    GIVES("BomItem", "Bom", "description", NAME),
    GIVES("BomItem", "Bom", "category", LODE__BOM_CATEGORY),
    OPENS("RefDes", "BomItem", LODE__BOM_PLACEMENT),
    GIVES("RefDes", "BomItem", "populate", FITTED),
    OPENS("Textual", "Characteristics", LODE__BOM_PROPERTY),
    GIVES("Textual", "Characteristics", "textualCharacteristicName", LODE__BOM_KEY),
    GIVES("Textual", "Characteristics", "textualCharacteristicValue", LODE__BOM_TEXT),
    OPENS("AvlItem", "Avl", LODE__BOM_MENTION),
    GIVES("AvlItem", "Avl", "OEMDesignNumber", ID),
    GIVES("AvlMpn", "AvlVmpn", "name", LODE__BOM_PART_NUMBER),
    GIVES("AvlVendor", "AvlVmpn", "enterpriseRef", SUPPLIER),
};

/* A hardware inventory: the document is the product, components contain each other or
 * are tied by dependencies. */
static const lode__bom_name cyclonedx[] = {
    OPENS("bom", NULL, PART),
    GIVES("component", "metadata", "bom-ref", ID),
    OPENS("component", "components", PART),
    GIVES("component", "components", "bom-ref", ID),
    GIVES("name", "component", "", NAME),
    GIVES("version", "component", "", VERSION),
    GIVES("description", "component", "", LODE__BOM_DESCRIPTION),
    GIVES("name", "supplier", "", SUPPLIER),
    GIVES("name", "manufacturer", "", SUPPLIER),
    OPENS("property", "properties", LODE__BOM_PROPERTY),
    GIVES("property", "properties", "name", LODE__BOM_KEY),
    GIVES("property", "properties", "", LODE__BOM_TEXT),
    OPENS("dependency", "dependencies", LODE__BOM_SCOPE),
    GIVES("dependency", "dependencies", "ref", ID),
    OPENS("dependency", "dependency", LODE__BOM_USAGE),
    GIVES("dependency", "dependency", "ref", ID),
};

#define NAMES(names) names, LODE__COUNT(names)

static const lode__bom_form forms[] = {
    {LODE_BOM_IPC1752,
     "ipc-1752",
     "IPC-1752A or B material declaration",
     "MainDeclaration",
     {"http://webstds.ipc.org/175x/*", "https://webstds.ipc.org/175x/*"},
     NAMES(ipc1752),
     {NULL},
     false},
    {LODE_BOM_IEC62474,
     "iec-62474",
     "IEC 62474 material declaration",
     "Main",
     {"http*iec.ch/iec62474*", "http*iec.ch/*82474*", "http*iso.org/*82474*"},
     NAMES(iec62474),
     {"Compliance", "MaterialClassDeclaration"},
     false},
    {LODE_BOM_GRANTA,
     "granta",
     "Granta bill of materials (PartsEco)",
     "PartsEco",
     {"http://www.grantadesign.com/*/BillOfMaterialsEco"},
     NAMES(granta),
     {"Process"},
     false},
    {LODE_BOM_IPC2581,
     "ipc-2581",
     "IPC-2581 circuit board",
     "IPC-2581",
     {"http://webstds.ipc.org/2581*"},
     NAMES(ipc2581),
     {"Ecad"},
     false},
    {LODE_BOM_CYCLONEDX,
     "cyclonedx",
     "CycloneDX inventory",
     "bom",
     {"http://cyclonedx.org/schema/bom/*"},
     NAMES(cyclonedx),
     {"vulnerabilities", "evidence", "pedigree", "tools"},
     true},
};

const lode__bom_form *lode__bom_form_at(size_t index)
{
    return index < LODE__COUNT(forms) ? &forms[index] : NULL;
}

/* Whether a pattern in which `*` stands for anything matches the whole text. */
static bool matches(const char *pattern, const char *text)
{
    const char *star = NULL, *retry = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            retry = text;
        } else if (*pattern == *text) {
            pattern++, text++;
        } else if (star) {
            pattern = star + 1;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*') pattern++;
    return *pattern == '\0';
}

const lode__bom_form *lode__find_bom_form(const char *root, const char *space)
{
    for (size_t i = 0; i < LODE__COUNT(forms); i++) {
        if (strcmp(forms[i].root, root) != 0) continue;
        for (size_t k = 0; k < LODE__COUNT(forms[i].spaces) && forms[i].spaces[k]; k++)
            if (matches(forms[i].spaces[k], space)) return &forms[i];
    }
    return NULL;
}
