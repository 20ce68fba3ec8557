#include "ui/widgets/section_header.h"

#include <QHBoxLayout>

#include "ui/widgets/labels.h"

namespace slipway::ui {

SectionHeader::SectionHeader(const QString& title, const QString& caption, QWidget* parent) : QWidget(parent) {
    setFixedHeight(32);
    m_layout = new QHBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_title = new ElidedLabel(title, FontRole::Section);
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_caption = new ElidedLabel(caption, FontRole::Caption, Token::TextMuted);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_caption, 1);
}

void SectionHeader::setTitle(const QString& title) {
    m_title->setText(title);
}
void SectionHeader::setCaption(const QString& caption) {
    m_caption->setText(caption);
}
void SectionHeader::addWidget(QWidget* widget) {
    m_layout->addWidget(widget, 0, Qt::AlignVCenter);
}

} // namespace slipway::ui
