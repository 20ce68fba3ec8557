#include "core/track/trace_fields.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track {

namespace {

std::unexpected<Error> unknown(std::string_view key) {
    return fail(ErrorCode::InvalidArgument, fmt::format("traces have no field '{}'", forMessage(key)),
        "Fields are attributes, metadata and tags");
}

Result<std::string_view> columnOf(std::string_view attribute) {
    if (attribute == "timestamp_ms") return "t.request_at";
    if (attribute == "execution_time_ms") // "0.075s": the cast reads the number in front
        return "(1000 * CAST(json_extract(t.info, '$.execution_duration') AS REAL))";
    if (attribute == "status") return "json_extract(t.info, '$.state')";
    if (attribute == "request_id") return "t.id";
    if (attribute == "client_request_id") return "json_extract(t.info, '$.client_request_id')";
    if (attribute == "name")
        return "(SELECT n.value FROM trace_tag n WHERE n.trace = t.number AND n.key = 'mlflow.traceName')";
    if (attribute == "run_id") return "(SELECT min(x.run) FROM trace_run x WHERE x.trace = t.number)";
    return unknown(attribute);
}

FieldType typeOf(std::string_view attribute) {
    const auto* known = FilterTable::traces().attribute(attribute, Dialect::Mlflow);
    return known == nullptr ? FieldType::Text : known->type;
}

Result<Sql> anyRow(const Sql& rows, std::string_view column, const Comparison& comparison) {
    SLIPWAY_ASSIGN(const auto compared, compareSql(column, comparison, FieldType::Text));
    return Sql().add("EXISTS (SELECT 1 FROM ").add(rows).add(" AND ").add(compared).add(")");
}

} // namespace

Result<Sql> TraceFields::condition(const Comparison& comparison) const {
    switch (comparison.group) {
    case FieldGroup::Attribute: {
        if (comparison.key == "run_id")
            return anyRow(Sql().add("trace_run x WHERE x.trace = t.number"), "x.run", comparison);
        SLIPWAY_ASSIGN(const auto column, columnOf(comparison.key));
        return compareSql(column, comparison, typeOf(comparison.key));
    }
    case FieldGroup::Parameter:
        return anyRow(Sql().add("json_each(t.info, '$.trace_metadata') m WHERE m.key = ?", comparison.key), "m.value",
            comparison);
    case FieldGroup::Tag:
        return anyRow(
            Sql().add("trace_tag g WHERE g.trace = t.number AND g.key = ?", comparison.key), "g.value", comparison);
    case FieldGroup::Metric:
    case FieldGroup::Dataset:
        break;
    }
    return unknown(comparison.key);
}

Result<Sql> TraceFields::wordCondition(std::string_view word) const {
    return containsSql("t.info", word);
}

Result<Sql> TraceFields::orderKey(const Order& order) const {
    if (order.group != FieldGroup::Attribute) return unknown(order.key);
    SLIPWAY_ASSIGN(const auto column, columnOf(order.key));
    return Sql().add(column);
}

} // namespace slipway::track
