#include "ui/track/compare/chart_fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

ParallelChart::Axis axisOf(const track::ComparedField& field) {
    ParallelChart::Axis axis;
    axis.title = label(field.field);
    const bool numbers = std::ranges::all_of(field.cells, [](const track::RunCell& cell) {
        return isMissing(cell) || numberOf(cell) || std::holds_alternative<double>(cell);
    });
    std::set<QString> values;
    if (!numbers)
        for (const auto& cell : field.cells)
            if (!isMissing(cell)) values.insert(textOf(field.field, cell));
    axis.categories = QStringList(values.begin(), values.end());
    for (const auto& cell : field.cells) {
        if (isMissing(cell))
            axis.values.emplace_back();
        else if (numbers)
            axis.values.push_back(numberOf(cell));
        else
            axis.values.emplace_back(axis.categories.indexOf(textOf(field.field, cell)));
    }
    return axis;
}

bool wantsLogarithm(const ParallelChart::Axis& axis) {
    double low = INFINITY, high = 0;
    for (const auto& value : axis.values) {
        if (!value) continue;
        low = std::min(low, *value);
        high = std::max(high, *value);
    }
    return axis.categories.isEmpty() && low > 0 && high / low > 100;
}

QString mainMetric(const ComparedRuns& runs) {
    constexpr auto kWords = std::to_array<const char*>({"test", "val", "loss", "acc", "auc", "rmse"});
    const auto rank = [&](const track::ComparedField& field) {
        const QString key = format::text(field.field.key);
        int place = 0;
        for (const char* word : kWords) {
            if (key.contains(QLatin1String(word), Qt::CaseInsensitive)) break;
            ++place;
        }
        const bool system = key.startsWith(QLatin1String("system/")) || key.startsWith(QLatin1String("host."));
        return std::tuple(!field.differs, -static_cast<std::ptrdiff_t>(field.present), system, place);
    };
    const track::ComparedField* best = nullptr;
    for (const auto& field : runs.table.fields)
        if (field.field.group == track::FieldGroup::Metric && (!best || rank(field) < rank(*best))) best = &field;
    return best ? label(best->field) : QString();
}

QStringList sweepFields(const ComparedRuns& runs, qsizetype most) {
    struct Candidate {
        QString name;
        std::size_t different;
    };
    std::vector<Candidate> candidates;
    for (const auto& field : runs.table.fields) {
        if (field.field.group != track::FieldGroup::Parameter || !field.differs || field.present < 2) continue;
        const auto axis = axisOf(field);
        if (axis.categories.size() > 8) continue; // names, notes, paths: no axis
        std::set<double> values;
        for (const auto& value : axis.values)
            if (value) values.insert(*value);
        if (values.size() > 1) candidates.push_back({label(field.field), values.size()});
    }
    std::ranges::stable_sort(candidates, std::greater{}, &Candidate::different);
    QStringList labels;
    for (const auto& candidate : candidates)
        if (labels.size() < most - 1) labels.push_back(candidate.name);
    labels.sort();
    if (const QString metric = mainMetric(runs); !metric.isEmpty()) labels.push_back(metric);
    return labels;
}

} // namespace slipway::ui
