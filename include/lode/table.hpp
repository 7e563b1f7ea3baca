/**
 * @file lode/table.hpp
 * @brief Results as rows and typed columns, for C++.
 */
#ifndef LODE_TABLE_HPP
#define LODE_TABLE_HPP

#include "arrow.h"
#include "context.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lode {

/** True where a cell holds no figure. */
inline bool missing(double figure) noexcept
{
    return std::isnan(figure);
}
inline bool missing(std::int64_t figure) noexcept
{
    return figure == std::numeric_limits<std::int64_t>::min();
}

/** Values that somebody else keeps; std::span where that exists takes it as it is. */
template <class T> class span {
  public:
    using value_type = std::remove_cv_t<T>;
    using iterator = T *;

    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T &operator[](std::size_t at) const noexcept { return data_[at]; }
    constexpr iterator begin() const noexcept { return data_; }
    constexpr iterator end() const noexcept { return data_ + size_; }

  private:
    T *data_;
    std::size_t size_;
};

/** Counts through whatever has [] by position. */
template <class Range, class Value> class position_iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Value;

    position_iterator(const Range &range, std::size_t at) noexcept
        : range_(&range), at_(at)
    {
    }
    Value operator*() const { return (*range_)[at_]; }
    position_iterator &operator++() noexcept
    {
        ++at_;
        return *this;
    }
    position_iterator operator++(int) noexcept { return {*range_, at_++}; }
    friend bool operator==(const position_iterator &a,
                           const position_iterator &b) noexcept
    {
        return a.at_ == b.at_;
    }
    friend bool operator!=(const position_iterator &a,
                           const position_iterator &b) noexcept
    {
        return a.at_ != b.at_;
    }

  private:
    const Range *range_;
    std::size_t at_;
};

/** A column of text: a string_view a row, and the codes and dictionary behind it. */
class text_column {
  public:
    using value_type = std::string_view;
    using iterator = position_iterator<text_column, std::string_view>;

    text_column(const lode_table *table, std::size_t column) noexcept
        : table_(table), column_(column),
          codes_(lode_table_codes(table, column), lode_table_n_rows(table))
    {
    }
    std::size_t size() const noexcept { return codes_.size(); }
    bool empty() const noexcept { return codes_.empty(); }
    std::string_view operator[](std::size_t row) const { return dictionary(codes_[row]); }
    iterator begin() const noexcept { return {*this, 0}; }
    iterator end() const noexcept { return {*this, size()}; }

    /** Equal codes, equal texts; each below dictionary_size(). */
    span<const std::uint32_t> codes() const noexcept { return codes_; }
    std::size_t dictionary_size() const noexcept
    {
        return lode_table_dictionary_size(table_, column_);
    }
    std::string_view dictionary(std::uint32_t code) const
    {
        return lode_table_dictionary_text(table_, column_, code);
    }

  private:
    const lode_table *table_;
    std::size_t column_;
    span<const std::uint32_t> codes_;
};

/** One row: `row[column]` is the cell of any column of the same table. */
class row {
  public:
    explicit row(std::size_t index) noexcept : index_(index) {}
    std::size_t index() const noexcept { return index_; }
    template <class Column> decltype(auto) operator[](const Column &column) const
    {
        return column[index_];
    }

  private:
    std::size_t index_;
};

/** The result of an analysis. Its columns live as long as it does.
 *
 *      const auto country = losses.text("country");
 *      const auto loss = losses.reals("loss");
 *      for (const lode::row row : losses)
 *          std::cout << row[country] << ' ' << row[loss] << '\n';
 */
class table {
  public:
    using iterator = position_iterator<table, row>;

    /** Of any call that makes a table:
     *  `[&](lode_context *handle, lode_table **out) { return lode_...(handle, ..., out);
     * }`. */
    template <class Call>
    table(context &context, const Call &make)
        : handle_(context.state_->make<lode_table, lode_table_free>(make))
    {
    }
    /** Takes over a table of the C interface. */
    explicit table(lode_table *taken) noexcept : handle_(taken) {}
    lode_table *get() const noexcept { return handle_.get(); }

    std::string_view name() const noexcept { return lode_table_name(get()); }
    std::size_t size() const noexcept { return lode_table_n_rows(get()); }
    bool empty() const noexcept { return size() == 0; }
    row operator[](std::size_t index) const noexcept { return row(index); }
    iterator begin() const noexcept { return {*this, 0}; }
    iterator end() const noexcept { return {*this, size()}; }

    std::size_t n_columns() const noexcept { return lode_table_n_columns(get()); }
    /** Index of a column; std::out_of_range where there is none of that name. */
    std::size_t find(const std::string &column) const
    {
        const std::size_t found = lode_table_find_column(get(), column.c_str());
        if (found >= n_columns())
            throw std::out_of_range(std::string(name()) + " has no column " + column);
        return found;
    }
    std::string_view column_name(std::size_t column) const noexcept
    {
        return lode_table_column_name(get(), column);
    }
    lode_column_type column_type(std::size_t column) const noexcept
    {
        return lode_table_column_type(get(), column);
    }
    std::string_view column_unit(std::size_t column) const noexcept
    {
        return lode_table_column_unit(get(), column);
    }
    std::string_view column_doc(std::size_t column) const noexcept
    {
        return lode_table_column_doc(get(), column);
    }

    /** Columns by name, without a copy; std::out_of_range where there is none of that
     * name, std::invalid_argument where it is of another type. Cells without a figure are
     * missing(). */
    span<const double> reals(const std::string &column) const
    {
        return {lode_table_reals(get(), typed(column, LODE_COLUMN_REAL)), size()};
    }
    span<const std::int64_t> integers(const std::string &column) const
    {
        return {lode_table_integers(get(), typed(column, LODE_COLUMN_INTEGER)), size()};
    }
    span<const std::uint8_t> flags(const std::string &column) const
    {
        return {lode_table_flags(get(), typed(column, LODE_COLUMN_FLAG)), size()};
    }
    text_column text(const std::string &column) const
    {
        return {get(), typed(column, LODE_COLUMN_TEXT)};
    }

    /** Some columns, in this order, as a table of their own with the same rows: nothing is
     * copied, and it lives on when this one goes. */
    table select(context &context, const std::vector<std::string> &columns) const
    {
        std::vector<const char *> names;
        for (const std::string &column : columns) names.push_back(column.c_str());
        return table(context, [&](lode_context *handle, lode_table **out) {
            return lode_table_select(handle, get(), names.data(), names.size(), out);
        });
    }

    void write_csv(context &context, std::ostream &to) const
    {
        write(context, to, lode_table_write_csv);
    }
    void write_json(context &context, std::ostream &to) const
    {
        write(context, to, lode_table_write_json);
    }
    /** The rows as an Arrow stream, which outlives the table. The caller calls its
     * release. */
    ArrowArrayStream export_arrow(context &context, std::size_t batch_rows = 0) const
    {
        ArrowArrayStream stream;
        context.call([&](lode_context *handle) {
            return lode_table_export_arrow(handle, get(), batch_rows, &stream);
        });
        return stream;
    }

  private:
    std::size_t typed(const std::string &column, lode_column_type type) const
    {
        const std::size_t found = find(column);
        if (column_type(found) != type)
            throw std::invalid_argument("column " + column + " of " +
                                        std::string(name()) + " is of another type");
        return found;
    }
    template <class Write>
    void write(context &context, std::ostream &to, Write *form) const
    {
        detail::guarded<std::ostream> guarded{context.state_.get(), &to};
        context.call([&](lode_context *handle) {
            return form(handle, get(), detail::lode_hpp_write, &guarded);
        });
    }

    detail::unique<lode_table, lode_table_free> handle_;
};

} // namespace lode

#endif
