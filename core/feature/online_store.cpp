#include "core/feature/online_store.h"

#include <cmath>

#include "core/base/json.h"
#include "core/store/database.h"

namespace slipway::feature {

namespace {

/// Reals that JSON has no number for stand in an object, so that they are told from texts.
Json toJson(const table::Value& value) {
    if (table::isNull(value)) return nullptr;
    if (const auto* b = std::get_if<bool>(&value)) return *b;
    if (const auto* i = std::get_if<std::int64_t>(&value)) return *i;
    if (const auto* d = std::get_if<double>(&value))
        return std::isfinite(*d) ? Json(*d) : Json{{"real", jsonNumber(*d)}};
    return table::toText(value);
}

table::Value fromJson(const Json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    if (json.is_object() && json.contains("real")) return numberFromJson(json["real"]);
    return std::monostate{};
}

} // namespace

Status OnlineStore::put(std::string_view group, std::string_view key, const Row& row) {
    Json payload = Json::object();
    for (const auto& [name, value] : row.values) payload[name] = toJson(value);
    SLIPWAY_ASSIGN(auto upsert,
        m_db.prepare("INSERT INTO online_row(feature_group, key, event_time, created, payload) VALUES(?,?,?,?,?) "
                     "ON CONFLICT(feature_group, key) DO UPDATE SET event_time = excluded.event_time, "
                     "created = excluded.created, payload = excluded.payload "
                     "WHERE (excluded.event_time, excluded.created) >= (event_time, created)"));
    return upsert.bindAll(group, key, row.eventTime, row.created, dump(payload)).run();
}

Result<std::optional<OnlineStore::Row>> OnlineStore::get(std::string_view group, std::string_view key) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT event_time, created, payload FROM online_row WHERE feature_group = ? AND key = ?"));
    select.bindAll(group, key);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return std::optional<Row>();
    Row row{select.integer(0), select.integer(1), {}};
    SLIPWAY_ASSIGN(const auto payload, parseJson(select.view(2), "online feature row"));
    for (const auto& [name, value] : payload.items()) row.values.emplace(name, fromJson(value));
    return std::optional(std::move(row));
}

} // namespace slipway::feature
