#pragma once

#include <QObject>
#include <vector>

#include "ui/track/table/run_view_state.h"

class QPoint;
class QWidget;

namespace slipway::ui {

/// The menu of a column's header. Each entry changes the columns, order, grouping or filter of a view.
class ColumnMenu : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void open(QWidget* over, const QPoint& global, int column, const RunViewState& view,
        const std::vector<RunColumn>& columns);

signals:
    void orderChosen(const std::vector<slipway::track::Order>& order);
    void groupingChosen(const std::vector<slipway::track::RunField>& groupBy);
    void columnsChosen(const std::vector<slipway::ui::RunColumn>& columns);
    void filterBy(const QString& field); ///< "metrics.loss"
    void chooserWanted();
};

} // namespace slipway::ui
