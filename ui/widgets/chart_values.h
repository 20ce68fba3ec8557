#pragma once

#include <QWidget>

namespace slipway::ui {

class CurvePlot;
class DataTable;
class LineChartView;
class ListTableModel;

/// x, then one column a curve, of the shown range: what the table and the export hold. A cell is empty where a curve
/// has no point at that x.
QString curvesAsCsv(const CurvePlot& plot);

/// The values of a chart as a table, for reading and for screen readers. T or Esc goes back to the picture.
class ChartValues : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostRows = 2000, kMostColumns = 100;

    explicit ChartValues(const QString& name, QWidget* parent = nullptr);
    void fill(const LineChartView& view);
    DataTable* table() const { return m_table; }

signals:
    void closed();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    ListTableModel* m_model;
    DataTable* m_table;
};

} // namespace slipway::ui
