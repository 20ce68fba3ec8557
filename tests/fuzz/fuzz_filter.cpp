#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "core/store/database.h"
#include "core/track/run_fields.h"
#include "core/track/track_schema.h"
#include "tests/core/track/filter_text.h"
#include "tests/fuzz/require.h"

using namespace slipway;
using namespace slipway::track;

namespace {

store::Database& database() {
    static auto db = [] {
        auto made = store::Database::inMemory();
        REQUIRE(made && made->exec(kSchemaV1) && made->exec(kSchemaV4) && made->exec(kSchemaV5));
        return std::move(*made);
    }();
    return db;
}

const FilterTable& tableOf(std::uint8_t byte) {
    switch ((byte - '0') % 5) {
    case 0:
        return FilterTable::experiments();
    case 1:
        return FilterTable::registeredModels();
    case 2:
        return FilterTable::modelVersions();
    case 3:
        return FilterTable::loggedModels();
    default:
        return FilterTable::runs();
    }
}

/// Whatever was asked, SQLite takes the text, and every value in it is bound.
void requireSql(const Sql& sql) {
    REQUIRE(static_cast<std::size_t>(std::ranges::count(sql.text, '?')) == sql.values.size());
    const auto prepared = sql.prepare(database());
    if (!prepared) std::fprintf(stderr, "%s\n%s\n", toLine(prepared.error()).c_str(), sql.text.c_str());
    REQUIRE(prepared);
}

void tryRuns(const Filter& filter) {
    static const RunFields fields("'place/' || r.id");
    const auto where = whereSql(filter, fields);
    REQUIRE(where);
    requireSql(Sql().add("SELECT r.id FROM run r WHERE TRUE").add(*where));
}

void tryOrder(std::string_view text, const FilterTable& table) {
    static const RunFields fields("'place/' || r.id");
    const std::string items[] = {std::string(text)};
    const auto orders = parseOrder(items, table, Dialect::Desktop);
    if (!orders || &table != &FilterTable::runs()) return;
    const auto by = orderSql(*orders, fields);
    REQUIRE(by);
    requireSql(Sql().add("SELECT r.id FROM run r ORDER BY ").add(*by).add("r.number"));
}

void tryCompletion(std::string_view text, const FilterTable& table, Dialect dialect) {
    // Every position of a short text, some of a long one: each costs a walk over all of it.
    const auto step = 1 + text.size() / 16;
    for (std::size_t position = 0; position <= text.size(); position += step) {
        const auto completion = completeFilter(text, position, table, dialect);
        REQUIRE(completion.replaces.begin <= position && position <= completion.replaces.end);
        REQUIRE(completion.replaces.end <= text.size());
    }
}

void tryQuoting(std::string_view text) {
    const auto filter = "metrics." + writtenKey(text) + " > 1 AND params.a = " + writtenText(text);
    const bool sendable = !text.empty() && text.find('\0') == std::string_view::npos &&
                          filter.size() <= kMaxFilterBytes && firstInvalidUtf8(text) == std::string_view::npos;
    const auto parsed = parseFilter(filter, FilterTable::runs(), Dialect::Mlflow);
    REQUIRE(parsed.has_value() == sendable);
    if (!parsed) return;
    REQUIRE(parsed->children[0].comparison.key == text);
    REQUIRE(std::get<std::string>(parsed->children[1].comparison.value) == text);
}

} // namespace

/// First byte: what is searched (0 … 4); the rest: a filter that a person types or a client sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto& table = tableOf(data[0]);
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    TextRange where;
    const auto plain = parseFilter(text, table, Dialect::Mlflow, 0, &where);
    REQUIRE(where.begin <= where.end && where.end <= text.size());
    const auto wide = parseFilter(text, table, Dialect::Desktop, 0, &where);
    REQUIRE(where.begin <= where.end && where.end <= text.size());
    for (const auto* filter : {&plain, &wide}) {
        if (*filter)
            REQUIRE(firstInvalidUtf8(shown(**filter)) == std::string_view::npos);
        else
            REQUIRE(filter->error().code == ErrorCode::InvalidArgument);
        if (*filter && &table == &FilterTable::runs()) tryRuns(**filter);
    }
    // What MLflow takes means the same in the filter bar.
    if (plain) REQUIRE(wide && shown(*plain) == shown(*wide));
    tryOrder(text, table);
    tryCompletion(text, table, Dialect::Mlflow);
    tryCompletion(text, table, Dialect::Desktop);
    tryQuoting(text);
    return 0;
}
