#include "ui/widgets/chart_values.h"

#include <QKeyEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/line_chart_view.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

using Rows = std::map<double, std::vector<const QPointF*>>;

/// Points by x, one place a curve.
Rows rowsOf(const CurvePlot& plot, std::size_t curves) {
    Rows rows;
    for (std::size_t i = 0; i < curves; ++i)
        for (const QPointF& p : plot.raw(static_cast<int>(i))) {
            if (p.x() < plot.x.from || p.x() > plot.x.to) continue;
            auto& row = rows[p.x()];
            row.resize(curves);
            row[i] = &p;
        }
    return rows;
}

} // namespace

QString curvesAsCsv(const CurvePlot& plot) {
    const bool time = plot.x.kind == ChartAxis::Kind::Time;
    QStringList head{plot.xTitle.isEmpty() ? (time ? QStringLiteral("time_ms") : QStringLiteral("x")) : plot.xTitle};
    for (const Curve& curve : plot.curves) head.push_back(QString(curve.name).replace('"', QLatin1String("\"\"")));
    QString text = '"' + head.join(QLatin1String("\",\"")) + QLatin1String("\"\n");
    for (const auto& [x, cells] : rowsOf(plot, plot.curves.size())) {
        text += format::fullNumber(x);
        for (const QPointF* cell : cells) {
            text += ',';
            if (cell) text += format::fullNumber(cell->y());
        }
        text += '\n';
    }
    return text;
}

ChartValues::ChartValues(const QString& name, QWidget* parent) : QWidget(parent) {
    m_model = new ListTableModel({}, this);
    m_table = new DataTable(tr("Values of %1").arg(name), this);
    m_table->setObjectName(QStringLiteral("chartValues"));
    m_table->setListModel(m_model);
    m_table->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
}

void ChartValues::fill(const LineChartView& view) {
    const CurvePlot& plot = view.plot;
    const std::size_t curves = std::min<std::size_t>(plot.curves.size(), kMostColumns);
    std::vector<TableColumn> columns{{plot.xTitle.isEmpty() ? QStringLiteral("x") : plot.xTitle, Align::Right, 110}};
    for (std::size_t i = 0; i < curves; ++i) columns.push_back({plot.curves[i].name, Align::Right, 110});
    std::vector<TableRow> rows;
    for (const auto& [x, cells] : rowsOf(plot, curves)) {
        TableRow row;
        row.id = format::fullNumber(x);
        row.cells.push_back(Cell(plot.x.text(x)));
        for (const QPointF* cell : cells)
            row.cells.push_back(Cell::number(cell ? std::optional(cell->y()) : std::nullopt));
        rows.push_back(std::move(row));
        if (rows.size() == kMostRows) break;
    }
    m_model->setColumns(std::move(columns));
    m_model->setRows(std::move(rows));
}

bool ChartValues::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_T || key == Qt::Key_Escape) {
            closed();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace slipway::ui
