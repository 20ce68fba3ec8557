#pragma once

#include <QWidget>

#include "core/base/result.h"
#include "ui/track/compare/compared_runs.h"

namespace slipway::ui {

/// One way to look at the compared runs. Shown runs are replaced while they log: what a person chose stays.
class CompareSection : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    virtual void showRuns(const SharedRuns& runs) = 0;
    virtual QWidget* searchField() { return nullptr; }

signals:
    void openRun(const QString& id);
    void failed(const slipway::Error& error);
};

} // namespace slipway::ui
