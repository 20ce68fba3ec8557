#pragma once

#include <QFrame>
#include <QTimer>
#include <vector>

#include "ui/shell/notifications.h"

namespace slipway::ui {

class TextLabel;

/// One toast: shape, title, text, an action, close. Pauses while pointer or focus is on it; never takes focus.
class Toast : public QFrame {
    Q_OBJECT
public:
    Toast(const Notice& notice, QWidget* parent);
    int id() const { return m_id; }

signals:
    void finished(int id);

private:
    void tick();
    int m_id;
    int m_left; ///< tenths of a second
    TextLabel* m_countdown = nullptr;
    QTimer m_timer;
};

/// The toasts of a window, bottom right, newest below, at most three.
class ToastStack : public QObject {
    Q_OBJECT
public:
    ToastStack(Notifications& notifications, QWidget* window, int bottomMargin);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void add(const Notice& notice);
    void remove(int id);
    void place();

    QWidget* m_window;
    int m_bottom;
    std::vector<Toast*> m_toasts;
};

} // namespace slipway::ui
