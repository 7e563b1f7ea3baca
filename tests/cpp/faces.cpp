// lode.hpp: what it gives, what it throws, and that it gives all memory back.
#include <lode.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <new>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace {

int n_failed = 0;

void check(bool holds, const char *what, int line)
{
    if (holds) return;
    std::cerr << "line " << line << ": " << what << '\n';
    n_failed++;
}
#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __LINE__)

// The exception that a call throws; false where it throws none or another.
template <class Exception, class Body, class Look> bool throws(Body body, Look look)
{
    try {
        body();
    } catch (const Exception &thrown) {
        return look(thrown);
    } catch (...) {
        return false;
    }
    return false;
}
template <class Exception, class Body> bool throws(Body body)
{
    return throws<Exception>(body, [](const Exception &) { return true; });
}

// ---- memory, counted, and running out when told to ----

struct host_memory {
    long n_live = 0;
    long until_failure = -1; // below 0: never
};

void *host_alloc(std::size_t size, void *user)
{
    auto *const memory = static_cast<host_memory *>(user);
    if (memory->until_failure >= 0 && memory->until_failure-- == 0) {
        memory->until_failure = 0;
        return nullptr;
    }
    memory->n_live++;
    return std::malloc(size);
}

void *host_realloc(void *old, std::size_t old_size, std::size_t size, void *user)
{
    void *const made = host_alloc(size, user);
    if (!made) return nullptr;
    std::memcpy(made, old, std::min(old_size, size));
    static_cast<host_memory *>(user)->n_live--;
    std::free(old);
    return made;
}

void host_free(void *old, void *user)
{
    if (old) static_cast<host_memory *>(user)->n_live--;
    std::free(old);
}

lode_allocator allocator_of(host_memory &memory)
{
    return {host_alloc, host_realloc, host_free, &memory};
}

// ---- a motor with a magnet that needs two oxides ----

lode_item_record item(const char *id, const char *unit, const char *stage)
{
    lode_item_record record{};
    record.id = id;
    record.unit = unit;
    record.stage = stage;
    return record;
}

lode_input_record input(const char *id, double quantity)
{
    lode_input_record record{};
    record.item = id;
    record.quantity = quantity;
    return record;
}

lode_share_record share(const char *country, double share_frac)
{
    lode_share_record record{};
    record.country = country;
    record.share_frac = share_frac;
    return record;
}

lode_origin_record world()
{
    lode_origin_record record{};
    record.basis = LODE_BASIS_GROSS_MASS;
    record.market = "*";
    return record;
}

lode_amount_record amount(lode_amount_of of, double quantity)
{
    lode_amount_record record{};
    record.of = of;
    record.quantity = quantity;
    return record;
}

lode::model make_motor(lode::context &context)
{
    lode_balance_record balance{};
    balance.market = "USA";
    lode_product_record product{};
    product.item = "motor";
    product.home = "USA";
    lode::builder builder(context);
    builder.name("motor")
        .item(item("dy-oxide", "kg", "refine"))
        .origin(world())
        .share(share("CHN", 0.95))
        .share(share("USA", 0.05))
        .item(item("nd-oxide", "kg", "refine"))
        .origin(world())
        .share(share("CHN", 0.60))
        .share(share("AUS", 0.40))
        .item(item("magnet", "kg", "component"))
        .input(input("dy-oxide", 0.04))
        .input(input("nd-oxide", 0.36))
        .origin(world())
        .share(share("JPN", 0.75))
        .share(share("CHN", 0.25))
        .balance(balance)
        .amount(amount(LODE_AMOUNT_PRODUCTION, 30))
        .amount(amount(LODE_AMOUNT_IMPORTS, 80))
        .amount(amount(LODE_AMOUNT_EXPORTS, 10))
        .item(item("motor", "each", "product"))
        .input(input("magnet", 1.5))
        .product(product);
    return builder.freeze();
}

// By hand. Magnets of Japan come with 5 % of the dysprosium when China stops, those of
// China not at all: 0.75 * 0.05 = 0.0375 is left. Without Australia 40 % of the neodymium
// is gone.
double loss_by_hand(std::string_view country)
{
    if (country == "CHN") return 1.0 - 0.0375;
    if (country == "AUS") return 0.40;
    if (country == "JPN") return 0.75;
    return country == "USA" ? 1.0 : -1.0;
}

bool near(double a, double b)
{
    return std::fabs(a - b) < 1e-12;
}

// ---- tests ----

void test_rows(lode::context &context)
{
    const lode::network network(context, make_motor(context));
    lode_exposure_options options{};
    options.kinds = LODE_STOP_PRODUCTION;
    const lode::table losses = network.run(context, lode_exposure, options);
    CHECK(losses.name() == "exposure" && losses.size() == 4 && !losses.empty());
    const auto country = losses.text("country");
    const auto loss = losses.reals("loss");
    const auto home = losses.flags("home");
    std::size_t n_rows = 0;
    for (const lode::row row : losses) {
        CHECK(row.index() == n_rows++);
        CHECK(near(row[loss], loss_by_hand(row[country])));
        CHECK((row[home] != 0) == (row[country] == "USA"));
    }
    CHECK(n_rows == 4 &&
          loss.data() == lode_table_reals(losses.get(), losses.find("loss")));
    CHECK(std::count(country.begin(), country.end(), "CHN") == 1);
    CHECK(country.dictionary(country.codes()[0]) == country[0]);
    CHECK(country.codes()[0] < country.dictionary_size());
    CHECK(losses[0][country] == country[0]);
    const auto worth = losses.reals("value_at_risk"); // no price, no value
    CHECK(std::all_of(worth.begin(), worth.end(),
                      [](double x) { return lode::missing(x); }));
    CHECK(!lode::missing(loss[0]));
}

// Of 100 kg of magnets 70 come from abroad.
void test_balance(lode::context &context)
{
    const lode::network network(context, make_motor(context));
    const lode::table outside = network.run(context, lode_dependency);
    const auto item = outside.text("item");
    const auto reliance = outside.reals("net_import_reliance");
    for (const lode::row row : outside)
        CHECK(row[item] == "magnet" ? near(row[reliance], 0.7)
                                    : lode::missing(row[reliance]));
}

void test_columns(lode::context &context)
{
    const lode::network network(context, make_motor(context));
    const char *const stages[] = {"refine"};
    lode_requirements_options options{};
    options.stages = stages;
    options.n_stages = 1;
    const lode::table needs = network.run(context, lode_requirements, options);
    const auto quantity = needs.reals("quantity");
    CHECK(needs.size() == 2 && near(quantity[0], 0.06) && near(quantity[1], 0.54));
    CHECK(near(std::accumulate(quantity.begin(), quantity.end(), 0.0), 0.60));
    CHECK(needs.column_name(0) == "product" && needs.column_type(0) == LODE_COLUMN_TEXT);
    const std::size_t mass = needs.find("mass_kg");
    CHECK(needs.column_unit(mass) == "kg" && !needs.column_doc(mass).empty());
    CHECK(throws<std::out_of_range>([&] { needs.reals("weight"); }));
    CHECK(throws<std::invalid_argument>([&] { needs.flags("quantity"); }));
    CHECK(throws<std::invalid_argument>([&] { needs.text("quantity"); }));
    const lode::table sources = network.run(context, lode_vectors);
    const auto year = sources.integers("year"); // none was given
    CHECK(!year.empty());
    CHECK(std::all_of(year.begin(), year.end(),
                      [](std::int64_t x) { return lode::missing(x); }));
    const lode::table same(context, [&](lode_context *handle, lode_table **out) {
        return lode_vectors(handle, network.get(), nullptr, out);
    });
    CHECK(same.size() == sources.size());
}

// Some columns of a table that is gone: the same cells.
void test_select(lode::context &context)
{
    const lode::network network(context, make_motor(context));
    std::vector<double> losses;
    const lode::table some = [&] {
        const lode::table all = network.run(context, lode_exposure);
        const auto loss = all.reals("loss");
        losses.assign(loss.begin(), loss.end());
        const lode::table taken = all.select(context, {"loss", "country"});
        CHECK(taken.reals("loss").data() == loss.data());
        return taken.select(context, {"country", "loss"});
    }();
    CHECK(some.n_columns() == 2 && some.column_name(0) == "country");
    const auto loss = some.reals("loss");
    CHECK(std::equal(loss.begin(), loss.end(), losses.begin(), losses.end()));
    const auto has_status = [](lode_status status) {
        return [=](const lode::error &thrown) { return thrown.status() == status; };
    };
    CHECK(throws<lode::error>([&] { some.select(context, {"lost"}); },
                              has_status(LODE_E_UNKNOWN)));
    CHECK(throws<lode::error>([&] { some.select(context, {"loss", "loss"}); },
                              has_status(LODE_E_CONFLICT)));
    CHECK(throws<lode::error>([&] { some.select(context, {}); },
                              has_status(LODE_E_INVALID)));
}

// A file with two faults: both are told, with their places.
void test_faults(lode::context &context)
{
    const char text[] = "<lode xmlns=\"urn:lode:model:1\">\n"
                        "  <item id=\"a\" unit=\"furlong\"/>\n"
                        "  <item id=\"b\" unit=\"kg\" colour=\"red\"/>\n"
                        "</lode>\n";
    lode::builder builder(context);
    lode_read_options options{};
    options.source = "faulty.xml";
    const auto has_both = [](const lode::error &thrown) {
        const auto &all = thrown.diagnostics();
        return thrown.status() == LODE_E_UNKNOWN && thrown.source() == "faulty.xml" &&
               thrown.line() == 2 && thrown.column() > 0 && all.size() == 2 &&
               all[1].status == LODE_E_FORMAT && all[1].line == 3 &&
               std::string(thrown.what()) == all[0].text &&
               all[0].text.find("faulty.xml:2:") == 0 &&
               all[0].text.find(thrown.message()) != std::string::npos;
    };
    CHECK(throws<lode::error>([&] { builder.read_memory(text, options); }, has_both));
    CHECK(throws<lode::error>([&] { builder.freeze(); }));
    context.set_limit(LODE_LIMIT_DEPTH, 1);
    CHECK(context.limit(LODE_LIMIT_DEPTH) == 1);
    CHECK(throws<lode::error>(
        [&] { lode::builder(context).read_memory(text); },
        [](const lode::error &thrown) { return thrown.limit() == LODE_LIMIT_DEPTH; }));
    context.set_limit(LODE_LIMIT_DEPTH, 0);
    CHECK(context.limit(LODE_LIMIT_DEPTH) == 256);
    const auto is_alone = [](const lode::error &thrown) {
        return thrown.status() == LODE_E_IO && thrown.diagnostics().size() == 1;
    };
    lode::builder other(context);
    CHECK(throws<lode::error>([&] { other.read_file("/no/such/file"); }, is_alone));
    CHECK(context.report().size() >= 3);
    context.clear_report();
    CHECK(context.report().empty());
}

// Written and read back through streams of the host: the same bytes again.
void test_streams(lode::context &context)
{
    const lode::model model = make_motor(context);
    std::stringstream first;
    std::ostringstream second;
    model.write_xml(context, first);
    lode::builder builder(context);
    builder.read(first).freeze().write_xml(context, second);
    CHECK(!second.str().empty() && first.str() == second.str());
    const lode::table needs =
        lode::network(context, model).run(context, lode_requirements);
    std::ostringstream csv;
    needs.write_csv(context, csv);
    CHECK(csv.str().rfind("product,item,stage,unit,quantity,", 0) == 0);
    std::ostringstream json;
    needs.write_json(context, json);
    CHECK(json.str().rfind("{\"schema\":\"lode.requirements/1\"", 0) == 0);
    std::ostringstream shut;
    shut.setstate(std::ios::badbit);
    CHECK(throws<lode::error>(
        [&] { needs.write_csv(context, shut); },
        [](const lode::error &e) { return e.status() == LODE_E_IO; }));
    shut.clear();
    shut.setstate(std::ios::failbit);
    CHECK(throws<lode::error>([&] { needs.write_json(context, shut); }));
    std::istringstream torn("<lode");
    torn.setstate(std::ios::badbit);
    CHECK(throws<lode::error>(
        [&] { lode::builder(context).read(torn); },
        [](const lode::error &e) { return e.status() == LODE_E_IO; }));
}

// What a callback of the host throws comes out where the host called.
void test_callbacks(const lode_allocator &allocator)
{
    struct own_error {};
    lode::context_options options;
    options.allocator = &allocator;
    options.log = [](const lode::diagnostic &) { throw own_error(); };
    lode::context logging(options);
    CHECK(throws<own_error>([&] { lode::builder(logging).read_file("/no/such/file"); }));
    lode::context moved = std::move(logging);
    CHECK(throws<own_error>([&] { lode::builder(moved).read_file("/no/such/file"); }));
    // A freeze that succeeds with a note: its model is given back.
    const char rounded[] =
        "<lode xmlns=\"urn:lode:model:1\"><item id=\"a\" unit=\"kg\">"
        "<origin market=\"*\" basis=\"gross-mass\" rounding=\"0.01\">"
        "<from country=\"CHN\" share=\"0.99\"/></origin></item></lode>";
    CHECK(throws<own_error>([&] { lode::builder(moved).read_memory(rounded).freeze(); }));

    bool goes_on = false;
    lode::context_options asking;
    asking.allocator = &allocator;
    asking.progress = [&](std::uint64_t, std::uint64_t) { return goes_on; };
    lode::context asked(asking);
    goes_on = true;
    const lode::network network(asked, make_motor(asked));
    goes_on = false;
    CHECK(throws<lode::error>(
        [&] { network.run(asked, lode_exposure); },
        [](const lode::error &e) { return e.status() == LODE_E_CANCELLED; }));
    struct broken : std::streambuf {
        int overflow(int) override { throw own_error(); }
    } buffer;
    std::ostream picky(&buffer);
    picky.exceptions(std::ios::badbit); // lets what the buffer throws through
    goes_on = true;
    const lode::table table = network.run(asked, lode_exposure);
    CHECK(throws<own_error>([&] { table.write_csv(asked, picky); }));
}

// Copies share, and outlive what they were copied from, the context too.
lode::table test_copies(const lode_allocator &allocator)
{
    lode::context_options options;
    options.allocator = &allocator;
    lode::context context(options);
    lode::model model = make_motor(context);
    const lode::model copy = model;
    model = make_motor(context);
    CHECK(copy.name() == "motor" && copy.count(LODE_COUNT_ITEMS) == 4);
    lode::network network(context, copy);
    const lode::network shared = network;
    CHECK(shared.get() == network.get());
    network = lode::network(context, model);
    CHECK(shared.get() != network.get());
    return shared.run(context, lode_exposure);
}

// Magnets come from JPN (0.75) and CHN, each with 5 % of the dysprosium, then only with
// half of Japan's way to the USA.
void test_what_if(lode::context &context)
{
    const lode::network network(context, make_motor(context));
    lode::what_if now(context, network);
    CHECK(near(now.loss(0), 0.0) && now.binding(context, 0).empty());
    now.set_capacity(context, "dy-oxide", "CHN", 0.0);
    CHECK(near(now.loss(0), 0.95));
    CHECK(now.binding(context, 0) == "motor@USA magnet@JPN dy-oxide@CHN");
    now.set_capacity(context, "dy-oxide", "CHN", 1.0);
    now.set_pass(context, "magnet", "JPN", "USA", 0.5);
    CHECK(near(now.loss(0), 0.375) && std::isnan(now.loss(1)));
    CHECK(throws<lode::error>(
        [&] { now.set_capacity(context, "no-such", "CHN", 0.0); },
        [](const lode::error &e) { return e.status() == LODE_E_UNKNOWN; }));
}

// A grade is found, a screw is left alone; a second file may use what the first one has.
void test_rules(lode::context &context)
{
    const char grades[] =
        "<rules xmlns=\"urn:lode:rules:1\">"
        "<composition id=\"neo\" name=\"Magnet\" item=\"magnet-m\"/>"
        "<rule id=\"grade\" field=\"any\" composition=\"neo\" confidence=\"0.9\""
        " pattern=\"N[34][0-9]M\" priority=\"50\">"
        "<yes text=\"N42M\"/><no text=\"M5\"/></rule></rules>";
    const char words[] =
        "<rules xmlns=\"urn:lode:rules:1\">"
        "<rule id=\"word\" field=\"any\" composition=\"neo\" confidence=\"0.5\""
        " pattern=\"magnet\" priority=\"10\">"
        "<yes text=\"magnet\"/><no text=\"screw\"/></rule></rules>";
    const lode::rules first = lode::rules::read_memory(context, grades);
    const lode::rules both = lode::rules::read_memory(context, words, &first);
    CHECK(first.count() == 1 && both.count() == 2);
    lode_part_text magnet{};
    magnet.description = "Block N42M 20x10x5";
    lode_part_text screw{};
    screw.description = "Screw M5";
    const lode::table found = both.classify(context, {magnet, screw});
    CHECK(found.size() == 2 && found.text("item")[0] == "magnet-m");
    CHECK(found.text("rule")[0] == "grade" && found.text("state")[1] == "unmatched");
    const lode::table lint = both.lint(context);
    const auto ok = lint.flags("ok");
    CHECK(lint.size() == 4 && std::count(ok.begin(), ok.end(), 1) == 4);
    CHECK(throws<lode::error>([&] { lode::rules::read_memory(context, words); }));
    CHECK(throws<lode::error>([&] { lode::rules::read_file(context, "/no/such/file"); }));
}

// A rotor has 96 magnets of 7.5 g and a bracket that no rule knows: 0.72 kg of magnets.
void test_bom(lode::context &context)
{
    const char grades[] =
        "<rules xmlns=\"urn:lode:rules:1\">"
        "<composition id=\"neo\" name=\"Magnet\" item=\"magnet\"/>"
        "<rule id=\"grade\" field=\"any\" composition=\"neo\" confidence=\"0.9\""
        " pattern=\"N42UH\" priority=\"50\">"
        "<yes text=\"N42UH\"/><no text=\"M5\"/></rule></rules>";
    const char magnets[] = "parent,id,description,quantity,mass,mass-unit\n"
                           "rotor,MAG,Magnet N42UH,96,7.5,g\n";
    std::istringstream brackets("parent,id,description,quantity,mass,mass-unit\n"
                                "rotor,BRK,Bracket,1,20,g\n");
    const lode::rules rules = lode::rules::read_memory(context, grades);
    lode::bom bom(context, &rules);
    bom.read_memory(magnets).read(brackets);
    lode::builder builder(context);
    std::stringstream supply;
    make_motor(context).write_xml(context, supply);
    builder.read(supply);
    lode_bom_options options{};
    options.home = "DEU";
    const lode::table coverage = bom.resolve(builder, options);
    CHECK(coverage.size() == 2 && coverage.text("state")[0] == "unmatched");
    CHECK(coverage.text("part")[0] == "BRK" && near(coverage.reals("mass_kg")[0], 0.020));
    const lode::model model = builder.freeze();
    const std::vector<std::string_view> products = {"motor", "rotor"};
    CHECK(model.products() == products && model.scenarios().empty());
    const lode::network network(context, model);
    const lode::table needs = network.run(context, lode_requirements);
    double kg = 0.0;
    for (const lode::row row : needs)
        if (row[needs.text("product")] == "rotor" && row[needs.text("item")] == "magnet")
            kg += row[needs.reals("quantity")];
    CHECK(near(kg, 0.72));
    lode::builder other(context);
    supply.clear();
    supply.seekg(0);
    other.read(supply);
    CHECK(bom.use_up(other, options).size() == coverage.size());
    CHECK(other.freeze().products() == products);
    lode::builder third(context);
    CHECK(bom.resolve(third).size() == 0); /* nothing is left */
    CHECK(throws<lode::error>(
        [&] { bom.read_file("/no/such/file"); },
        [](const lode::error &e) { return e.status() == LODE_E_IO; }));
    CHECK(throws<lode::error>([&] { bom.resolve(builder, options); })); // not read whole
}

void test_arrow(lode::context &context)
{
    ArrowArrayStream stream;
    {
        const lode::network network(context, make_motor(context));
        stream = network.run(context, lode_exposure).export_arrow(context);
    }
    ArrowArray rows;
    CHECK(stream.get_next(&stream, &rows) == 0 && rows.length > 0);
    rows.release(&rows);
    stream.release(&stream);
}

// Memory that runs out anywhere is std::bad_alloc, and nothing is lost.
void test_memory()
{
    bool succeeded = false;
    long n_tries = 0;
    for (; !succeeded; n_tries++) {
        host_memory memory;
        const lode_allocator allocator = allocator_of(memory);
        memory.until_failure = n_tries;
        try {
            lode::context_options options;
            options.allocator = &allocator;
            lode::context context(options);
            const lode::network network(context, make_motor(context));
            CHECK(network.run(context, lode_exposure).size() > 0);
            succeeded = true;
        } catch (const std::bad_alloc &) {
            CHECK(memory.until_failure == 0);
        }
        CHECK(memory.n_live == 0);
    }
    CHECK(n_tries > 20);
}

} // namespace

int main()
{
    host_memory memory;
    const lode_allocator allocator = allocator_of(memory);
    {
        lode::context_options options;
        options.allocator = &allocator;
        lode::context context(options);
        test_rows(context);
        test_balance(context);
        test_columns(context);
        test_select(context);
        test_faults(context);
        test_streams(context);
        test_arrow(context);
        test_what_if(context);
        test_rules(context);
        test_bom(context);
        test_callbacks(allocator);
        const lode::table outlives = test_copies(allocator);
        CHECK(outlives.text("country").size() == outlives.size());
    }
    CHECK(memory.n_live == 0);
    test_memory();
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
