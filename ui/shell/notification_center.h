#pragma once

#include "ui/shell/notifications.h"
#include "ui/shell/popup.h"

class QVBoxLayout;

namespace slipway::ui {

/// Everything that was said in this session, newest first; opens from the bell or Ctrl+Shift+M.
class NotificationCenter : public Popup {
    Q_OBJECT
public:
    NotificationCenter(Notifications& notifications, QWidget* window);
    void toggle(const QRect& place);

signals:
    void linkChosen(const QString& link);

private:
    void rebuild();
    QWidget* makeRow(const Notice& notice);
    Notifications& m_notifications;
    QVBoxLayout* m_rows;
    QWidget* m_first = nullptr;
};

} // namespace slipway::ui
