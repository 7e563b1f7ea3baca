// The countries that alone can stop the products of some model files, by the installed headers from C++.
#include <lode.h>
#if __has_include(<lode.hpp>)
#include <lode.hpp>
#endif

#include <cstdio>
#include <memory>

static_assert(LODE_VERSION_AT_LEAST(0, 1, 0), "headers of another version");

struct release {
    void operator()(lode_context *p) const { lode_context_free(p); }
    void operator()(lode_builder *p) const { lode_builder_free(p); }
    void operator()(lode_model *p) const { lode_model_unref(p); }
    void operator()(lode_network *p) const { lode_network_unref(p); }
    void operator()(lode_table *p) const { lode_table_free(p); }
};
template <class T> using owned = std::unique_ptr<T, release>;

// What `make` gives through its last argument, or null.
template <class T, class Make> static owned<T> take(Make make)
{
    T *out = nullptr;
    return owned<T>(make(&out) < 0 ? nullptr : out);
}

int main(int argc, char **argv)
{
    const auto context =
        take<lode_context>([](auto out) { return lode_context_new(nullptr, out); });
    if (!context) return 1;
    const auto builder = take<lode_builder>(
        [&](auto out) { return lode_builder_new(context.get(), out); });
    if (!builder) return 1;
    for (int i = 1; i < argc; i++) {
        if (lode_read_file(context.get(), builder.get(), argv[i], nullptr) < 0) return 1;
    }
    const auto model = take<lode_model>([&](auto out) {
        return lode_builder_freeze(context.get(), builder.get(), out);
    });
    if (!model) return 1;
    const auto network = take<lode_network>([&](auto out) {
        return lode_network_compile(context.get(), model.get(), nullptr, out);
    });
    if (!network) return 1;
    const auto table = take<lode_table>([&](auto out) {
        return lode_coalitions(context.get(), network.get(), nullptr, out);
    });
    const auto put = [](const void *data, size_t size, void *file) -> int {
        return std::fwrite(data, 1, size, static_cast<std::FILE *>(file)) != size;
    };
    return !table || lode_table_write_csv(context.get(), table.get(), put, stdout) < 0;
}
