#include "ui/widgets/empty_state.h"

#include <QClipboard>
#include <QFrame>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_tile.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 32, 24, 32);
    column->setSpacing(8);
    column->addStretch();
    column->addWidget(new IconTile(iconName, IconTile::Size::Disc), 0, Qt::AlignHCenter);
    column->addSpacing(8);
    auto* heading = new TextLabel(title, FontRole::Section);
    heading->setAlignment(Qt::AlignHCenter);
    column->addWidget(heading);
    auto* text = new TextLabel(sentence, FontRole::Body, Token::TextSecondary);
    text->setAlignment(Qt::AlignHCenter);
    text->setWordWrap(true);
    text->setMinimumWidth(240);
    text->setMaximumWidth(520);
    auto* textRow = new QHBoxLayout;
    textRow->addStretch(1);
    textRow->addWidget(text, 8);
    textRow->addStretch(1);
    column->addLayout(textRow);
    m_row = new QWidget;
    m_buttons = new QHBoxLayout(m_row);
    m_buttons->setContentsMargins(0, 8, 0, 0);
    m_buttons->setSpacing(8);
    m_row->hide();
    column->addWidget(m_row, 0, Qt::AlignHCenter);
    column->addStretch();
    setAccessibleName(title + QStringLiteral(". ") + sentence);
}

QPushButton* EmptyState::addButton(const QString& text, const QString& objectName, std::function<void()> clicked) {
    auto* button = makeButton(text, objectName, m_buttons->count() == 0 ? ButtonKind::Primary : ButtonKind::Normal);
    connect(button, &QPushButton::clicked, this, [run = std::move(clicked)] { run(); });
    m_buttons->addWidget(button);
    m_row->show();
    return button;
}

void EmptyState::addSnippet(const QString& text) {
    auto* frame = new QFrame;
    frame->setObjectName(QStringLiteral("snippet"));
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(12, 4, 4, 4);
    auto* label = new TextLabel(text, FontRole::Code);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(label);
    auto* copy = makeIconButton(QStringLiteral("copy"), tr("Copy the command"), QStringLiteral("copySnippet"));
    connect(copy, &QToolButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
    row->addWidget(copy);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->count() - 2, frame, 0, Qt::AlignHCenter);
}

} // namespace slipway::ui
