/**
 * @file lode/model.hpp
 * @brief Models and networks, for C++.
 */
#ifndef LODE_MODEL_HPP
#define LODE_MODEL_HPP

#include "network.h"
#include "read.h"
#include "table.hpp"
#include "whatif.h"

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace lode {

/** A frozen model; copies share it. */
class model {
  public:
    /** Takes over a reference of the C interface. */
    explicit model(lode_model *taken) noexcept : handle_(taken) {}
    lode_model *get() const noexcept { return handle_.get(); }

    std::string_view name() const noexcept { return lode_model_name(get()); }
    std::size_t count(lode_count what) const noexcept
    {
        return lode_model_count(get(), what);
    }
    /** Ids in byte order, as text of the model. */
    std::vector<std::string_view> products() const { return ids(lode_model_product_id); }
    std::vector<std::string_view> scenarios() const
    {
        return ids(lode_model_scenario_id);
    }

    /** Writes the canonical XML form. */
    void write_xml(context &context, std::ostream &to) const
    {
        detail::guarded<std::ostream> guarded{context.state_.get(), &to};
        context.call([&](lode_context *handle) {
            return lode_write_model(handle, get(), detail::lode_hpp_write, &guarded);
        });
    }

  private:
    std::vector<std::string_view> ids(const char *at(const lode_model *,
                                                     std::size_t)) const
    {
        std::vector<std::string_view> all;
        while (const char *const id = at(get(), all.size())) all.emplace_back(id);
        return all;
    }

    detail::counted<lode_model, lode_model_ref, lode_model_unref> handle_;
};

/** Collects a model from files and records; each call gives the builder back, to be
 * chained. It uses the context it was made with, which must outlive it. */
class builder {
  public:
    explicit builder(context &context)
        : state_(context.state_.get()),
          handle_(state_->make<lode_builder, lode_builder_free>(lode_builder_new))
    {
    }
    lode_builder *get() const noexcept { return handle_.get(); }

    builder &read_file(const std::string &path, lode_read_options options = {})
    {
        options = detail::sized(options);
        return call(lode_read_file, path.c_str(), &options);
    }
    builder &read_memory(std::string_view data, lode_read_options options = {})
    {
        options = detail::sized(options);
        return call(lode_read_memory, data.data(), data.size(), &options);
    }
    builder &read(std::istream &from, lode_read_options options = {})
    {
        options = detail::sized(options);
        detail::guarded<std::istream> guarded{state_, &from};
        return call(lode_read_callback, detail::lode_hpp_read, &guarded, &options);
    }

    builder &at(const lode_place &place) { return call(lode_builder_at, &place); }
    builder &name(const std::string &name)
    {
        return call(lode_builder_name, name.c_str());
    }
    builder &source(const lode_source_record &record)
    {
        return put(lode_builder_source, record);
    }
    builder &stage(const std::string &id) { return call(lode_builder_stage, id.c_str()); }
    builder &stages_end() { return call(lode_builder_stages_end); }
    builder &bloc(const std::string &id, const std::string &name = {},
                  bool market = false)
    {
        return call(lode_builder_bloc, id.c_str(), name.c_str(), market);
    }
    builder &member(const std::string &country)
    {
        return call(lode_builder_member, country.c_str());
    }
    builder &country(const std::string &id, const std::string &name = {})
    {
        return call(lode_builder_country, id.c_str(), name.c_str());
    }
    builder &score(const std::string &indicator, std::int32_t year, double value,
                   const std::string &source = {})
    {
        return call(lode_builder_score, indicator.c_str(), year, value, source.c_str());
    }
    builder &item(const lode_item_record &record)
    {
        return put(lode_builder_item, record);
    }
    builder &within(const std::string &item)
    {
        return call(lode_builder_within, item.c_str());
    }
    builder &code(const std::string &scheme, const std::string &value)
    {
        return call(lode_builder_code, scheme.c_str(), value.c_str());
    }
    builder &surge(const std::string &country, double up_frac,
                   const std::string &source = {})
    {
        return call(lode_builder_surge, country.c_str(), up_frac, source.c_str());
    }
    builder &input(const lode_input_record &record)
    {
        return put(lode_builder_input, record);
    }
    builder &alternatives(const std::string &id, double essential_frac = 1.0,
                          lode_kind kind = LODE_KIND_PRIMARY)
    {
        return call(lode_builder_alternatives, id.c_str(), essential_frac, kind);
    }
    builder &option(const lode_input_record &record)
    {
        return put(lode_builder_option, record);
    }
    builder &host(const std::string &item, double part_frac)
    {
        return call(lode_builder_host, item.c_str(), part_frac);
    }
    builder &origin(const lode_origin_record &record)
    {
        return put(lode_builder_origin, record);
    }
    builder &share(const lode_share_record &record)
    {
        return put(lode_builder_share, record);
    }
    builder &balance(const lode_balance_record &record)
    {
        return put(lode_builder_balance, record);
    }
    builder &amount(const lode_amount_record &record)
    {
        return put(lode_builder_amount, record);
    }
    builder &stock(const std::string &country, double days,
                   const std::string &source = {})
    {
        return call(lode_builder_stock, country.c_str(), days, source.c_str());
    }
    builder &product(const lode_product_record &record)
    {
        return put(lode_builder_product, record);
    }
    builder &scenario(const std::string &id, const std::string &name = {},
                      const std::string &source = {})
    {
        return call(lode_builder_scenario, id.c_str(), name.c_str(), source.c_str());
    }
    builder &measure(const std::string &name,
                     const std::vector<lode_attribute> &attributes)
    {
        return call(lode_builder_measure, name.c_str(), attributes.data(),
                    attributes.size());
    }
    builder &measure_option(const std::vector<lode_attribute> &attributes)
    {
        return call(lode_builder_measure_option, attributes.data(), attributes.size());
    }

    /** Checks all and makes a model of it; the builder is empty afterwards. */
    model freeze()
    {
        return model(state_->make<lode_model, lode_model_unref>(
            [&](lode_context *context, lode_model **out) {
                return lode_builder_freeze(context, get(), out);
            }));
    }

  private:
    template <class Function, class... Arguments>
    builder &call(Function *function, Arguments... arguments)
    {
        state_->call([&](lode_context *context) {
            return function(context, get(), arguments...);
        });
        return *this;
    }
    template <class Function, class Record>
    builder &put(Function *function, const Record &record)
    {
        const Record whole = detail::sized(record);
        return call(function, &whole);
    }

    detail::context_state *state_;
    detail::unique<lode_builder, lode_builder_free> handle_;
};

/** A model compiled for products, an order of bases and a year; copies share it. */
class network {
  public:
    network(context &context, const model &model, lode_network_options options = {})
        : handle_(context.state_->make<lode_network, lode_network_unref>(
              [&](lode_context *handle, lode_network **out) {
                  options = detail::sized(options);
                  return lode_network_compile(handle, model.get(), &options, out);
              }))
    {
    }
    /** Takes over a reference of the C interface. */
    explicit network(lode_network *taken) noexcept : handle_(taken) {}
    lode_network *get() const noexcept { return handle_.get(); }

    /** Runs an analysis, any that takes a network and options of its own:
     *  `network.run(context, lode_exposure, options)`. */
    template <class Options>
    table run(context &context,
              lode_status (*analysis)(lode_context *, const lode_network *,
                                      const Options *, lode_table **),
              typename detail::as_given<Options>::type options = {}) const
    {
        options = detail::sized(options);
        return table(context, [&](lode_context *handle, lode_table **out) {
            return analysis(handle, get(), &options, out);
        });
    }

  private:
    detail::counted<lode_network, lode_network_ref, lode_network_unref> handle_;
};

/** One evaluation of a network, kept current while single figures change: see
 * lode/whatif.h. */
class what_if {
  public:
    what_if(context &context, const network &network)
        : handle_(context.state_->make<lode_whatif, lode_whatif_free>(
              [&](lode_context *handle, lode_whatif **out) {
                  return lode_whatif_new(handle, network.get(), out);
              }))
    {
    }
    lode_whatif *get() const noexcept { return handle_.get(); }

    /** Part of today's making of an item in a country that is left. */
    void set_capacity(context &context, const std::string &item,
                      const std::string &country, double factor)
    {
        context.call([&](lode_context *handle) {
            return lode_whatif_set_capacity(handle, get(), item.c_str(), country.c_str(),
                                            factor);
        });
    }
    /** Part of an item's flow from one country to another that may pass. */
    void set_pass(context &context, const std::string &item, const std::string &from,
                  const std::string &to, double factor)
    {
        context.call([&](lode_context *handle) {
            return lode_whatif_set_pass(handle, get(), item.c_str(), from.c_str(),
                                        to.c_str(), factor);
        });
    }
    /** Part of product `index` of the network that cannot be made now; NaN past the last.
     */
    double loss(std::size_t index) { return lode_whatif_loss(get(), index); }
    /** The chain by which it is lost; the text lives until the next call. */
    std::string_view binding(context &context, std::size_t index)
    {
        const char *chain = nullptr;
        context.call([&](lode_context *handle) {
            return lode_whatif_binding(handle, get(), index, &chain);
        });
        return chain;
    }

  private:
    detail::unique<lode_whatif, lode_whatif_free> handle_;
};

} // namespace lode

#endif
