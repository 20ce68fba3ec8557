#pragma once

#include <QWidget>
#include <memory>

#include "ui/track/run/run_facts.h"

namespace slipway::ui {

/// One tab of the run page. It gets the facts when it is visible and they changed: the first time, for another run, or
/// because the run went on.
class RunTab : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual void setFacts(std::shared_ptr<const RunFacts> facts) = 0;
    /// Somebody asked for it (F5): files may have changed, which the facts do not tell.
    virtual void reload() {}
    virtual QWidget* searchField() const { return nullptr; }
};

} // namespace slipway::ui
