// Every country that can stop a product of a portfolio alone, and the chain by which it
// does.
//
//     c++ -std=c++17 watch.cpp $(pkg-config --cflags --libs lode) -o watch
//     ./watch reference.lode.xml products.lode.xml
#include <lode.hpp>

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct threat {
    std::string_view product, country, chain;
    double loss;
};

lode::model read(lode::context &context, const std::vector<const char *> &paths)
{
    lode::builder builder(context);
    for (const char *const path : paths) builder.read_file(path);
    return builder.freeze();
}

// By product, the worst first. The texts stay in the table.
std::vector<threat> find_threats(const lode::table &losses)
{
    const auto product = losses.text("product");
    const auto country = losses.text("country");
    const auto chain = losses.text("binding");
    const auto loss = losses.reals("loss");
    const auto single = losses.flags("single_source");
    const auto home = losses.flags("home");
    std::vector<threat> threats;
    for (const lode::row row : losses)
        if (row[single] && !row[home])
            threats.push_back({row[product], row[country], row[chain], row[loss]});
    std::stable_sort(threats.begin(), threats.end(), [](const auto &a, const auto &b) {
        return a.product != b.product ? a.product < b.product : a.loss > b.loss;
    });
    return threats;
}

void print(const std::vector<threat> &threats)
{
    std::string_view product;
    std::cout << std::fixed << std::setprecision(1);
    for (const threat &one : threats) {
        if (one.product != product) std::cout << (product = one.product) << '\n';
        std::cout << std::setw(7) << 100.0 * one.loss << " %  " << one.country << "  "
                  << one.chain << '\n';
    }
}

} // namespace

int main(int argc, char **argv)
try {
    lode::context_options options;
    options.n_threads = std::max(1u, std::thread::hardware_concurrency());
    lode::context context(options);
    const lode::model model = read(context, {argv + 1, argv + argc});
    const lode::network network(context, model);

    lode_exposure_options stops{};
    stops.kinds = LODE_STOP_PRODUCTION;
    const lode::table losses = network.run(context, lode_exposure, stops);
    print(find_threats(losses));
    return EXIT_SUCCESS;
} catch (const lode::error &failed) {
    for (const lode::diagnostic &one : failed.diagnostics())
        std::cerr << one.text << '\n';
    return EXIT_FAILURE;
} catch (const std::exception &failed) {
    std::cerr << failed.what() << '\n';
    return EXIT_FAILURE;
}
