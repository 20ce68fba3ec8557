#include "ui/track/table/run_view_state.h"

#include <algorithm>

#include "core/base/json.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostColumns = 500, kMostKeys = 20, kMostExperiments = 10000;

std::string orderText(const track::Order& order) {
    return writtenField({order.group, order.key, track::RunField::Of::Latest});
}

const Json& listIn(const Json& object, const char* key) {
    static const Json none = Json::array();
    const auto found = object.find(key);
    return found != object.end() && found->is_array() ? *found : none;
}

std::vector<RunColumn> columnsOf(const Json& list) {
    std::vector<RunColumn> columns;
    for (const auto& each : list) {
        if (columns.size() >= kMostColumns || !each.is_object()) break;
        const auto field = readField(textOr(each, "field"));
        if (!field || isName(*field)) continue;
        const auto known = std::ranges::find(columns, *field, &RunColumn::field);
        if (known != columns.end()) continue;
        columns.push_back({*field, static_cast<int>(std::clamp(integerOr(each, "width", 0), 0LL, 2000LL)),
            boolOr(each, "pinned", false)});
    }
    if (columns.empty()) return columns;
    RunColumn name = nameColumn();
    for (const auto& each : list)
        if (each.is_object() && textOr(each, "field") == writtenField(name.field))
            name.width = static_cast<int>(std::clamp(integerOr(each, "width", 0), 0LL, 2000LL));
    columns.insert(columns.begin(), name);
    std::ranges::stable_partition(columns, &RunColumn::pinned);
    return columns;
}

auto shape(const RunColumn& column) {
    return std::pair(column.field, column.pinned);
}

bool sameOrder(const track::Order& a, const track::Order& b) {
    return a.group == b.group && a.key == b.key && a.ascending == b.ascending;
}

} // namespace

bool RunViewState::sameAs(const RunViewState& other) const {
    return filter == other.filter && experiments == other.experiments && groupBy == other.groupBy &&
           std::ranges::equal(order, other.order, sameOrder) &&
           std::ranges::equal(columns, other.columns, {}, shape, shape);
}

QByteArray toJson(const RunViewState& state) {
    Json json{{"version", 1}, {"filter", state.filter.toStdString()}, {"experiments", state.experiments}};
    json["columns"] = Json::array();
    for (const auto& column : state.columns) {
        Json each{{"field", writtenField(column.field)}};
        if (column.width > 0) each["width"] = column.width;
        if (column.pinned) each["pinned"] = true;
        json["columns"].push_back(std::move(each));
    }
    json["order"] = Json::array();
    for (const auto& order : state.order)
        json["order"].push_back({{"field", orderText(order)}, {"ascending", order.ascending}});
    json["groupBy"] = Json::array();
    for (const auto& field : state.groupBy) json["groupBy"].push_back(writtenField(field));
    return QByteArray::fromStdString(dump(json));
}

std::optional<RunViewState> viewStateOf(const QByteArray& text) {
    const auto json = parseJson(text.toStdString(), "view");
    if (!json || !json->is_object()) return {};
    RunViewState state;
    state.filter = QString::fromStdString(textOr(*json, "filter"));
    for (const auto& id : listIn(*json, "experiments"))
        if (id.is_number_integer() && state.experiments.size() < kMostExperiments)
            state.experiments.push_back(id.get<std::int64_t>());
    state.columns = columnsOf(listIn(*json, "columns"));
    for (const auto& each : listIn(*json, "order")) {
        if (!each.is_object() || state.order.size() >= kMostKeys) break;
        const auto field = readField(textOr(each, "field"));
        if (field && isSortable(*field))
            state.order.push_back({field->group, field->key, boolOr(each, "ascending", true)});
    }
    for (const auto& each : listIn(*json, "groupBy")) {
        if (!each.is_string() || state.groupBy.size() >= kMostKeys) break;
        const auto field = readField(each.get<std::string>());
        if (field && isGroupable(*field)) state.groupBy.push_back(*field);
    }
    return state;
}

} // namespace slipway::ui
