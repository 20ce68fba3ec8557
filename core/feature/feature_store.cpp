#include "core/feature/feature_store.h"

#include "core/base/json.h"
#include "core/store/database.h"

namespace slipway::feature {

namespace {

const std::string kSelect =
    "SELECT name, entity, event_time_column, sql, dataset, description, ttl_seconds, features, created_by, "
    "created_at, materialized_at, rows, offline_hash FROM feature_group ";

std::string featuresToJson(const std::vector<table::Column>& features) {
    Json json = Json::array();
    for (const auto& column : features)
        json.push_back(
            {{"name", column.name}, {"type", std::string(table::name(column.type))}, {"sql_type", column.sqlType}});
    return dump(json);
}

table::Type typeNamed(std::string_view name) {
    using table::Type;
    for (const auto type : {Type::Boolean, Type::Integer, Type::Real, Type::Text, Type::Time})
        if (table::name(type) == name) return type;
    return Type::Other;
}

Json parsedArray(const std::string& text) {
    auto json = parseJson(text, "feature group");
    return json && json->is_array() ? std::move(*json) : Json::array();
}

std::vector<table::Column> featuresFromJson(const std::string& text) {
    std::vector<table::Column> features;
    for (const auto& json : parsedArray(text))
        features.push_back({textOr(json, "name"), typeNamed(textOr(json, "type")), textOr(json, "sql_type")});
    return features;
}

std::string statisticsToJson(const std::vector<FeatureStatistics>& statistics) {
    Json json = Json::array();
    for (const auto& each : statistics)
        json.push_back({{"feature", each.feature}, {"type", each.type}, {"missing", each.missingShare},
            {"distinct", each.distinct}, {"histogram", each.histogram}});
    return dump(json);
}

FeatureGroup groupOf(const store::Statement& row) {
    FeatureGroup group;
    group.name = row.text(0);
    group.entity = row.text(1);
    group.eventTimeColumn = row.text(2);
    group.sql = row.text(3);
    group.dataset = row.text(4);
    group.description = row.text(5);
    group.ttlSeconds = row.integer(6);
    group.features = featuresFromJson(row.text(7));
    group.createdBy = row.text(8);
    group.createdAt = row.integer(9);
    group.materializedAt = row.integer(10);
    group.rows = row.integer(11);
    group.offlineHash = row.text(12);
    return group;
}

} // namespace

Status FeatureStore::add(const FeatureGroup& group) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT INTO feature_group(name, entity, event_time_column, sql, dataset, description, "
                     "ttl_seconds, features, statistics, created_by, created_at, materialized_at, rows, "
                     "offline_hash) VALUES(?,?,?,?,?,?,?,?,'[]',?,?,0,0,'')"));
    return insert
        .bindAll(group.name, group.entity, group.eventTimeColumn, group.sql, group.dataset, group.description,
            group.ttlSeconds, featuresToJson(group.features), group.createdBy, group.createdAt)
        .run();
}

Result<std::optional<FeatureGroup>> FeatureStore::find(std::string_view name) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kSelect + "WHERE name = ?"));
    select.bind(1, name);
    SLIPWAY_ASSIGN(const bool there, select.step());
    return there ? std::optional(groupOf(select)) : std::nullopt;
}

Result<std::vector<FeatureGroup>> FeatureStore::list() const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(kSelect + "ORDER BY name"));
    std::vector<FeatureGroup> groups;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return groups;
        groups.push_back(groupOf(select));
    }
}

Status FeatureStore::setMaterialized(const FeatureGroup& group, const std::vector<FeatureStatistics>& statistics) {
    SLIPWAY_ASSIGN(auto update,
        m_db.prepare("UPDATE feature_group SET features = ?, statistics = ?, materialized_at = ?, rows = ?, "
                     "offline_hash = ? WHERE name = ?"));
    return update
        .bindAll(featuresToJson(group.features), statisticsToJson(statistics), group.materializedAt, group.rows,
            group.offlineHash, group.name)
        .run();
}

Result<std::vector<FeatureStatistics>> FeatureStore::statistics(std::string_view name) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT statistics FROM feature_group WHERE name = ?"));
    select.bind(1, name);
    SLIPWAY_ASSIGN(const bool there, select.step());
    std::vector<FeatureStatistics> all;
    if (!there) return all;
    for (const auto& json : parsedArray(select.text(0))) {
        FeatureStatistics each{textOr(json, "feature"), textOr(json, "type"), numberOr(json, "missing", 0),
            integerOr(json, "distinct", 0), {}};
        const Json histogram = json.value("histogram", Json::array());
        for (const auto& count : histogram)
            if (count.is_number_integer()) each.histogram.push_back(count.get<std::int64_t>());
        all.push_back(std::move(each));
    }
    return all;
}

} // namespace slipway::feature
