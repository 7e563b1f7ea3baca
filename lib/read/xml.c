/* libxml2 behind one small interface: a push parser with limits of our own, no document
 * type, no entities, and an end that has to be seen. */
#include "read/xml.h"

#include <libxml/parser.h>
#include <libxml/dict.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <inttypes.h>
#include <pthread.h>
#include <string.h>

enum { MAX_ATTRIBUTES = 256 }; /* LODE_LIMIT_ATTRIBUTES at its most */

typedef struct xml_parser {
    lode__reading *reading;
    const lode__xml_handler *handler;
    void *user;
    xmlParserCtxtPtr xml;
    uint64_t n_elements, text_len; /* text_len: since the last tag */
    uint32_t depth;
    bool root_seen, root_closed;
    bool ending;     /* all of the input has been given */
    int stray_code;  /* of the first fault that came to the thread; 0: none */
    char *unescaped; /* values of the attributes that held an ampersand */
    size_t unescaped_capacity;
    lode__xml_attribute attributes[MAX_ATTRIBUTES];
} xml_parser;

/* --- where things stand --- */

/* Line and column of a byte that libxml2 has passed, from what it says of the byte it is
 * at. Columns count characters. Of earlier lines only a part may still be there: then
 * column 0. */
static void find_place(const xmlParserInput *input, const xmlChar *here,
                       const xmlChar *at, uint64_t *out_line, uint64_t *out_column)
{
    uint64_t line = (uint64_t)input->line;
    uint64_t column = (uint64_t)input->col;
    bool same_line = true;
    for (const xmlChar *p = at; p < here; p++) {
        if (*p == '\n') {
            same_line = false;
            line--;
        } else if ((*p & 0xC0) != 0x80) {
            column--;
        }
    }
    if (!same_line) {
        const xmlChar *p = at;
        for (column = 1; p > input->base && p[-1] != '\n'; p--)
            column += (p[-1] & 0xC0) != 0x80;
        if (p == input->base && line > 1) column = 0;
    }
    *out_line = line;
    *out_column = column;
}

/* The nearest byte of this value at or before the one libxml2 is at. */
static const xmlChar *find_back(const xmlParserInput *input, xmlChar byte)
{
    const xmlChar *p = input->cur;
    while (p > input->base && *p != byte) p--;
    return p;
}

/* Line and column of the `<` of the tag that libxml2 is at the end of; no `<` can stand
 * within one. A tag of one line, as nearly all are, is gone through once. */
static void find_tag(const xmlParserInput *input, uint64_t *out_line,
                     uint64_t *out_column)
{
    const xmlChar *const here = input->cur;
    const xmlChar *p = here;
    ptrdiff_t n_characters = 0;
    while (p > input->base && *p != '<' && p[-1] != '\n') {
        p--;
        n_characters += (*p & 0xC0) != 0x80;
    }
    if (*p == '<') {
        *out_line = (uint64_t)input->line;
        *out_column = (uint64_t)(input->col - n_characters);
    } else {
        find_place(input, here, find_back(input, '<'), out_line, out_column);
    }
}

static lode_place place_here(const xml_parser *parser)
{
    const xmlParserInput *input = parser->xml->input;
    const lode_place place = {parser->reading->input.source, (uint64_t)input->line,
                              (uint64_t)input->col};
    return place;
}

/* --- the end of it --- */

/* libxml2 takes a stopped parse for a good one, so that only `over` tells. */
static void stop(xml_parser *parser)
{
    parser->reading->over = true;
    xmlStopParser(parser->xml);
}

static void fail(xml_parser *parser, lode_status status)
{
    lode__reading_ok(parser->reading, status);
    stop(parser);
}

static void fail_limit(xml_parser *parser, lode_limit limit, const lode_place *place)
{
    lode__reading_over(parser->reading, limit, place->line, place->column, NULL);
    stop(parser);
}

static void stop_if_over(xml_parser *parser)
{
    if (parser->reading->over) xmlStopParser(parser->xml);
}

/* --- events --- */

/* False where a limit is passed. */
static bool within_limits(xml_parser *parser, int n_attributes, int n_spaces,
                          const lode_place *place)
{
    const uint64_t *const limits = parser->reading->limits;
    const uint64_t max_attributes = limits[LODE_LIMIT_ATTRIBUTES];
    if (parser->n_elements >= limits[LODE_LIMIT_ELEMENTS])
        fail_limit(parser, LODE_LIMIT_ELEMENTS, place);
    else if (parser->depth >= limits[LODE_LIMIT_DEPTH])
        fail_limit(parser, LODE_LIMIT_DEPTH, place);
    else if ((uint64_t)n_attributes > max_attributes ||
             (uint64_t)n_spaces > max_attributes)
        fail_limit(parser, LODE_LIMIT_ATTRIBUTES, place);
    return !parser->reading->over;
}

/* `place` NULL: where the parser is. */
static bool token_too_long(xml_parser *parser, uint64_t len, const lode_place *place)
{
    if (len <= parser->reading->limits[LODE_LIMIT_VALUE_BYTES]) return false;
    const lode_place here = place_here(parser);
    fail_limit(parser, LODE_LIMIT_VALUE_BYTES, place ? place : &here);
    return true;
}

/* In values, and only there, libxml2 leaves every & as "&#38;" unless it is told to
 * replace entities, which it is not. */
static const char escaped_ampersand[] = "&#38;";
enum { ESCAPED_LEN = sizeof(escaped_ampersand) - 1 };

/* Writes the value with its ampersands to where there is room for it; returns its end. */
static char *unescape(char *to, lode__xml_attribute *attribute)
{
    const char *from = attribute->value, *end = from + attribute->len;
    attribute->value = to;
    while (from < end) {
        const bool escaped = end - from >= ESCAPED_LEN &&
                             memcmp(from, escaped_ampersand, ESCAPED_LEN) == 0;
        *to++ = *from;
        from += escaped ? ESCAPED_LEN : 1;
    }
    attribute->len = (size_t)(to - attribute->value);
    return to;
}

static bool unescape_all(xml_parser *parser, int n, size_t len)
{
    lode_context *context = parser->reading->context;
    if (lode__reserve(&context->allocator, &parser->unescaped,
                      &parser->unescaped_capacity, 0, len, 1) < 0) {
        fail(parser, lode__nomem(context));
        return false;
    }
    char *to = parser->unescaped;
    for (int i = 0; i < n; i++)
        if (memchr(parser->attributes[i].value, '&', parser->attributes[i].len))
            to = unescape(to, &parser->attributes[i]);
    return true;
}

static bool take_attributes(xml_parser *parser, int n, const xmlChar **values,
                            const lode_place *place)
{
    size_t escaped_len = 0;
    for (int i = 0; i < n; i++, values += 5) {
        lode__xml_attribute *attribute = &parser->attributes[i];
        attribute->name = (const char *)values[0];
        attribute->space = values[2] ? (const char *)values[2] : "";
        attribute->value = (const char *)values[3];
        attribute->len = (size_t)(values[4] - values[3]);
        if (token_too_long(parser, attribute->len, place)) return false;
        if (memchr(attribute->value, '&', attribute->len)) escaped_len += attribute->len;
    }
    return escaped_len == 0 || unescape_all(parser, n, escaped_len);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space, int n_spaces, const xmlChar **spaces,
                     int n_attributes, int n_defaulted, const xmlChar **values)
{
    xml_parser *parser = user;
    (void)prefix, (void)spaces, (void)n_defaulted;
    if (parser->reading->over) return;
    lode_place place = {parser->reading->input.source, 0, 0};
    find_tag(parser->xml->input, &place.line, &place.column);
    if (!within_limits(parser, n_attributes, n_spaces, &place) ||
        !take_attributes(parser, n_attributes, values, &place))
        return;
    parser->root_seen = true;
    parser->n_elements++;
    parser->depth++;
    parser->text_len = 0;
    const lode__xml_element element = {
        (const char *)name, space ? (const char *)space : "",
        parser->attributes, (size_t)n_attributes,
        place.line,         place.column};
    parser->handler->start(parser->user, &element);
    stop_if_over(parser);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *space)
{
    xml_parser *parser = user;
    (void)name, (void)prefix, (void)space;
    if (parser->reading->over) return;
    parser->text_len = 0;
    parser->root_closed = --parser->depth == 0;
    parser->handler->end(parser->user);
    stop_if_over(parser);
}

static bool is_blank(xmlChar c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void on_text(void *user, const xmlChar *text, int len)
{
    xml_parser *parser = user;
    if (parser->reading->over) return;
    parser->text_len += (uint64_t)len;
    if (token_too_long(parser, parser->text_len, NULL)) return;
    const xmlChar *end = text + len;
    const xmlChar *black = text;
    while (black < end && is_blank(*black)) black++;
    if (black == end) return;
    const xmlParserInput *input = parser->xml->input;
    const xmlChar *here = input->cur;
    if (here == text) {
        here = end; /* libxml2 has counted the text but not passed it */
    } else if (here != end) {
        /* A copy of what stands in the input: it is looked for after the last tag. */
        black = find_back(input, '>');
        if (black < here) black++;
        while (black < here && is_blank(*black)) black++;
    }
    uint64_t line = 0, column = 0;
    find_place(input, here, black, &line, &column);
    parser->handler->text(parser->user, (const char *)text, (size_t)len, line, column);
    stop_if_over(parser);
}

/* libxml2 reports a CDATA section from where its text begins. */
static void on_cdata(void *user, const xmlChar *text, int len)
{
    xml_parser *parser = user;
    if (parser->reading->over) return;
    parser->text_len += (uint64_t)len;
    if (token_too_long(parser, parser->text_len, NULL)) return;
    const lode_place place = place_here(parser);
    parser->handler->text(parser->user, (const char *)text, (size_t)len, place.line,
                          place.column);
    stop_if_over(parser);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    xml_parser *parser = user;
    (void)name, (void)public_id, (void)system_id;
    if (parser->reading->over) return;
    lode_place place = {parser->reading->input.source, 0, 0};
    find_tag(parser->xml->input, &place.line, &place.column);
    fail(parser, lode__error(parser->reading->context, LODE_E_PARSE, &place,
                             "a document type (<!DOCTYPE) is not allowed; remove it"));
}

/* --- what libxml2 finds --- */

static const char cut_short_text[] = "the file ends before its elements are closed";

/* libxml2 calls it a lack of memory too where it has come to the limit of names. It takes
 * them in ever larger steps, so that it stops well below. */
static lode_status out_of_memory(const xml_parser *parser)
{
    lode_context *context = parser->reading->context;
    /* Memory may fail while there is no parser yet. */
    const uint64_t most = parser->reading->limits[LODE_LIMIT_NAME_BYTES];
    if (!parser->xml || xmlDictGetUsage(parser->xml->dict) < most / 8)
        return lode__nomem(context);
    const lode_place place = place_here(parser);
    return lode__over_limit(context, LODE_LIMIT_NAME_BYTES, most, &place, NULL);
}

#if LIBXML_VERSION >= 21200
static void on_error(void *user, const xmlError *error)
#else
static void on_error(void *user, xmlErrorPtr error)
#endif
{
    xml_parser *parser = user;
    lode_context *context = parser->reading->context;
    if (parser->reading->over || error->level < XML_ERR_ERROR) return;
    if (error->code == XML_ERR_NO_MEMORY) {
        fail(parser, out_of_memory(parser));
        return;
    }
    const lode_place place = {parser->reading->input.source,
                              error->line > 0 ? (uint64_t)error->line : 0,
                              error->int2 > 0 ? (uint64_t)error->int2 : 0};
    const bool cut_short = parser->ending && parser->root_seen && !parser->root_closed;
    const char *text = cut_short ? cut_short_text : lode__xml_fault(error->code);
    char quoted[LODE__QUOTE_LEN];
    if (!text) {
        text = error->message ? error->message : "unknown fault";
        text = lode__quote(quoted, text, strcspn(text, "\n"));
    }
    fail(parser,
         lode__error(context, LODE_E_PARSE, &place, "not well-formed XML: %s", text));
}

/* --- the parse --- */

/* Everything not named stays NULL: declarations are not kept, entities are not known. */
static const xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
                                     .startElementNs = on_start,
                                     .endElementNs = on_end,
                                     .characters = on_text,
                                     .ignorableWhitespace = on_text,
                                     .cdataBlock = on_cdata,
                                     .internalSubset = on_doctype,
                                     .serror = on_error};

/* What libxml2 holds back waiting for the end of a tag or comment is memory as well. */
static void check_pending(xml_parser *parser)
{
    const xmlParserInput *input = parser->xml->input;
    if (parser->reading->over || !input) return;
    const uint64_t pending = (uint64_t)(input->end - input->cur);
    const uint64_t limit = parser->reading->limits[LODE_LIMIT_VALUE_BYTES];
    if (pending <= LODE__CHUNK || pending - LODE__CHUNK <= limit) return;
    token_too_long(parser, pending, NULL);
}

/* For what libxml2 would print. */
static void say_nothing(void *user, const char *format, ...)
{
    (void)user, (void)format;
}

/* libxml2 is in the midst of its work, and must not be stopped. */
#if LIBXML_VERSION >= 21200
static void on_stray_error(void *user, const xmlError *error)
#else
static void on_stray_error(void *user, xmlErrorPtr error)
#endif
{
    xml_parser *parser = user;
    if (parser->stray_code == 0 && error->level >= XML_ERR_ERROR)
        parser->stray_code = error->code;
}

static void report_stray_error(xml_parser *parser)
{
    if (parser->stray_code == 0 || parser->reading->over) return;
    if (parser->stray_code == XML_ERR_NO_MEMORY) {
        fail(parser, out_of_memory(parser));
        return;
    }
    const char *text = lode__xml_fault(parser->stray_code);
    const lode_place place = place_here(parser);
    fail(parser, lode__error(parser->reading->context, LODE_E_PARSE, &place,
                             "not well-formed XML: %s",
                             text ? text : lode__xml_fault(XML_I18N_CONV_FAILED)));
}

/* Faults of the encoding are told to no parser but to the thread, and printed where the
 * thread has nobody to tell. Its handlers are the host's: they are put back. */
static void parse_chunk(xml_parser *parser, const char *data, size_t size, bool is_last)
{
    const xmlStructuredErrorFunc hosts = xmlStructuredError;
    const xmlGenericErrorFunc hosts_printer = xmlGenericError;
    void *const hosts_user = xmlStructuredErrorContext;
    void *const hosts_stream = xmlGenericErrorContext;
    xmlSetStructuredErrorFunc(parser, on_stray_error);
    xmlSetGenericErrorFunc(NULL, say_nothing);
    xmlParseChunk(parser->xml, data, (int)size, is_last);
    xmlSetStructuredErrorFunc(hosts_user, hosts);
    xmlSetGenericErrorFunc(hosts_stream, hosts_printer);
    report_stray_error(parser);
}

static void feed(xml_parser *parser)
{
    lode__reading *reading = parser->reading;
    lode__input *input = &reading->input;
    while (!reading->over && input->used > 0) {
        parse_chunk(parser, input->chunk, input->used, false);
        check_pending(parser);
        if (!reading->over)
            lode__reading_ok(reading, lode__input_fill(reading->context, input));
    }
    parser->ending = true;
    if (!reading->over) parse_chunk(parser, NULL, 0, true);
}

/* libxml2 has been seen to end without a word after a failed allocation: success is only
 * what has been seen whole. */
static void check_end(xml_parser *parser)
{
    const xmlParserCtxt *xml = parser->xml;
    if (parser->reading->over) return;
    if (xml->errNo == XML_ERR_NO_MEMORY) {
        fail(parser, out_of_memory(parser));
        return;
    }
    const bool all_read = xml->input && xml->input->cur == xml->input->end;
    if (xml->wellFormed && parser->root_seen && parser->root_closed && all_read) return;
    const lode_place place = {parser->reading->input.source, 0, 0};
    fail(parser, lode__error(parser->reading->context, LODE_E_PARSE, &place,
                             "not well-formed XML: %s", cut_short_text));
}

static void init_libxml2(void)
{
    xmlInitParser();
}

void lode__xml_parse(lode__reading *reading, const lode__xml_handler *handler, void *user)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_libxml2);
    lode_context *context = reading->context;
    xml_parser *state = lode__alloc_zero(&context->allocator, 1, sizeof(*state));
    if (!state) {
        lode__reading_ok(reading, lode__nomem(context));
        return;
    }
    state->reading = reading;
    state->handler = handler;
    state->user = user;
    xmlSAXHandler sax = events; /* libxml2 copies it, but asks for one it could change */
    state->xml = xmlCreatePushParserCtxt(&sax, state, NULL, 0, NULL);
    if (!state->xml ||
        xmlCtxtUseOptions(state->xml, XML_PARSE_HUGE | XML_PARSE_NONET) != 0) {
        lode__reading_ok(reading, lode__nomem(context));
    } else {
        /* Every name is kept, also of elements that are left out, and looking one up
         * becomes slow where there are many. */
        xmlDictSetLimit(state->xml->dict, (size_t)reading->limits[LODE_LIMIT_NAME_BYTES]);
        feed(state);
        check_end(state);
    }
    xmlFreeParserCtxt(state->xml);
    lode__free(&context->allocator, state->unescaped);
    lode__free(&context->allocator, state);
}
