#pragma once

#include <QLineEdit>

namespace slipway::ui {

/// A search field with icon and clear button. searched() comes 150 ms after the last key, at once on Enter and clear.
class SearchBox : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchBox(const QString& placeholder, const QString& name, QWidget* parent = nullptr);

signals:
    void searched(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace slipway::ui
