#include "core/track/logged_model_fields.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track {

namespace {

std::unexpected<Error> unknown(std::string_view key) {
    return fail(ErrorCode::InvalidArgument, fmt::format("logged models have no field '{}'", forMessage(key)),
        "Fields are attributes, metrics, params and tags");
}

Result<std::string_view> columnOf(std::string_view attribute) {
    if (attribute == "name") return "l.name";
    if (attribute == "model_id") return "l.id";
    if (attribute == "model_type") return "nullif(l.model_type, '')";
    if (attribute == "source_run_id") return "nullif(l.source_run, '')";
    if (attribute == "status") return "('LOGGED_MODEL_' || l.status)";
    if (attribute == "creation_timestamp") return "l.created_at";
    if (attribute == "last_updated_timestamp") return "l.updated_at";
    return unknown(attribute);
}

FieldType typeOf(std::string_view attribute) {
    const auto* known = FilterTable::loggedModels().attribute(attribute, Dialect::Mlflow);
    return known == nullptr ? FieldType::Text : known->type;
}

} // namespace

Sql LoggedModelFields::onDatasets() const {
    Sql sql;
    for (const auto& dataset : m_datasets) {
        sql.add(sql.text.empty() ? " AND (" : " OR ").add("(m.dataset_name = ?", dataset.name);
        if (!dataset.digest.empty()) sql.add(" AND m.dataset_digest = ?", dataset.digest);
        sql.add(")");
    }
    if (!sql.text.empty()) sql.add(")");
    return sql;
}

Sql LoggedModelFields::measured() const {
    return Sql().add("EXISTS (SELECT 1 FROM logged_model_metric m WHERE m.model = l.number").add(onDatasets()).add(")");
}

Sql LoggedModelFields::latestMetric(std::string_view expression, const std::string& key) const {
    return Sql()
        .add(fmt::format("(SELECT {} FROM logged_model_metric m WHERE m.model = l.number AND m.key = (SELECT id FROM "
                         "metric_key WHERE name = ?)",
                 expression),
            key)
        .add(onDatasets())
        .add(" ORDER BY m.at DESC, m.step DESC, m.run LIMIT 1)");
}

Result<Sql> LoggedModelFields::condition(const Comparison& comparison) const {
    switch (comparison.group) {
    case FieldGroup::Attribute: {
        SLIPWAY_ASSIGN(const auto column, columnOf(comparison.key));
        return compareSql(column, comparison, typeOf(comparison.key));
    }
    case FieldGroup::Metric: {
        SLIPWAY_ASSIGN(const auto compared, compareSql("m.value", comparison, FieldType::Number));
        return Sql()
            .add("EXISTS (SELECT 1 FROM logged_model_metric m WHERE m.model = l.number AND m.is_nan = 0 AND m.key = "
                 "(SELECT id FROM metric_key WHERE name = ?)",
                comparison.key)
            .add(onDatasets())
            .add(" AND ")
            .add(compared)
            .add(")");
    }
    case FieldGroup::Parameter:
    case FieldGroup::Tag: {
        SLIPWAY_ASSIGN(const auto compared, compareSql("t.value", comparison, FieldType::Text));
        return Sql()
            .add(fmt::format("EXISTS (SELECT 1 FROM {} t WHERE t.model = l.number AND t.key = ? AND ",
                     comparison.group == FieldGroup::Tag ? "logged_model_tag" : "logged_model_parameter"),
                comparison.key)
            .add(compared)
            .add(")");
    }
    case FieldGroup::Dataset:
        break;
    }
    return unknown(comparison.key);
}

Result<Sql> LoggedModelFields::wordCondition(std::string_view word) const {
    return containsSql("l.name", word);
}

Result<Sql> LoggedModelFields::orderKey(const Order& order) const {
    if (order.group == FieldGroup::Metric) return latestMetric("iif(m.is_nan, NULL, m.value)", order.key);
    if (order.group != FieldGroup::Attribute) return unknown(order.key);
    SLIPWAY_ASSIGN(const auto column, columnOf(order.key));
    return Sql().add(column);
}

Result<Sql> LoggedModelFields::orderRank(const Order& order) const {
    if (order.group != FieldGroup::Metric) return FieldStore::orderRank(order);
    return Sql().add("coalesce(").add(latestMetric("m.is_nan", order.key)).add(", 2)");
}

} // namespace slipway::track
