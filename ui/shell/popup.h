#pragma once

#include <QFrame>
#include <QPointer>

namespace slipway::ui {

/// A floating surface inside the window: rounded, with a shadow, above everything. Esc, a click outside or losing the
/// window closes it; focus goes back to where it came from.
class Popup : public QFrame {
    Q_OBJECT
public:
    Popup(QWidget* window, const QString& name);
    /// Shows it at `place` (window coordinates) and focuses `first`.
    void open(const QRect& place, QWidget* first);
    void close();
    bool isOpen() const { return isVisible(); }

signals:
    void closed();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QPointer<QWidget> m_opener;
};

} // namespace slipway::ui
