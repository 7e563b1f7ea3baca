/* The faults libxml2 finds, in words. */
#include "base/memory.h"
#include "read/xml.h"

#include <libxml/xmlerror.h>

static const struct {
    int code;
    const char *text;
} faults[] = {
    {XML_ERR_DOCUMENT_EMPTY, "there is no XML element"},
    {XML_ERR_DOCUMENT_END, "content after the end of the root element"},
    {XML_ERR_INVALID_CHARREF, "a character that XML does not allow"},
    {XML_ERR_INVALID_CHAR,
     "a character that XML does not allow, or bytes not in the encoding of the "
     "file (UTF-8 unless declared)"},
    {XML_ERR_INVALID_ENCODING,
     "bytes not in the encoding of the file (UTF-8 unless declared)"},
    {XML_I18N_CONV_FAILED,
     "bytes not in the encoding of the file (UTF-8 unless declared)"},
    {XML_ERR_UNKNOWN_ENCODING, "an encoding that is not known"},
    {XML_ERR_UNSUPPORTED_ENCODING, "an encoding that is not known"},
    {XML_ERR_UNDECLARED_ENTITY, "an entity other than &amp; &lt; &gt; &quot; &apos;"},
    {XML_WAR_UNDECLARED_ENTITY, "an entity other than &amp; &lt; &gt; &quot; &apos;"},
    {XML_ERR_NAME_REQUIRED, "a name is missing; a plain & is written &amp;"},
    {XML_ERR_ENTITYREF_NO_NAME, "a name is missing; a plain & is written &amp;"},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, "an entity without its ;"},
    {XML_ERR_LT_IN_ATTRIBUTE, "a < within a value; it is written &lt;"},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, "a value without quotes"},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, "a value without its closing quote"},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "an attribute without a value"},
    {XML_ERR_ATTRIBUTE_REDEFINED, "an attribute given twice"},
    {XML_ERR_SPACE_REQUIRED, "a blank is missing between attributes"},
    {XML_ERR_GT_REQUIRED, "a tag without its >"},
    {XML_ERR_LTSLASH_REQUIRED, "an end tag is missing"},
    {XML_ERR_TAG_NAME_MISMATCH, "an end tag that does not match its start tag"},
    {XML_ERR_TAG_NOT_FINISHED, "the file ends before its elements are closed"},
    {XML_ERR_COMMENT_NOT_FINISHED, "a comment without its end"},
    {XML_ERR_CDATA_NOT_FINISHED, "a CDATA section without its end"},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, "a prefix without a namespace"},
};

const char *lode__xml_fault(int code)
{
    for (size_t i = 0; i < LODE__COUNT(faults); i++)
        if (faults[i].code == code) return faults[i].text;
    return NULL;
}
