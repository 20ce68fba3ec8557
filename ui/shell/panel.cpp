#include "ui/shell/panel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

Panel::Panel(AppContext& app, const QString& title, Body body, QWidget* parent) : QWidget(parent), m_app(app) {
    setObjectName(QStringLiteral("panelPage"));
    setAttribute(Qt::WA_StyledBackground);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(24, 16, 24, 0);
    page->setSpacing(12);
    m_header = new PageHeader(title, this);
    page->addWidget(m_header);
    m_body = new QVBoxLayout;
    m_body->setSpacing(16);
    if (body == Body::Fill) {
        m_body->setContentsMargins(0, 0, 0, 20);
        page->addLayout(m_body, 1);
        return;
    }
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("pageBody"));
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 20);
    column->addLayout(m_body);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    // The bar stands in the page's right padding, so cards keep their width when it appears.
    page->setContentsMargins(24, 16, 8, 0);
    m_header->setContentsMargins(0, 0, 16, 0);
    const auto keepWidth = [column](int, int most) { column->setContentsMargins(0, 0, most > 0 ? 4 : 16, 20); };
    keepWidth(0, 0);
    connect(scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, keepWidth);
    page->addWidget(scroll, 1);
}

void Panel::setLoading(bool loading) {
    if (loading == m_loading) return;
    m_loading = loading;
    loadingChanged(loading);
}

void Panel::showError(const QString& what, const Error& error) {
    clearError();
    auto* frame = new QFrame;
    frame->setObjectName(QStringLiteral("inlineError"));
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(16, 10, 12, 10);
    row->setSpacing(12);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    auto* title = new TextLabel(what, FontRole::Strong, Token::BadText);
    auto* text = new TextLabel(sentenceOf(error), FontRole::Body, Token::Text);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(title);
    column->addWidget(text);
    row->addLayout(column, 1);
    auto* retry =
        makeButton(tr("Try again"), QStringLiteral("retryButton"), ButtonKind::Normal, QStringLiteral("refresh"));
    connect(retry, &QPushButton::clicked, this, [this] {
        clearError();
        refresh();
    });
    row->addWidget(retry, 0, Qt::AlignVCenter);
    m_error = frame;
    m_body->insertWidget(0, frame);
    setLoading(false);
    failed(error);
}

void Panel::clearError() {
    if (!m_error) return;
    m_error->deleteLater();
    m_error->hide();
    m_error = nullptr;
}

} // namespace slipway::ui
