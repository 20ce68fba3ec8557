#pragma once

#include <QAbstractButton>
#include <optional>

#include "ui/widgets/pill.h"

namespace slipway::ui {

/// A small round button that can be checked: a state to filter by, or news to take. 26 high.
class Chip : public QAbstractButton {
    Q_OBJECT
public:
    Chip(const QString& text, const QString& objectName, QWidget* parent);
    void setShape(PillKind kind) { m_shape = kind; } ///< the state's shape before the text
    void setIconName(const QString& name) { m_icon = name; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    std::optional<PillKind> m_shape;
    QString m_icon;
};

} // namespace slipway::ui
