#include "ui/shell/notification_center.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/shell/severity_mark.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

NotificationCenter::NotificationCenter(Notifications& notifications, QWidget* window)
    : Popup(window, tr("Notifications")), m_notifications(notifications) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 8, 8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Notifications"), FontRole::Section), 1);
    auto* close = makeIconButton(QStringLiteral("x"), tr("Close notifications"), QStringLiteral("closeNotifications"));
    connect(close, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(close);
    m_first = close;
    column->addLayout(head);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* outer = new QVBoxLayout(content);
    outer->setContentsMargins(0, 0, 8, 0);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(12);
    outer->addLayout(m_rows);
    outer->addStretch();
    scroll->setWidget(content);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    connect(&notifications, &Notifications::posted, this, [this] {
        if (isOpen()) rebuild();
    });
}

void NotificationCenter::toggle(const QRect& place) {
    if (isOpen()) {
        close();
        return;
    }
    rebuild();
    open(place, m_first);
    m_notifications.markAllRead();
}

QWidget* NotificationCenter::makeRow(const Notice& notice) {
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 4, 0, 4);
    line->setSpacing(10);
    line->addWidget(new SeverityMark(notice.severity), 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* title = new TextLabel(notice.title, notice.read ? FontRole::Control : FontRole::Strong);
    title->setWordWrap(true);
    words->addWidget(title);
    if (!notice.text.isEmpty()) {
        auto* text = new TextLabel(notice.text, FontRole::Body, Token::TextSecondary);
        text->setWordWrap(true);
        words->addWidget(text);
    }
    words->addWidget(new TextLabel(format::when(notice.at.toMSecsSinceEpoch()), FontRole::Caption, Token::TextMuted));
    line->addLayout(words, 1);
    if (!notice.link.isEmpty()) {
        auto* open = makeButton(tr("Open"), QStringLiteral("openNotice"));
        connect(open, &QPushButton::clicked, this, [this, link = notice.link] {
            close();
            linkChosen(link);
        });
        line->addWidget(open, 0, Qt::AlignTop);
    }
    return row;
}

void NotificationCenter::rebuild() {
    clearLayout(m_rows);
    for (const Notice& notice : m_notifications.all()) m_rows->addWidget(makeRow(notice));
    if (!m_notifications.all().empty()) return;
    auto* none = new TextLabel(
        tr("Nothing yet. What finishes, fails or needs you is kept here."), FontRole::Body, Token::TextSecondary);
    none->setWordWrap(true);
    m_rows->addWidget(none);
}

} // namespace slipway::ui
