#include "ui/track/compare/difference_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/track/compare/run_comparison.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

namespace {

constexpr int kNotLooked = -2;

QString quoted(QString text) {
    return '"' + text.replace('"', QLatin1String("\"\"")) + '"';
}

QString signedText(double value, const QString& text) {
    return (value > 0 ? QStringLiteral("+") : value < 0 ? QString(QChar(0x2212)) : QString()) + text;
}

} // namespace

const track::ComparedField& DifferenceModel::field(int row) const {
    return m_runs->table.fields[static_cast<std::size_t>(fieldOf(row))];
}

/// With the same runs and fields only values change: nothing moves under the pointer.
void DifferenceModel::setRuns(const SharedRuns& runs) {
    const bool sameRuns = m_runs && m_runs->runs == runs->runs;
    const SharedRuns runsBefore = m_runs;
    const auto rowsBefore = m_rows;
    if (sameRuns && std::ranges::equal(m_runs->table.fields, runs->table.fields, {}, &track::ComparedField::field,
                        &track::ComparedField::field)) {
        m_runs = runs;
        rebuildRows();
        if (m_rows == rowsBefore) {
            m_best.assign(runs->table.fields.size(), kNotLooked);
            if (!m_rows.empty()) dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
            return;
        }
        m_runs = runsBefore;
        m_rows = rowsBefore;
    }
    beginResetModel();
    const QString sortedBy =
        m_sortedField >= 0 ? label(m_runs->table.fields[static_cast<std::size_t>(m_sortedField)].field) : QString();
    m_runs = runs;
    m_best.assign(runs->table.fields.size(), kNotLooked);
    if (!sameRuns) m_baseline = -1;
    m_sortedField = -1;
    for (std::size_t i = 0; !sortedBy.isEmpty() && i < runs->table.fields.size(); ++i)
        if (label(runs->table.fields[i].field) == sortedBy) m_sortedField = static_cast<int>(i);
    rebuildRows();
    if (!sameRuns) rebuildColumns();
    endResetModel();
}

void DifferenceModel::setFilter(Filter filter, const QString& search) {
    m_filter = filter;
    m_search = search;
    if (!m_runs) return;
    beginResetModel();
    rebuildRows();
    endResetModel();
}

void DifferenceModel::setBaseline(int run) {
    m_baseline = run;
    if (rowCount() > 0) dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    headerDataChanged(Qt::Horizontal, 0, std::max(0, columnCount() - 1));
}

void DifferenceModel::sortRunsBy(int row, bool descending) {
    if (!m_runs) return;
    m_sortedField = row < 0 ? -1 : fieldOf(row);
    m_sortDescending = descending;
    layoutAboutToBeChanged();
    rebuildColumns();
    layoutChanged();
    headerDataChanged(Qt::Horizontal, 0, std::max(0, columnCount() - 1));
}

void DifferenceModel::rebuildRows() {
    m_rows.clear();
    m_hiddenAlike = 0;
    for (std::size_t i = 0; i < m_runs->table.fields.size(); ++i) {
        const auto& field = m_runs->table.fields[i];
        if (field.field.group == track::FieldGroup::Tag && field.field.key == "mlflow.runName") continue; // the title
        if (!m_search.isEmpty() && !label(field.field).contains(m_search, Qt::CaseInsensitive)) continue;
        if (m_filter == Filter::Differences && !field.differs) {
            ++m_hiddenAlike;
            continue;
        }
        m_rows.push_back(static_cast<int>(i));
    }
}

void DifferenceModel::rebuildColumns() {
    m_columns.resize(m_runs->runs.size());
    std::iota(m_columns.begin(), m_columns.end(), 0);
    if (m_sortedField < 0) return;
    const auto& cells = m_runs->table.fields[static_cast<std::size_t>(m_sortedField)].cells;
    const auto before = [&](int a, int b) {
        const auto &x = cells[static_cast<std::size_t>(a)], &y = cells[static_cast<std::size_t>(b)];
        const auto left = numberOf(x), right = numberOf(y);
        if (left.has_value() != right.has_value()) return left.has_value(); // what is no number stands last
        if (left) return m_sortDescending ? *left > *right : *left < *right;
        if (isMissing(x) != isMissing(y)) return !isMissing(x);
        const auto *text = std::get_if<std::string>(&x), *other = std::get_if<std::string>(&y);
        if (!text || !other) return false;
        return m_sortDescending ? *text > *other : *text < *other;
    };
    std::ranges::stable_sort(m_columns, before);
}

int DifferenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int DifferenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

/// Of a metric, by its name: the lowest or the highest. Nobody is best where all are alike, alone, or where the metric
/// only says what a program used.
int DifferenceModel::bestRun(int fieldPlace) const {
    int& best = m_best[static_cast<std::size_t>(fieldPlace)];
    if (best != kNotLooked) return best;
    best = -1;
    const auto& field = m_runs->table.fields[static_cast<std::size_t>(fieldPlace)];
    if (field.field.group != track::FieldGroup::Metric || !field.differs) return best;
    if (field.field.key.starts_with("system/") || field.field.key.starts_with("process/")) return best;
    const auto measured =
        std::ranges::count_if(field.cells, [](const auto& cell) { return numberOf(cell).has_value(); });
    if (measured < 2) return best;
    const bool lower = lowerIsBetter(format::text(field.field.key));
    std::optional<double> value;
    for (std::size_t i = 0; i < field.cells.size(); ++i) {
        const auto number = numberOf(field.cells[i]);
        if (!number || (value && (lower ? *number >= *value : *number <= *value))) continue;
        value = number;
        best = static_cast<int>(i);
    }
    return best;
}

/// Ties are all best.
bool DifferenceModel::isBest(int fieldPlace, int run) const {
    const int best = bestRun(fieldPlace);
    if (best < 0) return false;
    const auto& cells = m_runs->table.fields[static_cast<std::size_t>(fieldPlace)].cells;
    return cells[static_cast<std::size_t>(run)] == cells[static_cast<std::size_t>(best)];
}

/// "+12.5 %" for numbers, "+0.1" where the baseline is 0; "" without a baseline or where it is the same.
QString DifferenceModel::difference(const track::ComparedField& field, std::size_t run) const {
    if (m_baseline < 0 || static_cast<int>(run) == m_baseline) return {};
    const auto& cell = field.cells[run];
    const auto& base = field.cells[static_cast<std::size_t>(m_baseline)];
    if (field.field.group == track::FieldGroup::Attribute && field.field.key.ends_with("_time")) return {};
    const auto value = numberOf(cell), from = numberOf(base);
    if (!value || !from) return isMissing(cell) || cell == base ? QString() : tr("differs");
    const double by = *value - *from;
    if (by == 0) return {};
    if (*from == 0) return signedText(by, format::number(std::abs(by)));
    return signedText(by, format::percent(std::abs(by / *from)));
}

QVariant DifferenceModel::cellData(const track::ComparedField& field, std::size_t run, int role) const {
    const auto& cell = field.cells[run];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(field.field, cell).simplified();
    case Qt::ToolTipRole: {
        const QString by = difference(field, run);
        const QString value = isMissing(cell) ? tr("%1 has no %2").arg(m_runs->runs[run].name, label(field.field))
                                              : fullTextOf(field.field, cell);
        return by.isEmpty() || by == tr("differs") ? value : tr("%1, %2 to the baseline").arg(value, by);
    }
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | Qt::AlignRight);
    case DetailRole:
        return difference(field, run);
    case MutedRole:
        return isMissing(cell);
    default:
        return {};
    }
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_runs) return {};
    const int place = fieldOf(index.row());
    const auto& compared = m_runs->table.fields[static_cast<std::size_t>(place)];
    const int run = runOf(index.column());
    if (role == RowIdRole) return label(compared.field);
    if (role == StrongRole) return isBest(place, run);
    if (role == Qt::AccessibleTextRole)
        return tr("%1 of %2: %3")
            .arg(label(compared.field), m_runs->runs[static_cast<std::size_t>(run)].name,
                textOf(compared.field, compared.cells[static_cast<std::size_t>(run)]));
    return cellData(compared, static_cast<std::size_t>(run), role);
}

QVariant DifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || !m_runs || section >= columnCount()) return {};
    const int run = runOf(section);
    const auto& charted = m_runs->runs[static_cast<std::size_t>(run)];
    if (role == Qt::DisplayRole) return run == m_baseline ? tr("%1 (baseline)").arg(charted.name) : charted.name;
    if (role == Qt::ToolTipRole) return tr("%1\n%2").arg(charted.name, charted.id);
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignVCenter | Qt::AlignRight);
    if (role == SwatchRole && charted.slot >= 0) return charted.slot;
    return {};
}

QString DifferenceModel::asCsv() const {
    QString text = QStringLiteral("\"field\"");
    for (int column = 0; column < columnCount(); ++column)
        text += ',' + quoted(m_runs->runs[static_cast<std::size_t>(runOf(column))].name);
    text += '\n';
    for (int row = 0; row < rowCount(); ++row) {
        const auto& compared = field(row);
        text += quoted(label(compared.field));
        for (int column = 0; column < columnCount(); ++column) {
            const auto& cell = compared.cells[static_cast<std::size_t>(runOf(column))];
            const QString value = fullTextOf(compared.field, cell);
            text += ',' + (std::holds_alternative<std::string>(cell) ? quoted(value) : value);
        }
        text += '\n';
    }
    return text;
}

} // namespace slipway::ui
