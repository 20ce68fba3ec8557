#include "core/track/filter.h"

#include <algorithm>

#include "core/base/text.h"

namespace slipway::track {

namespace {

using enum Operator;
using enum FieldGroup;
using Names = std::vector<std::string_view>;
using Operators = std::vector<Operator>;

const Operators kNumberOps = {Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual};
const Operators kTextOps = {Equal, NotEqual, Like, ILike};
const Operators kTextOrNullOps = {Equal, NotEqual, Like, ILike, IsNull, IsNotNull};
const Operators kTextListOps = {Equal, NotEqual, Like, ILike, In, NotIn};
const Operators kTextInOps = {Equal, NotEqual, Like, ILike, In};

bool same(std::string_view a, std::string_view b, Dialect dialect) {
    return a == b || (dialect == Dialect::Desktop && toLower(a) == toLower(b));
}

bool anySame(const Names& names, std::string_view wanted, Dialect dialect) {
    return std::ranges::any_of(names, [&](auto name) { return same(name, wanted, dialect); });
}

Names prefixesOf(FieldGroup group) {
    switch (group) {
    case Attribute:
        return {"attributes", "attribute", "attr", "attrs", "run"};
    case Metric:
        return {"metrics", "metric"};
    case Parameter:
        return {"params", "param", "parameters", "parameter"};
    case Tag:
        return {"tags", "tag"};
    case Dataset:
        return {"datasets", "dataset"};
    }
    return {};
}

} // namespace

std::string_view text(Operator op) {
    switch (op) {
    case Equal:
        return "=";
    case NotEqual:
        return "!=";
    case Less:
        return "<";
    case LessOrEqual:
        return "<=";
    case Greater:
        return ">";
    case GreaterOrEqual:
        return ">=";
    case Like:
        return "LIKE";
    case ILike:
        return "ILIKE";
    case In:
        return "IN";
    case NotIn:
        return "NOT IN";
    case IsNull:
        return "IS NULL";
    case IsNotNull:
        return "IS NOT NULL";
    case Contains:
        return "~";
    case NotContains:
        return "!~";
    }
    return "=";
}

FilterTable::FilterTable(std::vector<Attribute> attributes, std::vector<Group> groups, std::vector<OrderKey> orderKeys)
    : m_attributes(std::move(attributes)), m_groups(std::move(groups)), m_orderKeys(std::move(orderKeys)) {}

const FilterTable::Attribute* FilterTable::attribute(std::string_view nameOrAlias, Dialect dialect) const {
    for (const auto& attribute : m_attributes) {
        if (attribute.desktopOnly && dialect != Dialect::Desktop) continue;
        if (same(attribute.name, nameOrAlias, dialect) || anySame(attribute.aliases, nameOrAlias, dialect))
            return &attribute;
    }
    return nullptr;
}

const FilterTable::Group* FilterTable::group(std::string_view prefix, Dialect dialect) const {
    for (const auto& group : m_groups) {
        if (anySame(group.prefixes, prefix, dialect)) return &group;
        if (dialect == Dialect::Desktop && anySame(prefixesOf(group.group), prefix, dialect)) return &group;
    }
    return nullptr;
}

const FilterTable::Group* FilterTable::group(FieldGroup wanted) const {
    for (const auto& group : m_groups)
        if (group.group == wanted) return &group;
    return nullptr;
}

const FilterTable& FilterTable::runs() {
    static const FilterTable table(
        {
            {"run_name", FieldType::Text, {"Run name", "Run Name", "run name"}, kTextOps},
            {"run_id", FieldType::Text, {}, kTextListOps, {}, {}, true},
            {"status", FieldType::Text, {}, kTextOps, {"RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"}},
            {"user_id", FieldType::Text, {}, kTextOps},
            {"artifact_uri", FieldType::Text, {}, kTextOps},
            {"start_time", FieldType::Time, {"created", "Created"}, kNumberOps},
            {"end_time", FieldType::Time, {}, kNumberOps},
            {"duration", FieldType::Duration, {}, kNumberOps, {}, {}, false, true},
            {"experiment", FieldType::Text, {}, kTextOps, {}, {}, false, true},
        },
        {
            {FieldGroup::Attribute, FieldType::Text, {"attributes", "attribute", "attr", "run"}, {}, {}, true},
            {Metric, FieldType::Number, prefixesOf(Metric), kNumberOps, {}, true},
            {Parameter, FieldType::Text, prefixesOf(Parameter), kTextOrNullOps, {}, true},
            {Tag, FieldType::Text, prefixesOf(Tag), kTextOrNullOps, {}, true},
            {Dataset, FieldType::Text, prefixesOf(Dataset), kTextListOps, {"name", "digest", "context"}, false},
        },
        {{"start_time", {"created", "Created"}}, {"end_time", {}}, {"status", {}},
            {"run_name", {"Run name", "Run Name", "run name"}}, {"run_id", {}}, {"user_id", {}}, {"artifact_uri", {}}});
    return table;
}

const FilterTable& FilterTable::experiments() {
    static const FilterTable table(
        {
            {"name", FieldType::Text, {}, kTextOps},
            {"creation_time", FieldType::Time, {}, kNumberOps},
            {"last_update_time", FieldType::Time, {}, kNumberOps},
        },
        {
            {FieldGroup::Attribute, FieldType::Text, {"attribute"}, {}, {}, true},
            {Tag, FieldType::Text, prefixesOf(Tag), kTextOrNullOps, {}, false},
        },
        {{"name", {}}, {"experiment_id", {}}, {"creation_time", {}}, {"last_update_time", {}}});
    return table;
}

const FilterTable& FilterTable::registeredModels() {
    static const FilterTable table({{"name", FieldType::Text, {}, kTextOps}},
        {
            {FieldGroup::Attribute, FieldType::Text, {"attribute"}, {}, {}, true},
            {Tag, FieldType::Text, prefixesOf(Tag), kTextOps, {}, false},
        },
        {{"name", {}}, {"last_updated_timestamp", {"timestamp"}}});
    return table;
}

const FilterTable& FilterTable::modelVersions() {
    static const FilterTable table(
        {
            {"name", FieldType::Text, {}, kTextOps},
            {"source_path", FieldType::Text, {}, kTextOps},
            {"run_id", FieldType::Text, {}, kTextInOps, {}, {}, true},
            {"version_number", FieldType::Number, {}, kNumberOps},
        },
        {
            {FieldGroup::Attribute, FieldType::Text, {"attribute"}, {}, {}, true},
            {Tag, FieldType::Text, prefixesOf(Tag), kTextOps, {}, false},
        },
        {{"name", {}}, {"version_number", {}}, {"creation_timestamp", {}}, {"last_updated_timestamp", {}}});
    return table;
}

const FilterTable& FilterTable::loggedModels() {
    static const FilterTable table(
        {
            {"name", FieldType::Text, {}, kTextListOps},
            {"model_id", FieldType::Text, {}, kTextListOps},
            {"model_type", FieldType::Text, {}, kTextListOps},
            {"source_run_id", FieldType::Text, {}, kTextListOps},
            {"status", FieldType::Text, {}, kTextListOps, {"PENDING", "READY", "UPLOAD_FAILED"},
                {{"PENDING", "LOGGED_MODEL_PENDING"}, {"1", "LOGGED_MODEL_PENDING"}, {"READY", "LOGGED_MODEL_READY"},
                    {"2", "LOGGED_MODEL_READY"}, {"UPLOAD_FAILED", "LOGGED_MODEL_UPLOAD_FAILED"},
                    {"3", "LOGGED_MODEL_UPLOAD_FAILED"}}},
            {"creation_timestamp", FieldType::Time, {"creation_time"}, kNumberOps},
            {"last_updated_timestamp", FieldType::Time, {}, kNumberOps},
        },
        {
            {FieldGroup::Attribute, FieldType::Text, {"attributes"}, {}, {}, true},
            {Metric, FieldType::Number, {"metrics"}, kNumberOps, {}, true},
            {Parameter, FieldType::Text, {"params"}, kTextListOps, {}, false},
            {Tag, FieldType::Text, {"tags"}, kTextListOps, {}, false},
        },
        {{"name", {}}, {"model_id", {}}, {"model_type", {}}, {"source_run_id", {}}, {"status", {}},
            {"creation_timestamp", {"creation_time"}}, {"last_updated_timestamp", {}}});
    return table;
}

const FilterTable& FilterTable::traces() {
    static const FilterTable table(
        {
            {"timestamp_ms", FieldType::Time, {"timestamp", "request_time"}, kNumberOps},
            {"execution_time_ms", FieldType::Duration, {"execution_time", "execution_duration"}, kNumberOps},
            {"status", FieldType::Text, {"state"}, kTextListOps, {"OK", "ERROR", "IN_PROGRESS"}},
            {"request_id", FieldType::Text, {"trace_id", "id"}, kTextListOps},
            {"client_request_id", FieldType::Text, {}, kTextOps},
            {"name", FieldType::Text, {}, kTextOps},
            {"run_id", FieldType::Text, {}, kTextListOps},
        },
        {
            {FieldGroup::Attribute, FieldType::Text, {"attributes", "attribute", "attr", "trace"}, {}, {}, true},
            {Parameter, FieldType::Text, {"metadata", "request_metadata"}, kTextOps, {}, false},
            {Tag, FieldType::Text, prefixesOf(Tag), kTextOps, {}, false},
        },
        {{"timestamp_ms", {"timestamp", "request_time"}},
            {"execution_time_ms", {"execution_time", "execution_duration"}}, {"status", {"state"}},
            {"request_id", {"trace_id"}}, {"name", {}}, {"run_id", {}}});
    return table;
}

} // namespace slipway::track
