/**
 * @file lode/bom.hpp
 * @brief Bills of materials, for C++.
 */
#ifndef LODE_BOM_HPP
#define LODE_BOM_HPP

#include "bom.h"
#include "model.hpp"
#include "rules.hpp"

#include <istream>
#include <string>
#include <string_view>

namespace lode {

/** Collects what any number of files say of parts; each read gives it back, to be
 * chained. It uses the context it was made with, which must outlive it. See lode/bom.h.
 */
class bom {
  public:
    /** @param rules what texts and headings mean, shared; nullptr: headings are the names
     * of fields, and nothing is classified */
    explicit bom(context &context, const rules *rules = nullptr)
        : state_(context.state_.get()),
          handle_(state_->make<lode_bom, lode_bom_free>(
              [&](lode_context *handle, lode_bom **out) {
                  return lode_bom_new(handle, rules ? rules->get() : nullptr, out);
              }))
    {
    }
    lode_bom *get() const noexcept { return handle_.get(); }

    bom &read_file(const std::string &path, lode_bom_read_options options = {})
    {
        options = detail::sized(options);
        return call(lode_bom_read_file, path.c_str(), &options);
    }
    bom &read_memory(std::string_view data, lode_bom_read_options options = {})
    {
        options = detail::sized(options);
        return call(lode_bom_read_memory, data.data(), data.size(), &options);
    }
    bom &read(std::istream &from, lode_bom_read_options options = {})
    {
        options = detail::sized(options);
        detail::guarded<std::istream> guarded{state_, &from};
        return call(lode_bom_read_callback, detail::lode_hpp_read, &guarded, &options);
    }

    /** Puts the parts into a builder that has the supply data already; what became of
     * each of them. */
    table resolve(builder &builder, lode_bom_options options = {}) const
    {
        options = detail::sized(options);
        return table(state_->make<lode_table, lode_table_free>(
            [&](lode_context *context, lode_table **out) {
                return lode_bom_resolve(context, get(), builder.get(), &options, out);
            }));
    }

    /** The same, and memory is given back meanwhile: nothing has been read afterwards. */
    table use_up(builder &builder, lode_bom_options options = {})
    {
        options = detail::sized(options);
        return table(state_->make<lode_table, lode_table_free>(
            [&](lode_context *context, lode_table **out) {
                return lode_bom_use_up(context, get(), builder.get(), &options, out);
            }));
    }

  private:
    template <class Function, class... Arguments>
    bom &call(Function *function, Arguments... arguments)
    {
        state_->call([&](lode_context *context) {
            return function(context, get(), arguments...);
        });
        return *this;
    }

    detail::context_state *state_;
    detail::unique<lode_bom, lode_bom_free> handle_;
};

} // namespace lode

#endif
