/**
 * @file lode/context.hpp
 * @brief Diagnostics, exceptions and the context, for C++.
 */
#ifndef LODE_CONTEXT_HPP
#define LODE_CONTEXT_HPP

#include "base.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <istream>
#include <memory>
#include <new>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lode {

/** One message with its place; a copy, so it outlives the context. */
struct diagnostic {
    explicit diagnostic(const lode_diagnostic *from)
        : severity(lode_diagnostic_severity(from)), status(lode_diagnostic_status(from)),
          limit(lode_diagnostic_limit(from)), message(lode_diagnostic_message(from)),
          source(lode_diagnostic_source(from)), line(lode_diagnostic_line(from)),
          column(lode_diagnostic_column(from)),
          text(lode_diagnostic_format(from, nullptr, 0), '\0')
    {
        lode_diagnostic_format(from, &text[0], text.size() + 1);
    }
    /** For a failure that nobody could describe. */
    explicit diagnostic(lode_status of)
        : severity(LODE_ERROR), status(of), limit(LODE_LIMIT_NONE),
          message(lode_status_text(of)), line(0), column(0),
          text(message + " [" + lode_status_name(of) + "]")
    {
    }

    lode_severity severity;
    lode_status status;
    lode_limit limit; /**< that was passed, of LODE_E_LIMIT */
    std::string message;
    std::string source;   /**< file or other label; empty: unknown */
    std::uint64_t line;   /**< counted from 1; 0: unknown */
    std::uint64_t column; /**< counted from 1; 0: unknown */
    std::string text;     /**< `source:line:column: severity: message [LODE_E_NAME]` */
};

/** A call that failed. what() is the whole text of the first cause. */
class error : public std::runtime_error {
  public:
    error(diagnostic cause, std::vector<diagnostic> reported)
        : std::runtime_error(cause.text),
          kept_(std::make_shared<const kept>(kept{std::move(cause), std::move(reported)}))
    {
    }

    lode_status status() const noexcept { return kept_->cause.status; }
    /** The limit that was passed, of LODE_E_LIMIT; else LODE_LIMIT_NONE. */
    lode_limit limit() const noexcept { return kept_->cause.limit; }
    const std::string &message() const noexcept { return kept_->cause.message; }
    const std::string &source() const noexcept { return kept_->cause.source; }
    std::uint64_t line() const noexcept { return kept_->cause.line; }
    std::uint64_t column() const noexcept { return kept_->cause.column; }
    /** All that the failing call reported, notes and warnings too, in the order found. */
    const std::vector<diagnostic> &diagnostics() const noexcept
    {
        return kept_->reported;
    }

  private:
    struct kept {
        diagnostic cause;
        std::vector<diagnostic> reported;
    };
    std::shared_ptr<const kept> kept_; /* so that copying an exception cannot throw */
};

/** How to make a context. */
struct context_options {
    std::uint32_t n_threads = 1;               /**< results do not depend on it */
    const lode_allocator *allocator = nullptr; /**< nullptr: the C library's */
    /** Gets each message as it is made. */
    std::function<void(const diagnostic &)> log = nullptr;
    /** Asked now and then from the calling thread; false cancels the call with
     *  LODE_E_CANCELLED. `total` is 0 where the end is not known. */
    std::function<bool(std::uint64_t done, std::uint64_t total)> progress = nullptr;
    std::size_t max_diagnostics = 0; /**< LODE_LIMIT_DIAGNOSTICS; 0: its standard */
};

/** Implementation; not for hosts. */
namespace detail {

template <auto Function> struct deleter {
    template <class T> void operator()(T *of) const noexcept { Function(of); }
};

/** A handle of its own. */
template <class T, void (*Free)(T *)> using unique = std::unique_ptr<T, deleter<Free>>;

/** A counted handle. */
template <class T, T *(*Ref)(T *), void (*Unref)(T *)> class counted {
  public:
    explicit counted(T *taken) noexcept : handle_(taken) {}
    counted(const counted &other) noexcept : handle_(Ref(other.handle_)) {}
    counted(counted &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    counted &operator=(counted other) noexcept
    {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~counted() { Unref(handle_); }
    T *get() const noexcept { return handle_; }

  private:
    T *handle_;
};

/** What stays where it is while a context moves. */
struct context_state {
    std::function<void(const diagnostic &)> log;
    std::function<bool(std::uint64_t, std::uint64_t)> progress;
    std::exception_ptr thrown; /* by a callback; C code cannot carry it */
    unique<lode_context, lode_context_free> handle;

    /** Runs what may throw inside a callback of the library; false where it did. */
    template <class Body> bool guard(const Body &body) noexcept
    {
        try {
            body();
        } catch (...) {
            if (!thrown) thrown = std::current_exception();
        }
        return !thrown;
    }

    /** Makes a call of the library and throws what comes of it. */
    template <class Call> void call(const Call &make)
    {
        const std::size_t before = lode_report_kept(handle.get());
        const lode_status status = make(handle.get());
        if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
        if (status < 0) fail(status, before);
    }

    /** The same for a call that makes something; it is freed where a callback threw. */
    template <class T, void (*Free)(T *), class Call> T *make(const Call &make_it)
    {
        unique<T, Free> made;
        call([&](lode_context *context) {
            T *out = nullptr;
            const lode_status status = make_it(context, &out);
            made.reset(out);
            return status;
        });
        return made.release();
    }

    [[noreturn]] void fail(lode_status status, std::size_t before) const
    {
        if (status == LODE_E_NOMEM) throw std::bad_alloc();
        const lode_diagnostic *const cause = lode_context_error(handle.get());
        std::vector<diagnostic> reported;
        for (std::size_t i = before; i < lode_report_kept(handle.get()); i++)
            reported.emplace_back(lode_report_get(handle.get(), i));
        throw error(cause ? diagnostic(cause) : diagnostic(status), std::move(reported));
    }
};

extern "C" inline void lode_hpp_log(const lode_diagnostic *from, void *user)
{
    auto *const state = static_cast<context_state *>(user);
    state->guard([&] { state->log(diagnostic(from)); });
}

extern "C" inline int lode_hpp_progress(std::uint64_t done, std::uint64_t total,
                                        void *user)
{
    auto *const state = static_cast<context_state *>(user);
    bool goes_on = false;
    return !state->guard([&] { goes_on = state->progress(done, total); }) || !goes_on;
}

/** A stream of the host, and the state that keeps what it throws. */
template <class Stream> struct guarded {
    context_state *state;
    Stream *stream;
};

extern "C" inline int lode_hpp_write(const void *data, std::size_t size, void *user)
{
    auto *const to = static_cast<guarded<std::ostream> *>(user);
    const bool went = to->state->guard([&] {
        to->stream->write(static_cast<const char *>(data),
                          static_cast<std::streamsize>(size));
    });
    return !went || !*to->stream;
}

extern "C" inline std::int64_t lode_hpp_read(void *data, std::size_t capacity, void *user)
{
    auto *const from = static_cast<guarded<std::istream> *>(user);
    const bool went = from->state->guard([&] {
        from->stream->read(static_cast<char *>(data),
                           static_cast<std::streamsize>(capacity));
    });
    return !went || from->stream->bad()
               ? -1
               : static_cast<std::int64_t>(from->stream->gcount());
}

/** A record or options of the caller, who need not tell its size. */
template <class Struct> Struct sized(Struct given) noexcept
{
    given.struct_size = sizeof(Struct);
    return given;
}

/** Keeps a parameter out of the deduction of template arguments. */
template <class T> struct as_given {
    using type = T;
};

} // namespace detail

/** What one thread of a host needs to call the library. Movable. */
class context {
  public:
    explicit context(context_options options = {})
        : state_(std::make_unique<detail::context_state>())
    {
        state_->log = std::move(options.log);
        state_->progress = std::move(options.progress);
        auto given = detail::sized(lode_context_options{});
        given.n_threads = options.n_threads;
        given.allocator = options.allocator;
        given.log = state_->log ? detail::lode_hpp_log : nullptr;
        given.log_user = state_.get();
        given.progress = state_->progress ? detail::lode_hpp_progress : nullptr;
        given.progress_user = state_.get();
        given.max_diagnostics = options.max_diagnostics;
        lode_context *made = nullptr;
        const lode_status status = lode_context_new(&given, &made);
        if (status < 0) state_->fail(status, 0);
        state_->handle.reset(made);
    }

    lode_context *get() const noexcept { return state_->handle.get(); }

    /** Sets a limit for what is done with this context from now on; 0: its standard. */
    void set_limit(lode_limit limit, std::uint64_t most)
    {
        call([&](lode_context *handle) {
            return lode_context_set_limit(handle, limit, most);
        });
    }
    std::uint64_t limit(lode_limit of) const noexcept
    {
        return lode_context_limit(get(), of);
    }

    /** Every note, warning and error since the report was last cleared, in the order
     * found. */
    std::vector<diagnostic> report() const
    {
        std::vector<diagnostic> all;
        for (std::size_t i = 0; i < lode_report_kept(get()); i++)
            all.emplace_back(lode_report_get(get(), i));
        return all;
    }
    void clear_report() noexcept { lode_report_clear(get()); }

    /** Makes any call of the library that takes a context and throws where it fails:
     *  `context.call([&](lode_context *handle) { return lode_...(handle, ...); })`. */
    template <class Call> void call(const Call &make) { state_->call(make); }

  private:
    friend class bom;
    friend class builder;
    friend class model;
    friend class network;
    friend class rules;
    friend class table;
    friend class what_if;
    std::unique_ptr<detail::context_state> state_;
};

} // namespace lode

#endif
