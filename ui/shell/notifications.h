#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

#include "core/base/result.h"

namespace slipway::ui {

enum class Severity { Info, Success, Warning, Failure };

/// Something that happened, for a person. Title says what ("Approved census-income v2"), text why or what next.
struct Notice {
    Severity severity = Severity::Info;
    QString title, text;
    QString link;              ///< "Open" target in the centre, see links.h; may be empty
    QString action;            ///< one button on the toast: "Undo"; may be empty
    std::function<void()> run; ///< of the button
    int seconds = 6;           ///< the toast stays so long; with `countdown` the seconds are shown
    bool countdown = false;
    int id = 0; ///< filled in by post()
    QDateTime at;
    bool read = false;
};

/// Toasts at the bottom right (at most three) and the centre that keeps everything. GUI thread only.
class Notifications : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    int post(Notice notice);
    /// Title is `what` ("Couldn't load runs"), text the error's sentence and hint.
    int postError(const QString& what, const Error& error);
    void dismiss(int id); ///< takes the toast away; the centre keeps it
    void markAllRead();
    const std::vector<Notice>& all() const { return m_notices; } ///< newest first, at most 200
    int unread() const;

signals:
    void posted(const slipway::ui::Notice& notice);
    void dismissed(int id);
    void changed();

private:
    std::vector<Notice> m_notices;
    int m_nextId = 1;
};

/// "Message. Hint." as sentences for people.
QString sentenceOf(const Error& error);

} // namespace slipway::ui
