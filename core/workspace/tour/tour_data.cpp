#include <numeric>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/workspace/tour/tour_state.h"

namespace slipway::workspace::tour {

namespace {

/// As the UCI repository names them; dashes become underscores.
const std::vector<std::string> kColumns{"age", "workclass", "fnlwgt", "education", "education_num", "marital_status",
    "occupation", "relationship", "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country",
    "income"};

Result<data::DatasetVersion> importFile(
    State& state, const std::string& name, const std::string& file, bool dots, const std::string& notes) {
    data::DatasetService::Import request;
    request.name = name;
    request.files = {state.options.sample / file};
    request.options.header = false;
    request.options.columns = kColumns;
    request.options.nullTokens = {"?"};
    request.options.trimBlanks = true;
    request.stripLabelDots = dots;
    request.sourceLabel = "UCI Adult, " + file;
    request.notes = notes;
    SLIPWAY_ASSIGN(const auto imported, state.workspace->datasets().import(state.actor, request, state.progress));
    return imported.version;
}

std::string sensitiveColumns(const data::DatasetVersion& version) {
    std::vector<std::string> names;
    for (const auto& column : version.columns)
        if (column.sensitive) names.push_back(column.name);
    return join(names, ", ");
}

std::string missingCells(const data::Profile& profile) {
    std::vector<std::string> parts;
    for (const auto& column : profile.columns)
        if (column.missing > 0) parts.push_back(fmt::format("{} {}", column.name, withThousands(column.missing)));
    return parts.empty() ? "none" : join(parts, ", ");
}

} // namespace

Status importData(State& state, Facts& facts) {
    SLIPWAY_ASSIGN(const auto train, importFile(state, kTrainingSet, "adult-train.csv.gz", false,
                                         "US census 1994, income over 50K yes or no; UCI Adult, CC BY 4.0"));
    SLIPWAY_ASSIGN(const auto test, importFile(state, kTestSet, "adult-test.csv.gz", true,
                                        "Held-out half of the same census; UCI Adult, CC BY 4.0"));
    for (const auto& version : {train, test}) {
        SLIPWAY_ASSIGN(const auto profile, state.workspace->datasets().profile(version, state.progress));
        facts.add(
            version.reference(), fmt::format("{} rows, {} columns, {} skipped, sha256 {}…", withThousands(version.rows),
                                     version.columns.size(), version.skippedRows, version.hash.substr(0, 12)));
        facts.add("missing in " + version.reference(), missingCells(profile));
        facts.readBack("slipway data show " + version.reference());
        facts.readBack("slipway data profile " + version.reference());
    }
    facts.add("sensitive columns", sensitiveColumns(train));
    return {};
}

Status filterRows(State& state, Facts& facts) {
    auto& datasets = state.workspace->datasets();
    const std::vector<data::FilterRule> rules{
        {"missing-workclass", "workclass IS NOT NULL"},
        {"missing-occupation", "occupation IS NOT NULL"},
        {"impossible-age", "age BETWEEN 16 AND 100"},
        {"impossible-hours", "hours_per_week BETWEEN 1 AND 112"},
        {"capital-gain-sentinel", "capital_gain <> 99999"},
    };
    SLIPWAY_ASSIGN(const auto from, datasets.find(kTrainingSet));
    SLIPWAY_ASSIGN(const auto filtered, datasets.filter(state.actor, from, rules, kCleanSet, state.progress));
    for (const auto& count : filtered.counts)
        facts.add(
            count.rule, fmt::format("{} dropped, {} left", withThousands(count.dropped), withThousands(count.kept)));
    facts.add(filtered.version.reference(), withThousands(filtered.version.rows) + " rows");
    constexpr int asked = 28; // the first row of the published file without a workclass
    SLIPWAY_ASSIGN(const auto dropped, datasets.droppedBy(filtered.version, asked));
    facts.add(fmt::format("row {} of {}", asked, from.reference()), dropped ? "dropped by " + dropped->rule : "kept");
    facts.readBack("slipway data show " + filtered.version.reference());
    facts.readBack(fmt::format("slipway data dropped {} {}", filtered.version.reference(), asked));

    constexpr auto numbered =
        R"(SELECT * EXCLUDE (n) FROM (SELECT *, row_number() OVER () AS n FROM "{}") WHERE n % 5 {} 0)";
    SLIPWAY_ASSIGN(const auto fit, datasets.materialize(state.actor, kFitSet, fmt::format(numbered, kCleanSet, "<>"),
                                       "four fifths to fit", state.progress));
    SLIPWAY_ASSIGN(
        const auto validation, datasets.materialize(state.actor, kValidationSet, fmt::format(numbered, kCleanSet, "="),
                                   "every fifth row to choose by", state.progress));
    facts.add("split", fmt::format("{} {} rows, {} {} rows", fit.reference(), withThousands(fit.rows),
                           validation.reference(), withThousands(validation.rows)));
    facts.readBack("slipway data list");
    return {};
}

Status makeFeatures(State& state, Facts& facts) {
    auto& features = state.workspace->features();
    feature::FeatureGroup group;
    group.name = kFeatureGroup;
    group.entity = "person_id";
    group.dataset = kCleanSet;
    group.description = "What is known of a person before an income decision";
    group.sql =
        fmt::format("SELECT row_number() OVER () AS person_id, age, education_num, hours_per_week, hours_per_week / "
                    "40.0 AS full_time_share, "
                    "capital_gain - capital_loss AS capital_net, marital_status LIKE 'Married%' AS married FROM \"{}\"",
            kCleanSet);
    if (!features.find(group.name)) SLIPWAY_TRY(features.create(state.actor, group));
    SLIPWAY_ASSIGN(const auto made, features.materialize(state.actor, group.name, state.progress));
    facts.add(made.name, fmt::format("{} rows, {} features, offline sha256 {}…", withThousands(made.rows),
                             made.features.size(), made.offlineHash.substr(0, 12)));
    SLIPWAY_ASSIGN(const auto online, features.read(made.name, "1"));
    SLIPWAY_ASSIGN(const auto offline, features.readOffline(made.name, "1"));
    for (const auto& [name, value] : online.values) {
        const auto it = offline.values.find(name);
        const bool same = it != offline.values.end() && table::toText(it->second) == table::toText(value);
        if (!same) return fail(ErrorCode::Internal, fmt::format("feature {} differs online and offline", name));
        facts.add("person 1, " + name, table::toText(value));
    }
    facts.readBack(fmt::format("slipway feature show {}", kFeatureGroup));
    facts.readBack(fmt::format("slipway feature get {} 1", kFeatureGroup));
    return {};
}

} // namespace slipway::workspace::tour
