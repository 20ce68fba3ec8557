#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/widgets/labels.h"

namespace slipway::ui {

Card::Card(const QString& title, QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    m_headerRow = new QWidget;
    m_headerLayout = new QHBoxLayout(m_headerRow);
    m_headerLayout->setContentsMargins(16, 8, 12, 0);
    m_headerLayout->setSpacing(8);
    m_headerRow->setFixedHeight(40);
    auto* titleLabel = new TextLabel(title, FontRole::Section);
    titleLabel->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_title = titleLabel;
    m_caption = new ElidedLabel({}, FontRole::Caption, Token::TextMuted);
    m_headerLayout->addWidget(titleLabel);
    m_headerLayout->addWidget(m_caption, 1);
    column->addWidget(m_headerRow);
    m_body = new QVBoxLayout;
    m_body->setContentsMargins(16, title.isEmpty() ? 14 : 6, 16, 14);
    m_body->setSpacing(12);
    column->addLayout(m_body, 1);
    m_headerRow->setVisible(!title.isEmpty());
}

void Card::setTitle(const QString& title) {
    m_title->setText(title);
    m_headerRow->setVisible(!title.isEmpty());
}

void Card::setCaption(const QString& caption) {
    m_caption->setText(caption);
}
void Card::addHeaderWidget(QWidget* widget) {
    m_headerLayout->addWidget(widget, 0, Qt::AlignVCenter);
}
void Card::setFlush() {
    m_body->setContentsMargins(0, m_headerRow->isHidden() ? 0 : 4, 0, 4);
}

} // namespace slipway::ui
