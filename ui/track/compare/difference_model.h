#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "ui/track/compare/compared_runs.h"

namespace slipway::ui {

/// Fields as rows, runs as columns. Cells are written when they are painted, so a million of them cost nothing.
class DifferenceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Filter { All, Differences };

    explicit DifferenceModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void setRuns(const SharedRuns& runs);
    void setFilter(Filter filter, const QString& search);
    /// Numbers say how far they are from this run's; -1: no baseline.
    void setBaseline(int run);
    int baseline() const { return m_baseline; }
    /// Runs by the values of a row, the best or least first; -1: in their own order.
    void sortRunsBy(int row, bool descending);
    int sortedBy() const { return m_sortedField; }
    int fieldOf(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int runOf(int column) const { return m_columns[static_cast<std::size_t>(column)]; }
    const track::ComparedField& field(int row) const;
    const SharedRuns& runs() const { return m_runs; }
    int hiddenAlike() const { return m_hiddenAlike; } ///< rows left out as all runs have them alike
    QString asCsv() const;                            ///< full values

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void rebuildRows();
    void rebuildColumns();
    QVariant cellData(const track::ComparedField& field, std::size_t run, int role) const;
    QString difference(const track::ComparedField& field, std::size_t run) const;
    int bestRun(int fieldPlace) const;
    bool isBest(int fieldPlace, int run) const;

    SharedRuns m_runs;
    Filter m_filter = Filter::Differences;
    QString m_search;
    std::vector<int> m_rows, m_columns; ///< places of fields and runs
    mutable std::vector<int> m_best;    ///< run with the best value of a field; -2: not looked at yet
    int m_baseline = -1, m_sortedField = -1, m_hiddenAlike = 0;
    bool m_sortDescending = false;
};

} // namespace slipway::ui
