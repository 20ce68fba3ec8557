#include "core/track/run_comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "core/store/database.h"

namespace slipway::track {

namespace {

std::unexpected<Error> cancelled() {
    return fail(ErrorCode::Cancelled, "comparing the runs was cancelled");
}

bool alike(const RunCell& a, const RunCell& b) {
    const auto* x = std::get_if<double>(&a);
    const auto* y = std::get_if<double>(&b);
    if (x != nullptr && y != nullptr && std::isnan(*x) && std::isnan(*y)) return true;
    return a == b;
}

void finish(ComparedField& field) {
    const auto isThere = [](const RunCell& cell) { return !std::holds_alternative<std::monostate>(cell); };
    field.present = static_cast<std::size_t>(std::ranges::count_if(field.cells, isThere));
    field.differs =
        !std::ranges::all_of(field.cells, [&](const RunCell& cell) { return alike(cell, field.cells.front()); });
}

Result<std::string> metricName(store::Database& db, std::int64_t key) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT name FROM metric_key WHERE id = ?"));
    find.bind(1, key);
    SLIPWAY_ASSIGN(const bool found, find.step());
    return found ? find.text(0) : std::string();
}

Status addTexts(store::Database& db, FieldGroup group, const std::vector<RunCells>& runs,
    std::vector<ComparedField>& fields, const Progress& progress) {
    std::map<std::string, std::vector<RunCell>, std::less<>> byKey;
    SLIPWAY_ASSIGN(
        auto list, db.prepare(group == FieldGroup::Parameter ? "SELECT key, value FROM run_parameter WHERE run = ?"
                                                             : "SELECT key, value FROM run_tag WHERE run = ?"));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (progress.cancelled()) return cancelled();
        list.reset();
        list.bind(1, runs[i].number);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) break;
            auto at = byKey.find(list.view(0));
            if (at == byKey.end()) at = byKey.emplace(list.text(0), std::vector<RunCell>(runs.size())).first;
            at->second[i] = list.text(1);
        }
    }
    for (auto& [key, cells] : byKey) fields.push_back({{group, key}, std::move(cells)});
    return {};
}

Status addMetrics(store::Database& db, const std::vector<RunCells>& runs, std::vector<ComparedField>& fields,
    const Progress& progress) {
    const std::size_t first = fields.size();
    std::unordered_map<std::int64_t, std::size_t> places;
    SLIPWAY_ASSIGN(auto list, db.prepare("SELECT key, latest FROM metric_summary WHERE run = ?"));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (progress.cancelled()) return cancelled();
        list.reset();
        list.bind(1, runs[i].number);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) break;
            const auto [at, isNew] = places.try_emplace(list.integer(0), fields.size());
            if (isNew) {
                SLIPWAY_ASSIGN(auto name, metricName(db, list.integer(0)));
                fields.push_back({{FieldGroup::Metric, std::move(name)}, std::vector<RunCell>(runs.size())});
            }
            fields[at->second].cells[i] = list.isNull(1) ? std::numeric_limits<double>::quiet_NaN() : list.real(1);
        }
    }
    std::sort(fields.begin() + static_cast<std::ptrdiff_t>(first), fields.end(),
        [](const ComparedField& a, const ComparedField& b) { return a.field.key < b.field.key; });
    return {};
}

Status addAttributes(store::Database& db, std::span<const std::int64_t> numbers, std::vector<ComparedField>& fields) {
    constexpr auto kShown = std::to_array<const char*>({"status", "start_time", "duration", "user_id", "experiment"});
    std::vector<RunField> wanted;
    for (const char* key : kShown) wanted.push_back({FieldGroup::Attribute, key});
    SLIPWAY_ASSIGN(auto columns, readColumns(db, numbers, wanted));
    for (std::size_t i = 0; i < wanted.size(); ++i) fields.push_back({wanted[i], std::move(columns[i])});
    return {};
}

} // namespace

Result<RunComparison> compareRuns(
    store::Database& db, std::span<const std::int64_t> numbers, const Progress& progress) {
    RunComparison result;
    SLIPWAY_ASSIGN(result.runs, readCells(db, numbers, {}));
    if (result.runs.empty()) return result;
    std::vector<std::int64_t> there;
    for (const auto& run : result.runs) there.push_back(run.number);
    SLIPWAY_TRY(addTexts(db, FieldGroup::Parameter, result.runs, result.fields, progress));
    SLIPWAY_TRY(addMetrics(db, result.runs, result.fields, progress));
    SLIPWAY_TRY(addTexts(db, FieldGroup::Tag, result.runs, result.fields, progress));
    SLIPWAY_TRY(addAttributes(db, there, result.fields));
    for (auto& field : result.fields) finish(field);
    return result;
}

Result<std::vector<CurveKey>> curveKeys(
    store::Database& db, std::span<const std::int64_t> numbers, const Progress& progress) {
    struct Seen {
        std::size_t runs = 0;
        bool isCurve = false;
    };
    std::unordered_map<std::int64_t, Seen> seen;
    SLIPWAY_ASSIGN(auto list, db.prepare("SELECT key, points FROM metric_summary WHERE run = ?"));
    for (const auto number : numbers) {
        if (progress.cancelled()) return cancelled();
        list.reset();
        list.bind(1, number);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) break;
            auto& key = seen[list.integer(0)];
            ++key.runs;
            key.isCurve = key.isCurve || list.integer(1) > 1;
        }
    }
    std::vector<CurveKey> keys;
    for (const auto& [id, key] : seen) {
        SLIPWAY_ASSIGN(auto name, metricName(db, id));
        keys.push_back({std::move(name), key.runs, key.isCurve});
    }
    std::ranges::sort(keys, [](const CurveKey& a, const CurveKey& b) {
        return std::tuple(!a.isCurve, b.runs, std::string_view(a.name)) <
               std::tuple(!b.isCurve, a.runs, std::string_view(b.name));
    });
    return keys;
}

Result<std::vector<std::string>> groupingParameters(
    store::Database& db, std::span<const std::int64_t> numbers, const Progress& progress) {
    std::map<std::string, std::set<std::string>> values;
    SLIPWAY_ASSIGN(auto list, db.prepare("SELECT key, value FROM run_parameter WHERE run = ?"));
    for (const auto number : numbers) {
        if (progress.cancelled()) return cancelled();
        list.reset();
        list.bind(1, number);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, list.step());
            if (!more) break;
            values[list.text(0)].insert(list.text(1));
        }
    }
    std::vector<std::string> keys;
    for (const auto& [key, different] : values)
        if (different.size() > 1 && different.size() < numbers.size()) keys.push_back(key);
    return keys;
}

} // namespace slipway::track
