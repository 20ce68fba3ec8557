#include "core/registry/catalog_search.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/registry/registered_model.h"

namespace slipway::registry {

using track::Comparison;
using track::FieldGroup;
using track::FieldType;
using track::Operator;
using track::Sql;

namespace {

std::unexpected<Error> unknown(std::string_view what, std::string_view key) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{} have no field '{}'", what, forMessage(key)),
        "Search by attributes or tags");
}

Result<Sql> tagCondition(std::string_view rows, const Comparison& comparison) {
    if (comparison.op == Operator::IsNull || comparison.op == Operator::IsNotNull)
        return Sql()
            .add(comparison.op == Operator::IsNull ? "NOT EXISTS (SELECT 1 " : "EXISTS (SELECT 1 ")
            .add(rows)
            .add(" AND t.key = ?)", comparison.key);
    SLIPWAY_ASSIGN(const auto value, track::compareSql("t.value", comparison, FieldType::Text));
    return Sql().add("EXISTS (SELECT 1 ").add(rows).add(" AND t.key = ? AND ", comparison.key).add(value).add(")");
}

Result<std::string> versionColumn(std::string_view attribute) {
    if (attribute == "name") return "v.model";
    if (attribute == "source_path") return "v.source";
    if (attribute == "run_id") return "v.run_id";
    if (attribute == "version_number") return "v.version";
    if (attribute == "creation_timestamp") return "v.created_at";
    if (attribute == "last_updated_timestamp") return "v.updated_at";
    return unknown("model versions", attribute);
}

} // namespace

Result<Sql> ModelFields::condition(const Comparison& comparison) const {
    if (comparison.group == FieldGroup::Tag)
        return tagCondition("FROM registered_model_tag t WHERE t.model = m.name", comparison);
    if (comparison.group == FieldGroup::Attribute && comparison.key == "name")
        return track::compareSql("m.name", comparison, FieldType::Text);
    return unknown("registered models", comparison.key);
}

Result<Sql> ModelFields::wordCondition(std::string_view word) const {
    return track::containsSql("m.name", word);
}

Result<Sql> ModelFields::orderKey(const track::Order& order) const {
    if (order.key == "name") return Sql().add("m.name");
    if (order.key == "last_updated_timestamp") return Sql().add("m.updated_at");
    return unknown("registered models", order.key);
}

Result<Sql> VersionFields::condition(const Comparison& comparison) const {
    if (comparison.group == FieldGroup::Tag) {
        if (comparison.key == kApprovalTag)
            return track::compareSql(
                "(CASE WHEN v.status <> 'pending' OR v.bundle <> '' THEN v.status END)", comparison, FieldType::Text);
        if (comparison.key == kDeciderTag)
            return track::compareSql("nullif(v.decided_by, '')", comparison, FieldType::Text);
        return tagCondition("FROM model_version_tag t WHERE t.model = v.model AND t.version = v.version", comparison);
    }
    if (comparison.group != FieldGroup::Attribute) return unknown("model versions", comparison.key);
    SLIPWAY_ASSIGN(const auto column, versionColumn(comparison.key));
    return track::compareSql(
        column, comparison, comparison.key == "version_number" ? FieldType::Number : FieldType::Text);
}

Result<Sql> VersionFields::wordCondition(std::string_view word) const {
    return track::containsSql("v.model", word);
}

Result<Sql> VersionFields::orderKey(const track::Order& order) const {
    SLIPWAY_ASSIGN(const auto column, versionColumn(order.key));
    return Sql().add(column);
}

} // namespace slipway::registry
