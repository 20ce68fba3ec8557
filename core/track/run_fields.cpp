#include "core/track/run_fields.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"

namespace slipway::track {

namespace {

// A key that nobody logged has no id: the comparison with NULL finds nothing.
constexpr std::string_view kMetricKey = "m.key = (SELECT id FROM metric_key WHERE name = ?)";
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

} // namespace

/// The rows in other tables that a run has for a field, and which of their columns is compared.
struct RunFields::Rows {
    std::string_view table, run; ///< "run_tag t" and "t.run"
    Sql having;                  ///< "t.key = ?"
    std::string_view column;
    FieldType type = FieldType::Text;
};

RunFields::RunFields(std::string artifactUri, Lookup lookup, store::Database* counted)
    : m_artifactUri(std::move(artifactUri)), m_lookup(lookup), m_counted(counted) {}

/// A set is made whole; runs one by one end when the page is full. Where less than an eighth of all runs fit, a page is
/// found sooner by the set. Counting is quick where an index has the values in order.
Result<bool> RunFields::asSet(const Comparison& comparison, const Sql& rows) const {
    if (m_lookup != Lookup::Best || m_counted == nullptr) return m_lookup == Lookup::Sets;
    const bool indexed = comparison.group == FieldGroup::Metric ||
                         (comparison.group == FieldGroup::Parameter && comparison.op == Operator::Equal);
    if (!indexed) return false;
    SLIPWAY_ASSIGN(auto last, m_counted->prepare("SELECT coalesce(max(number), 0) FROM run"));
    SLIPWAY_TRY(last.step());
    const auto few = std::max<std::int64_t>(4096, last.integer(0) / 8);
    SLIPWAY_ASSIGN(auto count, Sql().add("SELECT count(*) FROM (").add(rows).add(" LIMIT ?)", few).prepare(*m_counted));
    SLIPWAY_TRY(count.step());
    return count.integer(0) < few;
}

/// IS NULL is the one comparison that wants no row.
Result<Sql> RunFields::anyRow(const Rows& rows, const Comparison& comparison) const {
    const auto ofThisRun = [&] {
        return Sql()
            .add(fmt::format("EXISTS (SELECT 1 FROM {} WHERE {} = r.number AND ", rows.table, rows.run))
            .add(rows.having);
    };
    if (comparison.op == Operator::IsNull) return Sql().add("NOT ").add(ofThisRun()).add(")");
    if (comparison.op == Operator::IsNotNull) return ofThisRun().add(")");
    SLIPWAY_ASSIGN(const auto compared, compareSql(rows.column, comparison, rows.type));
    const auto ofAll = Sql()
                           .add(fmt::format("SELECT {} FROM {} WHERE ", rows.run, rows.table))
                           .add(rows.having)
                           .add(" AND ")
                           .add(compared);
    SLIPWAY_ASSIGN(const bool set, asSet(comparison, ofAll));
    if (set) return Sql().add("r.number IN (").add(ofAll).add(")");
    return ofThisRun().add(" AND ").add(compared).add(")");
}

Result<Sql> RunFields::datasetCondition(const Comparison& comparison) const {
    if (comparison.key == "context")
        return anyRow({"run_input_tag t", "t.run", Sql().add("t.key = 'mlflow.data.context'"), "t.value"}, comparison);
    const auto* column = comparison.key == "name" ? "d.name" : comparison.key == "digest" ? "d.digest" : nullptr;
    if (column == nullptr) return unknown(comparison.key);
    return anyRow({"run_dataset_input i JOIN input_dataset d ON d.id = i.dataset", "i.run", Sql().add("TRUE"), column},
        comparison);
}

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
        return anyRow(
            {"metric_summary m", "m.run", Sql().add(kMetricKey, comparison.key), "m.latest", FieldType::Number},
            comparison);
    case FieldGroup::Parameter:
    case FieldGroup::Tag: {
        const auto table = std::string(textTable(comparison.group)) + " t";
        return anyRow({table, "t.run", Sql().add("t.key = ?", comparison.key), "t.value"}, comparison);
    }
    case FieldGroup::Dataset:
        return datasetCondition(comparison);
    }
    return unknown(comparison.key);
}

Result<Sql> RunFields::wordCondition(std::string_view word) const {
    const auto* tags = m_lookup != Lookup::Sets
                           ? " OR r.id = ? OR EXISTS (SELECT 1 FROM run_tag t WHERE t.run = r.number AND "
                           : " OR r.id = ? OR r.number IN (SELECT t.run FROM run_tag t WHERE ";
    return containsSql("r.name", word).add(tags, std::string(word)).add(containsSql("t.value", word)).add(")");
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
