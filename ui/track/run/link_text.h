#pragma once

#include <QAbstractButton>

namespace slipway::ui {

/// A link that stands at the left like any text beside it, and ends in an ellipsis where a button would be cut.
class LinkText : public QAbstractButton {
    Q_OBJECT
public:
    LinkText(const QString& text, const QString& objectName, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace slipway::ui
