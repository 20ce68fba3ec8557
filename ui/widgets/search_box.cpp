#include "ui/widgets/search_box.h"

#include <QAction>
#include <QKeyEvent>
#include <QTimer>

#include "ui/shell/theme.h"

namespace slipway::ui {

SearchBox::SearchBox(const QString& placeholder, const QString& name, QWidget* parent) : QLineEdit(parent) {
    setObjectName(QStringLiteral("searchBox"));
    setPlaceholderText(placeholder);
    setAccessibleName(name);
    addAction(icon(QStringLiteral("search"), Token::TextMuted), QLineEdit::LeadingPosition);
    auto* clear = addAction(icon(QStringLiteral("x"), Token::TextMuted), QLineEdit::TrailingPosition);
    clear->setToolTip(tr("Clear"));
    clear->setVisible(false);
    auto* delay = new QTimer(this);
    delay->setSingleShot(true);
    delay->setInterval(150);
    connect(delay, &QTimer::timeout, this, [this] { searched(text()); });
    connect(clear, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, this, [this, clear, delay](const QString& now) {
        clear->setVisible(!now.isEmpty());
        if (now.isEmpty()) {
            delay->stop();
            searched({});
        } else {
            delay->start();
        }
    });
    connect(this, &QLineEdit::returnPressed, this, [this, delay] {
        delay->stop();
        searched(text());
    });
}

void SearchBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace slipway::ui
