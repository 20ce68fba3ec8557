#pragma once

#include <QAbstractButton>
#include <functional>

#include "ui/home/home_facts.h"

namespace slipway::ui {

/// A line of "Needs you": shape, what, detail and age, one button that leads there.
QWidget* makeNeedsRow(const NeedsYou& need, std::function<void(const QString&)> open);

/// A line of "Continue": a click opens the object.
class RecentRow : public QAbstractButton {
    Q_OBJECT
public:
    explicit RecentRow(const RecentObject& object, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {240, 40}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    RecentObject m_object;
};

} // namespace slipway::ui
