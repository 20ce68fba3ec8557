#include "ui/label/text/find_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>

#include "ui/label/text/text_canvas.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

FindBar::FindBar(TextCanvas* canvas, QWidget* parent)
    : QWidget(parent),
      m_canvas(canvas),
      m_text(new SearchBox(tr("Find in this text"), tr("Find in this text"), this)),
      m_count(new TextLabel(QString(), FontRole::Caption, Token::TextMuted, this)) {
    setObjectName(QStringLiteral("findBar"));
    m_text->setObjectName(QStringLiteral("findText"));
    m_text->setMaximumWidth(320);
    auto* back = makeIconButton(QStringLiteral("chevron-up"), tr("Find the one before"), QStringLiteral("findBack"));
    auto* on = makeIconButton(QStringLiteral("chevron-down"), tr("Find the next"), QStringLiteral("findNext"));
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close the search"), QStringLiteral("findClose"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_count);
    row->addWidget(back);
    row->addWidget(on);
    row->addStretch(1);
    row->addWidget(shut);
    m_text->installEventFilter(this);
    connect(m_text, &QLineEdit::textChanged, this, &FindBar::search);
    connect(back, &QToolButton::clicked, this, [this] { step(-1); });
    connect(on, &QToolButton::clicked, this, [this] { step(1); });
    connect(shut, &QToolButton::clicked, this, &FindBar::close);
    hide();
}

void FindBar::open() {
    const auto selected = m_canvas->selectedText();
    show();
    if (!selected.isEmpty() && selected.end - selected.start < 100)
        m_text->setText(m_canvas->document()->text().mid(selected.start, selected.end - selected.start));
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    search(m_text->text());
}

void FindBar::close() {
    hide();
    m_canvas->find({});
    m_canvas->setFocus(Qt::ShortcutFocusReason);
}

void FindBar::search(const QString& text) {
    m_canvas->find(text);
    showCount();
}

void FindBar::step(int direction) {
    m_canvas->findNext(direction);
    showCount();
}

void FindBar::showCount() {
    const int count = m_canvas->foundCount();
    m_count->setText(m_text->text().isEmpty() ? QString()
                     : count == 0
                         ? tr("not found")
                         : tr("%1 of %2").arg(format::count(m_canvas->foundIndex() + 1), format::count(count)));
}

bool FindBar::eventFilter(QObject* object, QEvent* event) {
    if (object != m_text || event->type() != QEvent::KeyPress) return QWidget::eventFilter(object, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int direction = (key->modifiers() & Qt::ShiftModifier) ? -1 : 1;
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F3:
        step(direction);
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return false;
    }
}

} // namespace slipway::ui
