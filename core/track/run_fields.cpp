#include "core/track/run_fields.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track {

namespace {

// A key that nobody logged has no id: the comparison with NULL finds nothing.
constexpr std::string_view kMetricOfRun =
    "FROM metric_summary m WHERE m.run = r.number AND m.key = (SELECT id FROM metric_key WHERE name = ?)";

std::string_view textTable(FieldGroup group) {
    return group == FieldGroup::Parameter ? "run_parameter" : "run_tag";
}

std::unexpected<Error> unknown(std::string_view key) {
    return fail(ErrorCode::InvalidArgument, fmt::format("runs have no field '{}'", forMessage(key)),
        "Fields are attributes, metrics, params, tags and datasets");
}

/// Attributes that are numbers.
FieldType typeOf(std::string_view attribute) {
    const auto* known = FilterTable::runs().attribute(attribute, Dialect::Desktop);
    return known == nullptr ? FieldType::Text : known->type;
}

/// EXISTS over the rows that the object has under the key; IS NULL is the one comparison that wants none.
Result<Sql> anyRow(const Sql& rows, std::string_view column, const Comparison& comparison, FieldType type) {
    if (comparison.op == Operator::IsNull) return Sql().add("NOT EXISTS (SELECT 1 ").add(rows).add(")");
    if (comparison.op == Operator::IsNotNull) return Sql().add("EXISTS (SELECT 1 ").add(rows).add(")");
    SLIPWAY_ASSIGN(const auto compared, compareSql(column, comparison, type));
    return Sql().add("EXISTS (SELECT 1 ").add(rows).add(" AND ").add(compared).add(")");
}

Result<Sql> datasetCondition(const Comparison& comparison) {
    if (comparison.key == "context")
        return anyRow(Sql().add("FROM run_input_tag t WHERE t.run = r.number AND t.key = 'mlflow.data.context'"),
            "t.value", comparison, FieldType::Text);
    const auto rows =
        Sql().add("FROM run_dataset_input i JOIN input_dataset d ON d.id = i.dataset WHERE i.run = r.number");
    if (comparison.key == "name") return anyRow(rows, "d.name", comparison, FieldType::Text);
    if (comparison.key == "digest") return anyRow(rows, "d.digest", comparison, FieldType::Text);
    return unknown(comparison.key);
}

} // namespace

RunFields::RunFields(std::string artifactUri) : m_artifactUri(std::move(artifactUri)) {}

Result<std::string> RunFields::column(std::string_view attribute) const {
    if (attribute == "run_id") return "r.id";
    if (attribute == "run_name") return "r.name";
    if (attribute == "status") return "r.status";
    if (attribute == "user_id") return "r.user_id";
    if (attribute == "start_time") return "r.started_at";
    if (attribute == "end_time") return "nullif(r.ended_at, 0)";
    if (attribute == "duration") return "(nullif(r.ended_at, 0) - r.started_at)";
    if (attribute == "experiment") return "(SELECT e.name FROM experiment e WHERE e.id = r.experiment)";
    if (attribute == "artifact_uri") return "(" + m_artifactUri + ")";
    return unknown(attribute);
}

Result<Sql> RunFields::condition(const Comparison& comparison) const {
    switch (comparison.group) {
    case FieldGroup::Attribute: {
        SLIPWAY_ASSIGN(const auto expression, column(comparison.key));
        return compareSql(expression, comparison, typeOf(comparison.key));
    }
    case FieldGroup::Metric:
        return anyRow(Sql().add(kMetricOfRun, comparison.key), "m.latest", comparison, FieldType::Number);
    case FieldGroup::Parameter:
    case FieldGroup::Tag: {
        const auto rows = fmt::format("FROM {} t WHERE t.run = r.number AND t.key = ?", textTable(comparison.group));
        return anyRow(Sql().add(rows, comparison.key), "t.value", comparison, FieldType::Text);
    }
    case FieldGroup::Dataset:
        return datasetCondition(comparison);
    }
    return unknown(comparison.key);
}

Result<Sql> RunFields::wordCondition(std::string_view word) const {
    return containsSql("r.name", word)
        .add(" OR r.id = ? OR EXISTS (SELECT 1 FROM run_tag t WHERE t.run = r.number AND ", std::string(word))
        .add(containsSql("t.value", word))
        .add(")");
}

Result<Sql> RunFields::orderKey(const Order& order) const {
    switch (order.group) {
    case FieldGroup::Attribute: {
        SLIPWAY_ASSIGN(const auto expression, column(order.key));
        return Sql().add(expression);
    }
    case FieldGroup::Metric:
        return Sql().add(fmt::format("(SELECT m.latest {})", kMetricOfRun), order.key);
    case FieldGroup::Parameter:
    case FieldGroup::Tag:
        return Sql().add(
            fmt::format("(SELECT t.value FROM {} t WHERE t.run = r.number AND t.key = ?)", textTable(order.group)),
            order.key);
    case FieldGroup::Dataset:
        break;
    }
    return unknown(order.key);
}

Result<Sql> RunFields::orderRank(const Order& order) const {
    if (order.group != FieldGroup::Metric) return FieldStore::orderRank(order);
    return Sql().add(fmt::format("coalesce((SELECT m.latest IS NULL {}), 2)", kMetricOfRun), order.key);
}

} // namespace slipway::track
