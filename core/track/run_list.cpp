#include "core/track/run_list.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <variant>

#include "core/base/natural_order.h"
#include "core/store/database.h"
#include "core/track/artifact_uri.h"
#include "core/track/run_cells.h"
#include "core/track/run_fields.h"

namespace slipway::track {

namespace {

constexpr std::size_t kCheckEvery = 4096;

std::string_view viewCondition(View view) {
    return view == View::Active ? " AND r.deleted = 0" : view == View::Deleted ? " AND r.deleted = 1" : "";
}

std::unexpected<Error> cancelled() {
    return fail(ErrorCode::Cancelled, "the search was cancelled");
}

Result<std::vector<std::int64_t>> newestFirst(
    store::Database& db, const RunListQuery& query, const Progress& progress) {
    const RunFields fields{std::string(kRunArtifactUriSql), RunFields::Lookup::Sets};
    Sql sql;
    sql.add("SELECT r.number FROM run r JOIN experiment e ON e.id = r.experiment WHERE TRUE");
    if (!query.experiments.empty()) sql.add(" AND r.experiment IN ").addList(query.experiments);
    SLIPWAY_ASSIGN(const auto where, whereSql(query.filter, fields));
    sql.add(viewCondition(query.view)).add(where).add(" ORDER BY r.started_at DESC, r.number DESC");
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    std::vector<std::int64_t> numbers;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return numbers;
        numbers.push_back(list.integer(0));
        if (numbers.size() % kCheckEvery == 0 && progress.cancelled()) return cancelled();
    }
}

/// What a run is sorted by: numbers come before texts (a parameter is a number when all of its text is one), what is
/// missing last.
struct SortKey {
    enum class Kind { Number, Text, Missing } kind = Kind::Missing;
    double number = 0;
    std::string text;

    explicit SortKey(RunCell cell) {
        if (const auto* real = std::get_if<double>(&cell); real != nullptr && !std::isnan(*real)) {
            kind = Kind::Number;
            number = *real;
        } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
            kind = Kind::Number;
            number = static_cast<double>(*whole);
        } else if (auto* written = std::get_if<std::string>(&cell)) {
            const auto [end, failed] = std::from_chars(written->data(), written->data() + written->size(), number);
            const bool isNumber =
                failed == std::errc{} && end == written->data() + written->size() && !std::isnan(number);
            kind = isNumber ? Kind::Number : Kind::Text;
            text = std::move(*written);
        }
    }
};

bool comesBefore(const SortKey& a, const SortKey& b, bool ascending) {
    if (a.kind != b.kind) {
        if (a.kind == SortKey::Kind::Missing || b.kind == SortKey::Kind::Missing)
            return b.kind == SortKey::Kind::Missing;
        return (a.kind < b.kind) == ascending;
    }
    if (a.kind == SortKey::Kind::Number) return ascending ? a.number < b.number : b.number < a.number;
    if (a.kind == SortKey::Kind::Missing) return false;
    return ascending ? naturalLess(a.text, b.text) : naturalLess(b.text, a.text);
}

/// Keeps what comes equal as it is.
Status sortBy(store::Database& db, std::vector<std::int64_t>& numbers, const Order& order) {
    const RunField field{order.group, order.key, RunField::Of::Latest};
    SLIPWAY_ASSIGN(auto columns, readColumns(db, numbers, std::span(&field, 1)));
    std::vector<SortKey> keys;
    keys.reserve(numbers.size());
    for (auto& cell : columns.front()) keys.emplace_back(std::move(cell));
    std::vector<std::uint32_t> places(numbers.size());
    std::iota(places.begin(), places.end(), 0U);
    std::ranges::stable_sort(places, [&](auto a, auto b) { return comesBefore(keys[a], keys[b], order.ascending); });
    std::vector<std::int64_t> sorted;
    sorted.reserve(numbers.size());
    for (const auto place : places) sorted.push_back(numbers[place]);
    numbers = std::move(sorted);
    return {};
}

std::optional<std::string> groupValue(const RunCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* real = std::get_if<double>(&cell)) return std::to_string(*real);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
    return std::nullopt;
}

Status group(store::Database& db, RunList& list, const std::vector<RunField>& fields) {
    SLIPWAY_ASSIGN(const auto columns, readColumns(db, list.numbers, fields));
    using Values = std::vector<std::optional<std::string>>;
    std::map<Values, std::size_t> known;
    std::vector<std::vector<std::int64_t>> members;
    for (std::size_t run = 0; run < list.numbers.size(); ++run) {
        Values values;
        for (const auto& column : columns) values.push_back(groupValue(column[run]));
        const auto [found, isNew] = known.try_emplace(std::move(values), members.size());
        if (isNew) {
            members.emplace_back();
            list.groups.push_back({found->first, 0, 0});
        }
        members[found->second].push_back(list.numbers[run]);
    }
    std::size_t begin = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        list.groups[i].begin = begin;
        list.groups[i].count = members[i].size();
        std::ranges::copy(members[i], list.numbers.begin() + static_cast<std::ptrdiff_t>(begin));
        begin += members[i].size();
    }
    return {};
}

} // namespace

Result<RunList> listRuns(store::Database& db, const RunListQuery& query, const Progress& progress) {
    RunList list;
    SLIPWAY_ASSIGN(list.numbers, newestFirst(db, query, progress));
    for (auto order = query.order.rbegin(); order != query.order.rend(); ++order) {
        if (progress.cancelled()) return cancelled();
        SLIPWAY_TRY(sortBy(db, list.numbers, *order));
    }
    if (progress.cancelled()) return cancelled();
    if (!query.groupBy.empty()) SLIPWAY_TRY(group(db, list, query.groupBy));
    return list;
}

Result<std::vector<std::int64_t>> numbersOf(store::Database& db, const std::vector<std::string>& ids) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT number FROM run WHERE id = ?"));
    std::vector<std::int64_t> numbers;
    for (const auto& id : ids) {
        find.reset();
        find.bind(1, id);
        SLIPWAY_ASSIGN(const bool found, find.step());
        if (found) numbers.push_back(find.integer(0));
    }
    return numbers;
}

} // namespace slipway::track
