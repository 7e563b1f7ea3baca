/**
 * @file lode/rules.hpp
 * @brief Classification of parts, for C++.
 */
#ifndef LODE_RULES_HPP
#define LODE_RULES_HPP

#include "rules.h"
#include "table.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lode {

/** The rules of one file, on top of those of others; copies share them. See lode/rules.h.
 */
class rules {
  public:
    static rules read_file(context &context, const std::string &path,
                           const rules *base = nullptr, lode_read_options options = {})
    {
        options = detail::sized(options);
        return make(context, [&](lode_context *handle, lode_rules **out) {
            return lode_rules_read_file(handle, path.c_str(), handle_of(base), &options,
                                        out);
        });
    }
    static rules read_memory(context &context, std::string_view data,
                             const rules *base = nullptr, lode_read_options options = {})
    {
        options = detail::sized(options);
        return make(context, [&](lode_context *handle, lode_rules **out) {
            return lode_rules_read_memory(handle, data.data(), data.size(),
                                          handle_of(base), &options, out);
        });
    }
    /** Takes over a reference of the C interface. */
    explicit rules(lode_rules *taken) noexcept : handle_(taken) {}
    lode_rules *get() const noexcept { return handle_.get(); }

    std::size_t count() const noexcept { return lode_rules_count(get()); }
    /** The rules held against their examples. */
    table lint(context &context) const
    {
        return table(context, [&](lode_context *handle, lode_table **out) {
            return lode_rules_lint(handle, get(), out);
        });
    }
    /** What each part is made of. */
    table classify(context &context, std::vector<lode_part_text> parts,
                   lode_classify_options options = {}) const
    {
        options = detail::sized(options);
        for (lode_part_text &part : parts) part = detail::sized(part);
        return table(context, [&](lode_context *handle, lode_table **out) {
            return lode_classify(handle, get(), parts.data(), parts.size(), &options,
                                 out);
        });
    }

  private:
    template <class Read> static rules make(context &context, const Read &read)
    {
        return rules(context.state_->make<lode_rules, lode_rules_unref>(read));
    }
    static lode_rules *handle_of(const rules *of) noexcept
    {
        return of ? of->get() : nullptr;
    }

    detail::counted<lode_rules, lode_rules_ref, lode_rules_unref> handle_;
};

} // namespace lode

#endif
