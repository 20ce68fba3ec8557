#include "ui/widgets/key_value_list.h"

#include <QGridLayout>

#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {

TextLabel* keyLabel(const QString& key) {
    auto* label = new TextLabel(key, FontRole::Body, Token::TextSecondary);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

} // namespace

KeyValueList::KeyValueList(QWidget* parent) : QWidget(parent) {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnMinimumWidth(0, 112);
    m_grid->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void KeyValueList::clear() {
    clearLayout(m_grid);
    m_rows = 0;
}

void KeyValueList::add(const QString& key, const QString& value, const QString& tip) {
    auto* label = new TextLabel(value);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setToolTip(tip);
    addWidget(key, label);
}

void KeyValueList::addCode(const QString& key, const QString& value) {
    auto* label = new ElidedLabel(value, FontRole::Code);
    label->setElideMode(Qt::ElideMiddle);
    addWidget(key, label);
}

void KeyValueList::addWidget(const QString& key, QWidget* widget) {
    m_grid->addWidget(keyLabel(key), m_rows, 0);
    m_grid->addWidget(widget, m_rows, 1);
    ++m_rows;
}

} // namespace slipway::ui
