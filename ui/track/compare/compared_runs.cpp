#include "ui/track/compare/compared_runs.h"

#include <QStringList>
#include <charconv>
#include <cmath>
#include <set>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostCategories = 50;

bool hasNumbers(const track::ComparedField& field) {
    int numbers = 0;
    for (const auto& cell : field.cells) {
        if (isMissing(cell)) continue;
        if (!numberOf(cell)) {
            if (std::holds_alternative<double>(cell)) continue; // NaN
            return false;
        }
        ++numbers;
    }
    return numbers >= 2;
}

bool hasCategories(const track::ComparedField& field) {
    std::set<std::string> values;
    for (const auto& cell : field.cells)
        if (const auto* text = std::get_if<std::string>(&cell)) values.insert(*text);
    return field.present >= 2 && !values.empty() && values.size() <= kMostCategories;
}

QString prefix(track::FieldGroup group) {
    switch (group) {
    case track::FieldGroup::Metric:
        return QStringLiteral("metrics.");
    case track::FieldGroup::Parameter:
        return QStringLiteral("params.");
    case track::FieldGroup::Tag:
        return QStringLiteral("tags.");
    case track::FieldGroup::Dataset:
        return QStringLiteral("datasets.");
    case track::FieldGroup::Attribute:
        break;
    }
    return {};
}

bool isTime(const track::RunField& field) {
    return field.group == track::FieldGroup::Attribute && field.key.ends_with("_time");
}

} // namespace

QString label(const track::RunField& field) {
    return prefix(field.group) + format::text(field.key);
}

bool isMissing(const track::RunCell& cell) {
    return std::holds_alternative<std::monostate>(cell);
}

std::optional<double> numberOf(const track::RunCell& cell) {
    if (const auto* value = std::get_if<double>(&cell))
        return std::isfinite(*value) ? std::optional(*value) : std::nullopt;
    if (const auto* value = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*value);
    const auto* text = std::get_if<std::string>(&cell);
    if (!text || text->empty()) return {};
    double value = 0;
    const char* from = text->data() + (text->front() == '+');
    const auto [end, error] = std::from_chars(from, text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || !std::isfinite(value)) return {};
    return value;
}

QString textOf(const track::RunField& field, const track::RunCell& cell) {
    if (isMissing(cell)) return format::missing();
    if (const auto* value = std::get_if<double>(&cell)) return format::metric(*value);
    if (const auto* value = std::get_if<std::int64_t>(&cell))
        return isTime(field) ? format::when(*value) : format::duration(*value);
    return format::text(std::get<std::string>(cell));
}

QString fullTextOf(const track::RunField& field, const track::RunCell& cell) {
    if (isMissing(cell)) return {};
    if (const auto* value = std::get_if<double>(&cell)) return format::fullNumber(*value);
    if (const auto* value = std::get_if<std::int64_t>(&cell))
        return isTime(field) ? format::absolute(*value) : QString::number(*value);
    return format::text(std::get<std::string>(cell));
}

const track::ComparedField* ComparedRuns::find(const QString& wanted) const {
    for (const auto& field : table.fields)
        if (wanted.endsWith(format::text(field.field.key)) && label(field.field) == wanted) return &field;
    return nullptr;
}

QStringList ComparedRuns::numericFields() const {
    QStringList labels;
    for (const auto& field : table.fields)
        if (field.field.group != track::FieldGroup::Tag && hasNumbers(field)) labels.push_back(label(field.field));
    return labels;
}

QStringList ComparedRuns::chartableFields() const {
    QStringList labels;
    for (const auto& field : table.fields)
        if (hasNumbers(field) || hasCategories(field)) labels.push_back(label(field.field));
    return labels;
}

QStringList ComparedRuns::metricFields() const {
    QStringList labels;
    for (const auto& field : table.fields)
        if (field.field.group == track::FieldGroup::Metric && hasNumbers(field)) labels.push_back(label(field.field));
    return labels;
}

} // namespace slipway::ui
