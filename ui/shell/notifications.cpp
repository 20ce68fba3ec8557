#include "ui/shell/notifications.h"

#include <algorithm>

namespace slipway::ui {

namespace {
constexpr std::size_t kKept = 200;
}

int Notifications::post(Notice notice) {
    notice.id = m_nextId++;
    notice.at = QDateTime::currentDateTime();
    m_notices.insert(m_notices.begin(), notice);
    if (m_notices.size() > kKept) m_notices.pop_back();
    posted(notice);
    changed();
    return notice.id;
}

int Notifications::postError(const QString& what, const Error& error) {
    return post({.severity = Severity::Failure, .title = what, .text = sentenceOf(error), .seconds = 10});
}

void Notifications::dismiss(int id) {
    dismissed(id);
}

void Notifications::markAllRead() {
    for (Notice& notice : m_notices) notice.read = true;
    changed();
}

int Notifications::unread() const {
    return static_cast<int>(std::ranges::count_if(m_notices, [](const Notice& notice) { return !notice.read; }));
}

QString sentenceOf(const Error& error) {
    const auto sentence = [](QString text) {
        text = text.trimmed();
        if (text.isEmpty()) return text;
        text[0] = text[0].toUpper();
        if (!text.endsWith('.') && !text.endsWith('?')) text += '.';
        return text;
    };
    const QString message = sentence(QString::fromStdString(error.message));
    const QString hint = sentence(QString::fromStdString(error.hint));
    return hint.isEmpty() ? message : message + ' ' + hint;
}

} // namespace slipway::ui
