#include "ui/shell/page_header.h"

#include <QHBoxLayout>

#include "ui/widgets/labels.h"

namespace slipway::ui {

PageHeader::PageHeader(const QString& title, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("pageHeader"));
    setMinimumHeight(44);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_title = new TextLabel(title, FontRole::PageTitle);
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_summary = new ElidedLabel({}, FontRole::Body, Token::TextMuted);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_summary, 1);
    row->addLayout(m_actions);
}

void PageHeader::setTitle(const QString& title) {
    m_title->setText(title);
}
void PageHeader::setSummary(const QString& summary) {
    m_summary->setText(summary);
}
QString PageHeader::summary() const {
    return m_summary->text();
}
void PageHeader::addAction(QWidget* widget) {
    m_actions->addWidget(widget);
}

} // namespace slipway::ui
