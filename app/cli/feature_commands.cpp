#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/plain_table.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

using feature::FeatureGroup;

Json toJson(const FeatureGroup& group) {
    Json features = Json::array();
    for (const auto& column : group.features)
        features.push_back({{"name", column.name}, {"type", std::string(table::name(column.type))}});
    return {{"name", group.name}, {"entity", group.entity}, {"event_time", group.eventTimeColumn}, {"sql", group.sql},
        {"dataset", group.dataset}, {"description", group.description}, {"ttl_seconds", group.ttlSeconds},
        {"features", std::move(features)}, {"rows", group.rows}, {"offline_hash", group.offlineHash},
        {"offline_file", group.offlineFile.string()}, {"created", toIso8601(group.createdAt)},
        {"created_by", group.createdBy},
        {"materialized", group.materializedAt == 0 ? Json(nullptr) : Json(toIso8601(group.materializedAt))}};
}

std::string oneLine(const FeatureGroup& group) {
    return fmt::format("{}: {} features by {}, {}", group.name, group.features.size(), group.entity,
        group.materializedAt == 0 ? std::string("not materialised yet") : counted(group.rows, "row"));
}

Json cellJson(const table::Value& value) {
    if (table::isNull(value)) return nullptr;
    if (const auto* b = std::get_if<bool>(&value)) return *b;
    if (const auto* i = std::get_if<std::int64_t>(&value)) return *i;
    if (const auto* d = std::get_if<double>(&value)) return jsonNumber(*d);
    return table::toText(value);
}

Result<Outcome> create(Session& session, const FeatureGroup& wanted) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_TRY(workspace->features().create(actor, wanted));
    SLIPWAY_ASSIGN(const auto group, workspace->features().find(wanted.name));
    return Outcome{toJson(group), oneLine(group), 0};
}

Result<Outcome> listGroups(Session& session) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto groups, workspace->features().list());
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& group : groups) {
        json.push_back(toJson(group));
        rows.push_back({group.name, group.entity, std::to_string(group.features.size()), withThousands(group.rows),
            group.dataset, group.materializedAt == 0 ? "never" : toIso8601(group.materializedAt)});
    }
    return Outcome{std::move(json),
        rows.empty() ? "No feature groups yet. `slipway feature create` makes one."
                     : textTable({"name", "entity", "features", "rows", "dataset", "materialised"}, rows),
        0};
}

Result<Outcome> show(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto group, workspace->features().find(name));
    SLIPWAY_ASSIGN(const auto statistics, workspace->features().statistics(name));
    auto json = toJson(group);
    json["statistics"] = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& each : statistics) {
        json["statistics"].push_back({{"feature", each.feature}, {"type", each.type},
            {"missing_share", each.missingShare}, {"distinct", each.distinct}, {"histogram", each.histogram}});
        rows.push_back({forMessage(each.feature, 40), each.type, fmt::format("{:.2f}%", each.missingShare * 100),
            withThousands(each.distinct)});
    }
    auto text = fmt::format("{}\nfrom {}\n{}\n", oneLine(group), group.dataset, group.sql);
    if (!rows.empty()) text += "\n" + textTable({"feature", "type", "missing", "distinct"}, rows);
    return Outcome{std::move(json), std::move(text), 0};
}

Result<Outcome> materialize(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto group, workspace->features().materialize(actor, name, session.progress()));
    return Outcome{toJson(group), oneLine(group), 0};
}

Result<Outcome> get(Session& session, const std::string& name, const std::string& key, bool offline) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(
        const auto row, offline ? workspace->features().readOffline(name, key) : workspace->features().read(name, key));
    Json values = Json::object();
    std::vector<std::vector<std::string>> rows;
    for (const auto& [feature, value] : row.values) {
        values[feature] = cellJson(value);
        rows.push_back({forMessage(feature, 40), forMessage(table::toText(value), 80)});
    }
    Json json = {{"group", name}, {"key", key}, {"status", std::string(feature::name(row.status))},
        {"event_time", row.eventTime == 0 ? Json(nullptr) : Json(toIso8601(row.eventTime))},
        {"values", std::move(values)}};
    auto text = fmt::format("{} {}: {}\n", name, forMessage(key), feature::name(row.status));
    if (!rows.empty()) text += textTable({"feature", "value"}, rows);
    return Outcome{std::move(json), std::move(text), 0};
}

struct JoinArguments {
    feature::JoinFiles request;
    std::string spine, features, output, entity, ttl;
    TableOptions table;
};

Result<Outcome> joinFiles(Session& session, JoinArguments arguments) {
    auto& request = arguments.request;
    SLIPWAY_ASSIGN(const auto options, arguments.table.read());
    for (const auto& part : split(arguments.entity, ',')) request.entity.emplace_back(trimmed(part));
    if (!arguments.ttl.empty()) {
        SLIPWAY_ASSIGN(const auto milliseconds, parseDuration(arguments.ttl));
        request.ttlSeconds = milliseconds / 1000;
    }
    request.spine = arguments.spine;
    request.features = arguments.features;
    request.output = arguments.output;
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create());
    const bool toStandardOutput = arguments.output == "-";
    if (toStandardOutput) request.output = folder.path() / "joined.csv";
    SLIPWAY_ASSIGN(const auto joined, feature::joinFiles(request, options, session.progress()));
    if (toStandardOutput) {
        copyToOutput(request.output);
        return Outcome{{}, {}, kAlreadyPrinted};
    }
    return Outcome{{{"rows", joined.rows}, {"matched", joined.matched}, {"file", arguments.output}},
        fmt::format("{}, {} with features, in {}", counted(joined.rows, "row"), withThousands(joined.matched),
            arguments.output),
        0};
}

void addGroups(Commands& commands) {
    const auto wanted = std::make_shared<FeatureGroup>();
    auto& creating = commands.verb("feature", "create", "Defines features of an entity by SQL over datasets",
        "slipway feature create people --entity id --sql 'SELECT row_number() OVER () AS id, age FROM census'",
        [wanted](Session& session) { return create(session, *wanted); });
    creating.add_option("name", wanted->name, "Feature group")->required();
    creating.add_option("--entity", wanted->entity, "Key column of the SQL's result")->required();
    creating.add_option("--sql", wanted->sql, "SELECT over datasets by name")->required();
    creating.add_option("--event-time", wanted->eventTimeColumn, "Column that says since when a row holds");
    creating.add_option("--ttl", wanted->ttlSeconds, "Seconds after which an online row counts as too old; 0: never");
    creating.add_option("--dataset", wanted->dataset, "Dataset shown as its origin; found in the SQL when absent");
    creating.add_option("--description", wanted->description, "What people should know about it");

    commands.verb("feature", "list", "Every feature group", "slipway feature list", listGroups);

    const auto shown = std::make_shared<std::string>(), made = std::make_shared<std::string>();
    commands
        .verb("feature", "show", "Definition and statistics of a feature group", "slipway feature show people",
            [shown](Session& session) { return show(session, *shown); })
        .add_option("name", *shown, "Feature group")
        ->required();
    commands
        .verb("feature", "materialize", "Computes the features, offline and online",
            "slipway feature materialize people", [made](Session& session) { return materialize(session, *made); })
        .add_option("name", *made, "Feature group")
        ->required();
}

void addReading(Commands& commands) {
    struct Wanted {
        std::string name, key;
        bool offline = false;
    };
    const auto wanted = std::make_shared<Wanted>();
    auto& getting = commands.verb("feature", "get", "The newest features of one key", "slipway feature get people 42",
        [wanted](Session& session) { return get(session, wanted->name, wanted->key, wanted->offline); });
    getting.add_option("name", wanted->name, "Feature group")->required();
    getting.add_option("key", wanted->key, "Value of the entity column")->required();
    getting.add_flag("--offline", wanted->offline, "Read the offline file instead of the online store");

    const auto joined = std::make_shared<JoinArguments>();
    auto& joining = commands.verb("feature", "join-files",
        "Joins plain files point in time: no feature from the future",
        "slipway feature join-files --spine labels.csv --features f.csv --entity id --timestamp ts --out train.parquet",
        [joined](Session& session) { return joinFiles(session, *joined); });
    joining.add_option("--spine", joined->spine, "Rows that get features")->required();
    joining.add_option("--features", joined->features, "Feature rows with their times")->required();
    joining.add_option("--entity", joined->entity, "Key columns, a,b, in both files")->required();
    joining
        .add_option("--timestamp", joined->request.timestamp,
            "Time column of the features, and of the spine unless that has event_timestamp")
        ->required();
    joining.add_option("--created", joined->request.created, "Column that decides between rows of the same time");
    joining.add_flag(
        "--filter-by-created", joined->request.filterByCreated, "Only rows that were there at the spine's time");
    joining.add_option("--ttl", joined->ttl, "How old a feature may be: seconds, or 90s, 5m, 2h, 7d");
    joining.add_option("--out", joined->output, "File for the answer; - is standard output")->required();
    joined->table.addTo(joining);
}

} // namespace

void addFeatureCommands(Commands& commands) {
    commands.noun("feature", "Feature groups and point-in-time joins");
    addGroups(commands);
    addReading(commands);
}

} // namespace slipway::cli
