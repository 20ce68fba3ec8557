#include "ui/track/table/run_column.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QDateTime>

#include "core/base/text.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using track::FieldGroup;
using track::RunField;
using Of = RunField::Of;

QString tr(const char* text) {
    return QCoreApplication::translate("slipway::ui::RunColumn", text);
}

struct Known {
    const char *key, *title, *tip;
    int width;
};

constexpr Known kAttributes[] = {
    {"run_name", "Run", "Name of the run", 240},
    {"status", "Status", "Running, finished, failed …", 128},
    {"experiment", "Experiment", "The experiment that the run is in", 150},
    {"start_time", "Started", "When the run began", 120},
    {"end_time", "Ended", "When the run ended", 120},
    {"duration", "Duration", "From begin to end", 96},
    {"user_id", "User", "Who ran it", 96},
    {"run_id", "Id", "The run's 32 digits", 110},
};

const Known* knownAttribute(std::string_view key) {
    const auto found = std::ranges::find(kAttributes, key, &Known::key);
    return found == std::end(kAttributes) ? nullptr : found;
}

struct Prefix {
    FieldGroup group;
    std::string_view text;
};
constexpr Prefix kPrefixes[] = {{FieldGroup::Attribute, "attributes"}, {FieldGroup::Metric, "metrics"},
    {FieldGroup::Parameter, "params"}, {FieldGroup::Tag, "tags"}, {FieldGroup::Dataset, "dataset"}};

constexpr std::string_view kDataTag = "slipway.dataset";

bool isTime(const RunField& field) {
    return field.group == FieldGroup::Attribute && (field.key == "start_time" || field.key == "end_time");
}

bool isDuration(const RunField& field) {
    return field.group == FieldGroup::Attribute && field.key == "duration";
}

Cell missingCell() {
    Cell cell(format::missing());
    cell.muted = true;
    return cell;
}

/// One line: a text with line breaks would be cut where nobody sees it.
Cell textCell(const std::string& value) {
    Cell cell(format::text(value));
    if (cell.text.contains('\n')) {
        cell.tip = cell.text;
        cell.text = cell.text.simplified();
    }
    return cell;
}

int rankOf(const QString& metric) {
    if (metric.startsWith("test_"))
        return metric == "test_roc_auc" ? 0 : metric == "test_accuracy" ? 1 : metric == "test_log_loss" ? 2 : 4;
    if (metric.startsWith("system/")) return 9;
    return metric.startsWith("val") ? 3 : metric.contains("acc") || metric.contains("loss") ? 5 : 6;
}

} // namespace

RunColumn nameColumn() {
    return {{FieldGroup::Attribute, "run_name", Of::Latest}, 0, true};
}

bool isName(const RunField& field) {
    return field.group == FieldGroup::Attribute && field.key == "run_name";
}

QString titleOf(const RunField& field) {
    const QString key = format::text(field.key);
    if (field.group == FieldGroup::Attribute) {
        const auto* known = knownAttribute(field.key);
        return known ? tr(known->title) : key;
    }
    if (field.group == FieldGroup::Dataset) return tr("Dataset %1").arg(key);
    if (field.group == FieldGroup::Tag && field.key == kDataTag) return tr("Data");
    return field.of == Of::Minimum ? tr("%1 min").arg(key) : field.of == Of::Maximum ? tr("%1 max").arg(key) : key;
}

QString tipOf(const RunField& field) {
    const QString key = format::text(field.key);
    switch (field.group) {
    case FieldGroup::Attribute: {
        const auto* known = knownAttribute(field.key);
        return known ? tr(known->tip) : key;
    }
    case FieldGroup::Metric:
        return field.of == Of::Minimum   ? tr("Metric %1: smallest value").arg(key)
               : field.of == Of::Maximum ? tr("Metric %1: largest value").arg(key)
                                         : tr("Metric %1: newest value").arg(key);
    case FieldGroup::Parameter:
        return tr("Parameter %1").arg(key);
    case FieldGroup::Tag:
        return field.key == kDataTag ? tr("Version of the data that went in (tag %1)").arg(key) : tr("Tag %1").arg(key);
    case FieldGroup::Dataset:
        return tr("Data that went in: %1").arg(key);
    }
    return key;
}

QString kindOf(FieldGroup group) {
    switch (group) {
    case FieldGroup::Attribute:
        return tr("Attributes");
    case FieldGroup::Metric:
        return tr("Metrics");
    case FieldGroup::Parameter:
        return tr("Parameters");
    case FieldGroup::Tag:
        return tr("Tags");
    case FieldGroup::Dataset:
        return tr("Datasets");
    }
    return {};
}

Align alignOf(const RunField& field) {
    return field.group == FieldGroup::Metric || isDuration(field) ? Align::Right : Align::Left;
}

int usualWidth(const RunField& field) {
    if (field.group == FieldGroup::Attribute)
        if (const auto* known = knownAttribute(field.key)) return known->width;
    return field.group == FieldGroup::Metric ? 110 : 120;
}

bool isSortable(const RunField& field) {
    return field.group != FieldGroup::Dataset && field.of == Of::Latest;
}

bool isGroupable(const RunField& field) {
    if (field.group == FieldGroup::Parameter || field.group == FieldGroup::Tag) return true;
    return field.group == FieldGroup::Attribute &&
           (field.key == "status" || field.key == "experiment" || field.key == "user_id" || field.key == "run_name");
}

std::string writtenField(const RunField& field) {
    const auto prefix = std::ranges::find(kPrefixes, field.group, &Prefix::group);
    std::string text = std::string(prefix->text) + '.' + field.key;
    return field.of == Of::Minimum ? "min " + text : field.of == Of::Maximum ? "max " + text : text;
}

std::optional<RunField> readField(std::string_view text) {
    RunField field;
    if (text.starts_with("min ")) field.of = Of::Minimum;
    if (text.starts_with("max ")) field.of = Of::Maximum;
    if (field.of != Of::Latest) text.remove_prefix(4);
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot + 1 == text.size()) return {};
    const auto prefix = std::ranges::find(kPrefixes, text.substr(0, dot), &Prefix::text);
    if (prefix == std::end(kPrefixes)) return {};
    field.group = prefix->group;
    field.key = text.substr(dot + 1);
    if (field.of != Of::Latest && field.group != FieldGroup::Metric) return {};
    if (field.group == FieldGroup::Attribute && !knownAttribute(field.key)) return {};
    if (field.group == FieldGroup::Dataset && field.key != "name" && field.key != "digest" && field.key != "context")
        return {};
    return field;
}

QString filterName(const RunField& field) {
    if (field.group == FieldGroup::Attribute) return format::text(field.key);
    const auto prefix = std::ranges::find(kPrefixes, field.group, &Prefix::group);
    return format::text(std::string(prefix->text) + '.' + track::writtenKey(field.key));
}

std::vector<RunField> fixedFields() {
    std::vector<RunField> fields;
    for (const auto& known : kAttributes) fields.push_back({FieldGroup::Attribute, known.key, Of::Latest});
    for (const char* key : {"name", "digest", "context"}) fields.push_back({FieldGroup::Dataset, key, Of::Latest});
    return fields;
}

Cell shownCell(const track::RunCell& value, const RunField& field) {
    if (const auto* real = std::get_if<double>(&value)) return Cell::metric(*real);
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (field.group == FieldGroup::Attribute && field.key == "status") return Cell::state(*text);
        if (field.group == FieldGroup::Attribute && field.key == "run_id") {
            Cell cell = Cell::id(format::shortId(*text));
            cell.tip = format::text(*text);
            return cell;
        }
        return textCell(*text);
    }
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (!whole) return missingCell();
    if (isTime(field)) return Cell::time(*whole);
    if (!isDuration(field)) return Cell::count(*whole);
    Cell cell(format::duration(*whole));
    cell.tip = QCoreApplication::translate("slipway::ui::RunColumn", "%1 s").arg(static_cast<double>(*whole) / 1000);
    return cell;
}

QString exactText(const track::RunCell& value, const RunField& field) {
    if (const auto* text = std::get_if<std::string>(&value)) return format::text(*text);
    if (const auto* real = std::get_if<double>(&value)) return format::fullNumber(*real);
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (!whole) return {};
    if (isTime(field)) return QDateTime::fromMSecsSinceEpoch(*whole).toUTC().toString(Qt::ISODateWithMs);
    return isDuration(field) ? format::fullNumber(static_cast<double>(*whole) / 1000) : QString::number(*whole);
}

std::vector<RunColumn> usualColumns(const QStringList& metrics) {
    std::vector<RunColumn> columns{nameColumn()};
    for (const char* key : {"status", "experiment"}) columns.push_back({{FieldGroup::Attribute, key, Of::Latest}});
    for (const auto& metric : metrics) columns.push_back({{FieldGroup::Metric, metric.toStdString(), Of::Latest}});
    for (const char* key : {"start_time", "duration", "user_id"})
        columns.push_back({{FieldGroup::Attribute, key, Of::Latest}});
    columns.push_back({{FieldGroup::Tag, std::string(kDataTag), Of::Latest}});
    return columns;
}

QStringList bestKnownMetrics(QStringList metrics, int limit) {
    std::ranges::sort(
        metrics, [](const auto& a, const auto& b) { return std::pair(rankOf(a), a) < std::pair(rankOf(b), b); });
    return metrics.mid(0, limit);
}

} // namespace slipway::ui
