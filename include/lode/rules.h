/**
 * @file lode/rules.h
 * @brief Classification: from the texts of a part to what it is made of.
 *
 * A bill of materials says "Magnet N42UH 20x10x5", a customs code or a CAS number; the supply
 * data knows items. Rules say which text means which composition: an item of the supply data, or
 * mass fractions of several, with what is known of their range. Rules stand in files
 * (docs/rules.md) with examples of what they must find and what they must leave alone.
 *
 * A rule that reaches a limit of steps or memory decides nothing: the text is then undecided,
 * which is not the same as matched by no rule.
 */
#ifndef LODE_RULES_H
#define LODE_RULES_H

#include "read.h"
#include "table.h"

LODE_BEGIN_DECLS

/** The rules of one file, on top of those of others. Immutable and counted; any thread. */
typedef struct lode_rules lode_rules;

/** Reads a rule file. Every rule must have an example of what it finds and one of what it does
 *  not; whether they hold is told by lode_rules_lint().
 *  @param base rules to add to, of which compositions and sources may be used; a reference is
 *         taken; NULL: none
 *  @param options NULL: all defaults; the format may be LODE_FORMAT_AUTO or LODE_FORMAT_XML
 *  @param out to be released with lode_rules_unref(); NULL on failure
 *  @retval LODE_E_INVALID a pointer is NULL or an option out of its codes
 *  @retval LODE_E_IO the file cannot be opened or read
 *  @retval LODE_E_PARSE not well-formed XML
 *  @retval LODE_E_FORMAT an element or attribute that is not known, or one missing
 *  @retval LODE_E_VALUE a figure out of range, a pattern or CAS number that is none
 *  @retval LODE_E_UNKNOWN a composition or source that is not there
 *  @retval LODE_E_CONFLICT an id given twice
 *  @retval LODE_E_LIMIT also: ::LODE_LIMIT_RULES, ::LODE_LIMIT_PATTERN_BYTES
 *  @retval LODE_E_CANCELLED @retval LODE_E_NOMEM
 *  O(bytes), and the compilation of each pattern. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_rules_read_file(lode_context *context,
                                                         const char *path, lode_rules *base,
                                                         const lode_read_options *options,
                                                         lode_rules **out);
/** Reads from memory. @param data [size], may be NULL where size is 0. Otherwise as
 *  lode_rules_read_file(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_rules_read_memory(lode_context *context,
                                                           const void *data, size_t size,
                                                           lode_rules *base,
                                                           const lode_read_options *options,
                                                           lode_rules **out);
/** Reads what a callback gives. Otherwise as lode_rules_read_file(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_rules_read_callback(lode_context *context,
                                                             lode_read_fn read, void *user,
                                                             lode_rules *base,
                                                             const lode_read_options *options,
                                                             lode_rules **out);
/** Takes a reference; returns `rules`. NULL does nothing. Any thread. @since 0.1 */
LODE_API lode_rules *lode_rules_ref(lode_rules *rules);
/** Drops a reference; the last one frees. NULL does nothing. Any thread. @since 0.1 */
LODE_API void lode_rules_unref(lode_rules *rules);
/** Rules there are, those of the base included; headings are not counted. @since 0.1 */
LODE_API size_t lode_rules_count(const lode_rules *rules);

/** Holds the rules against their examples: a row for each example, and one more for each rule of
 *  the same priority that would give an example another composition. A rule finds a text where it
 *  decides, and leaves it alone where it does not: because it does not match, or because another
 *  rule comes before it.
 *
 *  Columns: `rule` (or `heading:` and its field), `example`, `expected` (`match` or `none`),
 *  `got` (`match`, `none`, `undecided`, `other`: another rule decides, `overlap`: a rule of the
 *  same priority disagrees), `by` (the rule that decides or disagrees), `ok`.
 *  @param out to be freed with lode_table_free(); NULL on failure
 *  @retval LODE_E_INVALID @retval LODE_E_NOMEM
 *  O(examples), each against the rules. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_rules_lint(lode_context *context,
                                                    const lode_rules *rules, lode_table **out);

/** What is known of one part. UTF-8; NULL where nothing is. Each text up to ::LODE_LIMIT_MATCH_BYTES:
 *  a longer one is undecided. */
typedef struct lode_part_text {
    uint32_t struct_size;    /**< the same in all of one call */
    uint32_t reserved;       /**< 0 */
    const char *description; /**< such as `Magnet block N42UH 20x10x5` */
    const char *part_number; /**< the maker's */
    const char *material;    /**< such as `1.4404` or `EN AW-6082` */
    const char *cas;         /**< CAS number; a wrong check digit is warned about, and it then
                                  says nothing */
    const char *scheme;      /**< of the code, such as `CN2024`; NULL: `HS` */
    const char *code;        /**< customs code; blanks and points in it do not count */
} lode_part_text;
#define LODE_PART_TEXT_INIT { sizeof(lode_part_text), 0, NULL, NULL, NULL, NULL, NULL, NULL }

/** How to classify. Zero is the default of every member. */
typedef struct lode_classify_options {
    uint32_t struct_size;
    uint32_t flags; /**< LODE_CLASSIFY_ bits */
} lode_classify_options;
#define LODE_CLASSIFY_OPTIONS_INIT { sizeof(lode_classify_options), 0 }
/** Gives a row for each rule that matches or is undecided, in the order in which they count, not
 *  for the first of them alone. */
#define LODE_CLASSIFY_ALL 1u

/** Classifies parts. Of the rules that match the one of highest priority stands, then the one of
 *  highest confidence, then the one whose id is first in byte order.
 *
 *  Columns: `part` (index from 0), `text` (the text that decided; where none did the first there
 *  is), `state` (`classified`, `undecided`: a rule that would have come first reached a limit, or
 *  the text is too long or not UTF-8; `unmatched`), `rule`, `composition`, `name`, `item` (of the
 *  supply data; empty where the composition is fractions), `content` (the fractions: item, its
 *  part of the mass as low..most likely..high, and behind an x the kg of the item for each kg of
 *  it), `process`, `confidence`, `source` (ids, of the composition or its fractions).
 *  @param texts [n], may be NULL where n is 0
 *  @param options NULL: all defaults
 *  @param out to be freed with lode_table_free(); NULL on failure
 *  @retval LODE_E_INVALID @retval LODE_E_UNSUPPORTED a struct is larger than known and not zero
 *          beyond
 *  @retval LODE_E_CANCELLED @retval LODE_E_NOMEM
 *  O(n), a few microseconds a text. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_classify(lode_context *context, const lode_rules *rules,
                                                  const lode_part_text *texts, size_t n,
                                                  const lode_classify_options *options,
                                                  lode_table **out);
/** The columns of lode_classify(), in order; after the last one without a name. Any thread.
 *  @since 0.1 */
LODE_API const lode_column *lode_classify_columns(void);

LODE_END_DECLS

#endif
