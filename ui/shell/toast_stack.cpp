#include "ui/shell/toast_stack.h"

#include <QAccessible>
#include <QEvent>
#include <QGraphicsDropShadowEffect>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/shell/severity_mark.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {
constexpr int kWidth = 400, kGap = 8, kMargin = 16;
constexpr std::size_t kMost = 3;
} // namespace

Toast::Toast(const Notice& notice, QWidget* parent) : QFrame(parent), m_id(notice.id), m_left(notice.seconds * 10) {
    setObjectName(QStringLiteral("toast"));
    setAccessibleName(notice.title + QStringLiteral(". ") + notice.text);
    setFixedWidth(kWidth);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, Theme::current().isDark() ? 160 : 50));
    setGraphicsEffect(shadow);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 10, 8, 10);
    row->setSpacing(10);
    auto* mark = new SeverityMark(notice.severity);
    row->addWidget(mark, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* title = new TextLabel(notice.title, FontRole::Strong);
    title->setWordWrap(true);
    words->addWidget(title);
    if (!notice.text.isEmpty()) {
        auto* text = new TextLabel(notice.text, FontRole::Body, Token::TextSecondary);
        text->setWordWrap(true);
        words->addWidget(text);
    }
    row->addLayout(words, 1);
    if (notice.countdown) {
        m_countdown = new TextLabel(QString(), FontRole::Caption, Token::TextMuted);
        row->addWidget(m_countdown);
    }
    if (!notice.action.isEmpty()) {
        auto* action = makeButton(notice.action, QStringLiteral("toastAction"));
        connect(action, &QPushButton::clicked, this, [this, run = notice.run] {
            finished(m_id);
            if (run) run();
        });
        row->addWidget(action);
    }
    auto* close = makeIconButton(QStringLiteral("x"), tr("Close"), QStringLiteral("toastClose"));
    close->setFixedSize(26, 26);
    close->setIconSize({14, 14});
    connect(close, &QToolButton::clicked, this, [this] { finished(m_id); });
    row->addWidget(close, 0, Qt::AlignTop);
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &Toast::tick);
    m_timer.start();
    tick();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Toast::tick() {
    const bool paused = underMouse() || isAncestorOf(window()->focusWidget());
    // A countdown that stands for a real deadline does not stop for a pointer.
    if (!paused || m_countdown) --m_left;
    if (m_countdown) m_countdown->setText(tr("%1 s").arg((m_left + 9) / 10));
    if (m_left > 0) return;
    m_timer.stop();
    finished(m_id);
}

ToastStack::ToastStack(Notifications& notifications, QWidget* window, int bottomMargin)
    : QObject(window), m_window(window), m_bottom(bottomMargin) {
    connect(&notifications, &Notifications::posted, this, &ToastStack::add);
    connect(&notifications, &Notifications::dismissed, this, &ToastStack::remove);
    window->installEventFilter(this);
}

void ToastStack::add(const Notice& notice) {
    if (m_toasts.size() >= kMost) remove(m_toasts.front()->id());
    auto* toast = new Toast(notice, m_window);
    connect(toast, &Toast::finished, this, &ToastStack::remove, Qt::QueuedConnection);
    m_toasts.push_back(toast);
    toast->show();
    place();
}

void ToastStack::remove(int id) {
    const auto found = std::ranges::find(m_toasts, id, &Toast::id);
    if (found == m_toasts.end()) return;
    (*found)->hide();
    (*found)->deleteLater();
    m_toasts.erase(found);
    place();
}

void ToastStack::place() {
    int bottom = m_window->height() - m_bottom - kMargin;
    for (auto toast = m_toasts.rbegin(); toast != m_toasts.rend(); ++toast) {
        const int wanted =
            (*toast)->hasHeightForWidth() ? (*toast)->heightForWidth(kWidth) : (*toast)->sizeHint().height();
        const int height = std::max(52, wanted);
        (*toast)->setGeometry(m_window->width() - kWidth - kMargin, bottom - height, kWidth, height);
        (*toast)->raise();
        bottom -= height + kGap;
    }
}

bool ToastStack::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::Resize) place();
    return QObject::eventFilter(object, event);
}

} // namespace slipway::ui
